"""What a run says that was slowed down to 4 MiB a second."""
import json
import sys

with open(sys.argv[1]) as file:
    run = json.load(file)
limits = run["limits"]
assert limits["io_bytes_per_second"] == 4 << 20, limits
assert any(b["what"] == "io_max" and "policy.toml:2" in b["from"] for b in limits["bounds"]), limits
assert run["measured"]["wall_seconds"] > 3, run["measured"]
for direction in ("read_bytes", "written_bytes"):
    assert 8 << 20 <= run["watch"][direction] < 10 << 20, (direction, run["watch"])
