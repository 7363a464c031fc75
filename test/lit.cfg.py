# ===- test/lit.cfg.py - What a user sees ----------------------------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# The lit suites. Every test gets a home of its own (HOME, XDG_*) below its
# temporary directory, so that none reads or writes the user's history. What this
# machine lacks is a missing feature: tests that REQUIRE it are reported as
# unsupported with the reason, never as passed.
#
# Substitutions
#   %clang %clangxx %flang %opt        the tools of LLVM 22, without the plugin
#   %plugin                            path of AuspexPlugin.so
#   %auspex                            the command
#   %unshare                           runs a command with mounts of its own (feature private-mount)
#   %auspex_clang %auspex_clangxx      clang with the plugin flag
#   %auspex_flang                      flang with the plugin flag
#   %cuda_device %cuda_host            clang with the plugin flag for CUDA without the toolkit, of each half
#   %auspex_opt                        opt with the plugin loaded
#   %criu                              CRIU (feature criu)
#   %fake_cuda %fake_events            folder of the fake CUDA driver; what prints its calls
#   %mlir_opt %mlir_plugin             auspex-mlir-opt; what mlir-opt-22 loads
#   %python %source_root %build_root
#   %{home}                            the test's own HOME
#
# Features: no-nvidia-driver flang openmp lld root cgroup-v1 cgroup-v2 disk vm systemd bpf criu netns two-cpus asan mlir
#           cuda-toolkit long (--param long=1)
# ===-----------------------------------------------------------------------===#
import ctypes
import os
import subprocess
import sys
import tempfile

import lit.util

# A module of its own, because lit sends the class to its workers by name.
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from isolated import IsolatedTest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "vm"))
import vm

