#!/usr/bin/env python3
# ===- test/programs/measure.py - Forecast against measurement -------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Builds the programs of this folder with and without the plugin, runs each at
three sizes, plainly and through `auspex run`, and prints forecast, measured peak
resident memory and what was reserved.

Every run through Auspex starts with an empty history: the forecast is the one
before the first run. Besides the table: error in the median and at the 95th percentile,
runs of which no bound is known, share of what was reserved that was used (MAQ = use /
(use + waste), use = peak x duration; of a run that was killed all is waste; runs without
a bound reserve nothing and are left out), runs that were killed or throttled.

  measure.py --build build/release            the whole table
  measure.py --build build/release --check    and fail past the thresholds
  measure.py --plain                          without Auspex: do they run?
"""
import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
from corpus import SIZES, Corpus

# What the forecast has to reach.
MEDIAN_ERROR = 0.05
PERCENTILE_FACTOR = 1.20  # at the 95th percentile: forecast by measured or measured by forecast
WORST_ERROR = 0.15  # with --each: of every run
RESERVED = 1.25  # with --each: times the measured peak
USED = 0.85  # of what was reserved
HINDERED = 0.01  # of the runs, by their limits


def build(programs, annotated):
    """Builds on every CPU; returns the compilers' messages by name."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        messages = pool.map(lambda p: p.build(annotated), programs)
        return {p.name: m for p, m in zip(programs, messages) if m}


class Row:
    """One program at one size."""

    def __init__(self, name, size, plain):
        self.name, self.size = name, size
        self.measured = plain.peak
        self.duration = plain.wall
        self.killed = False
        self.forecast = self.reserved = self.unknown = None
        self.raises = 0  # how often the limit had to grow
        self.seconds = None  # evaluating the forecast
        self.problems = []

    def error(self):
        return None if self.forecast is None else (self.forecast - self.measured) / self.measured

    def factor(self):
        """How far off, the same whether above or below."""
        return None if not self.forecast else max(self.forecast / self.measured, self.measured / self.forecast)

    def ratio(self):
        return None if not self.reserved else self.reserved / self.measured


