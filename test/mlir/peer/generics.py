# ===- test/mlir/peer/generics.py - linalg.generic, and what each is ---------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""The shared set that compare.py gives to both tools.

A case is (name, what it is, text): the one name that is right, or nothing, where nothing
may be said.
"""

CASES = []


def generic(name, right, dims, kinds, inputs, output, body, element="f32", out=None):
    """inputs, output: shapes by the dims' letters, with maps like 'i+p' or 's*i+p'."""
    out = out or element
    sizes = {d: {"p": 4, "q": 4, "o": 3}.get(d, n) for d, n in zip(dims, (48, 40, 32, 24, 20, 16, 12, 14))}
    if len(dims) == 1:  # sums of less than 128 elements are none that a forecast could use
        sizes = {dims: 4096}

    def parse(subscript):
        return [part for part in subscript.split(",") if part]

    def expression(part):
        return part.replace("*", " * ").replace("+", " + ")

    def extent(part):
        total = 1
        for term in part.split("+"):
            factor, _, letter = term.rpartition("*")
            total += (int(factor) if factor else 1) * (sizes[letter] - 1)
        return total

    def tensor(subscript, kind):
        return "tensor<" + "".join(f"{extent(p)}x" for p in parse(subscript)) + kind + ">"

    letters = ", ".join(dims)
    maps = ", ".join(
        f"affine_map<({letters}) -> ({', '.join(expression(p) for p in parse(s))})>" for s in [*inputs, output]
    )
    iterators = ", ".join('"parallel"' if k == "p" else '"reduction"' for k in kinds)
    kinds_in = [element] * len(inputs)
    arguments = ", ".join(f"%{n}: {tensor(s, k)}" for n, s, k in zip("xyzuvw", inputs, kinds_in))
    named = ", ".join(f"%{n}" for n, _ in zip("xyzuvw", inputs))
    types = ", ".join(tensor(s, k) for s, k in zip(inputs, kinds_in))
    block = ", ".join([*(f"%{n}: {k}" for n, k in zip("abcdef", kinds_in)), f"%o: {out}"])
    result = tensor(output, out)
    ins = f"ins({named} : {types}) " if inputs else ""
    text = f"""func.func @{name}({arguments}{', ' if inputs else ''}%out: {result}) -> {result} {{
  %r = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}} {ins}outs(%out : {result}) {{
  ^bb0({block}):
{body}
  }} -> {result}
  return %r : {result}
}}
"""
    CASES.append((name, {right} - {""}, text))


def lines(*of):
    return "\n".join("    " + line for line in of)


def multiply_add(kind="f"):
    t = "f32" if kind == "f" else "i32"
    return lines(f"%p = arith.mul{kind} %a, %b : {t}", f"%s = arith.add{kind} %o, %p : {t}", f"linalg.yield %s : {t}")


MUL_ADD = multiply_add()
MUL_ADD_I32 = multiply_add("i")

# Products, whichever way the operands lie.
for number, (left, right, result) in enumerate(
    [(a, b, c) for a in ("i,k", "k,i") for b in ("k,j", "j,k") for c in ("i,j", "j,i")]
):
    generic(f"matmul_{number}", "gemm", "ijk", "ppr", [left, right], result, MUL_ADD)
generic("matmul_i32", "gemm", "ijk", "ppr", ["i,k", "k,j"], "i,j", MUL_ADD_I32, "i32")
generic(
    "matmul_i8",
    "gemm",
    "ijk",
    "ppr",
    ["i,k", "k,j"],
    "i,j",
    lines(
        "%x0 = arith.extsi %a : i8 to i32",
        "%y0 = arith.extsi %b : i8 to i32",
        "%p = arith.muli %x0, %y0 : i32",
        "%s = arith.addi %o, %p : i32",
        "linalg.yield %s : i32",
    ),
    "i8",
    "i32",
)
generic("matmul_order", "gemm", "kij", "rpp", ["i,k", "k,j"], "i,j", MUL_ADD)
for number, (left, right) in enumerate([("b,i,k", "b,k,j"), ("b,k,i", "b,k,j"), ("b,i,k", "b,j,k")]):
    generic(f"batch_matmul_{number}", "batched-gemm", "bijk", "pppr", [left, right], "b,i,j", MUL_ADD)
