# ===- test/idioms/kernels.py - What is named in a source file --------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# Prints, for the functions of a source file in the order of their lines:
#
#     name: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p as linear
#     name: not gemm: guarded by a condition on data
#
# What is named must not depend on the optimisation level; the levels that say
# otherwise are printed as `differs at -O3: ...`. Reasons may: they are printed
# as -O2 gives them. So may proofs: `matched` stands for proved kernels, too, unless
# --verdicts asks for both.
# ===-----------------------------------------------------------------------===#
import argparse
import json
import os
import shlex
import subprocess
import sys


def inspect(options, compiler, level):
    """The functions of the source as `auspex inspect` reads them from the object."""
    scratch = f"{options.scratch}.{level}.o"
    flags = ["-g", f"-{level}", "-w", *options.flags]
    subprocess.run(
        [*shlex.split(compiler), *flags, "-c", options.source, "-o", scratch], check=True
    )
    out = subprocess.run(
        [*shlex.split(options.auspex), "inspect", "--json", scratch],
        check=True, stdout=subprocess.PIPE,
    ).stdout
    return json.loads(out)["functions"]


def lines(functions, what, verdicts):
    found = []
    for function in functions:
        for item in function[what]:
            found.append((item["line"], item["function"], function["name"], item))
    # What was given up as a whole has no line.
    found.sort(key=lambda entry: (entry[0] or 0, entry[1] or "", entry[2]))
    for line, source, name, item in found:
        if what == "kernels":
            dims = " ".join(f"{d['name']}={d['extent']}" for d in item["dims"])
            roles = f" as {', '.join(item['roles'])}" if item["roles"] else ""
            verdict = item["verdict"]
            if verdict == "proved" and not verdicts:
                verdict = "matched"
            yield f"{source}: {item['idiom']} {verdict} {item['form']} {dims}{roles}"
        else:
            yield f"{source}: not {item['idiom']}: {item['reason']}"


def unique(items):
    """A static function that was also inlined appears twice."""
    return list(dict.fromkeys(items))


def main():
    parser = argparse.ArgumentParser()
    for name in ("c", "cxx", "fortran", "auspex", "scratch"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--levels", default="O0,O1,O2,O3,Os")
    parser.add_argument("--verdicts", action="store_true")
    parser.add_argument("source")
    options, options.flags = parser.parse_known_args()
    suffix = os.path.splitext(options.source)[1]
    compiler = {".c": options.c, ".f90": options.fortran}.get(suffix, options.cxx)
    levels = options.levels.split(",")
    reference = "O2" if "O2" in levels else levels[0]
    by_level = {level: inspect(options, compiler, level) for level in levels}
    expected = unique(lines(by_level[reference], "kernels", options.verdicts))
    print("\n".join(expected))
    print("\n".join(unique(lines(by_level[reference], "rejected", options.verdicts))))
    for level in levels:
        got = unique(lines(by_level[level], "kernels", options.verdicts))
        for line in got:
            if line not in expected:
                print(f"differs at -{level}: also {line}")
        for line in expected:
            if line not in got:
                print(f"differs at -{level}: lacks {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
