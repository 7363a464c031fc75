"""check_timeline.py DOCUMENT.json: what docs/json-schema.md says of a timeline."""
import json
import math
import sys

forecast = json.load(open(sys.argv[1], encoding="utf-8"))["forecast"]
phases = forecast["timeline"]
assert 1 <= len(phases) <= 24, len(phases)
for end in ("low", "likely", "high"):
    for name in ("flops", "int_ops", "bytes_accessed", "seconds"):
        total = sum(p[name][end] for p in phases)
        assert math.isclose(total, forecast[name][end], rel_tol=1e-9), (name, end, total)
    peak = max(p["resident_bytes"][end] for p in phases)
    assert math.isclose(peak, forecast["peak_resident_bytes"][end], rel_tol=1e-9), (end, peak)
now = 0
for p in phases:
    assert math.isclose(p["start"]["likely"], now, abs_tol=1e-9), p["name"]
    now += p["seconds"]["likely"]
