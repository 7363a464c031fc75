# A job that talks goes to a second host and from there to a third: input, output, signals and its end find
# their way.
import os
import subprocess
import sys

import moving
from moving import AUSPEX, Host, Job, expect, nothing_left, until

os.chdir(os.environ["HOME"])
moving.MARK = "python-of-the-test"
WORK = """
import os, signal, sys
signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b"signal\\n"))
os.write(1, b"begin\\n")
for line in sys.stdin:
    os.write(1, b"got " + line.encode())
sys.stderr.write("end of input\\n")
os.kill(os.getpid(), signal.SIGTERM)
"""


class Talker(Job):
    def __init__(self):
        self.process = subprocess.Popen(
            [AUSPEX, "run", "-q", "--no-history", "--movable", "--", sys.executable, "-u", "-c", WORK],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.line = self.process.stdout.readline()
        self.status = until(self.read_status, "the job's status")
        self.name, self.pid = self.status["Job"], self.status["Pid"]
        moving.JOBS.append(self.name)

    def say(self, word):
        self.process.stdin.write(word + "\n")
        expect(f"the answer to {word}", self.process.stdout.readline(), f"got {word}\n")

    def interrupt(self, where):
        self.process.send_signal(10)
        expect(f"a signal {where}", self.process.stdout.readline(), "signal\n")


second, job = Host("second"), Talker()
job.say("one")
job.interrupt("here")
moved = job.migrate("--to", second.target)
expect("to the second", (moved.returncode, moved.stderr), (0, ""))
job.say("two")
job.interrupt("on the second")
there = moved.stdout.split("it is job ")[1].split()[0]
third = Host("third")  # known to this side's file from now on
env = dict(os.environ, AUSPEX_RUNTIME_DIR=second.runtime)
moved = subprocess.run([AUSPEX, "migrate", there, "--to", third.target], capture_output=True, text=True, env=env)
expect("to the third", (moved.returncode, moved.stderr), (0, ""))
job.say("three")
job.interrupt("on the third")
job.process.stdin.close()
job.process.wait(60)
expect("how it ended", job.process.returncode, -15)
expect("what it said last", (job.process.stdout.read(), job.process.stderr.read()), ("", "end of input\n"))
nothing_left()
third.close()
second.close()
print("on to a third: the same")
