# ===- test/mlir/programs/same-kernels.py - One contract, two compilers ------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""same-kernels.py AUSPEX OBJECT OBJECT [NAME:=NUMBER...] IDIOM=FLOPS...

Both object files name exactly these kernels, with these FLOP counts; where those are formulas, with
the numbers given for the parameters in them.
"""
import json
import re
import subprocess
import sys


def count(text, numbers):
    if not numbers:
        return text

    def number(name):
        return str(numbers.get(name[0], name[0]))

    text = re.sub(r"[a-z]\w*(\.\w+)*", number, text)
    return eval(text.replace("^", "**")) if re.fullmatch(r"[\d*+^() -]+", text) else text


def kernels(auspex, file, numbers):
    text = subprocess.run([auspex, "inspect", "--json", file], check=True, capture_output=True, text=True).stdout
    return sorted(
        f"{kernel['idiom']}={count(kernel['flops'], numbers)}"
        for function in json.loads(text)["functions"]
        for kernel in function["kernels"]
    )


auspex, *objects = sys.argv[1:4]
numbers = dict(x.split(":=") for x in sys.argv[4:] if ":=" in x)
wanted = sorted(x for x in sys.argv[4:] if ":=" not in x)
failed = False
for file in objects:
    found = kernels(auspex, file, numbers)
    if found != wanted:
        print(f"{file}: {found}, wanted {wanted}", file=sys.stderr)
        failed = True
sys.exit(failed)
