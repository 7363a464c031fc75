# Programs moved to another host while they work, over a connection that is authenticated and
# encrypted: what they print and how they end is what it is without a move.
import os
import sys

import moving
from moving import Host, Job, expect, nothing_left

program, seconds, *kinds = sys.argv[1:]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])
host = Host("b")
for kind in kinds:
    length = float(seconds)
    while True:
        plain, rounds, _ = moving.lasting(program, kind, length)
        job = Job([program, kind, rounds], "--movable")
        checked = job.migrate("--to", host.target, "--check")
        moved = job.migrate("--to", host.target)
        if not moving.was_over(moved):
            break
        job.finish()  # it was over before it could be moved: more work for it
        length *= 2
    expect(f"{kind}: whether it can", (checked.returncode, checked.stderr), (0, ""))
    expect(f"{kind}: the move", (moved.returncode, moved.stderr), (0, ""))
    print(moved.stdout, end="")
    again = job.migrate("--to", host.target)
    expect(f"{kind}: where it is", f"runs on host {host.name} as job" in again.stderr, True)
    status, out, err = job.finish()
    expect(f"{kind}: standard error", err, "")
    expect(f"{kind}: what it printed", out, plain.stdout)
    expect(f"{kind}: how it ended", status, plain.returncode)
    nothing_left()
    host.empty()
    print(f"{kind}: the same")
host.close()
