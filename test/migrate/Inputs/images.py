# One move with --images, and what is known of the run afterwards.
import json
import os
import subprocess
import sys

import moving
from moving import AUSPEX, Container, Job, expect, nothing_left

program = sys.argv[1]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])
folder = "it's here; \"now\""
os.makedirs(folder, exist_ok=True)
plain, rounds, _ = moving.lasting(program, "pipes", 3)
container = Container("images")
job = Job([program, "pipes", rounds], "--movable", "--json", "run.json", history=True)
moved = job.migrate("--to", container.target, "--images", folder)
expect("the move", (moved.returncode, moved.stderr), (0, ""))
expect("images left", os.listdir(folder), [])
status, out, err = job.finish()
expect("what it printed", (out, err), (plain.stdout, ""))
expect("how it ended", status, plain.returncode)
run = json.load(open("run.json"))
expect("moves", run["outcome"]["moves"], 1)
expect("a peak of a part of the run", run["measured"]["peak_is_inexact"], True)
known = json.loads(subprocess.run([AUSPEX, "history", "--json"], capture_output=True, text=True, check=True).stdout)
expect("what the history learns from it", [r for r in known["runs"] if os.path.basename(r["program"]) == moving.MARK], [])
container.close()
nothing_left()
