# A program that is told by a file how much it will take is moved before and after it passes the
# beacon that says so.
import glob
import json
import os
import signal
import subprocess
import sys

import moving
from moving import AUSPEX, RUNTIME, Container, Job, expect, nothing_left, until

program = sys.argv[1]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])
os.environ.pop("AUSPEX_WATCH", None)
count = 2_000_000
with open("count", "wb") as file:
    file.write(count.to_bytes(8, "little"))
container = Container("beacon")
home = f"container=pid:{os.getpid()}"


def status():
    return job.read_status() or {}


def do():
    """Says a line, which the program waits for."""
    job.process.stdin.write("go\n")
    job.process.stdin.flush()


def move(target):
    moved = job.migrate("--to", target)
    expect(f"a move to {target}", (moved.returncode, moved.stderr), (0, ""))
    until(lambda: status().get("Listening"), f"an ear for the beacon after a move to {target}")


job = Job.__new__(Job)
job.process = subprocess.Popen([AUSPEX, "run", "-q", "--no-history", "--movable", "--json", "run.json", "--", program,
                                f"cat '{os.getcwd()}/count'"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
job.name = until(lambda: status().get("Job"), "the job")
moving.JOBS.append(job.name)
until(lambda: status().get("Listening"), "an ear for the beacon")
move(container.target)
do()
until(lambda: status().get("Beacons"), "the beacon")
move(home)
do()
out, err = job.process.communicate(timeout=100)
expect("what it said", (job.process.returncode, out, err), (0, "done\ndone\n", ""))
run = json.load(open("run.json"))
expect("moves", run["outcome"]["moves"], 2)
expect("what the beacon told", [list(b["values"].values()) for b in run["beacons"]], [[count]])
container.close()
for path in glob.glob("/proc/[0-9]*/cmdline"):  # the helper of this runtime directory
    try:
        words = open(path).read().split("\0")
    except OSError:
        continue
    if words[0].endswith("auspex-watchd") and f"{RUNTIME}/watchd.sock" in words:
        os.kill(int(path.split("/")[2]), signal.SIGTERM)
nothing_left()
