#!/usr/bin/env python3
# ===- test/programs/durations.py - Forecast durations against runs --------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Durations that `auspex forecast` gives before the first run, against the CPU time
(user and system) of runs of this folder's programs; with the empty history and a
machine file that `auspex calibrate` makes first, unless one is given.

  durations.py --build build/release [--machine FILE] [--sizes medium,large] [PROGRAM...]

Forecasts are of elapsed time with the machine for itself; CPU time is what a busy
machine leaves comparable for programs of one thread. Those of several threads are
left out.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from corpus import Corpus

RUNS = 3


def forecast(auspex, machine, program, size, home):
    run = subprocess.run(
        [auspex, "forecast", "--machine", machine, "--json", program.binary(True)] + program.arguments(size),
        env={**os.environ, **program.environment(size), "HOME": home, "XDG_STATE_HOME": home},
        capture_output=True,
        text=True,
    )
    return json.loads(run.stdout)["forecast"] if run.returncode == 0 else {"available": False}


def show(name, rows):
    """The distribution of the errors."""
    if not rows:
        return
    errors = sorted(abs(r["forecast"] / r["cpu"] - 1) for r in rows)
    part = lambda q: errors[min(len(errors) - 1, int(q * len(errors)))]
    worst = max(rows, key=lambda r: max(r["forecast"] / r["cpu"], r["cpu"] / r["forecast"]))
    print(
        f"{name}: error {100 * statistics.median(errors):.0f}% in the median, quartiles {100 * part(0.25):.0f}% and "
        f"{100 * part(0.75):.0f}%, {sum(e <= 0.25 for e in errors)} of {len(errors)} within 25%; worst "
        f"{worst['forecast'] / worst['cpu']:.3g} times ({worst['name']} {worst['size']})"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--machine", help="machine file (default: calibrate first)")
    parser.add_argument("--sizes", default="medium,large")
    parser.add_argument("--work", help="folder for binaries (default: a temporary one)")
    parser.add_argument("programs", nargs="*")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    auspex = os.path.join(build, "bin", "auspex")
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Corpus(options.work or temporary, os.path.join(build, "lib", "auspex", "AuspexPlugin.so"))
        machine = options.machine
        if not machine:
            machine = os.path.join(temporary, "machine.json")
            subprocess.run([auspex, "calibrate", "--output", machine], check=True, stderr=subprocess.DEVNULL)
        rows = []
        for program in corpus.programs(options.programs):
            if program.missing() or program.build(True):
                continue
            for size in options.sizes.split(","):
                told = forecast(auspex, machine, program, size, temporary)
                if not told["available"] or max(p["parallelism"]["likely"] for p in told["timeline"]) > 1:
                    continue
                runs = [program.run(size, annotated=True) for _ in range(RUNS)]
                cpu = statistics.median(r.user + r.system for r in runs)
                row = {"name": program.name, "size": size, "bound": program.spec.get("bound", ""), "cpu": cpu}
                row["forecast"] = told["seconds"]["likely"]
                rows.append(row)
                print(f"{row['name']:18}{size:8}{row['bound']:9}{row['forecast']:12.4g} s{cpu:10.3f} s"
                      f"{row['forecast'] / cpu:10.3g}", flush=True)
    for bound in ("compute", "memory"):
        show(f"{bound}-bound", [r for r in rows if r["bound"] == bound])
    show("both", [r for r in rows if r["bound"]])
    show("all", rows)


if __name__ == "__main__":
    main()
