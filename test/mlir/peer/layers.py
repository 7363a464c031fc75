# ===- test/mlir/peer/layers.py - Layers, and what is nearly one --------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""layers.py AUSPEX_MLIR_OPT

Layer norms, softmaxes and attentions as chains of linalg ops, each with one thing changed: a sum
into old content, another operand, another sign, a scale left out, another axis. Fails where
demand-raise names a layer that it is not, or does not name one that it is.
"""
import re
import subprocess
import sys

T, R = "tensor<32x64xf32>", "tensor<32xf32>"
MAPS = """#row = affine_map<(i, j) -> (i)>
#col = affine_map<(i, j) -> (j)>
#id = affine_map<(i, j) -> (i, j)>
"""
CONSTANTS = """  %z = arith.constant 0.0 : f32
  %n = arith.constant 64.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %two = arith.constant 2.0 : f32
  %eps = arith.constant 1.0e-5 : f32
"""
LAYERS = {"layer-norm", "rms-norm", "batch-norm", "group-norm", "softmax", "log-softmax", "attention"}
CASES = []  # name, the layers that it is, text


def lines(text):
    return "".join(f"    {line.strip()}\n" for line in text.split(";"))


def fill(name, shape, value="%z"):
    return f"""  %e.{name} = tensor.empty() : {shape}
  %{name} = linalg.fill ins({value} : f32) outs(%e.{name} : {shape}) -> {shape}
"""


def generic(result, kinds, inputs, maps, out, out_map, shape, body):
    """inputs: (value, shape, name in the body); body: statements with ; between."""
    iterators = ", ".join('"parallel"' if k == "p" else '"reduction"' for k in kinds)
    values, shapes = (", ".join(i[k] for i in inputs) for k in (0, 1))
    arguments = ", ".join([*(f"%{i[2]}: f32" for i in inputs), "%o: f32"])
    return f"""  %{result} = linalg.generic {{indexing_maps = [{", ".join([*maps, out_map])}], iterator_types = [{iterators}]}}
      ins({values} : {shapes}) outs({out} : {shape}) {{
  ^bb0({arguments}):
{lines(body)}  }} -> {shape}
"""


def case(name, right, body):
    CASES.append((name, right, f"""{MAPS}func.func @{name}(%x: {T}, %other: {T}, %old: {R}) -> {T} {{
{CONSTANTS}{body}  return %r : {T}
}}
"""))


def norm(name, right=(), sum_of="%x", squares_of="%x", sum_into="%s0", squares_into="%v0", add="%a",
         mean="%m = arith.divf %s, %n : f32", distance="%d = arith.subf %a, %m : f32", centred=None,
         square="%q = arith.mulf %d, %d : f32", scale="%w = arith.divf %v, %n : f32",
         quotient="%y = arith.divf %d, %root : f32"):
    before = "%k = math.absf %a : f32; " if add == "%k" else "%k = arith.mulf %a, %a : f32; " if add == "%kk" else ""
    add = "%k" if add == "%kk" else add
    case(name, set(right), fill("s0", R) + fill("v0", R)
         + generic("sum", "pr", [(sum_of, T, "a")], ["#id"], sum_into, "#row", R,
                   f"{before}%t = arith.addf %o, {add} : f32; linalg.yield %t : f32")
         + generic("squares", "pr", [(squares_of, T, "a"), ("%sum", R, "s")], ["#id", "#row"], squares_into, "#row", R,
                   f"{mean}; {distance}; {square}; %t = arith.addf %o, %q : f32; linalg.yield %t : f32")
         + f"  %e = tensor.empty() : {T}\n"
         + generic("r", "pp", [("%x", T, "a"), ("%sum", R, "s"), ("%squares", R, "v")], ["#id", "#row", "#row"], "%e",
                   "#id", T, f"{mean}; {centred or distance}; {scale}; %we = arith.addf %w, %eps : f32; "
                             f"%root = math.sqrt %we : f32; {quotient}; linalg.yield %y : f32"))


norm("norm", {"layer-norm"})
norm("norm_mean_into_old", sum_into="%old")
norm("norm_squares_into_old", squares_into="%old")
norm("norm_plus_mean", centred="%d = arith.addf %a, %m : f32")
norm("norm_squares_plus_mean", distance="%d = arith.addf %a, %m : f32", centred="%d = arith.subf %a, %m : f32")
norm("norm_twice_the_mean", centred="%m2 = arith.mulf %m, %two : f32; %d = arith.subf %a, %m2 : f32")
norm("norm_not_centred", centred="%d = arith.addf %a, %z : f32")
norm("norm_sum_for_mean", mean="%m = arith.addf %s, %z : f32")
norm("norm_half_the_mean", mean="%h = arith.divf %s, %n : f32; %m = arith.divf %h, %two : f32")
norm("norm_mean_of_other", sum_of="%other")
norm("norm_squares_of_other", squares_of="%other")
norm("norm_mean_of_squares", add="%kk")
norm("norm_mean_of_sizes", add="%k")
norm("norm_cubes", square="%p = arith.mulf %d, %d : f32; %q = arith.mulf %p, %d : f32")
norm("norm_unscaled", scale="%w = arith.addf %v, %z : f32")
norm("norm_no_root", quotient="%y = arith.divf %d, %we : f32")
norm("norm_times_root", quotient="%y = arith.mulf %d, %root : f32")


def softmax(name, right=(), most="%x", sum_of="%x", of="%x", sum_into="%s0",
            exp="%d = arith.subf %a, %m : f32; %q = math.exp %d : f32", top=None,
            add="%t = arith.addf %o, %q : f32", quotient="%y = arith.divf %q, %s : f32"):
    case(name, set(right), fill("m0", R, "%low") + fill("s0", R)
         + generic("most", "pr", [(most, T, "a")], ["#id"], "%m0", "#row", R,
                   "%t = arith.maximumf %o, %a : f32; linalg.yield %t : f32")
         + generic("sum", "pr", [(sum_of, T, "a"), ("%most", R, "m")], ["#id", "#row"], sum_into, "#row", R,
                   f"{exp}; {add}; linalg.yield %t : f32")
         + f"  %e = tensor.empty() : {T}\n"
         + generic("r", "pp", [(of, T, "a"), ("%most", R, "m"), ("%sum", R, "s")], ["#id", "#row", "#row"], "%e", "#id",
                   T, f"{top or exp}; {quotient}; linalg.yield %y : f32"))


softmax("softmax", {"softmax"})
# The maximum keeps numbers small; any other number does for all elements alike.
softmax("softmax_other_maximum", {"softmax"}, most="%other")
softmax("softmax_sum_into_old", sum_into="%old")
softmax("softmax_sum_of_other", sum_of="%other")
softmax("softmax_of_other", of="%other")
softmax("softmax_times", quotient="%y = arith.mulf %q, %s : f32")
softmax("softmax_upside_down", quotient="%y = arith.divf %s, %q : f32")
softmax("softmax_root", quotient="%w = math.sqrt %s : f32; %y = arith.divf %q, %w : f32")
softmax("softmax_sum_of_squares", add="%p = arith.mulf %q, %q : f32; %t = arith.addf %o, %p : f32")
softmax("softmax_two_temperatures", top="%d = arith.subf %a, %m : f32; %h = arith.mulf %d, %two : f32; %q = math.exp %h : f32")
softmax("softmax_plus_maximum", top="%d = arith.addf %a, %m : f32; %q = math.exp %d : f32")
softmax("softmax_maximum_in_one", top="%q = math.exp %a : f32")
softmax("softmax_negative_in_one", top="%d = arith.subf %m, %a : f32; %q = math.exp %d : f32")


def attention(name, right=(), weights="%p = linalg.softmax dimension(1) ins(%s : {S}) outs(%e : {S}) -> {S}", body=None):
    shapes = {"Q": "tensor<32x16xf32>", "K": "tensor<48x16xf32>", "V": "tensor<48x24xf32>", "S": "tensor<32x48xf32>"}
    scores = f"""  %s = linalg.contract indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (j, k)>,
      affine_map<(i, j, k) -> (i, j)>] ins(%Q, %K : {shapes["Q"]}, {shapes["K"]}) outs(%s0 : {shapes["S"]}) -> {shapes["S"]}
