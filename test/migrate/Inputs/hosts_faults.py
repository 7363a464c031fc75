# Faults in moves to another host, numbered: whatever dies at whatever moment, the program does
# its work once, on one side, and says what it says without a move.
import os
import signal
import subprocess
import sys

import moving
from moving import AUSPEX, Host, Job, expect, nothing_left, until

program, seconds, *wanted = sys.argv[1:]
moving.MARK = os.path.basename(program)
os.chdir(os.environ["HOME"])

STEPS = ["prepare", "hold", "dump", "send", "restore", "relay", "pledge", "ask", "commit"]
HERE = ["fail", "kill", "kill-keeper", "kill-launcher", "kill-all", "kill-criu", "kill-relay", "cut"]
THERE = ["kill-arrival", "kill-keeper-there", "kill-tunnels", "kill-agent"]
faults = []
for step in STEPS:
    for when in ("before", "after"):
        for kind in [*HERE, *THERE]:
            late = STEPS.index(step)
            # Before the keeper is asked nobody knows who it is.
            if kind in ("kill-keeper", "kill-launcher", "kill-all") and (late < 1 or (step, when) == ("hold", "before")):
                continue
            if kind == "kill-criu" and (step, when) not in (("dump", "before"), ("send", "before")):
                continue  # here, and there: the mark travels with the images
            if kind == "kill-relay" and (late < 5 or (step, when) == ("relay", "before")):
                continue
            faults.append(f"{step}:{when}:{kind}")
faults += ["send:before:fill-there"]


def there(kind):
    """Kills what is in the groups of the other host."""
    victims = []
    for group in host.groups.folders:
        for folder, _, _ in os.walk(group):
            for pid in open(os.path.join(folder, "cgroup.procs")).read().split():
                try:
                    words = open(f"/proc/{pid}/cmdline").read().split("\0")
                    name = open(f"/proc/{pid}/comm").read().strip()
                except OSError:
                    continue
                if (kind == "kill-arrival" and words[1:3] == ["agent", "--serve"]
                        or kind == "kill-keeper-there" and name == "auspex-keeper"
                        or kind == "kill-tunnels" and words[1:2] == ["listen"] and int(pid) != host.process.pid
                        or kind == "kill-agent" and words[1:2] == ["listen"]):
                    victims.append(int(pid))
    for pid in set(victims):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


if wanted[:1] == ["--there"]:  # called by a fault
    class Groups:
        folders = wanted[2:]

    class host:
        groups = Groups
        class process:
            pid = int(os.environ["AGENT"])
    there(wanted[1])
    sys.exit(0)

plain, rounds, _ = moving.lasting(program, "pipes", float(seconds))
small = None
host = Host("b")
for number, fault in enumerate(faults, 1):
    if wanted and str(number) not in wanted and fault not in wanted:
        continue
    step, when, kind = fault.split(":")
    remote = kind in THERE
    if kind == "fill-there":
        host.close()
        small = os.path.join(os.environ["HOME"], "small")
        os.makedirs(small)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "none", small], check=True)
        host = Host("c", images=small)
        os.environ["AUSPEX_MOVE_FAULT_RUN"] = f"head -c 100M /dev/zero > '{small}/full' 2>/dev/null; true"
    if remote:
        os.environ["AGENT"] = str(host.process.pid)
        os.environ["AUSPEX_MOVE_FAULT_RUN"] = (
            f"'{sys.executable}' '{__file__}' '{program}' 1 --there {kind} {' '.join(host.groups.folders)}")
    while True:
        job = Job([program, "pipes", rounds], "--movable")
        moved = job.migrate("--to", host.target,
                            fault=f"{step}:{when}:{'run' if remote or kind == 'fill-there' else kind}")
        if kind == "kill-keeper" or not moving.was_over(moved):
            break
        job.finish()  # it was over before its fault came: more work for it
        seconds = 2 * float(seconds)
        plain, rounds, _ = moving.lasting(program, "pipes", seconds)
    expect(f"{number} {fault}: it began", f"host {host.name}: no agent answers" in moved.stderr, False)
    if kind == "kill-agent":
        host.process.wait()
        host.start()
    if kind in ("kill", "kill-all"):
        expect(f"{number} {fault}: the mover", moved.returncode, -signal.SIGKILL)
    elif moved.returncode:
        sentence = moved.stderr.splitlines()
        expect(f"{number} {fault}: the mover", (moved.returncode, len(sentence) in (1, 2)), (1, True))
        expect(f"{number} {fault}: why", f"job {job.name} " in sentence[-1], True)
    if kind == "kill-all":
        job.process.wait()
        done = job.migrate("--resolve")
        expect(f"{number} {fault}: resolving", (done.returncode, done.stderr), (0, ""))
    expect(f"{number} {fault}: one job runs", len(moving.thawed()) <= 2, True)  # a program and its child
    status, out, err = job.finish()
    # From the commit on whoever holds the job's end there is its pipes' reader: killed, the job's end is its own.
    lost = (kind == "kill-arrival" and ((step, when) in (("ask", "after"), ("commit", "before"), ("commit", "after")))
            or kind == "kill-relay" and (step, when) == ("commit", "after"))
    if not lost:
        expect(f"{number} {fault}: what it printed", out, plain.stdout)
        if kind in ("kill-launcher", "kill-all"):
            expect(f"{number} {fault}: the launcher", status, -signal.SIGKILL)
        else:
            expect(f"{number} {fault}: how it ended", status, plain.returncode)
    until(lambda: not moving.running(), "the program's end")
    subprocess.run(["rm", "-f", f"{small}/full"]) if small else None
    if kind in ("kill-launcher", "kill-all"):  # the keeper, or the relay, ends in its own time
        until(lambda: subprocess.run([AUSPEX, "run", "-q", "--no-history", "--", "true"]).returncode == 0
              and not os.path.exists(f"{moving.RUNTIME}/{job.name}"), "the end of what is left here")
    if not lost:
        nothing_left()
        host.empty()
    print(f"{number:3} {fault}: {'moved' if moved.returncode == 0 else 'stayed' if moved.returncode > 0 else 'died'}",
          flush=True)
host.close()
if small:
    subprocess.run(["umount", small], check=True)
