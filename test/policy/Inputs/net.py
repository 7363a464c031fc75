"""A job with a bound on networks, on one end of a link, and a peer on the other."""
import json
import os
import subprocess
import sys

RATE = 2 << 20
BURST = RATE // 4
JOB = r"""
import glob, os, signal, socket, sys, threading, time
address, size, orphan = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "orphan"

# The bound does not hang on the helper that made it.
killed = 0
for comm in glob.glob("/proc/[0-9]*/comm"):
    try:
        with open(comm) as name, open(os.path.dirname(comm) + "/cmdline") as words:
            if name.read() == "auspex-watchd\n" and os.environ["AUSPEX_RUNTIME_DIR"] in words.read():
                os.kill(int(comm.split("/")[2]), signal.SIGKILL)
                killed += 1
    except OSError:
        pass # it ended meanwhile
assert killed == 1, killed
# Nor on the launcher, the keeper's parent.
if orphan:
    with open(f"/proc/{os.getppid()}/status") as file:
        launcher = next(int(line.split()[1]) for line in file if line.startswith("PPid:"))
    os.kill(launcher, signal.SIGKILL)
    while os.path.exists(f"/proc/{launcher}/fd/0"):
        pass

def took(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin

def receive(s, size):
    while size:
        size -= len(s.recv(min(size, 1 << 20)))

def echo(server):
    s, _ = server.accept()
    receive(s, size)
    s.sendall(b"!")

def send(s):
    s.sendall(b"x" * size)
    receive(s, 1)

peer = socket.create_connection((address, 5000))
print("sent", took(lambda: send(peer)))
peer.sendall(b"?")
print("received", took(lambda: receive(peer, size)))
own = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=echo, args=(own,)).start()
local = socket.create_connection(own.getsockname())
print("local", took(lambda: send(local)))
"""
# The peer: takes all, gives as much back.
PEER = r"""
import socket, sys
address, size = sys.argv[1], int(sys.argv[2])
server = socket.create_server((address, 5000))
print("ready", flush=True)
s, _ = server.accept()
taken = 0
while taken < size:
    data = s.recv(1 << 20)
    assert data and not data.strip(b"x")
    taken += len(data)
s.sendall(b"!")
assert s.recv(1) == b"?"
s.sendall(b"y" * size)
"""


def ip(*words):
    subprocess.run(["ip", *words], check=True)


auspex, folder = sys.argv[1:]
os.environ["AUSPEX_RUNTIME_DIR"] = os.path.join(folder, "runtime")
os.mkdir(os.environ["AUSPEX_RUNTIME_DIR"], 0o700)
document = os.path.join(folder, "run.json")
name, near, far = (f"{kind}{os.getpid()}" for kind in ("auspex", "axn", "axf"))
net = f"198.19.{os.getpid() % 256}"


def exchange(size, fate):
    """Seconds that the job took to send and to receive so much, and the launcher's status."""
    peer = subprocess.Popen(["ip", "netns", "exec", name, sys.executable, "-c", PEER, f"{net}.2", str(size)],
                            stdout=subprocess.PIPE, text=True)
    assert peer.stdout.readline() == "ready\n"
    done = subprocess.run([auspex, "run", "-q", "--net-max", "1G", "--no-history", "--json", document, "--",
                           sys.executable, "-c", JOB, f"{net}.2", str(size), fate], stdout=subprocess.PIPE, text=True)
    assert peer.wait() == 0
    seconds = {way: float(value) for way, value in (line.split() for line in done.stdout.splitlines())}
    for way in ("sent", "received"):
        assert seconds[way] > (size - BURST) / RATE, seconds
        assert seconds["local"] < seconds[way], seconds
    return done.returncode


ip("netns", "add", name)
try:
    ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
    ip("addr", "add", f"{net}.1/30", "dev", near), ip("link", "set", near, "up")
    ip("-n", name, "addr", "add", f"{net}.2/30", "dev", far), ip("-n", name, "link", "set", far, "up")
    assert exchange(6 << 20, "stays") == 0
    with open(document) as file:
        limits = json.load(file)["limits"]
    assert limits["network_bytes_per_second"] == RATE, limits
    assert any(b["what"] == "net_max" and "policy.toml:2" in b["from"] for b in limits["bounds"]), limits
    assert exchange(3 << 20, "orphan") == -9
finally:
    ip("netns", "del", name)  # takes the link along
