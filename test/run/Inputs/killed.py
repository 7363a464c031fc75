# kill -9 of the launcher, the keeper, both; with and without --kill-with-launcher.
import os
import signal
import subprocess
import sys

from launched import AUSPEX, Job, expect, gone, groups_of, kill_hard, parent, until

limited = sys.argv[1:]  # options that set a limit, where the machine can
runtime = os.environ["AUSPEX_RUNTIME_DIR"]


def cleaned(launcher):
    """The next command of any kind cleans up."""
    subprocess.run([AUSPEX, "run", "-q", "--", "true"], check=True)
    expect("no group is left", groups_of(launcher), [])
    expect("no record is left", [n for n in os.listdir(runtime) if n.startswith(f"{launcher}-")], [])


print("launcher")
job = Job("-q", *limited)
kill_hard(job.launcher)
expect("status of the launcher", job.wait(), -signal.SIGKILL)
expect("the job goes on", job.ask("echo alive"), "alive")
expect("under its keeper", parent(job.pid), job.keeper)
job.do("exit 3")
gone(job.pid)
gone(job.keeper)
cleaned(job.launcher)

print("keeper")
job = Job("-q", *limited)
kill_hard(job.keeper)
expect("the job goes on", job.ask("echo alive"), "alive")
expect("as the launcher's child", until(lambda: parent(job.pid) == job.launcher, "adoption"), True)
job.do("exit 4")
expect("its status is told", job.wait(), 4)
expect("no group is left", groups_of(job.launcher), [])

print("keeper, job killed by a signal")
job = Job("-q", *limited)
kill_hard(job.keeper)
expect("the job goes on", job.ask("echo alive"), "alive")
job.do("kill -TERM $$")
expect("its signal is told", job.wait(), -signal.SIGTERM)

print("both")
job = Job("-q", *limited)
os.kill(job.launcher, signal.SIGSTOP)
kill_hard(job.keeper)
kill_hard(job.launcher)
job.wait()
expect("the job goes on", job.ask("echo alive"), "alive")
had = groups_of(job.launcher)
subprocess.run([AUSPEX, "run", "-q", "--", "true"], check=True)
expect("its groups stay while it runs", groups_of(job.launcher), had)
for path in had:
    for name in ("memory.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.high", "memory.max"):
        if os.path.exists(os.path.join(path, name)):
            value = open(os.path.join(path, name)).read().strip()
            expect(f"{name} was lifted", value == "max" or int(value) > 1 << 60, True)
expect("the job goes on", job.ask("echo alive"), "alive")
job.do("exit")
gone(job.pid)
cleaned(job.launcher)

print("--kill-with-launcher")
job = Job("-q", "--kill-with-launcher", *limited)
child = int(job.ask("cat <&0 >/dev/null & echo $!"))
kill_hard(job.launcher)
gone(job.pid)
gone(child)
gone(job.keeper)
cleaned(job.launcher)
job = Job("-q", "--kill-with-launcher", *limited)
kill_hard(job.keeper)
gone(job.pid)
expect("status", job.wait(), -signal.SIGKILL)
expect("no group is left", groups_of(job.launcher), [])
