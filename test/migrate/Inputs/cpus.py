# Moves of a job of eight threads to one CPU and back; the options are those of `auspex run`:
# a job that is --movable has a cpuset.
import os
import sys

import moving
from moving import Job, expect, nothing_left, until

WORK = """
import os, signal, sys, threading
def spin():
    while True:
        sum(range(1000))
def more(*_):
    t = threading.Thread(target=spin, daemon=True); t.start()
    open(sys.argv[1], "w").write(str(t.native_id))
signal.signal(signal.SIGUSR1, more)
signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
for _ in range(7):
    threading.Thread(target=spin, daemon=True).start()
print("ready", flush=True)
while True:
    signal.pause()
"""


def masks(pid):
    return {frozenset(os.sched_getaffinity(int(tid))) for tid in os.listdir(f"/proc/{pid}/task")}


cpus = sorted(os.sched_getaffinity(0))
first, last = cpus[0], cpus[-1]
everything = frozenset(cpus)
options = sys.argv[1:]
note = os.path.join(os.environ["HOME"], "thread")
job = Job([sys.executable, "-c", WORK, note], *options)
expect("before", masks(job.pid), {everything})

done = job.migrate("--to", f"cpus={last}")
expect("moving", (done.returncode, done.stderr), (0, ""))
expect("every thread is there", masks(job.pid), {frozenset([last])})
expect("it says how many", f"{9 if options else 8} threads" in done.stdout, True)  # and the init's

os.kill(job.pid, 10)  # a thread made later
until(lambda: os.path.exists(note) and open(note).read(), "another thread")
expect("a later one, too", masks(job.pid), {frozenset([last])})

done = job.migrate("--to", f"cpus={first}", fault="move:after:fail")
expect("a failure after the move", done.returncode, 1)
expect("is told", f"stays where it is: a fault was injected" in done.stderr, True)
expect("and leaves it where it was", masks(job.pid), {frozenset([last])})
done = job.migrate("--to", f"cpus={first}", fault="move:after:kill")
expect("a death after the move", done.returncode, -9)
done = job.migrate("--resolve")
expect("is resolved", (done.returncode, "where it was" in done.stdout), (0, True))
expect("to where it was", masks(job.pid), {frozenset([last])})

for target, words in (("cpus=1000", "CPU 1000 is not online"), ("node=900", "no memory node 900"),
                      ("container=pid:1", "" if options else "--movable"), ("host=there", "no hosts are known here" if options else "--movable")):
    done = job.migrate("--to", target)
    expect(f"{target} is refused", (done.returncode, len(done.stderr.splitlines())), (1, 1))
    if words:
        expect(f"{target} says why", words in done.stderr or done.stderr, True)
expect("and nothing has changed", masks(job.pid), {frozenset([last])})

done = job.migrate("--to", "node=0")
expect("to the node that it is on", (done.returncode, done.stderr), (0, ""))
expect("all of its CPUs", masks(job.pid), {everything})
expect("pages are counted", "pages moved" in done.stdout, True)
os.kill(job.pid, 15)
expect("how it ended", job.finish()[0], 7)
os.unlink(note)
nothing_left()
