# ===- test/toolchain/Inputs/bounded.py - Files that no one writes, compiled --===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# bounded.py PLUGIN AUSPEX FOLDER [SHAPE=SIZE...]: compiles the shapes of pathological.py, or
# those that are named, at -O2 without and with the plugin. With it: at most three times the user time and 3 s, twice the memory and
# 200 MB (what explodes is far beyond that, a busy machine is not), and `inspect` reads the
# note. Prints why something of a function was not looked at.
# ===-----------------------------------------------------------------------===#
import os
import re
import resource
import subprocess
import sys

sys.dont_write_bytecode = True
import pathological

plugin, auspex, folder, *named = sys.argv[1:]
SMALLER = {"straight": 4000, "if-else": 4000, "nested-loops": 60, "switch": 1000, "constant-table": 1 << 16,
           "call-chain": 500, "calls-all": 200, "phis": 200, "cipher": 640, "transform": 128, "small-kernels": 40}

SHAPES = {shape: SMALLER.get(shape) for shape in pathological.SHAPES}
if named:
    SHAPES = {shape: int(size) for shape, size in (name.split("=") for name in named)}


def compiled(shape, *flags):
    """(what was said, user seconds, peak MB)"""
    source = os.path.join(folder, f"{shape}.cpp")
    command = [os.environ["CLANGXX"], "-O2", "-g1", "-w", "-c", source, "-o", os.path.join(folder, f"{shape}.o")]
    said = os.path.join(folder, f"{shape}.txt")
    with open(said, "w") as log:
        child = subprocess.Popen(
            command + list(flags), stderr=log, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
        )
        _, status, usage = os.wait4(child.pid, 0)
    with open(said, errors="replace") as log:
        text = log.read()
    if status != 0:
        raise SystemExit(f"{shape}: status {status}\n{text[:2000]}")
    return text, usage.ru_utime, usage.ru_maxrss / 1024


beyond = []
for shape, size in SHAPES.items():
    with open(os.path.join(folder, f"{shape}.cpp"), "w") as file:
        file.write(pathological.source(shape, size))
    _, seconds, memory = compiled(shape)
    text, longer, more = compiled(shape, f"-fpass-plugin={plugin}", "-Rpass-missed=auspex")
    if longer > 3 * seconds + 3 or more > 2 * memory + 200:
        beyond.append(f"{shape}: {longer:.2f} s for {seconds:.2f} s, {more:.0f} MB for {memory:.0f} MB")
    for reason in sorted(set(re.findall(r"remark: ((?:not looked at in full|no summary): .*) \[", text))):
        print(f"{shape}: {reason}")
    done = subprocess.run([auspex, "inspect", os.path.join(folder, f"{shape}.o")],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120)
    if done.returncode != 0:
        beyond.append(f"{shape}: inspect: status {done.returncode}: {done.stderr[:500]}")
print("\n".join(beyond) or "all within bounds")
sys.exit(bool(beyond))
