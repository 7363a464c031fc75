# A script that executes an annotated program: found, forecast, listed.
import json
import os
import subprocess
import sys

from launched import AUSPEX, expect, state, status_field, until

child, out, how = sys.argv[1:4]
command = [AUSPEX, "run", "-q", "--json", out, "--", "sh", "-c", f"{child} 20; echo over; exit 5"]
if how == "polling":
    os.environ["AUSPEX_EXEC_EVENTS"] = "0"
process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
expect("the program inside runs", process.stdout.readline(), "ready\n")
# The exec's event woke the launcher before the program could print; it sleeps
# again when it has dealt with it. Without events it looks every 50 ms at most.
if how == "polling":
    switches = lambda: int(status_field(process.pid, "voluntary_ctxt_switches"))
    before = switches()
    until(lambda: switches() >= before + 3, "three looks at the job")
until(lambda: state(process.pid) == "S", "the launcher's sleep")
rest, _ = process.communicate("\n")
expect("output", rest, "over\n")
expect("status of the script", process.returncode, 5)

run = json.load(open(out))
expect("exec events", run["measured"]["executions_exact"], how == "events")
expect("annotated programs", len(run["programs"]), 1)
inside = run["programs"][0]
expect("its arguments", inside["argv"], [child, "20"])
expect("its path", inside["path"], child)
likely = inside["forecast"]["peak_resident_bytes"]["likely"]
expect("its forecast is near 21 MiB", abs(likely / (21.5 * 2**20) - 1) < 0.1, True)
expect("the script has no formulas", run["forecast"].get("only_history", True), True)
expect("and no reservation", run["limits"]["reserved_bytes"], None)
