# What the tests of moves share: a container, a job, and what may not be left behind.
import atexit
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import time

AUSPEX = os.environ["AUSPEX"]
RUNTIME = os.environ["AUSPEX_RUNTIME_DIR"]


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: got {got!r}, wanted {wanted!r}")


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    sys.exit(f"never came: {what}")


def hierarchies():
    """Directory of this process's own group in each hierarchy."""
    own = {}
    for line in open("/proc/self/cgroup"):
        _, controllers, path = line.rstrip("\n").split(":", 2)
        own[controllers] = path
    for line in open("/proc/self/mountinfo"):
        left, right = line.rstrip("\n").split(" - ")
        kind, _, options = right.split(" ", 2)
        root, point = left.split()[3:5]
        names = options.split(",") if kind == "cgroup" else [""]
        for controllers, path in own.items():
            if kind in ("cgroup", "cgroup2") and root == "/" and set(controllers.split(",")) <= set(names):
                if kind == "cgroup2" or controllers:
                    yield point + path.rstrip("/")


class Groups:
    """Control groups of their own in each hierarchy."""

    def __init__(self, name):
        self.folders = []
        for folder in dict.fromkeys(hierarchies()):
            group = os.path.join(folder, f"auspex-test-{os.getpid()}-{name}")
            os.mkdir(group)
            self.folders.append(group)
            for file in ("cpuset.cpus", "cpuset.mems"):
                if os.path.exists(os.path.join(group, file)):
                    shutil.copyfile(os.path.join(folder, file), os.path.join(group, file))

    def enter(self):
        """For the process that calls it."""
        for group in self.folders:
            with open(os.path.join(group, "cgroup.procs"), "w") as procs:
                procs.write(str(os.getpid()))

    def abandon(self, reap=lambda: None):
        """After a test that failed: whatever is inside goes, too."""
        for group in self.folders:
            for folder in [*glob.glob(group + "/auspex-*"), group]:
                if os.path.exists(folder + "/freezer.state"):
                    open(folder + "/freezer.state", "w").write("THAWED")
                for _ in range(200):
                    pids = open(folder + "/cgroup.procs").read().split() if os.path.isdir(folder) else []
                    for pid in pids:
                        subprocess.run(["kill", "-9", pid], stderr=subprocess.DEVNULL)
                    reap()
                    if not pids:
                        break
                subprocess.run(["rmdir", folder], stderr=subprocess.DEVNULL)

    def close(self, what):
        for group in self.folders:
            until(lambda: not open(os.path.join(group, "cgroup.procs")).read(), f"an empty {what}")
            expect(f"groups left in the {what}", glob.glob(group + "/auspex-*"), [])
            os.rmdir(group)


class Container:
    """Control groups and namespaces of their own around a process that sleeps."""

    def __init__(self, name, namespaces=("--uts", "--ipc")):
        self.groups = Groups(name)
        self.process = subprocess.Popen(["unshare", *namespaces, "sleep", "100000"], preexec_fn=self.groups.enter)
        until(lambda: open(f"/proc/{self.process.pid}/comm").read() == "sleep\n", "the container")
        self.target = f"container=pid:{self.process.pid}"
        atexit.register(self.abandon)

    def abandon(self):
        self.groups.abandon(self.process.poll)

    def close(self):
        atexit.unregister(self.abandon)
        self.process.kill()
        self.process.wait()
        self.groups.close("container")


class Host:
    """An agent with a runtime directory and control groups of its own, and whatever namespaces; this side
    knows it by its name."""

    def __init__(self, name, wrap=(), address="127.0.0.1", images=None, key=None):
        self.name, self.target, self.address = name, f"host={name}", address
        self.folder = os.path.join(os.environ["HOME"], name)
        self.runtime = os.path.join(self.folder, "run")
        os.makedirs(self.runtime, mode=0o700)
        os.chmod(self.runtime, 0o700)
        self.key = os.path.join(self.folder, "key")
        subprocess.run([AUSPEX, "agent", "--new-key", self.key], check=True)
        self.groups = Groups(name)
        self.config, self.wrap = os.path.join(self.folder, "hosts.toml"), list(wrap)
        self.env = dict(os.environ, AUSPEX_RUNTIME_DIR=self.runtime, AUSPEX_HOSTS=self.config)
        self.process, self.port, self.key_there = None, 0, key or self.key
        self.images, self.mounted = images, not images
        if self.mounted:  # of its own, so that nobody else's are in it
            self.images = os.path.join(self.folder, "images")
            os.makedirs(self.images)
            subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=700", "none", self.images], check=True)
        atexit.register(self.abandon)
        self.start()

    def start(self):
        with open(self.config, "w") as file:
            file.write(f'[agent]\nlisten = "{self.address}"\nport = {self.port}\nkey = "{self.key}"\n'
                       f'images = "{self.images}"\n')
        self.log = open(os.path.join(self.folder, "log"), "a")
        self.process = subprocess.Popen([*self.wrap, AUSPEX, "agent"], env=self.env, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True,
                                        preexec_fn=self.groups.enter)
        line = self.process.stdout.readline().split()
        expect("what the agent says", line[:1], ["listening"])
        self.port = int(line[-1])
        self.know(self.port)

    def know(self, port, key=None):
        """This side's file of hosts."""
        here = os.path.join(os.environ["HOME"], "hosts.toml")
        with open(here, "w") as file:
            file.write(f'[hosts.{self.name}]\naddress = "{self.address}"\nport = {port}\n'
                       f'key = "{key or self.key_there}"\n')
        os.environ["AUSPEX_HOSTS"] = here

    def stop(self):
        self.process.kill()
        self.process.wait()

    def abandon(self):
        self.process.kill()
        self.groups.abandon(self.process.poll)
        self.unmount()

    def unmount(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.images], check=True)

    def empty(self):
        until(lambda: not [n for n in os.listdir(self.runtime) if not n.startswith("watchd")], f"an empty {self.name}")
        expect("images left there", glob.glob(f"{self.images}/auspex-*.images"), [])

    def close(self):
        atexit.unregister(self.abandon)
        self.empty()
        self.stop()
        self.groups.close(self.name)
        self.unmount()