def auspex_run(auspex, program, size):
    """Runs it through `auspex run` with an empty history: (document, status, output)."""
    with tempfile.TemporaryDirectory(dir=program.corpus.work) as home:
        report = os.path.join(home, "run.json")
        state = os.path.join(home, "state")
        with open(program.stdin(size) or os.devnull, "rb") as stdin:
            run = subprocess.run(
                [auspex, "run", "--quiet", "--json", report, "--", program.binary(True)] + program.arguments(size),
                env={
                    **os.environ,
                    **program.environment(size),
                    "HOME": home,
                    "XDG_STATE_HOME": state,
                    "XDG_DATA_HOME": state,
                    "XDG_CONFIG_HOME": os.path.join(home, "config"),
                    "XDG_CACHE_HOME": os.path.join(home, "cache"),
                },
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        try:
            with open(report) as file:
                document = json.load(file)
        except (OSError, ValueError) as error:
            document = {"error": str(error)}
        return document, run.returncode, run.stdout.strip()


def measure(auspex, program, size, plain_only):
    plain = program.run(size)
    row = Row(program.name, size, plain)
    if plain.status != 0:
        row.problems.append(f"plain run ended with {plain.status}: {plain.output[-200:]}")
    expected = program.expected().get(size)
    row.output = plain.output.replace("\n", " ")
    if expected is not None and row.output != expected:
        row.problems.append(f"prints {row.output!r}, expected {expected!r}")
    if plain_only:
        return row
    annotated = program.run(size, annotated=True)
    row.measured = annotated.peak
    if (annotated.status, annotated.output) != (plain.status, plain.output):
        row.problems.append(f"the annotated program prints {annotated.output!r} ({annotated.status})")
    document, status, output = auspex_run(auspex, program, size)
    if "error" in document:
        row.problems.append(f"auspex run: {document['error']}: {output[-200:]}")
        return row
    if status != 0:
        row.problems.append(f"auspex run ended with {status}: {output[-200:]}")
    elif output != plain.output:
        row.problems.append(f"prints {output!r} under auspex run")
    read(document, row)
    return row


def read(document, row):
    """Takes what the table needs out of `auspex run --json` ("auspex.run/1")."""
    forecast = document["forecast"]
    if forecast["available"]:
        row.forecast = forecast["peak_resident_bytes"]["likely"]
        row.unknown = forecast["unknown_share"]
        row.seconds = forecast["evaluation_seconds"]
    else:
        row.problems.append(f"no forecast: {forecast['why']}")
    limits = document["limits"]
    row.reserved = limits["reserved_bytes"]
    row.raises = limits["raises"]
    if limits["oom_kills"]:
        row.killed = True
        row.problems.append("killed by its own limit")


def megabytes(value):
    return "-" if value is None else f"{value / 1e6:.1f}"


def percent(value):
    return "-" if value is None else f"{100 * value:+.1f}%"


def table(rows):
    print(
        f"{'program':20}{'size':8}{'forecast':>10}{'measured':>10}{'error':>9}{'reserved':>10}{'ratio':>7}"
        f"{'raises':>8}{'unknown':>9}{'eval ms':>9}  notes"
    )
    for r in rows:
        ratio = "-" if r.ratio() is None else f"{r.ratio():.2f}"
        unknown = "-" if r.unknown is None else f"{100 * r.unknown:.1f}%"
        seconds = "-" if r.seconds is None else f"{1000 * r.seconds:.2f}"
        print(
            f"{r.name:20}{r.size:8}{megabytes(r.forecast):>10}{megabytes(r.measured):>10}{percent(r.error()):>9}"
            f"{megabytes(r.reserved):>10}{ratio:>7}{r.raises:>8}{unknown:>9}{seconds:>9}  {'; '.join(r.problems)}"
        )


def percentile(values, share):
    """The smallest value that so many of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def verdict(rows, percentile_factor=PERCENTILE_FACTOR, most_unbounded=None, each=False):
    """Prints the figures; what they miss, as sentences, empty where all is well."""
    missed = []
    errors = [(abs(r.error()), r) for r in rows if r.error() is not None]
    without = [r for r in rows if r.error() is None]
    if without:
        missed.append(f"no forecast for {len(without)} of {len(rows)} runs")
    if errors:
        median = statistics.median(e for e, _ in errors)
        high = percentile([e for e, _ in errors], 0.95)
        worst, where = max(errors, key=lambda e: e[0])
        print(
            f"\n{len({r.name for r in rows})} programs, {len(rows)} runs"
            f"\npeak memory forecast: error {100 * median:.1f}% in the median, {100 * high:.1f}% at the 95th percentile, "
            f"{100 * worst:.1f}% at worst ({where.name} {where.size})"
        )
        if median > MEDIAN_ERROR:
            missed.append(f"median error {100 * median:.1f}% is above {100 * MEDIAN_ERROR:.0f}%")
        if each and worst > WORST_ERROR:
            missed.append(f"worst error {100 * worst:.1f}% is above {100 * WORST_ERROR:.0f}%")
        factor = percentile([r.factor() or math.inf for _, r in errors], 0.95)
        print(f"forecast and measured differ by a factor of {factor:.2f} at the 95th percentile")
        if factor > percentile_factor:
            missed.append(f"a factor of {factor:.2f} at the 95th percentile is above {percentile_factor}")
    ratios = [(r.ratio(), r) for r in rows if r.ratio() is not None]
    unbounded = len(rows) - len(ratios)
    print(f"no upper bound: {unbounded} of {len(rows)} runs")
    if most_unbounded is not None and unbounded > most_unbounded:
        missed.append(f"{unbounded} runs have no upper bound, more than {most_unbounded}")
    if ratios:
        worst, where = max(ratios, key=lambda e: e[0])
        use = sum(r.measured * r.duration for v, r in ratios if not r.killed)
        reserved = sum(max(r.reserved, r.measured) * r.duration for v, r in ratios)
        print(
            f"reserved / measured: {statistics.median(v for v, _ in ratios):.2f} in the median, {worst:.2f} at worst "
            f"({where.name} {where.size}); MAQ {100 * use / reserved:.1f}%"
        )
        if each and worst > RESERVED:
            missed.append(f"reserved memory is {worst:.2f} of the measured peak, above {RESERVED}")
        if use < USED * reserved:
            missed.append(f"{100 * use / reserved:.1f}% of what was reserved was used, less than {100 * USED:.0f}%")
    hindered = [r for r in rows if r.killed or r.raises]
    print(f"killed or held up by a limit: {len(hindered)} of {len(rows)} runs")
    if len(hindered) > HINDERED * len(rows):
        missed.append(f"{len(hindered)} runs were held up by their limit: {', '.join(f'{r.name} {r.size}' for r in hindered)}")
    shares = [r.unknown for r in rows if r.unknown is not None]
    if shares:
        print(f"unknown steps: {100 * statistics.mean(shares):.1f}% in the mean, {100 * max(shares):.1f}% at worst")
    for r in rows:
        missed += [f"{r.name} {r.size}: {p}" for p in r.problems]
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", help="build (or install) tree with bin/auspex and lib/auspex/AuspexPlugin.so")
    parser.add_argument("--work", help="folder for binaries (default: a temporary one)")
    parser.add_argument("--plain", action="store_true", help="without Auspex")
    parser.add_argument("--check", action="store_true", help="exit with 1 past the thresholds")
    parser.add_argument(
        "--percentile-factor", type=float, default=PERCENTILE_FACTOR, help="what --check allows at the 95th percentile"
    )
    parser.add_argument("--most-unbounded", type=int, help="with --check: of the runs, so many may lack an upper bound")
    parser.add_argument(
        "--each", action="store_true", help="with --check: bounds for every run, not only for all of them together"
    )
    parser.add_argument("--record", action="store_true", help="write expected.txt from the plain runs")
    parser.add_argument("--sizes", default=",".join(SIZES), help="small,medium,large")
    parser.add_argument("--json", help="write the rows to this file")
    parser.add_argument("programs", nargs="*", help="names (default: all)")
    options = parser.parse_args()
    if not options.plain and not options.build and not options.record:
        parser.error("--build DIR or --plain")
    plain_only = options.plain or options.record

    auspex = plugin = None
    if not plain_only:
        auspex = os.path.join(os.path.abspath(options.build), "bin", "auspex")
        plugin = os.path.join(os.path.abspath(options.build), "lib", "auspex", "AuspexPlugin.so")
        for path in (auspex, plugin):
            if not os.path.exists(path):
                raise SystemExit(f"{path} is not there: build first")
    work = options.work or tempfile.mkdtemp(prefix="auspex-programs-")
    try:
        return evaluate(options, auspex, plugin, plain_only, Corpus(work, plugin))
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)


def evaluate(options, auspex, plugin, plain_only, corpus):
    programs = []
    for program in corpus.programs(options.programs):
        reason = program.missing()
        if reason:
            print(f"{program.name}: left out: {reason}")
        else:
            programs.append(program)

    begin = time.monotonic()
    failed = build(programs, annotated=False)
    if not plain_only:
        failed |= {name: message for name, message in build(programs, annotated=True).items()}
    for name, message in failed.items():
        print(f"{name} does not build:\n{message}")
    programs = [p for p in programs if p.name not in failed]
    print(f"built {len(programs)} programs in {time.monotonic() - begin:.1f} s")

    rows = []
    for program in programs:
        mine = [measure(auspex, program, size, plain_only) for size in options.sizes.split(",")]
        rows += mine
        if options.record:
            with open(os.path.join(program.source, "expected.txt"), "w") as file:
                file.writelines(r.output + "\n" for r in mine)
    table(rows)
    missed = [f"{name} does not build" for name in failed]
    if plain_only:
        missed += [f"{r.name} {r.size}: {p}" for r in rows for p in r.problems]
    else:
        missed += verdict(rows, options.percentile_factor, options.most_unbounded, options.each)
    if options.json:
        with open(options.json, "w") as file:
            json.dump([vars(r) for r in rows], file, indent=1)
    for sentence in missed:
        print(f"missed: {sentence}")
    return 1 if missed and (options.check or plain_only) else 0


if __name__ == "__main__":
    sys.exit(main())
