# ===- test/vm/Inputs/scope.py - A user without root, and systemd -------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""scope.py AUSPEX PROGRAM: root's, in a machine of vm.py --systemd. Runs AUSPEX as
user 1234, whose own control group belongs to root, and PROGRAM, which was built
with the plugin, below it."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

USER = 1234
OWN = f"/sys/fs/cgroup/user.slice/user-{USER}.slice/user@{USER}.service"
# Copies that the user may read, wherever the build tree lies.
folder = tempfile.mkdtemp()
for path in (sys.argv[1], os.path.join(os.path.dirname(sys.argv[1]), "auspex-keeper"), sys.argv[2]):
    shutil.copy(path, folder)
os.chmod(folder, 0o755)
auspex, program = (os.path.join(folder, os.path.basename(path)) for path in sys.argv[1:])
environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "XDG_STATE_HOME": f"/run/user/{USER}/state",
               "XDG_RUNTIME_DIR": f"/run/user/{USER}"}


def start(*arguments, **more):
    return subprocess.Popen(arguments, env=environment | more, cwd="/", user=USER, group=USER, extra_groups=[],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*arguments, **more):
    process = start(*arguments, **more)
    out, err = process.communicate()
    return process.returncode, out, err


def until(what, condition):
    """Waits for what has no event of its own to wait for."""
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def scopes():
    return [name for _, names, _ in os.walk(OWN) for name in names if "auspex" in name]


def nothing_left(after):
    until(f"left after {after}: {scopes()}", lambda: not scopes())
    status, out, _ = run("systemctl", "--user", "list-units", "--all", "--no-legend", "auspex-*")
    assert status == 0 and not out.strip(), (after, out)
    print(f"{after}: nothing left", flush=True)


def no_record_left():
    """The next command of any kind takes away the record of a job that lost its launcher."""
    assert run(auspex, "doctor")[0] == 0
    jobs = os.path.join(environment["XDG_RUNTIME_DIR"], "auspex")
    assert not os.listdir(jobs), os.listdir(jobs)


def reads_its_limits():
    script = 'cd /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup); pwd; cat memory.high memory.max pids.max cpu.weight cpu.max'
    status, out, err = run(auspex, "run", "--memory", "200M", "--memory-max", "300M", "--pids", "50", "--cpus", "0.5",
                           "--cpu-weight", "200", "--", "sh", "-c", script)
    lines = out.splitlines()
    assert status == 0 and lines[1:] == ["209715200", "314572800", "50", "200", "50000 100000"], (status, out, err)
    assert lines[0].startswith(OWN) and ".scope/auspex-" in lines[0] and "auspex: note" not in err, (lines[0], err)
    nothing_left("limits")


def compares_the_forecast():
    report = f"/run/user/{USER}/report.json"
    status, out, err = run(auspex, "run", "--json", report, "--", program)
    with open(report) as file:
        document = json.load(file)
    assert status == 0 and "forecast" in err and "reserved" in err, (status, out, err)
    assert "memory" in document["controllers"] and not document["missing"], document
    assert document["measured"]["group_peak_bytes"] > 0, document
    nothing_left("forecast")


def ends_as_the_program_ends():
    assert run(auspex, "run", "-q", "--", "sh", "-c", "exit 37") == (37, "", "")
    assert run(auspex, "run", "-q", "--", "sh", "-c", "kill -USR1 $$")[0] == -signal.SIGUSR1
    process = start(auspex, "run", "-q", "--", "sh", "-c", "trap 'echo got; exit 5' TERM; echo ready; while :; do sleep 0.1; done")
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    out, _ = process.communicate()
    assert (process.returncode, out) == (5, "got\n"), (process.returncode, out)
    nothing_left("status and signals")


def members():
    """Process ids in the scope's groups: (of the keeper, of the job)."""
    keeper, job = [], []
    for path, _, files in os.walk(OWN):
        if "auspex-" in path and "cgroup.procs" in files:
            with open(os.path.join(path, "cgroup.procs")) as file:
                (keeper if path.endswith("/keeper") else job).extend(int(line) for line in file)
    return keeper, job


def survives_kill(whom):
    """kill -9 of an Auspex process: the job goes on to its end, and nothing stays."""
    done = f"/run/user/{USER}/done-{whom}"
    process = start(auspex, "run", "-q", "--memory", "100M", "--", "sh", "-c",
                    f"trap 'echo yes > {done}; exit 0' USR1; echo ready; while :; do sleep 0.1; done")
    assert process.stdout.readline() == "ready\n"
    keeper, job = members()
    assert len(keeper) == 1 and job, (keeper, job)
    victims = {"launcher": [process.pid], "keeper": keeper, "both": [process.pid] + keeper}[whom]
    shell = next(pid for pid in job if b"trap" in open(f"/proc/{pid}/cmdline", "rb").read())
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    assert scopes(), "the scope went while the job was running"
    os.kill(shell, signal.SIGUSR1)
    until(f"{whom} killed: the job did not end", lambda: os.path.exists(done))
    process.communicate()
    nothing_left(f"{whom} killed")
    no_record_left()


def ends_with_the_launcher():
    process = start(auspex, "run", "-q", "--kill-with-launcher", "--", "sh", "-c", "echo ready; sleep 1000 & sleep 1000")
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.communicate()
    nothing_left("--kill-with-launcher")
    no_record_left()


def runs_without_a_scope():
    for more, why in (({"XDG_RUNTIME_DIR": ""}, "neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR"),
                      ({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}, "no systemd scope"),
                      ({"AUSPEX_SCOPE": "0"}, "AUSPEX_SCOPE=0")):
        status, out, err = run(auspex, "run", "--memory", "100M", "--", "cat", "/proc/self/cgroup", **more)
        assert (status, out) == (0, own), (status, out, err)
        assert err.count("auspex: note:") == 1 and why in err and "reserved" not in err, err
    nothing_left("no bus")


def tells_what_there_is():
    def finding(**more):
        found = json.loads(run(auspex, "doctor", "--json", **more)[1])["findings"]
        return next(f for f in found if f["name"] == "systemd.scope")

    there, absent = finding(), finding(XDG_RUNTIME_DIR="")
    assert there["state"] == "available" and "cpu memory pids" in there["detail"], there
    assert absent["state"] == "missing" and "enable-linger" in absent["remedy"], absent
    print("doctor:", there["detail"])


with open("/proc/self/cgroup") as group:
    own = group.read()
    assert "user.slice" not in own, own
tells_what_there_is()
reads_its_limits()
compares_the_forecast()
ends_as_the_program_ends()
for whom in ("launcher", "keeper", "both"):
    survives_kill(whom)
ends_with_the_launcher()
runs_without_a_scope()
print("all of it passed")
