# ===- benchmarks/abab.py - Ratios that a busy machine does not decide -----===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# Two variants are measured in turns, A B A B ..., and the ratio of the sums is
# taken. The same with A against A says how large a ratio the noise alone makes.
# User CPU seconds of the child and all its children (os.wait4), not wall time.
# ===-----------------------------------------------------------------------===#
import os
import statistics
import sys


def spawn(command, cwd=None, quiet=True):
    """Runs a command; (user CPU seconds, system CPU seconds, peak KiB)."""
    pid = os.fork()
    if pid == 0:
        try:
            if cwd:
                os.chdir(cwd)
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            if quiet:
                os.dup2(null, 1)
                os.dup2(null, 2)
            os.execvp(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error}", file=sys.stderr)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime, usage.ru_stime, usage.ru_maxrss


def by_turns(measure_a, measure_b, turn):
    """(a, b, a again): A first and B first by turns, so that a drift of the machine falls on
    both alike."""
    if turn % 2 == 0:
        a, b = measure_a(), measure_b()
        return a, b, measure_a()
    again = measure_a()
    b, a = measure_b(), measure_a()
    return a, b, again


def ratios_of(rounds):
    """((median of B/A, lowest, highest), the same of A/A) of what by_turns gave in each round."""
    ratios = [2 * b / (a + again) for a, b, again in rounds]
    noise = [again / a if turn % 2 == 0 else a / again for turn, (a, _, again) in enumerate(rounds)]
    spread = lambda values: (statistics.median(values), min(values), max(values))
    return spread(ratios), spread(noise)


def compare(measure_a, measure_b, rounds):
    """The ratios of `rounds` rounds."""
    return ratios_of([by_turns(measure_a, measure_b, turn) for turn in range(rounds)])
