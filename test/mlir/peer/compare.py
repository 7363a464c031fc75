# ===- test/mlir/peer/compare.py - Names beside the peer's -------------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""compare.py AUSPEX_MLIR_OPT MLIR_OPT

Gives each linalg.generic of generics.py to demand-raise and to mlir-opt's
linalg-specialize-generic-ops, and prints what both call it. Fails where ours has another
name than the right one, or none where there is one, and where there are less than 60.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from generics import CASES


def functions(tool, *options):
    """The text of each function after the tool has run, by its name, and what it said."""
    module = "// -----\n".join(text for _, _, text in CASES)
    out = subprocess.run([tool, "--split-input-file", *options], input=module, capture_output=True, text=True)
    return dict(re.findall(r"func\.func @(\w+)(.*?)\n  }\n", out.stdout, re.S)), out


ours, said = functions(sys.argv[1], "--pass-pipeline=builtin.module(func.func(demand-raise))")
if said.returncode:
    sys.exit(said.stderr)
# The peer ends with an error where it chooses an op that does not fit (transposed operands).
peers, _ = functions(sys.argv[2], "--linalg-specialize-generic-ops")
named = idioms = both = only = wrong = missing = 0
for name, right, _ in CASES:
    found = set(re.findall(r'#demand\.kernel<"([^"]*)"', ours[name]))
    peer = re.search(r"= linalg\.(?!generic\b|yield\b)(\w+)", peers.get(name, ""))
    peer = peer.group(1) if peer else ""
    verdict = ""
    if found != right:
        verdict, wrong = "WRONG", wrong + 1
    elif peer and not found:
        verdict, missing = "MISSING", missing + 1
    named += bool(found)
    idioms += bool(re.search(r'#demand\.kernel<"[^"]*", "[^"]*", flops', ours[name]))
    both += bool(found and peer)
    only += bool(found and not peer)
    print(f"{name:24} {' '.join(sorted(found)) or '-':28} {peer or '-':28} {verdict}")
peer_named = both + missing
print(f"{len(CASES)} generics: ours names {named} ({idioms} of them idioms, with costs), the peer {peer_named}; {only} that the peer does not, "
      f"{missing} that only the peer does, {wrong} wrong")
sys.exit(wrong + missing > 0 or len(CASES) < 60)
