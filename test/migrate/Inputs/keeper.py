# The keeper of a movable job is killed: who wants to talk to it is refused, and does not wait for
# an answer that nobody will give.
import glob
import os
import signal
import socket

import moving
from moving import RUNTIME, Job, expect, nothing_left, parent, until

job = Job(["sh", "-c", "echo ready; sleep 2; exit 5"], "--movable")
keeper = parent(job.root())
expect("who keeps it", open(f"/proc/{keeper}/comm").read(), "auspex-keeper\n")
os.kill(keeper, signal.SIGKILL)
until(lambda: parent(job.root()) != keeper, "the launcher's turn")
os.chdir(RUNTIME)  # a name of a socket is short
mover = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
mover.settimeout(5)
try:
    mover.connect(f"{job.name}.control")
    answer = "somebody listens"
except ConnectionRefusedError:
    answer = "refused"
expect("a mover's connection", answer, "refused")
expect("how the job ended", job.finish()[0], 5)
moving.MARK = "no program of this name"
nothing_left()