"""
    out = "tensor<32x24xf32>"
    made = "  " + weights.format(**shapes) + "\n"
    if body:
        made = generic("p", "pp", [("%s", shapes["S"], "a")], ["#id"], "%e", "#id", shapes["S"], body)
    CASES.append((name, set(right), f"""{MAPS}func.func @{name}(%Q: {shapes["Q"]}, %K: {shapes["K"]}, %V: {shapes["V"]}) -> {out} {{
{CONSTANTS}{fill("s0", shapes["S"])}{scores}  %e = tensor.empty() : {shapes["S"]}
{made}{fill("o0", out)}  %r = linalg.matmul ins(%p, %V : {shapes["S"]}, {shapes["V"]}) outs(%o0 : {out}) -> {out}
  return %r : {out}
}}
"""))


attention("attention", {"attention", "softmax"})
attention("attention_other_axis", {"softmax"}, "%p = linalg.softmax dimension(0) ins(%s : {S}) outs(%e : {S}) -> {S}")
attention("attention_not_divided", body="%y = math.exp %a : f32; linalg.yield %y : f32")
attention("attention_rectified", body="%y = arith.maximumf %a, %z : f32; linalg.yield %y : f32")

out = subprocess.run(
    [sys.argv[1], "--split-input-file", "--pass-pipeline=builtin.module(func.func(demand-raise))"],
    input="// -----\n".join(text for *_, text in CASES),
    capture_output=True,
    text=True,
)
if out.returncode:
    sys.exit(out.stderr)
functions = dict(re.findall(r"func\.func @(\w+)(.*?)\n  }\n", out.stdout, re.S))
wrong = 0
for name, right, _ in CASES:
    found = set(re.findall(r'#demand\.kernel<"([^"]*)"', functions[name])) & LAYERS
    wrong += found != right
    print(f"{name:28} {' '.join(sorted(found)) or '-':22} {'' if found == right else 'WRONG'}")
print(f"{len(CASES)} layers and look-alikes, {wrong} wrong")
sys.exit(bool(wrong))
