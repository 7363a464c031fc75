#!/usr/bin/env python3
# ===- test/counts/compare.py - Operation counts against counted runs ------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Operations and accessed bytes of named kernels: `auspex forecast --json` before
the run against counters in the same loops (CountOperations.cpp) during it.

  compare.py --build build/release [--check] [PROGRAM...]

A kernel is compared where one outermost loop of the counted program stands on its
line. --check fails where a count is off by more than 1%.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "programs"))
from corpus import Corpus

WITHIN = 0.01
HERE = os.path.dirname(os.path.abspath(__file__))


def counted(corpus, program, size):
    """{(file, line): (operations, bytes)} of the loops of a run; lines with several loops left out."""
    out = os.path.join(corpus.work, f"{program.name}.counts")
    run = subprocess.run(
        [program.binary(True)] + program.arguments(size),
        env={**os.environ, **program.environment(size), "COUNTS": out},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if run.returncode != 0:
        return {}
    loops, twice = {}, set()
    for line in open(out, encoding="utf-8"):
        file, number, flops, accessed = line.split()
        key = (file, int(number))
        if key in loops:
            twice.add(key)
        loops[key] = (int(flops), int(accessed))
    return {key: value for key, value in loops.items() if key not in twice}


def kernels(auspex, program, size):
    run = subprocess.run(
        [auspex, "forecast", "--json", program.binary(True)] + program.arguments(size),
        env={**os.environ, **program.environment(size)},
        capture_output=True,
        text=True,
    )
    forecast = json.loads(run.stdout)["forecast"]
    for phase in forecast["timeline"] if forecast["available"] else []:
        for kernel in phase["kernels"]:
            file, _, line = (kernel["where"] or "").rpartition(":")
            if line.isdigit():
                yield (os.path.basename(file), int(line)), kernel


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--check", action="store_true", help="exit with 1 where a count is off")
    parser.add_argument("--size", default="small")
    parser.add_argument("--except", dest="left_out", default="", help="program:idiom,... known to be off")
    parser.add_argument("programs", nargs="*")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    left_out = set(filter(None, options.left_out.split(",")))
    compared, off = 0, []
    with tempfile.TemporaryDirectory() as work:
        ours = Corpus(os.path.join(work, "ours"), os.path.join(build, "lib", "auspex", "AuspexPlugin.so"))
        counting = Corpus(os.path.join(work, "counted"), os.path.join(build, "test", "CountOperations.so"))
        report = os.path.join(work, "report.o")
        subprocess.run(["clang-22", "-O1", "-c", os.path.join(HERE, "report.c"), "-o", report], check=True)
        print(f"{'program':18}{'kernel':16}{'place':24}{'FLOP':>14}{'counted':>14}{'bytes':>16}{'counted':>16}")
        for program, twin in zip(ours.programs(options.programs), counting.programs(options.programs)):
            if program.missing() or program.language == "fortran":
                continue
            for p in (program, twin):
                p.spec["flags"] = p.spec["flags"] + ["-g1"]
            twin.spec["link"] = list(twin.spec.get("link", [])) + [report]
            if "library" in program.spec: # loops of the library would be counted apart
                continue
            if program.build(True) or twin.build(True):
                continue
            loops = counted(counting, twin, options.size)
            found = {}
            for key, kernel in kernels(os.path.join(build, "bin", "auspex"), program, options.size):
                total = found.setdefault((key, kernel["idiom"]), [0, 0])
                total[0] += kernel["flops"] or 0
                total[1] += kernel["accesses"] or 0
            for (key, idiom), (flops, accesses) in sorted(found.items()):
                if key not in loops:
                    continue
                compared += 1
                pairs = ((flops, loops[key][0]), (accesses, loops[key][1]))
                wrong = any(abs(a - b) > WITHIN * max(b, 1) for a, b in pairs)
                place = f"{key[0]}:{key[1]}"
                print(
                    f"{program.name:18}{idiom:16}{place:24}{flops:14.0f}{loops[key][0]:14}{accesses:16.0f}"
                    f"{loops[key][1]:16}{'  off' if wrong else ''}"
                )
                if wrong and f"{program.name}:{idiom}" not in left_out:
                    off.append(f"{program.name} {idiom} {place}")
    print(f"{compared} kernels compared, {len(off)} off by more than {100 * WITHIN:.0f}%")
    if not compared:
        sys.exit("nothing was compared")
    sys.exit(1 if off and options.check else 0)


main()
