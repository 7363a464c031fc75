"""A job that is told what to do step by step, and everything that is told of it.

usage: watched.py SCENARIO STEPS-PROGRAM FOLDER
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

AUSPEX = os.environ["AUSPEX"]
scenario, program, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
runtime = os.path.join(folder, "runtime")
shutil.rmtree(runtime, ignore_errors=True)
os.makedirs(runtime, mode=0o700)
os.environ["AUSPEX_RUNTIME_DIR"] = runtime
os.environ.pop("AUSPEX_WATCH", None)
MIB = 1 << 20
PATIENCE = 600  # seconds that anything may take on a busy or emulated machine; none is waited for in vain


def until(what, condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise SystemExit(f"never happened: {what}")


def top():
    shown = subprocess.run([AUSPEX, "top", "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(shown.stdout)["jobs"]


def helper():
    """Process id of this runtime directory's auspex-watchd, or None."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"auspex-watchd") and os.fsencode(runtime) + b"/watchd.sock" in words:
            return int(pid)
    return None


class Job:
    def __init__(self, *options, arguments=(), auspex=AUSPEX):
        self.json = os.path.join(folder, "run.json")
        self.command = [program, *arguments]
        self.process = subprocess.Popen(
            [auspex, "run", "--no-history", "--json", self.json, *options, "--", *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.shown = until("the job in auspex top", self.look)

    def look(self):
        jobs = [j for j in top() if j["argv"] == self.command]
        return jobs[0] if jobs else None

    def say(self, step):
        self.process.stdin.write(step + "\n")
        self.process.stdin.flush()

    def do(self, step):
        self.say(step)
        assert self.process.stdout.readline() == "done\n"

    def counting(self):
        """Waits until the BPF programs count."""
        return until("BPF as the source", lambda: (self.look() or {"source": ""})["source"].startswith("BPF"))

    def end(self):
        _, self.said = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, (self.process.returncode, self.said)
        with open(self.json) as file:
            return json.load(file)


def expect(condition, *shown):
    if not condition:
        raise SystemExit(f"{scenario}: not so: {shown}")


def counted():
    job = Job()
    job.counting()
    job.do("exec 50")
    job.do("send 409600")
    version = 1 if "memory" in groups(job.look()["pid"]) else 2
    run = job.end()
    watch, measured = run["watch"], run["measured"]
    expect(watch["source"] == f"BPF and cgroup v{version}", watch)
    expect(watch["no_programs_because"] is None and watch["events_lost"] == 0, watch)
    expect(measured["executions"] == 50 and measured["executions_exact"], measured)
    expect(watch["forks"] == 50, watch)
    if watch["sent_bytes"] is not None or counts_sockets():
        expect(watch["sent_bytes"] == watch["received_bytes"] == 409600, watch)
    expect(watch["run_delay_seconds"] is not None, watch)
    expect(re.search(rf"; watched through BPF and cgroup v{version}$", job.said, re.M), job.said)
    # The group's own figures are the reported ones.
    expect(abs(watch["cpu_seconds"] / measured["group_cpu_seconds"] - 1) < 0.05, watch, measured)


def counts_sockets():
    """Whether the kernel has tracepoints on sockets (Linux 6.3) or lets its functions be followed."""
    with open("/sys/kernel/btf/vmlinux", "rb") as file:
        if b"btf_trace_sock_send_length" in file.read():
            return True
    try:
        with open("/sys/kernel/security/lockdown") as file:
            return "[none]" in file.read()
    except OSError:  # no lockdown, or nobody mounted securityfs
        return True


def files():
    os.environ["AUSPEX_WATCH"] = "files"
    job = Job()
    job.do("exec 20")
    run = job.end()
    watch = run["watch"]
    expect(not watch["source"].startswith("BPF") and watch["no_programs_because"] is None, watch)
    expect(watch["cpu_seconds"] > 0 and watch["faults"] > 0, watch)
    expect(helper() is None, "a helper was started")


def without_helper():
    """An installation without auspex-watchd: said, and nothing else changes."""
    own = os.path.join(folder, "bin")
    shutil.rmtree(own, ignore_errors=True)
    os.makedirs(own)
    for name in ("auspex", "auspex-keeper"):
        shutil.copy(os.path.join(os.path.dirname(AUSPEX), name), own)
    job = Job(auspex=os.path.join(own, "auspex"))
    until("why there are no programs", lambda: (job.look() or {}).get("no_programs_because"))
    job.do("exec 5")
    watch = job.end()["watch"]
    expect("cannot execute" in watch["no_programs_because"], watch)
    expect(not watch["source"].startswith("BPF"), watch)


def helper_killed():
    job = Job()
    job.counting()
    job.do("exec 10")
    os.kill(until("the helper", helper), signal.SIGKILL)
    until("the launcher's notice", lambda: (job.look() or {}).get("no_programs_because"))
    job.do("exec 10")
    run = job.end()
    watch = run["watch"]
    expect(watch["no_programs_because"] == "auspex-watchd is gone", watch)
    expect(run["measured"]["executions"] >= 10 and not run["measured"]["executions_exact"], run["measured"])
    # The next job starts another one.
    job = Job()
    job.counting()
    job.end()


def overrun():
    """The launcher sleeps while more happens than the ring buffer holds: 900 events."""
    count = 1200
    job = Job()
    job.counting()
    os.kill(job.process.pid, signal.SIGSTOP)
    job.do(f"exec {count}")
    os.kill(job.process.pid, signal.SIGCONT)
    run = job.end()
    watch, measured = run["watch"], run["measured"]
    expect(watch["events_lost"] > 0, watch)
    expect(not measured["executions_exact"], measured)
    # What is counted in the kernel is not wrong for it.
    expect(watch["forks"] == count, watch)
    expect("lost)" in job.said, job.said)


def group_vanishes():
    """Somebody empties the job's groups and removes them while it runs."""
    job = Job()
    job.counting()
    pid = job.look()["pid"]
    with open(f"/proc/{pid}/cgroup") as file:
        places = [line.rstrip("\n").split(":", 2) for line in file]
    removed = 0
    for _, controllers, path in places:
        if "/auspex-" not in path:
            continue
        for root in ("/sys/fs/cgroup/" + controllers, "/sys/fs/cgroup"):
            if os.path.isdir(root + path):
                with open(os.path.join(os.path.dirname(root + path), "cgroup.procs"), "w") as procs:
                    procs.write(str(pid))
                os.rmdir(root + path)
                removed += 1
    expect(removed > 0, places)
    job.do("exec 5")
    run = job.end()
    expect(run["outcome"]["status"] == 0, run["outcome"])
    expect(run["measured"]["wall_seconds"] > 0 and run["watch"]["cpu_seconds"] is None, run["watch"])


def many():
    """200 jobs at once: one helper, no wrong figure, nothing left behind."""
    count = 200
    jobs = []
    for number in range(count):
        out = os.path.join(folder, f"{number}.json")
        jobs.append(
            (
                out,
                subprocess.Popen(
                    [AUSPEX, "run", "--quiet", "--no-history", "--json", out, "--", program],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    text=True,
                ),
            )
        )
    until("all jobs counted by BPF", lambda: sum(j["source"].startswith("BPF") for j in top()) == count)
    for number, (_, process) in enumerate(jobs):
        process.stdin.write(f"exec {1 + number % 3}\n")
        process.stdin.close()
    for number, (out, process) in enumerate(jobs):
        expect(process.wait(timeout=PATIENCE) == 0, number)
        with open(out) as file:
            run = json.load(file)
        measured = run["measured"]
        # 200 launchers hear 200 launches: what the kernel had to drop is admitted.
        expect(measured["executions"] == 1 + number % 3 or not measured["executions_exact"], number, measured)
        expect(run["watch"]["forks"] == 1 + number % 3, number, run["watch"])
    left = [name for name in os.listdir(runtime) if not name.startswith("watchd.")]
    expect(left == [], left)


def children():
    """A job that forks 10,000 children: each is counted, none is left behind."""
    job = Job()
    job.counting()
    job.do("fork 10000")
    job.do("exec 20")
    run = job.end()
    watch, measured = run["watch"], run["measured"]
    expect(watch["forks"] == 10_020, watch)
    expect(measured["executions"] == 20 and measured["executions_exact"], measured)
    expect(watch["events_lost"] == 0, watch)
    left = [name for name in os.listdir(runtime) if not name.startswith("watchd.")]
    expect(left == [], left)
    # The same where nothing but files tells.
    os.environ["AUSPEX_WATCH"] = "files"
    job = Job()
    job.do("fork 10000")
    run = job.end()
    expect(run["outcome"]["status"] == 0 and run["watch"]["cpu_seconds"] > 0, run["watch"])


def programs_refused():
    """The kernel refuses every BPF program: said, files tell, the job is as it was."""
    refuse_programs()
    job = Job()
    until("why there are no programs", lambda: (job.look() or {}).get("no_programs_because"))
    job.do("exec 5")
    watch = job.end()["watch"]
    expect("cannot load BPF programs" in watch["no_programs_because"], watch)
    expect(not watch["source"].startswith("BPF") and watch["cpu_seconds"] > 0, watch)


def refuse_programs():
    """From now on bpf(BPF_PROG_LOAD) of this process and of all that it starts is EPERM (seccomp(2))."""
    import ctypes
    import platform
    import struct

    number = {"x86_64": 321, "aarch64": 280}[platform.machine()]
    load, allow, refuse = 5, 0x7FFF0000, 0x00050000 | 1
    code = [
        (0x20, 0, 0, 0),  # the call's number
        (0x15, 0, 3, number),
        (0x20, 0, 0, 16),  # the low half of its first argument
        (0x15, 0, 1, load),
        (0x06, 0, 0, refuse),
        (0x06, 0, 0, allow),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *c) for c in code))
    header = ctypes.create_string_buffer(struct.pack("HL", len(code), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    set_no_new_privs, set_seccomp, filter_mode = 38, 22, 2
    libc.prctl(set_no_new_privs, 1, 0, 0, 0)
    if libc.prctl(set_seccomp, filter_mode, header, 0, 0) != 0:
        raise SystemExit(f"no seccomp filter: {os.strerror(ctypes.get_errno())}")


def exact():
    """What is reported is what the control group itself counted, within 1%."""
    disk = os.path.join(folder, "disk")
    job = Job(arguments=[disk])
    pid = job.look()["pid"]
    job.counting()
    job.do("compute 400")
    job.do("fill 100663296")  # little: giving it back at the end takes time, too
    job.do("disk 67108864")
    job.do("exec 20")
    group = groups(pid)

    def number(controller, *names):
        for name in names:
            path = os.path.join(group.get(controller, group.get("", "")), name)
            if os.path.exists(path):
                with open(path) as file:
                    return file.read()
        return None

    said = {}
    if text := number("cpuacct", "cpuacct.usage"):
        said["cpu_seconds"] = int(text) / 1e9
    elif text := number("cpu", "cpu.stat"):
        said["cpu_seconds"] = int(re.search(r"usage_usec (\d+)", text)[1]) / 1e6
    if text := number("memory", "memory.max_usage_in_bytes", "memory.peak"):
        said["memory_peak_bytes"] = int(text)
    if text := number("blkio", "blkio.throttle.io_service_bytes_recursive"):
        said["written_bytes"] = sum(map(int, re.findall(r"Write (\d+)", text)))
    elif text := number("io", "io.stat"):
        said["written_bytes"] = sum(map(int, re.findall(r"wbytes=(\d+)", text)))
    watch = job.end()["watch"]
    expect({"cpu_seconds", "memory_peak_bytes"} <= said.keys(), said)
    for name, value in said.items():
        if value:
            expect(abs(watch[name] / value - 1) < 0.01, name, watch[name], value)
    expect(watch["memory_peak_bytes"] >= 96 * MIB, watch)
    # Where no controller counts it the programs do.
    expect(abs(watch["written_bytes"] / (64 * MIB) - 1) < 0.01, watch)


def groups(pid):
    """Directory of the process's control group by controller; "" is version 2's."""
    found = {}
    with open(f"/proc/{pid}/cgroup") as file:
        for line in file:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            for root in ("/sys/fs/cgroup/" + controllers, "/sys/fs/cgroup/unified", "/sys/fs/cgroup"):
                if "/auspex-" in path and os.path.isdir(root + path):
                    for controller in controllers.split(","):
                        found[controller] = root + path
                    break
    return found


def idle():
    """The helper serves later jobs and leaves nothing when it goes."""
    job = Job()
    job.counting()
    first = helper()
    job.end()
    job = Job()
    job.counting()
    expect(helper() == first, "another helper was started")
    job.end()
    os.kill(first, signal.SIGTERM)
    until("the helper's end", lambda: helper() is None)


class Phased(Job):
    """phases.c: 20 MiB, a line from standard input, 160 MiB, a line, 20 MiB, a line."""

    def __init__(self, *options):
        super().__init__(*options, arguments=["20", "160"])

    def reserved(self, condition, what):
        return until(what, lambda: (j := self.look()) and condition(j["reserved_bytes"] or 0) and j)

    def in_last_phase(self):
        """Where it stays until it is told to go on, with a small limit."""
        for _ in range(2):
            self.do("go")
        self.reserved(lambda r: 0 < r < 100 * MIB, "memory given back")

    def limit_file(self):
        """The file that holds the reservation."""
        folder, old = self.group("memory")
        return os.path.join(folder, "memory.soft_limit_in_bytes" if old else "memory.high")

    def cpu_weight(self):
        """As a share of what a group gets that nobody set."""
        folder, old = self.group("cpu")
        with open(os.path.join(folder, "cpu.shares" if old else "cpu.weight")) as file:
            return int(file.read()) / (1024 if old else 100)

    def group(self, controller):
        """The directory of the job's group, and whether it is of version 1."""
        with open(f"/proc/{self.look()['pid']}/cgroup") as file:
            for line in file:
                _, controllers, path = line.rstrip("\n").split(":", 2)
                if controller in controllers.split(","):
                    return f"/sys/fs/cgroup/{controller}{path}", True
        return f"/sys/fs/cgroup{path}", False


def resize():
    """Before the phase it grows, after it gives back; every step is waited for."""
    job = Phased("--trace", os.path.join(folder, "trace.json"))
    early = job.reserved(lambda r: r > 160 * MIB, "growth before the phase")
    expect(early["memory_bytes"] < 100 * MIB, early)
    expect(early["phase"]["name"] and early["next_phase"], early)
    with open(job.limit_file()) as file:
        expect(int(file.read()) == early["reserved_bytes"], early)
    job.do("go")
    until("the large phase", lambda: job.look()["memory_bytes"] > 160 * MIB)
    job.do("go")
    job.reserved(lambda r: 0 < r < 100 * MIB, "memory given back")
    job.do("go")
    run = job.end()
    limits = run["limits"]
    expect(limits["reserved_first_bytes"] < 100 * MIB, limits)
    expect(limits["follows_timeline"] and limits["resizes"] >= 2 and limits["oom_kills"] == 0, limits)
    expect(limits["reserved_most_bytes"] <= limits["whole_run_bytes"], limits)
    expect(limits["reserved_byte_seconds"] < 0.95 * limits["whole_run_bytes"] * run["measured"]["wall_seconds"], limits)
    expect(limits["deviation"] is None, limits)
    expect("resized" in job.said, job.said)
    with open(os.path.join(folder, "trace.json")) as file:
        events = json.load(file)["traceEvents"]
    names = {e["name"] for e in events}
    expect({"memory (bytes)", "reserved (bytes)", "cpu (threads)"} <= names, names)
    expect(any(n.startswith("resize to") for n in names), names)
    expect({e["pid"] for e in events if e["ph"] == "X"} == {1, 2}, "phases of the forecast and of the run")


def weight():
    """The CPU weight is that of the phase's threads; the program waits in each phase."""
    job = Phased()
    until("the weight of one thread", lambda: job.cpu_weight() == 1)
    job.do("go")
    until("the weight of two threads", lambda: job.cpu_weight() == 2)
    job.do("go")
    until("the weight of one thread again", lambda: job.cpu_weight() == 1)
    job.do("go")
    limits = job.end()["limits"]
    expect(limits["cpu_weight_changes"] >= 2, limits)


def fixed():
    job = Phased("--no-resize")
    whole = job.reserved(lambda r: r > 0, "a limit")["reserved_bytes"]
    for _ in range(3):
        job.do("go")
    limits = job.end()["limits"]
    expect(not limits["follows_timeline"] and limits["resizes"] == 0, limits)
    expect(limits["reserved_bytes"] == whole == limits["whole_run_bytes"] > 160 * MIB, limits)


def launcher_killed():
    """The keeper goes back to the limit of the whole run."""
    job = Phased()
    job.in_last_phase()
    path, pid = job.limit_file(), job.look()["pid"]
    job.process.kill()
    job.process.wait()

    def restored():
        with open(path) as file:
            return int(file.read()) > 160 * MIB

    until("the limit of the whole run", restored)
    job.do("go")
    job.process.stdin.close()
    until("the job's end", lambda: not os.path.exists(f"/proc/{pid}"))
    # The next command cleans up.
    until("a clean runtime directory", lambda: subprocess.run([AUSPEX, "run", "-q", "true"]).returncode == 0
          and [name for name in os.listdir(runtime) if not name.startswith("watchd.")] == [])


def keeper_killed():
    """The launcher takes the guard over and follows the timeline itself."""
    job = Phased()
    job.in_last_phase()
    pid, resizes = job.look()["pid"], job.look()["resizes"]
    with open(f"/proc/{pid}/stat") as file:
        keeper = int(file.read().rpartition(")")[2].split()[1])
    os.kill(keeper, signal.SIGKILL)
    until("another resize", lambda: job.look()["resizes"] > resizes)
    job.do("go")
    run = job.end()
    expect(run["outcome"]["keeper_lost"] and run["limits"]["oom_kills"] == 0, run["outcome"])


def beacon():
    """Another program tells the size of what is to come; the beacon before it tells ours."""
    count = 20_000_000
    data = os.path.join(folder, "header.bin")
    with open(data, "wb") as file:
        file.write(count.to_bytes(8, "little"))
    job = Job(arguments=[f"cat '{data}'"])
    until("the probe to be heard", lambda: (job.look() or {}).get("listening"))
    expect(job.look()["reserved_bytes"] is None, "a limit without a bound on the forecast")
    job.do("go")
    told = until("what the beacon told", lambda: (j := job.look())["beacons"] and j)
    expect(told["forecast_peak_bytes"] > 8 * count, told)
    until("a limit", lambda: (job.look()["reserved_bytes"] or 0) > 8 * count)
    job.do("go")
    run = job.end()
    (heard,) = run["beacons"]
    expect(list(heard["values"].values()) == [count], heard)
    expect(heard["peak_resident_bytes"]["high"] < 1.1 * 8 * count + 8 * MIB, heard)
    expect(run["limits"]["oom_kills"] == 0, run["limits"])
    expect("after 1 beacon" in job.said, job.said)


scenarios = [beacon, resize, weight, fixed, launcher_killed, keeper_killed, counted, files, without_helper, helper_killed, overrun, group_vanishes, many, idle,
             children, programs_refused, exact]
try:
    {f.__name__: f for f in scenarios}[scenario]()
finally:
    if (pid := helper()) is not None:
        os.kill(pid, signal.SIGTERM)
