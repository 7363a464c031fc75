"""check_trace.py TRACE.json: Chrome's trace event format, as far as Perfetto needs it."""
import json
import sys

events = json.load(open(sys.argv[1], encoding="utf-8"))["traceEvents"]
slices = [e for e in events if e["ph"] == "X"]
assert slices and all(e["dur"] >= 0 and e["name"] and e["pid"] and e["tid"] for e in slices)
counters = {e["name"] for e in events if e["ph"] == "C"}
assert {"memory (bytes)", "cpu (threads)", "disk (bytes/s)", "network (bytes/s)"} <= counters, counters
for e in events:
    assert e["ph"] in "XCM", e
    if e["ph"] == "C":
        assert e["ts"] >= 0 and e["args"] and all(isinstance(v, (int, float)) for v in e["args"].values()), e
