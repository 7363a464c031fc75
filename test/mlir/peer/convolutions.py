# ===- test/mlir/peer/convolutions.py - Windows of every kind -----------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""convolutions.py AUSPEX_MLIR_OPT [EVERY]

Convolutions and poolings in MLIR's layouts, of one to three axes: images, windows, strides
and dilations, also one for each axis. An axis whose window is one element wide is none. Where
windows overlap along some axis, it is a convolution or pooling of all its axes; where they
overlap along none, it may be a product of patches, but no convolution of less axes. EVERY: of
so many only one is looked at.
"""
import itertools
import re
import subprocess
import sys
from collections import Counter

AXES = {1: "w", 2: "hw", 3: "dhw"}
IMAGES = {
    1: [(16,), (17,), (64,), (65,)],
    2: [(16, 16), (17, 17), (23, 31), (28, 28), (32, 48), (37, 37), (56, 56), (63, 65)],
    3: [(16, 17, 18), (20, 20, 20)],
}
WINDOWS = {
    1: [(1,), (2,), (3,), (5,), (7,)],
    2: [(1, 1), (2, 2), (3, 3), (5, 3), (7, 7), (3, 2), (2, 3), (5, 1), (1, 5), (4, 2)],
    3: [(3, 3, 3), (2, 3, 2), (3, 2, 2), (1, 3, 3), (2, 2, 2)],
}
STRIDES = {
    1: [(1,), (2,), (3,), (4,)],
    2: [(1, 1), (2, 2), (3, 3), (4, 4), (1, 2), (2, 1), (3, 2)],
    3: [(1, 1, 1), (2, 2, 2), (3, 3, 3), (1, 2, 2), (2, 1, 3)],
}
DILATIONS = {1: [(1,), (2,)], 2: [(1, 1), (2, 2), (1, 2)], 3: [(1, 1, 1), (2, 2, 2)]}
# Per kind and number of axes: the op, and the shapes by N (batch), C (channels), F (filters),
# S (space), K (window).
OPS = {
    ("conv", 1): [("conv_1d_nwc_wcf", "NSC", "KCF", "NSF"), ("conv_1d_ncw_fcw", "NCS", "FCK", "NFS")],
    ("conv", 2): [("conv_2d_nhwc_hwcf", "NSC", "KCF", "NSF"), ("conv_2d_nchw_fchw", "NCS", "FCK", "NFS")],
    ("conv", 3): [("conv_3d_ndhwc_dhwcf", "NSC", "KCF", "NSF"), ("conv_3d_ncdhw_fcdhw", "NCS", "FCK", "NFS")],
    ("depthwise-conv", 1): [("depthwise_conv_1d_nwc_wc", "NSC", "KC", "NSC")],
    ("depthwise-conv", 2): [("depthwise_conv_2d_nhwc_hwc", "NSC", "KC", "NSC")],
    ("max-pooling", 1): [("pooling_nwc_max", "NSC", "K", "NSC")],
    ("max-pooling", 2): [("pooling_nhwc_max", "NSC", "K", "NSC"), ("pooling_nchw_max", "NCS", "K", "NCS")],
    ("max-pooling", 3): [("pooling_ndhwc_max", "NSC", "K", "NSC")],
}


def cases():
    for (kind, rank), ops in OPS.items():
        for image, window, stride, dilation in itertools.product(
            IMAGES[rank], WINDOWS[rank], STRIDES[rank], DILATIONS[rank]
        ):
            reach = [(k - 1) * d + 1 for k, d in zip(window, dilation)]
            steps = [(i - r) // s + 1 for i, r, s in zip(image, reach, stride)]
            # Less than two steps along an axis are none.
            if min(steps) < 2:
                continue
            sizes = {"N": (2,), "C": (8,), "F": (12,), "K": window}

            def tensor(letters, space):
                dims = itertools.chain(*(space if c == "S" else sizes[c] for c in letters))
                return "tensor<" + "x".join(map(str, dims)) + "xf32>"

            axes = sum(k > 1 for k in window)
            overlaps = any(k > 1 and r > s for k, r, s in zip(window, reach, stride))
            for op, i, w, o in ops:
                x, k, y = tensor(i, image), tensor(w, steps), tensor(o, steps)
                values = [f"dense<{list(v)}> : tensor<{rank}xi64>" for v in (dilation, stride)]
                text = f"""func.func @f(%x: {x}, %k: {k}, %y: {y}) -> {y} {{
  %r = linalg.{op} {{dilations = {values[0]}, strides = {values[1]}}}
      ins(%x, %k : {x}, {k}) outs(%y : {y}) -> {y}
  return %r : {y}
}}
"""
                what = f"{op} {'x'.join(map(str, image))} by {'x'.join(map(str, window))}, " \
                       f"strides {list(stride)}, dilations {list(dilation)}"
                yield kind, axes, overlaps, what, text


all_cases = list(cases())[:: int(sys.argv[2]) if len(sys.argv) > 2 else 1]
out = subprocess.run(
    [sys.argv[1], "--split-input-file", "--pass-pipeline=builtin.module(func.func(demand-raise))"],
    input="// -----\n".join(text for *_, text in all_cases),
    capture_output=True,
    text=True,
)
if out.returncode:
    sys.exit(out.stderr)
functions = re.findall(r"func\.func @f\(.*?\n  }\n", out.stdout, re.S)
if len(functions) != len(all_cases):
    sys.exit(f"{len(functions)} functions came back of {len(all_cases)}")
tally, wrong = Counter(), []
for (kind, axes, overlaps, what, _), text in zip(all_cases, functions):
    names = set(re.findall(r'#demand\.kernel<"([^"]*)"', text))
    right = kind if kind == "max-pooling" else f"{kind}{axes}d"
    windows = {n for n in names if "conv" in n or "pooling" in n}
    # Pooling whose windows tile the image is still pooling.
    if (overlaps and axes and kind != "max-pooling" and windows != {right}) or windows - {right}:
        wrong.append(f"{what}: {' '.join(sorted(names)) or 'no name'} instead of {right}")
    tally["named" if windows else "other" if names else "none"] += 1
print("\n".join(wrong[:50]))
print(f"{len(all_cases)} windows: {tally['named']} named convolution or pooling, {tally['other']} otherwise, "
      f"{tally['none']} not; {len(wrong)} wrong")
sys.exit(bool(wrong))
