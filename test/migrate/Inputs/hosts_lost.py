# A host that is lost exactly at the commit: the job stays frozen until a person says where it runs.
import os
import sys

import moving
from moving import Host, Job, expect, nothing_left

program = sys.argv[1]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])
plain, rounds, _ = moving.lasting(program, "pipes", 5)
host = Host("b")
members = " ".join(f"{group}/cgroup.procs" for group in host.groups.folders)
os.environ["AUSPEX_MOVE_FAULT_RUN"] = f"kill -9 $(cat {members} | sort -u); true"  # agent, tunnels, its process
job = Job([program, "pipes", rounds], "--movable")
moved = job.migrate("--to", host.target, fault="pledge:after:run")
expect("the move", moved.returncode, 1)
expect("what can be done", f"auspex migrate --resolve {job.name} --lost" in moved.stderr, True)
expect("what runs", moving.thawed(), [])
asked = job.migrate("--resolve")
expect("asking again", (asked.returncode, "stays frozen until host b tells" in asked.stderr), (1, True))
expect("what runs after it", moving.thawed(), [])
done = job.migrate("--resolve", "--lost")
expect("a person's word", (done.returncode, done.stderr), (0, ""))
status, out, err = job.finish()
expect("what it printed", (out, err, status), (plain.stdout, "", plain.returncode))
host.process.wait()
host.start()  # cleans up after what was killed
nothing_left()
host.close()