JOBS = []  # names of all that were started


class Job:
    def __init__(self, command, *options, history=False):
        if not history:
            options = ["--no-history", *options]
        self.process = subprocess.Popen([AUSPEX, "run", "-q", *options, "--", *command],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True)
        self.line = self.process.stdout.readline()
        self.status = until(self.read_status, "the job's status")
        self.name, self.pid = self.status["Job"], self.status["Pid"]
        JOBS.append(self.name)
        atexit.register(self.end)

    def end(self):
        """A test that failed leaves nothing behind that spins."""
        if self.process.poll() is None:
            try:
                os.kill((self.read_status() or self.status)["Pid"], signal.SIGKILL)
            except OSError:
                pass

    def read_status(self):
        for path in glob.glob(f"{RUNTIME}/{self.process.pid}-*.status"):
            try:
                return json.load(open(path))
            except (OSError, ValueError):
                return None

    def root(self):
        """The keeper's child."""
        return parent(self.pid)

    def migrate(self, *arguments, fault=None):
        env = dict(os.environ)
        if fault:
            env["AUSPEX_MOVE_FAULT"] = fault
        return subprocess.run([AUSPEX, "migrate", self.name, *arguments], capture_output=True, text=True, env=env)

    def finish(self):
        out, err = self.process.communicate(timeout=300)
        return self.process.returncode, self.line + out, err


def lasting(program, kind, seconds):
    """A plain run that takes about so long at least, how many rounds it had, and its length."""
    rounds = 500
    while True:
        began = time.monotonic()
        plain = subprocess.run([program, kind, str(rounds)], capture_output=True, text=True)
        length = time.monotonic() - began
        if length >= 0.8 * seconds:
            return plain, str(rounds), length
        rounds = int(rounds * min(20, 1.2 * seconds / max(length, 0.01)))


def was_over(moved):
    """Whether the mover came too late for its job (or found its keeper killed)."""
    return moved.returncode == 1 and any(
        words in moved.stderr for words in ("ended meanwhile", "no process any more", ": no job "))


def parent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rsplit(")", 1)[1].split()[1])


def running():
    """Programs of the tests that exist, whoever's children they are."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = open(path).read().split("\0")
        except OSError:
            continue
        if words and os.path.basename(words[0]) == MARK:
            found.append(int(path.split("/")[2]))
    return found


def thawed():
    """Those of running() that are not frozen."""
    mounts = {}
    for line in open("/proc/self/mountinfo"):
        left, right = line.rstrip("\n").split(" - ")
        kind, _, options = right.split(" ", 2)
        if kind == "cgroup" and "freezer" in options.split(","):
            mounts["freezer"] = left.split()[4]
        elif kind == "cgroup2":
            mounts[""] = left.split()[4]
    found = []
    for pid in running():
        try:
            pending = [int(line.split()[1], 16) for line in open(f"/proc/{pid}/status")
                       if line.startswith(("SigPnd", "ShdPnd"))]
            if any(bits >> 8 & 1 for bits in pending):
                continue  # killed while it was frozen: it runs no instruction more
            groups = dict(line.rstrip("\n").split(":", 2)[1:] for line in open(f"/proc/{pid}/cgroup"))
            state = [open(f"{mounts[name]}{groups[name]}/{file}").read().strip()
                     for name, file in (("freezer", "freezer.state"), ("", "cgroup.freeze"))
                     if name in mounts and os.path.exists(f"{mounts[name]}{groups.get(name, '')}/{file}")]
        except (OSError, KeyError):
            continue  # gone meanwhile
        if all(word in ("THAWED", "0") for word in state):
            found.append(pid)
    return found


MARK = None


def nothing_left():
    """No group, record, image or process of ours."""
    subprocess.run([AUSPEX, "run", "-q", "--no-history", "--", "true"], check=True)  # cleans up after the dead
    expect("processes left", until(lambda: [] if running() else "none", "the end of every program") and [], [])
    expect("records left", [n for n in os.listdir(RUNTIME) if not n.startswith("watchd")], [])
    for name in JOBS:
        expect("images left", glob.glob(f"/dev/shm/auspex-{name}.images"), [])
        expect("groups left", [folder for folder in set(hierarchies()) if os.path.exists(f"{folder}/auspex-{name}")], [])
