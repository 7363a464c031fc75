# What cannot work at the other host is found before anything stops: the job does not notice. The host has
# mounts of its own, in which something is different each time.
import os
import subprocess
import sys

import moving
from moving import AUSPEX, Host, Job, expect, nothing_left, until

program = sys.argv[1]
moving.MARK = os.path.basename(program)
home = os.environ["HOME"]
os.chdir(home)


def write(name, text, mode="w"):
    with open(name, mode) as file:
        file.write(text)
    return os.path.abspath(name)


def without(path, word):
    return write("changed", "".join(line.replace(f" {word} ", " ") for line in open(path)))


flags = next(line for line in open("/proc/cpuinfo") if line.startswith("flags")).split()
feature = next(word for word in ("avx2", "sse4_2", "sse2") if word in flags)
changed = bytearray(open(program, "rb").read())
changed[-1] ^= 1
CASES = [
    ("other instructions", without("/proc/cpuinfo", feature), "/proc/cpuinfo", f"its processor has no {feature}"),
    ("another program", write("other", bytes(changed), "wb"), program, "has another content there"),
    ("a longer program", write("longer", bytes(changed) + b"x", "wb"), program, "bytes there and"),
    ("another user", write("passwd", "boss:x:0:0::/:/bin/sh\n"), "/etc/passwd", "user 0 is boss there and root here"),
]
os.chmod("other", 0o755)
os.chmod("longer", 0o755)


def refused(host, what, words, kind="pipes", options=(), ready=lambda job: True):
    job = Job([program, kind, "1000000"], "--movable")
    until(lambda: ready(job), "the job as it shall be")
    moved = job.migrate("--to", host.target, *options)
    expect(f"{what}: refused", moved.returncode, 1)
    expect(f"{what}: in one sentence", len(moved.stderr.splitlines()), 1)
    expect(f"{what}: why", words in moved.stderr or moved.stderr, True)
    expect(f"{what}: no journal", [n for n in os.listdir(moving.RUNTIME) if n.endswith(".move")], [])
    job.process.terminate()
    job.finish()
    until(lambda: not moving.running(), "the program's end")
    print(f"{what}: refused", flush=True)


def resident(job):
    with open(f"/proc/{job.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096


def bound(new, old):
    return ["unshare", "-m", "sh", "-c", f"mount --bind '{new}' '{old}' && exec \"$@\"", "sh"]


for number, (what, new, old, words) in enumerate(CASES):
    host = Host(f"b{number}", bound(new, old))
    refused(host, what, words)
    host.close()

for folder in ("work", "elsewhere", "small"):
    os.makedirs(folder)
host = Host("apart", bound(os.path.abspath("elsewhere"), os.path.abspath("work")))
os.chdir("work")
refused(host, "a file of this host alone", "is not there", "files",
        ready=lambda job: any(name.startswith("moved-file") for name in os.listdir(".")))
os.chdir(home)
host.close()

small = os.path.abspath("small")
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", small], check=True)
host = Host("tight", images=small)
refused(host, "too little room", "are free", "heap", ready=lambda job: resident(job) > 64 << 20)
host.close()
subprocess.run(["umount", small], check=True)

host = Host("b")
refused(host, "images on a disk", "is no memory file system", options=("--images", home))
wrong = os.path.join(home, "wrong")
subprocess.run([AUSPEX, "agent", "--new-key", wrong], check=True)
host.know(host.port, wrong)
refused(host, "another key", f"host {host.name}: the keys of the two hosts differ")
os.chmod(wrong, 0o644)
refused(host, "a key that others can read", "chmod 600")
host.know(1)
refused(host, "no agent", "no agent answers at 127.0.0.1 port 1")
host.know(host.port)
host.close()
nothing_left()