config.name = "Auspex"
config.test_format = IsolatedTest(execute_external=True)
config.suffixes = [".test", ".c", ".cpp", ".cu", ".ll", ".f90", ".mlir"]
config.excludes = ["programs", "unit", "conformance", "fake-cuda", "fuzz", "counts", "Inputs"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(config.auspex_build, "test")

llvm_bin = config.llvm_tools
auspex_bin = os.path.join(config.auspex_build, "bin")
plugin = os.path.join(config.auspex_build, "lib", "auspex", "AuspexPlugin.so")

config.environment["PATH"] = os.pathsep.join([llvm_bin, auspex_bin, os.environ["PATH"]])
config.environment["LC_ALL"] = "C.UTF-8"
config.environment.pop("OMP_NUM_THREADS", None)
# Every test has a runtime directory of its own: a helper for each would do
# nothing but load. Tests of the watch take this back.
config.environment["AUSPEX_WATCH"] = "files"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

# --- What this machine can do -------------------------------------------------

config.missing_features = {}


def feature(name, reason_if_missing):
    """Adds the feature, or keeps the reason why it is missing."""
    if reason_if_missing is None:
        config.available_features.add(name)
    else:
        config.missing_features[name] = reason_if_missing


def tool(*names):
    """First of the names found in LLVM's folder or on PATH, or None."""
    for name in names:
        found = lit.util.which(name, config.environment["PATH"])
        if found:
            return found
    return None


def openmp():
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "omp.c")
        with open(source, "w") as file:
            file.write("#include <omp.h>\nint main(void) { return omp_get_max_threads() == 0; }\n")
        program = os.path.join(folder, "omp")
        built = subprocess.run(
            [clang, "-fopenmp", source, "-o", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if built.returncode == 0 and subprocess.run([program]).returncode == 0:
            return None
    return "clang-22 -fopenmp does not work here (apt-get install libomp-22-dev)"


def bpf():
    """Why auspex-watchd cannot load programs here, or None; asked of nothing of ours."""
    if not os.access(os.path.join(auspex_bin, "auspex-watchd"), os.X_OK):
        return "built without BPF (apt-get install libbpf-dev bpftool)"
    with open("/proc/self/status") as status:
        rights = int(next(line for line in status if line.startswith("CapEff:")).split()[1], 16)
    if rights >> 38 & 3 != 3:
        return "no right to load BPF programs (CAP_PERFMON, CAP_BPF)"
    if not os.access("/sys/kernel/btf/vmlinux", os.R_OK):
        return "the kernel has no type information (/sys/kernel/btf/vmlinux)"
    if os.stat("/proc/self/ns/pid").st_ino != 0xEFFFFFFC:
        return "not in the first PID namespace"
    if not (v1 or v2):
        return "no memory control group"
    return None


def cgroup_mounts():
    """(v1 memory controller mounted, v2 offers the memory controller)"""
    v1 = v2 = False
    with open("/proc/mounts") as mounts:
        for line in mounts:
            _, point, kind, options = line.split()[:4]
            if kind == "cgroup" and "memory" in options.split(","):
                v1 = True
            if kind == "cgroup2":
                try:
                    with open(os.path.join(point, "cgroup.controllers")) as controllers:
                        v2 = v2 or "memory" in controllers.read().split()
                except OSError:
                    pass
    return v1, v2


def private_mount():
    """How a command gets file systems of its own, or None."""
    for command in ("unshare -m", "unshare -rm"):
        test = command.split() + ["mount", "-t", "tmpfs", "none", "/mnt"]
        if subprocess.run(test, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return command
    return None


def netns():
    """Why no network namespace with a link can be made here, or None."""
    name, link = f"auspex-lit-{os.getpid()}", f"axl{os.getpid()}"
    try:
        made = [subprocess.run(["ip", *words], capture_output=True, text=True)
                for words in (["netns", "add", name], ["link", "add", link, "type", "veth", "peer", "netns", name])]
        subprocess.run(["ip", "netns", "del", name], capture_output=True)  # takes the link along
    except OSError:
        return "there is no ip command (apt-get install iproute2)"
    wrong = [done.stderr.strip() for done in made if done.returncode]
    return f"no network namespace can be made ({wrong[0]})" if wrong else None


def cuda_toolkit():
    """Why clang cannot make programs with code for GPUs here, or None."""
    asked = subprocess.run([clang, "-v", "-x", "cuda", "-E", os.devnull], capture_output=True, text=True)
    for line in asked.stderr.splitlines():
        if line.startswith("Found CUDA installation: "):
            folder = line.split(": ", 1)[1].split(", version")[0]
            if all(os.access(os.path.join(folder, "bin", name), os.X_OK) for name in ("ptxas", "fatbinary")):
                return None
    return "clang finds no CUDA toolkit with ptxas and fatbinary"


def find_criu():
    """CRIU as `auspex migrate` finds it: what scripts/criu brought, or the machine's."""
    brought = os.path.join(config.auspex_source, "build", "criu", "criu")
    return os.environ.get("AUSPEX_CRIU") or (brought if os.access(brought, os.X_OK) else lit.util.which("criu"))


def criu_missing():
    if not criu:
        return "there is no CRIU (scripts/criu brings one)"
    if os.geteuid() != 0:
        return "CRIU needs root"
    if subprocess.run([criu, "check"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        return "CRIU cannot work on this kernel (criu check; scripts/criu brings a newer one)"
    return None


def disk():
    """Why no file of the build tree reaches a disk that control groups can slow down, or None."""
    if v1 and not any(" cgroup " in line and "blkio" in line for line in open("/proc/mounts")):
        return "no blkio controller is mounted"
    device = os.stat(config.auspex_build).st_dev
    if not os.path.exists(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}"):
        return "the build tree is on no disk"
    try:
        with tempfile.TemporaryDirectory(dir=config.auspex_build) as folder:
            os.close(os.open(os.path.join(folder, "data"), os.O_RDWR | os.O_CREAT | os.O_DIRECT))
    except OSError as error:
        return f"the build tree's file system goes through the page cache only ({error.strerror})"
    return None


def has_nvidia_driver():
    try:
        ctypes.CDLL("libnvidia-ml.so.1")
        return True
    except OSError:
        return False


criu = find_criu()
clang = tool("clang-22", "clang") or "clang-22"
clangxx = tool("clang++-22", "clang++") or "clang++-22"
flang = tool("flang-22", "flang-new")
v1, v2 = cgroup_mounts()
# CUDA without the toolkit, as of a version that there is, whatever the machine has.
cuda_inputs = os.path.join(config.auspex_source, "test", "gpu", "Inputs")
cuda = f"{clang} -fpass-plugin={plugin} @{cuda_inputs}/flags -I{cuda_inputs}"

feature("flang", None if flang else "flang-22 is not installed (apt-get install flang-22)")
feature("openmp", openmp())
feature("lld", None if tool("ld.lld") else "lld-22 is not installed (apt-get install lld-22)")
unshare = private_mount()
feature("private-mount", None if unshare else "neither root nor a user namespace may mount a file system")
feature("root", None if os.geteuid() == 0 else "not running as root")
feature("cgroup-v1", None if v1 else "no cgroup v1 memory controller is mounted")
feature("cgroup-v2", None if v2 else "no cgroup v2 hierarchy offers the memory controller")
feature("disk", disk())
feature("vm", vm.missing())
feature("systemd", vm.missing_systemd())
feature("bpf", bpf())
feature("criu", criu_missing())
feature("no-nvidia-driver", "this machine has an NVIDIA driver" if has_nvidia_driver() else None)
feature("netns", netns())
feature("two-cpus", None if len(os.sched_getaffinity(0)) > 1 else "one CPU only")
feature(
    "mlir",
    None
    if os.access(os.path.join(auspex_bin, "auspex-mlir-opt"), os.X_OK)
    else "built without MLIR (apt-get install libmlir-22-dev mlir-22-tools; -DAUSPEX_MLIR=ON)",
)
feature("asan", None if config.auspex_asan else "not a sanitizer build (cmake --preset asan)")
feature("cuda-toolkit", cuda_toolkit())
feature("long", None if lit_config.params.get("long") else "long lane only (scripts/test --full)")

for name, reason in sorted(config.missing_features.items()):
    lit_config.note(f"{name}: not available: {reason}")

# --- Substitutions, longest name first ------------------------------------------

config.substitutions += [
    ("%unshare", unshare or "unshare"),
    ("%criu", criu or "criu"),
    ("%cuda_device", f"{cuda} --cuda-device-only --cuda-feature=+ptx70"),
    ("%cuda_host", f"{cuda} --cuda-host-only --no-offload-new-driver"),
    ("%auspex_clangxx", f"{clangxx} -fpass-plugin={plugin}"),
    ("%auspex_clang", f"{clang} -fpass-plugin={plugin}"),
    ("%auspex_flang", f"{flang or 'flang-22'} -fpass-plugin={plugin}"),
    ("%auspex_opt", f"{tool('opt-22', 'opt') or 'opt'} -load-pass-plugin={plugin}"),
    ("%auspex", os.path.join(auspex_bin, "auspex")),
    ("%fake_cuda", os.path.join(config.auspex_build, "test", "fake-cuda", "now")),
    ("%fake_events", os.path.join(config.auspex_build, "test", "fake-cuda", "fake-cuda-events")),
    ("%mlir_opt", os.path.join(auspex_bin, "auspex-mlir-opt")),
    ("%mlir_plugin", os.path.join(config.auspex_build, "lib", "auspex", "AuspexMlir.so")),
    ("%clangxx", clangxx),
    ("%clang", clang),
    ("%flang", flang or "flang-22"),
    ("%opt", tool("opt-22", "opt") or "opt"),
    ("%plugin", plugin),
    ("%python", config.python),
    ("%source_root", config.auspex_source),
    ("%build_root", config.auspex_build),
]