generic("batch_reduce", "tensor-contraction", "bijk", "rppr", ["b,i,k", "b,k,j"], "i,j", MUL_ADD)
generic("matvec", "gemv", "ik", "pr", ["i,k", "k"], "i", MUL_ADD)
generic("vecmat", "gemv", "jk", "pr", ["k", "k,j"], "j", MUL_ADD)
generic("batch_matvec", "batched-gemv", "bik", "ppr", ["b,i,k", "b,k"], "b,i", MUL_ADD)
generic("dot", "dot", "k", "r", ["k", "k"], "", MUL_ADD)
generic("outer_accumulated", "ger", "ij", "pp", ["i", "j"], "i,j", MUL_ADD)
generic("outer", "ger", "ij", "pp", ["i", "j"], "i,j", lines("%p = arith.mulf %a, %b : f32", "linalg.yield %p : f32"))
generic("mmt4d", "tensor-contraction", "ijkmnp", "pprppr", ["i,k,m,p", "j,k,n,p"], "i,j,m,n", MUL_ADD)
generic("contraction_4d", "gemm", "ijklm", "ppprr",
        ["i,l,m", "l,m,j,k"], "i,j,k", MUL_ADD)

# Other semirings: no matrix products of numbers.
for name, combine, reduce, right in [
    ("min_plus", "addf", "minnumf", "min-plus-product"),
    ("max_plus", "addf", "maxnumf", "max-plus-product"),
    ("max_times", "mulf", "maxnumf", "max-times-product"),
]:
    generic(name, right, "ijk", "ppr", ["i,k", "k,j"], "i,j",
            lines(f"%p = arith.{combine} %a, %b : f32", f"%s = arith.{reduce} %o, %p : f32", "linalg.yield %s : f32"))
