# Faults in moves by CRIU, numbered: whatever dies at whatever moment, the program does its
# work once and says what it says without a move.
import os
import re
import signal
import subprocess
import sys
import time

import moving
from moving import AUSPEX, Container, Job, expect, nothing_left, until

program, seconds, *wanted = sys.argv[1:]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])

STEPS = ["prepare", "hold", "dump", "restore", "verify", "commit"]
KINDS = ["fail", "kill", "kill-keeper", "kill-launcher", "kill-both", "kill-all", "kill-criu", "fill-disk"]
faults = []
for step in STEPS:
    for when in ("before", "after"):
        for kind in KINDS:
            # A later step's CRIU or disk is what the fault is about.
            if kind in ("kill-criu", "fill-disk") and not (when == "before" and step in ("dump", "restore")):
                continue
            # Before the keeper is asked nobody knows who it is.
            if kind.startswith("kill-") and step in ("prepare",) or (step, when) == ("hold", "before"):
                if kind not in ("fail", "kill"):
                    continue
            faults.append(f"{step}:{when}:{kind}")


def images():
    """A small file system for the images of the disk that runs full."""
    folder = os.path.join(os.environ["HOME"], "images")
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", folder], check=True)
    return folder


plain, rounds, _ = moving.lasting(program, "pipes", float(seconds))
container = Container("faults")
for number, fault in enumerate(faults, 1):
    if wanted and str(number) not in wanted and fault not in wanted:
        continue
    step, when, kind = fault.split(":")
    committed = (step, when) == ("commit", "after")
    options, folder = [], None
    if kind == "fill-disk":
        folder = images()
        options = ["--images", folder]
    job = Job([program, "pipes", rounds], "--movable")
    moved = job.migrate("--to", container.target, *options, fault=fault)
    if kind in ("kill", "kill-all"):
        expect(f"{number} {fault}: the mover", moved.returncode, -signal.SIGKILL)
    elif committed or kind == "kill-launcher":
        expect(f"{number} {fault}: the mover", (moved.returncode, moved.stderr), (0, ""))
    else:
        sentence = moved.stderr.splitlines()
        expect(f"{number} {fault}: the mover", (moved.returncode, len(sentence)), (1, 1))
        expect(f"{number} {fault}: why", f"job {job.name} stays where it is: " in sentence[0], True)
    if kind == "kill-all":
        job.process.wait()
        done = job.migrate("--resolve")
        expect(f"{number} {fault}: resolving", (done.returncode, done.stderr), (0, ""))
    expect(f"{number} {fault}: one job runs", len(moving.thawed()) <= 2, True)  # a program and its child
    status, out, err = job.finish()
    expect(f"{number} {fault}: what it printed", out, plain.stdout)
    if kind in ("kill-launcher", "kill-both", "kill-all"):
        expect(f"{number} {fault}: the launcher", status, -signal.SIGKILL)
        until(lambda: not moving.running(), "the program's end")
        if kind == "kill-launcher":
            told = until(lambda: (lambda text: text if "the job ended with status" in text else "")(
                subprocess.run([AUSPEX, "run", "--no-history", "--", "true"], capture_output=True, text=True).stderr),
                "what the keeper wrote down", 5)
            expect(f"{number} {fault}: how it ended", f"status {plain.returncode})" in told, True)
    else:
        expect(f"{number} {fault}: how it ended", status, plain.returncode)
    if folder:
        subprocess.run(["umount", folder], check=True)
    nothing_left()
    print(f"{number:3} {fault}: ok", flush=True)
container.close()
