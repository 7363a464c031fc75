#!/usr/bin/env python3
# ===- test/vm/vm.py - Run a command under another kernel --------------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Boots Debian's kernel in a virtual machine that has this machine's files, pure
control groups of version 2, and nothing to lose: what the command writes goes to a
disk of its own and is gone afterwards. Prints the command's output and ends with its
status.

  vm.py --work DIR [--seconds N] [--memory MIB] [--nodes N] [--systemd] -- COMMAND...

With --nodes its two CPUs and its memory are shared out evenly among so many memory
nodes. With --systemd this machine's systemd is process 1 there and a user without rights
(1234) has a manager; the command is root's. Without, there is no process but the
command.

Works by emulation (no KVM), so nothing in it says anything about time. Needs
qemu-system-x86, busybox-static, cpio, kmod and e2fsprogs; the kernel is Debian's
linux-image-amd64, downloaded with apt-get into DIR and never installed.
"""
import argparse
import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

# In the order in which they need each other.
MODULES = ["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "netfs", "fscache",
           "9pnet", "9pnet_virtio", "9p", "overlay", "virtio_blk", "crc16", "crc32c_generic", "mbcache", "jbd2", "ext4"]
CPUS = 2
DISK_BYTES = 8 << 30

INIT = r"""#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /lower /upper /all
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
for module in MODULES; do /bin/busybox insmod /modules/$module.ko; done
options=trans=virtio,version=9p2000.L,msize=262144
/bin/busybox mount -t 9p -o $options,ro,cache=loose root /lower || echo "init: no root"
/bin/busybox mount -t ext4 -o noatime /dev/vda /upper || echo "init: no disk"
/bin/busybox mkdir /upper/data /upper/work
/bin/busybox mount -t overlay -o lowerdir=/lower,upperdir=/upper/data,workdir=/upper/work overlay /all || echo "init: no overlay"
for kind in proc:/proc sysfs:/sys devtmpfs:/dev tmpfs:/run cgroup2:/sys/fs/cgroup; do
  /bin/busybox mount -t ${kind%%:*} ${kind%%:*} /all${kind#*:} || echo "init: no $kind"
done
/bin/busybox mkdir -p /all/dev/shm /all/dev/pts /all/run/share
/bin/busybox mount -t tmpfs tmpfs /all/dev/shm
/bin/busybox mount -t devpts devpts /all/dev/pts
/bin/busybox mount -t 9p -o $options share /all/run/share || echo "init: no share"
/bin/busybox ip link set lo up
if [ -e /all/run/share/units ]; then
  # systemd takes over: what it finds mounted it leaves alone.
  /bin/busybox rm -rf /all/etc/systemd/system /all/run/systemd
  /bin/busybox mkdir -p /all/run/systemd/system /all/run/dbus /all/etc/systemd/system
  /bin/busybox cp -r /all/run/share/units/. /all/etc/systemd/system/
  : > /all/etc/fstab
  echo "auspex:x:1234:1234::/tmp:/bin/sh" >> /all/etc/passwd
  echo "auspex:x:1234:" >> /all/etc/group
  echo 0123456789abcdef0123456789abcdef > /all/etc/machine-id
  exec /bin/busybox switch_root /all /lib/systemd/systemd --unit=auspex-test.target
fi
/bin/busybox chroot /all /bin/sh /run/share/command > /all/run/share/output 2>&1 < /dev/null
echo $? > /all/run/share/status
/bin/busybox sync
/bin/busybox poweroff -f
""".replace("MODULES", " ".join(MODULES))


def missing():
    """What this machine lacks for it, or None."""
    for tool, package in (("qemu-system-x86_64", "qemu-system-x86"), ("busybox", "busybox-static"), ("cpio", "cpio"),
                          ("depmod", "kmod"), ("mke2fs", "e2fsprogs"), ("dpkg-deb", "dpkg")):
        if not shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            return f"{tool} is not installed (apt-get install {package})"
    return None


def missing_systemd():
    """What --systemd lacks here, or None."""
    for path, package in (("/lib/systemd/systemd", "systemd"), ("/usr/bin/dbus-daemon", "dbus"),
                          ("/usr/lib/systemd/user/dbus.socket", "dbus-user-session")):
        if not os.path.exists(path):
            return f"{path} is not there (apt-get install {package})"
    return None


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **options).stdout


def download(folder):
    """Debian's kernel package, unpacked; its version."""
    depends = run("apt-cache", "depends", "linux-image-amd64", text=True)
    package = re.search(r"Depends: (linux-image-\S+-amd64)", depends).group(1)
    if not glob.glob(os.path.join(folder, "package", "lib", "modules", "*")):
        run("apt-get", "download", package, cwd=folder, stderr=subprocess.DEVNULL)
        run("dpkg-deb", "-x", sorted(glob.glob(os.path.join(folder, package + "_*.deb")))[-1],
            os.path.join(folder, "package"))
    return os.path.basename(glob.glob(os.path.join(folder, "package", "lib", "modules", "*"))[0])


def extract(image, out):
    """The ELF file in a bzImage: unpacking it here is faster than in emulation."""
    with open(image, "rb") as file:
        data = file.read()
    for magic, tool in ((b"\xfd7zXZ\x00", ["xz", "-dc"]), (b"(\xb5/\xfd", ["zstd", "-dc"]), (b"\x1f\x8b\x08", ["gzip", "-dc"])):
        for place in re.finditer(re.escape(magic), data):
            # What follows the stream makes the tools complain after they are done.
            done = subprocess.run(tool, input=data[place.start():], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if done.stdout.startswith(b"\x7fELF"):
                with open(out, "wb") as file:
                    file.write(done.stdout)
                return
    raise SystemExit(f"{image}: no kernel found in it")


def prepare(folder):
    """Makes kernel and initial file system once; returns their paths."""
    kernel, initial = os.path.join(folder, "vmlinux"), os.path.join(folder, "initramfs")
    script = os.path.join(folder, "init.made")
    if os.path.exists(initial) and os.path.exists(script) and open(script).read() == INIT:
        return kernel, initial
    os.makedirs(folder, exist_ok=True)
    version = download(folder)
    package = os.path.join(folder, "package")
    extract(os.path.join(package, "boot", f"vmlinuz-{version}"), kernel)
    with tempfile.TemporaryDirectory(dir=folder) as root:
        os.makedirs(os.path.join(root, "bin"))
        os.makedirs(os.path.join(root, "modules"))
        shutil.copy(shutil.which("busybox"), os.path.join(root, "bin", "busybox"))
        for module in MODULES:
            for found in glob.glob(os.path.join(package, "lib", "modules", version, "kernel", "**", module + ".ko"), recursive=True):
                shutil.copy(found, os.path.join(root, "modules"))
        with open(os.path.join(root, "init"), "w") as file:
            file.write(INIT)
        os.chmod(os.path.join(root, "init"), 0o755)
        names = run("find", ".", cwd=root)
        with open(initial, "wb") as file:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=names, stdout=file, cwd=root, check=True)
    with open(script, "w") as file:
        file.write(INIT)
    return kernel, initial


UNITS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "systemd")


