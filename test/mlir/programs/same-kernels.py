# ===- test/mlir/programs/same-kernels.py - One contract, two compilers ------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""same-kernels.py AUSPEX OBJECT OBJECT IDIOM=FLOPS...

Both object files name exactly these kernels, with these FLOP counts.
"""
import json
import subprocess
import sys


def kernels(auspex, file):
    text = subprocess.run([auspex, "inspect", "--json", file], check=True, capture_output=True, text=True).stdout
    return sorted(
        f"{kernel['idiom']}={kernel['flops']}"
        for function in json.loads(text)["functions"]
        for kernel in function["kernels"]
    )


auspex, *objects = sys.argv[1:4]
wanted = sorted(sys.argv[4:])
failed = False
for file in objects:
    found = kernels(auspex, file)
    if found != wanted:
        print(f"{file}: {found}, wanted {wanted}", file=sys.stderr)
        failed = True
sys.exit(failed)
