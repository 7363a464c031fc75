# ===- test/vm/Inputs/numa.py - A job goes from memory node to memory node ----===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""numa.py PROGRAM: in a machine with two memory nodes (vm.py --nodes 2). PROGRAM is
numa.c; $AUSPEX names the command."""
import os
import re
import signal
import subprocess
import sys
import tempfile

os.environ["AUSPEX_RUNTIME_DIR"] = tempfile.mkdtemp()
os.environ["HOME"] = tempfile.mkdtemp()
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "migrate", "Inputs"))
import moving
from moving import AUSPEX, Job, expect, nothing_left

MIB, ROUNDS = 48, 40
PAGES = MIB << 8
NODE = "/sys/devices/system/node/node{}"
command = [sys.argv[1], str(MIB), str(ROUNDS)]
moving.MARK = os.path.basename(sys.argv[1])


def cpus_of(node):
    with open(NODE.format(node) + "/cpulist") as file:
        first, _, last = file.read().strip().partition("-")
    return set(range(int(first), int(last or first) + 1))


def own_pages(pid):
    """How many pages of the process's own memory are on each node."""
    found = [0, 0]
    with open(f"/proc/{pid}/numa_maps") as file:
        for line in file:
            if " anon=" in line and " file=" not in line:
                for node, count in re.findall(r" N([01])=(\d+)", line):
                    found[int(node)] += int(count)
    return found


def nodes_of(pid):
    """Where it may have memory from."""
    with open(f"/proc/{pid}/status") as file:
        return re.search(r"Mems_allowed_list:\s*(\S+)", file.read())[1]


def is_on(what, job, node):
    pages = own_pages(job.pid)
    expect(f"{what}: pages elsewhere", pages[1 - node], 0)
    expect(f"{what}: all of its memory", pages[node] >= PAGES, True)
    expect(f"{what}: CPUs", {frozenset(os.sched_getaffinity(int(tid))) for tid in os.listdir(f"/proc/{job.pid}/task")},
           {frozenset(cpus_of(node))})


def migrate(job, node):
    """A move by somebody who looks at a terminal: what the terminal showed."""
    terminal, line = os.openpty()
    process = subprocess.Popen([AUSPEX, "migrate", job.name, "--to", f"node={node}"], stdout=subprocess.PIPE, stderr=line,
                               text=True)
    os.close(line)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # nobody has it open any more
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    said = process.communicate()[0]
    shown = shown.decode()
    expect(f"to node {node}: {shown}", process.returncode, 0)
    return shown, said


def plain():
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    expect("without Auspex", process.stdout.readline(), "ready\n")
    process.send_signal(signal.SIGUSR1)
    return process.communicate()[0]


def moves(result, *options):
    job = Job(command, *options)
    failed = job.migrate("--to", "node=1", fault="narrow:before:fail")
    expect("a failure", (failed.returncode, "stays where it is" in failed.stderr), (1, True))
    expect("it has all CPUs again", os.sched_getaffinity(job.pid), cpus_of(0) | cpus_of(1))
    expect("and all nodes", nodes_of(job.pid), "0-1")
    migrate(job, 0)
    is_on("at first", job, 0)
    shown, said = migrate(job, 1)
    is_on("moved", job, 1)
    steps = [int(step) for step in re.findall(r"\r *(\d+)%", shown)]
    expect(f"progress in steps: {steps}", len(set(steps)) > 2, True)
    last = len(steps) - 1 - steps[::-1].index(100)  # of the first process that has so much memory
    expect(f"progress ends: {steps}", last, len(steps) - 1)
    moved = int(re.search(r": (\d+) pages moved", said)[1])
    expect(f"as many as it has: {said}", moved >= PAGES, True)
    print(f"moved with {options}: {len(set(steps))} steps of progress")

    for step in ("mems", "pages", "narrow"):
        failed = job.migrate("--to", "node=0", fault=f"{step}:before:fail")
        expect("a failure", (failed.returncode, "stays where it is" in failed.stderr), (1, True))
        expect(f"{step} failed: CPUs", os.sched_getaffinity(job.pid), cpus_of(1))
    died = job.migrate("--to", "node=0", fault="pages:before:kill")
    expect("a death", died.returncode, -9)
    expect("is resolved", job.migrate("--resolve").returncode, 0)
    expect("by going back", os.sched_getaffinity(job.pid), cpus_of(1))

    migrate(job, 0)
    is_on("and back", job, 0)
    os.kill(job.pid, signal.SIGUSR1)
    expect("what it computed", job.finish(), (0, "ready\n" + result, ""))
    nothing_left()
    print(f"result the same after moves with {options}")


with open("/proc/sys/kernel/numa_balancing", "w") as balancing:
    balancing.write("0")  # the kernel would carry the pages after the CPUs by itself
wanted = plain()
moves(wanted)
moves(wanted, "--movable")
