# Programs moved between containers, and back, while they work: what they print and how
# they end is what it is without a move.
import os
import random
import sys
import time

import moving
from moving import Container, Job, expect, nothing_left

program, seconds, moves, *kinds = sys.argv[1:]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])
random.seed(int(moves))
home = f"container=pid:{os.getpid()}"

def moved_about(kind, seconds):
    """Runs and moves one program; how many moves it lived to see."""
    plain, rounds, length = moving.lasting(program, kind, seconds)
    container = Container(kind)
    job = Job([program, kind, rounds], "--movable")
    done = 0
    for number in range(int(moves)):
        time.sleep(random.random() * length / int(moves))
        moved = job.migrate("--to", home if number % 2 else container.target)
        if moved.returncode and (job.process.poll() is not None or "ended meanwhile" in moved.stderr):
            break  # over already
        expect(f"{kind}, move {number}", (moved.returncode, moved.stderr), (0, ""))
        done += 1
    status, out, err = job.finish()
    expect(f"{kind}: standard error", err, "")
    expect(f"{kind}: what it printed", out, plain.stdout)
    expect(f"{kind}: how it ended", status, plain.returncode)
    container.close()
    nothing_left()
    return done


for kind in kinds:
    length, done, runs = float(seconds), 0, 0
    while done < int(moves):
        lived = moved_about(kind, length)
        done, runs = done + lived, runs + 1
        # How long moves take is the machine's to say: more work where less than half of them fit.
        if lived < (int(moves) + 1) // 2:
            length *= 2
    print(f"{kind}: the same after {done} moves in {runs} runs")
