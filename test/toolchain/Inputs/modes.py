# ===- test/toolchain/Inputs/modes.py - One program, built in many ways ------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# modes.py AUSPEX SOURCE FOLDER: builds SOURCE with and without the plugin in each
# of the modes below. The output must be the same, the product named, and
# the forecast of `FOLDER/program 300` the same heap.
# ===-----------------------------------------------------------------------===#
import json
import os
import subprocess
import sys

MODES = [
    "-O0", "-O1", "-O2", "-O3", "-Os", "-Oz", "-O2 -g", "-O0 -g", "-O2 -fPIC -fpie", "-O2 -static",
    "-O2 -static-pie", "-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections", "-O2 -fuse-ld=lld -Wl,--gc-sections",
    "-O2 -fuse-ld=lld -Wl,--icf=all", "-O2 -flto", "-O0 -flto", "-O2 -flto=thin", "-O3 -march=x86-64-v3",
    "-O2 -ffast-math", "-O2 -fno-inline", "-O2 -fsanitize=undefined -fsanitize-trap=all", "-O2 -s",
]
auspex, source, folder = sys.argv[1:]


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


clang = os.environ.get("CLANG", "clang-22")
wrong = []
for mode in MODES:
    flags = mode.split()
    plain, annotated = os.path.join(folder, "plain"), os.path.join(folder, "annotated")
    link = ["-fuse-ld=lld"] if "-flto" in mode else []
    run(clang, *flags, *link, source, "-o", plain)
    run(auspex, "cc", *flags, source, "-o", annotated)
    if run(plain, "300") != run(annotated, "300"):
        wrong.append(f"{mode}: the output differs")
    document = json.loads(run(auspex, "inspect", "--json", annotated, "300"))
    named = [k["idiom"] for f in document["functions"] for k in f["kernels"]]
    heap = document["forecast"]["heap_peak_bytes"]["likely"]
    if set(named) != {"gemm"}:
        wrong.append(f"{mode}: kernels {named}")
    if heap != 3 * 8 * 300 * 300:
        wrong.append(f"{mode}: heap {heap}")
    if "-ffunction-sections" in mode and any(f["symbol"] == "unused" for f in document["functions"]):
        wrong.append(f"{mode}: the note of a dead function is still there")
print("\n".join(wrong) or f"all {len(MODES)} modes agree")
sys.exit(bool(wrong))
