# ===- test/run/Inputs/launched.py - Start jobs and look at them -------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""What the tests of `auspex run` share. Nothing here sleeps for a fixed time:
tests wait for a line from the job, for a pidfd, or poll for a state that has to
come (and fail after a minute if it does not)."""
import os
import re
import select
import signal
import subprocess
import sys
import time

AUSPEX = os.environ["AUSPEX"]

# A test runner may ignore signals; what is started here shall not inherit that.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


def until(condition, what):
    """Waits for a state that the kernel reaches by itself."""
    deadline = time.monotonic() + 60
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            sys.exit(f"FAILED: {what} did not happen")
        os.sched_yield()


def gone(pid):
    """Waits until a process that is not our child has ended."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ready, _, _ = select.select([fd], [], [], 60)
    os.close(fd)
    if not ready:
        sys.exit(f"FAILED: process {pid} is still running")


def status_field(pid, name):
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith(name + ":"):
                    return line.split(":", 1)[1].strip()
    except (FileNotFoundError, ProcessLookupError):
        pass
    return None


def state(pid):
    return (status_field(pid, "State") or "gone")[0]


def parent(pid):
    return int(status_field(pid, "PPid") or 0)


def groups(base="/sys/fs/cgroup"):
    """All groups named auspex-<pid of a launcher>-..., as (pid, path)."""
    found = []
    for folder, folders, _ in os.walk(base):
        for name in folders:
            if job := re.match(r"auspex-(\d+)-", name):  # others are of tests that run beside this one
                found.append((int(job[1]), os.path.join(folder, name)))
    return found


def groups_of(launcher):
    return [path for pid, path in groups() if pid == launcher]


class Job:
    """`auspex run` with a shell as the job that tells its process id and then
    does what the test writes to it, line by line."""

    SCRIPT = 'echo pid $$; while read -r line; do eval "$line"; done'

    def __init__(self, *options, script=SCRIPT, shell="sh", **arguments):
        self.process = subprocess.Popen(
            [AUSPEX, "run", *options, "--", shell, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            **arguments,
        )
        self.launcher = self.process.pid
        first = self.line()
        self.pid = int(first.split()[1])
        self.keeper = parent(self.pid)
        with open(f"/proc/{self.keeper}/comm") as file:
            assert file.read().strip() == "auspex-keeper", first

    def line(self):
        text = self.process.stdout.readline()
        if not text:
            sys.exit("FAILED: the job closed its output")
        return text.strip()

    def do(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def ask(self, command):
        self.do(command)
        return self.line()

    def wait(self):
        return self.process.wait(60)


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"FAILED: {what}: got {got!r}, wanted {wanted!r}")
    print(f"ok: {what}")


def kill_hard(pid):
    os.kill(pid, signal.SIGKILL)
