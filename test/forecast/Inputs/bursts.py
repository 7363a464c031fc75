"""What the forecasts of bursts.c say of its phases."""
import json
import sys

MIB = 1 << 20


def timeline(path):
    with open(path) as file:
        forecast = json.load(file)["forecast"]
    phases = forecast["timeline"]
    peak = forecast["peak_resident_bytes"]["likely"]
    assert 80 * MIB < peak < 90 * MIB, peak
    assert max(p["resident_bytes"]["likely"] for p in phases) == peak, phases
    whole, parts = forecast["seconds"]["likely"], sum(p["seconds"]["likely"] for p in phases)
    assert abs(parts - whole) <= 1e-6 * whole, (parts, whole)
    return ["large" if p["resident_bytes"]["likely"] > 40 * MIB else "small" for p in phases]


few = timeline(sys.argv[1])
runs = [kind for i, kind in enumerate(few) if i == 0 or few[i - 1] != kind]
assert runs[:10] == ["small", "large"] * 5, few

# More than a timeline has room for: the first ones, then all others as one phase.
many = timeline(sys.argv[2])
assert len(many) <= 48 and "large" in many, many