def make_disk(path):
    """A file system on a file that takes no room until it is written to."""
    with open(path, "wb") as file:
        file.truncate(DISK_BYTES)
    environment = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", path], env=environment, check=True)


def node_options(count, memory):
    """qemu's options for memory nodes that share CPUs and memory evenly."""
    options = []
    for node in range(count):
        options += ["-object", f"memory-backend-ram,id=memory{node},size={memory // count}M", "-numa",
                    f"node,nodeid={node},memdev=memory{node}"]
    for cpu in range(CPUS):
        options += ["-numa", f"cpu,node-id={cpu * count // CPUS},socket-id={cpu}"]
    return options


def boot(folder, command, seconds, systemd=False, memory=2048, nodes=1):
    """Runs a shell script in the machine: (status or None, output, what the kernel said)."""
    kernel, initial = prepare(folder)
    with tempfile.TemporaryDirectory(dir=folder) as share, tempfile.TemporaryDirectory(dir=folder) as disks:
        disk = os.path.join(disks, "disk")
        make_disk(disk)
        with open(os.path.join(share, "command"), "w") as file:
            file.write(command)
        if systemd:
            shutil.copytree(UNITS, os.path.join(share, "units"))
        log = os.path.join(share, "console")
        machine = [
            "qemu-system-x86_64", "-M", "pc", "-cpu", "max", "-accel", "tcg,thread=multi", "-smp", f"{CPUS},sockets={CPUS}",
            "-m", str(memory), *(node_options(nodes, memory) if nodes > 1 else []), "-nodefaults", "-display", "none", "-no-reboot", "-serial", f"file:{log}", "-kernel", kernel, "-initrd", initial,
            "-append", "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check nokaslr",
            "-fsdev", "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap",
            "-device", "virtio-9p-pci,fsdev=root,mount_tag=root",
            "-fsdev", f"local,id=share,path={share},security_model=none,multidevs=remap",
            "-device", "virtio-9p-pci,fsdev=share,mount_tag=share",
            "-drive", f"file={disk},format=raw,if=none,id=disk,cache=unsafe,discard=unmap",
            "-device", "virtio-blk-pci,drive=disk",
        ]
        try:
            subprocess.run(machine, timeout=seconds, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, check=True)
        except subprocess.TimeoutExpired:
            pass
        except subprocess.CalledProcessError as problem:
            raise SystemExit(f"qemu: {problem.stderr.decode(errors='replace')}")

        def content(name):
            path = os.path.join(share, name)
            return open(path, errors="replace").read() if os.path.exists(path) else ""

        status = content("status").strip()
        return (int(status) if status else None), content("output"), content("console")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", required=True, help="folder for the kernel")
    parser.add_argument("--seconds", type=int, default=600, help="how long it may take")
    parser.add_argument("--memory", type=int, default=2048, metavar="MIB", help="memory (%(default)s)")
    parser.add_argument("--nodes", type=int, default=1, choices=range(1, CPUS + 1), help="memory nodes (%(default)s)")
    parser.add_argument("--systemd", action="store_true", help="with systemd as process 1 and a manager of user 1234")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        raise SystemExit(f"vm.py: {lacking}")
    script = f"cd {shlex.quote(os.getcwd())}\n{shlex.join(options.command)}\n"
    status, output, console = boot(os.path.abspath(options.work), script, options.seconds, options.systemd,
                                   options.memory, options.nodes)
    sys.stdout.write(output)
    if status is None:
        raise SystemExit(f"vm.py: the machine did not finish in {options.seconds} s\n{console}")
    sys.exit(status)


if __name__ == "__main__":
    main()
