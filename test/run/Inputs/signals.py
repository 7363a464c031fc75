# Signals that a process sends: to the launcher alone, to the process group.
import os
import signal
import subprocess
import time

from launched import AUSPEX, Job, expect, kill_hard, state, until

# bash: its read goes on after a trap.
COUNT = "n=0; trap 'n=$((n+1))' USR1; echo pid $$; while read -r line; do eval \"$line\"; done"


def counted(job, wanted):
    # The shell runs a trap between commands.
    got = until(lambda: job.ask("echo $n") == str(wanted), f"{wanted} signals")
    return got


for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR2, signal.SIGQUIT):
    job = Job("-q")
    os.kill(job.launcher, number)
    expect(f"{number.name} to the launcher ends the job", job.wait(), -number)

job = Job("-q", shell="bash", script=COUNT)
os.kill(job.launcher, signal.SIGUSR1)
expect("a signal to the launcher arrives", counted(job, 1), True)
os.kill(job.launcher, signal.SIGUSR1)
expect("and again", counted(job, 2), True)
job.do("exit 9")
expect("status", job.wait(), 9)

job = Job("-q", shell="bash", script=COUNT, start_new_session=True)
os.killpg(job.launcher, signal.SIGUSR1)
expect("a signal to the group arrives", counted(job, 1), True)
os.kill(job.launcher, signal.SIGCONT)  # a round trip through launcher and keeper
expect("once", job.ask("echo $n"), "1")
job.do("exit 0")
expect("status", job.wait(), 0)

# In a group whose parent is of the same session: the kernel stops no orphaned group.
job = Job("-q", process_group=0)
os.kill(job.launcher, signal.SIGTSTP)
until(lambda: state(job.pid) == "T", "the job's stop")
until(lambda: state(job.launcher) == "T", "the launcher's stop")
os.kill(job.launcher, signal.SIGCONT)
expect("SIGTSTP and SIGCONT", job.ask("echo on"), "on")
os.kill(job.pid, signal.SIGSTOP)
until(lambda: state(job.launcher) == "T", "the launcher's stop with the job")
os.kill(job.launcher, signal.SIGCONT)
expect("SIGSTOP of the job and SIGCONT", job.ask("echo on"), "on")
job.do("exit 2")
expect("status", job.wait(), 2)

# An ignored signal stays ignored, and one that the job handles after all arrives.
ignore = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
job = Job("-q", preexec_fn=ignore)
os.kill(job.launcher, signal.SIGHUP)
expect("nohup", job.ask("echo on"), "on")
job.do("exit 1")
expect("status", job.wait(), 1)

# Two runs in one pipeline of one group: each job gets its own.
job = Job("-q", start_new_session=True)
os.killpg(job.launcher, signal.SIGTERM)
expect("SIGTERM to the group", job.wait(), -signal.SIGTERM)
