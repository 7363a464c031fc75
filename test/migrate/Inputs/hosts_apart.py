# Hosts that share as little as one machine can: the agent has a network, processes and mounts of its own, and
# a link between the two.
import os
import subprocess
import sys

import moving
from moving import Host, Job, expect, nothing_left

program = sys.argv[1]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])


def ip(*words):
    subprocess.run(["ip", *words], check=True)


name = f"auspex{os.getpid()}"
near, far = f"ax{os.getpid()}a", f"ax{os.getpid()}b"
ip("netns", "add", name)
try:
    ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
    net = f"198.18.{os.getpid() % 256}"
    ip("addr", "add", f"{net}.1/30", "dev", near), ip("link", "set", near, "up")
    ip("-n", name, "addr", "add", f"{net}.2/30", "dev", far), ip("-n", name, "link", "set", far, "up")
    ip("-n", name, "link", "set", "lo", "up")
    host = Host("apart", ["nsenter", f"--net=/run/netns/{name}", "unshare", "-m", "-p", "-f", "--kill-child",
                          "--mount-proc"], address=f"{net}.2")
    plain, rounds, _ = moving.lasting(program, "children", 6)
    job = Job([program, "children", rounds], "--movable")
    moved = job.migrate("--to", host.target)
    expect("apart: the move", (moved.returncode, moved.stderr), (0, ""))
    # The link is down for a while; the relay comes again.
    ip("link", "set", near, "down")
    ip("link", "set", near, "up")
    status, out, err = job.finish()
    expect("apart: what it printed", (out, err, status), (plain.stdout, "", plain.returncode))
    nothing_left()
    host.close()
    print("apart: the same")
finally:
    ip("link", "del", near)
    ip("netns", "del", name)