generic("or_and", "or-and-product", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.andi %a, %b : i1", "%s = arith.ori %o, %p : i1", "linalg.yield %s : i1"), "i1")

# What looks like a product and is none.
generic("distance", "squared-distance", "ijk", "ppr", ["i,k", "j,k"], "i,j",
        lines("%d = arith.subf %a, %b : f32", "%p = arith.mulf %d, %d : f32", "%s = arith.addf %o, %p : f32",
              "linalg.yield %s : f32"))
generic("sum_of_sums", "", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.addf %a, %b : f32", "%s = arith.addf %o, %p : f32", "linalg.yield %s : f32"))
generic("product_of_sums", "", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.addf %a, %b : f32", "%s = arith.mulf %o, %p : f32", "linalg.yield %s : f32"))
generic("difference_of_products", "gemm", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.mulf %a, %b : f32", "%s = arith.subf %o, %p : f32", "linalg.yield %s : f32"))
generic("reversed_difference", "", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.mulf %a, %b : f32", "%s = arith.subf %p, %o : f32", "linalg.yield %s : f32"))
# ik,ik,kj,kj -> ij: four factors, two of them twice.
generic("squared_product", "tensor-contraction", "ijk", "ppr", ["i,k", "k,j"], "i,j",
        lines("%p = arith.mulf %a, %b : f32", "%q = arith.mulf %p, %p : f32", "%s = arith.addf %o, %q : f32",
              "linalg.yield %s : f32"))

# Windows.
generic("conv_1d", "fir", "ip", "pr", ["i+p", "p"], "i", MUL_ADD)
generic("conv_2d", "conv2d", "ijpq", "pprr", ["i+p,j+q", "p,q"], "i,j", MUL_ADD)
generic("conv_2d_nhwc", "conv2d", "nijfpqc", "pppprrr", ["n,i+p,j+q,c", "p,q,c,f"], "n,i,j,f", MUL_ADD)
generic("conv_2d_nchw", "conv2d", "nfijcpq", "pppprrr", ["n,c,i+p,j+q", "f,c,p,q"], "n,f,i,j", MUL_ADD)
generic("conv_2d_strided", "conv2d", "nijfpqc", "pppprrr", ["n,2*i+p,2*j+q,c", "p,q,c,f"], "n,i,j,f", MUL_ADD)
# Rows of an odd number of pixels, which are no number of steps of two.
generic("conv_2d_odd_nhwc", "conv2d", "nijfpoc", "pppprrr", ["n,2*i+p,2*j+o,c", "p,o,c,f"], "n,i,j,f", MUL_ADD)
generic("conv_2d_odd_nchw", "conv2d", "nfijcpo", "pppprrr", ["n,c,2*i+p,2*j+o", "f,c,p,o"], "n,f,i,j", MUL_ADD)
generic("depthwise_odd", "depthwise-conv2d", "nijcpo", "pppprr", ["n,2*i+p,2*j+o,c", "p,o,c"], "n,i,j,c", MUL_ADD)
generic("pool_max_odd", "max-pooling", "nijcpo", "pppprr", ["n,2*i+p,2*j+o,c", "p,o"], "n,i,j,c",
        lines("%s = arith.maximumf %o, %a : f32", "linalg.yield %s : f32"))
# Steps past the window: no plane becomes one number.
generic("pool_max_gaps", "pool-max", "nijcpq", "pppprr", ["n,8*i+p,8*j+q,c", "p,q"], "n,i,j,c",
        lines("%s = arith.maximumf %o, %a : f32", "linalg.yield %s : f32"))
generic("conv_2d_dilated", "conv2d", "nijfpqc", "pppprrr", ["n,i+2*p,j+2*q,c", "p,q,c,f"], "n,i,j,f", MUL_ADD)
generic("depthwise", "depthwise-conv2d", "nijcpq", "pppprr", ["n,i+p,j+q,c", "p,q,c"], "n,i,j,c", MUL_ADD)
generic("conv_3d", "conv3d", "dijopq", "ppprrr", ["d+o,i+p,j+q", "o,p,q"], "d,i,j", MUL_ADD)
for name, op, right in [("pool_max", "maximumf", "max-pooling"), ("pool_sum", "addf", "pool-add"),
                        ("pool_min", "minimumf", "pool-min")]:
    generic(name, right, "nijcpq", "pppprr", ["n,2*i+p,2*j+q,c", "p,q"], "n,i,j,c",
            lines(f"%s = arith.{op} %o, %a : f32", "linalg.yield %s : f32"))

# Element by element.
for op in ("add", "sub", "mul", "div"):
    generic(f"elementwise_{op}", f"elementwise-{op}", "ij", "pp", ["i,j", "i,j"], "i,j",
            lines(f"%s = arith.{op}f %a, %b : f32", "linalg.yield %s : f32"))
for op in ("maximum", "minimum"):
    generic(f"elementwise_{op}", f"elementwise-{op[:3]}", "ij", "pp", ["i,j", "i,j"], "i,j",
            lines(f"%s = arith.{op}f %a, %b : f32", "linalg.yield %s : f32"))
for op in ("exp", "log", "absf", "ceil", "floor", "sqrt", "rsqrt", "tanh", "erf"):
    generic(f"elementwise_{op}", "tanh" if op == "tanh" else f"elementwise-{op}", "ij", "pp", ["i,j"], "i,j",
            lines(f"%s = math.{op} %a : f32", "linalg.yield %s : f32"))
generic("elementwise_neg", "scal", "ij", "pp", ["i,j"], "i,j",
        lines("%s = arith.negf %a : f32", "linalg.yield %s : f32"))
generic("relu", "relu", "ij", "pp", ["i,j"], "i,j",
        lines("%z = arith.constant 0.0 : f32", "%s = arith.maximumf %a, %z : f32", "linalg.yield %s : f32"))
generic("sigmoid", "sigmoid", "ij", "pp", ["i,j"], "i,j",
        lines("%one = arith.constant 1.0 : f32", "%n = arith.negf %a : f32", "%e = math.exp %n : f32",
              "%d = arith.addf %e, %one : f32", "%s = arith.divf %one, %d : f32", "linalg.yield %s : f32"))
generic("silu", "silu", "ij", "pp", ["i,j"], "i,j",
        lines("%one = arith.constant 1.0 : f32", "%n = arith.negf %a : f32", "%e = math.exp %n : f32",
              "%d = arith.addf %e, %one : f32", "%s = arith.divf %a, %d : f32", "linalg.yield %s : f32"))
generic("gelu", "gelu", "ij", "pp", ["i,j"], "i,j",
        lines("%h = arith.constant 0.5 : f32", "%one = arith.constant 1.0 : f32", "%c = arith.constant 0.70710678 : f32",
              "%x0 = arith.mulf %a, %c : f32", "%e = math.erf %x0 : f32", "%p = arith.addf %e, %one : f32",
              "%q = arith.mulf %a, %h : f32", "%s = arith.mulf %q, %p : f32", "linalg.yield %s : f32"))
for slope, right in [("0.01", "leaky-relu"), ("2.0", "")]:  # above 1 it is the steeper side
    generic(f"maximum_with_{slope.replace('.', '_')}", right, "ij", "pp", ["i,j"], "i,j",
            lines(f"%c = arith.constant {slope} : f32", "%x0 = arith.mulf %a, %c : f32",
                  "%s = arith.maximumf %a, %x0 : f32", "linalg.yield %s : f32"))
for name, ops in [("sigmoid_of_negative", ["%n = arith.addf %a, %z : f32"]), ("half_a_sigmoid", ["%n = arith.negf %a : f32"])]:
    add = "%one" if name == "sigmoid_of_negative" else "%two"
    generic(name, "", "ij", "pp", ["i,j"], "i,j",
            lines("%z = arith.constant 0.0 : f32", "%one = arith.constant 1.0 : f32", "%two = arith.constant 2.0 : f32",
                  *ops, "%e = math.exp %n : f32", f"%d = arith.addf %e, {add} : f32", "%s = arith.divf %one, %d : f32",
                  "linalg.yield %s : f32"))
generic("axpy", "axpy", "ij", "pp", ["i,j"], "i,j",
        lines("%s = arith.addf %o, %a : f32", "linalg.yield %s : f32"))
generic("scale", "scal", "ij", "pp", ["i,j"], "i,j",
        lines("%c = arith.constant 3.0 : f32", "%s = arith.mulf %a, %c : f32", "linalg.yield %s : f32"))

# Moves.
generic("copy", "copy", "ij", "pp", ["i,j"], "i,j", lines("linalg.yield %a : f32"))
generic("transpose", "transpose", "ij", "pp", ["j,i"], "i,j", lines("linalg.yield %a : f32"))
generic("broadcast", "broadcast", "ij", "pp", ["j"], "i,j", lines("linalg.yield %a : f32"))
generic("fill", "fill", "ij", "pp", [], "i,j", lines("%z = arith.constant 7.0 : f32", "linalg.yield %z : f32"))

# Along an axis.
for name, op in [("sum", "addf"), ("max", "maximumf"), ("min", "minimumf"), ("product", "mulf")]:
    verb = {"addf": "add", "maximumf": "max", "minimumf": "min", "mulf": "mul"}[op]
    generic(f"row_{name}", f"reduce-{verb}", "ij", "pr", ["i,j"], "i",
            lines(f"%s = arith.{op} %o, %a : f32", "linalg.yield %s : f32"))
generic("sum_of_squares", "dot", "i", "r", ["i"], "",
        lines("%p = arith.mulf %a, %a : f32", "%s = arith.addf %o, %p : f32", "linalg.yield %s : f32"))
generic("sum_of_magnitudes", "asum", "i", "r", ["i"], "",
        lines("%p = math.absf %a : f32", "%s = arith.addf %o, %p : f32", "linalg.yield %s : f32"))
