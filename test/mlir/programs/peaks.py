# ===- test/mlir/programs/peaks.py - One program, two compilers --------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""peaks.py FOLDER AUSPEX MLIR_OPT CLANG [PROGRAM...]

Writes each program of the table twice, in MLIR with dynamic shapes and in C, and builds both.
They name the same idioms, with the same FLOP counts as formulas over the command line. Asked
at three sizes what they will need at most, the two answers lie within 3% of each other, and
each within 5% of what the program takes when it runs.

A program is a list of steps, each an assignment between arrays in Einstein's notation:
`=` for each element, `+=` and `max=` over the letters that the left side lacks. n is the
size; what only stands on the right is an input, all ones.
"""
import ast
import json
import os
import re
import shutil
import subprocess
import sys

HEAD = "f32"
ATTENTION = [
    "s[i,j] += q[i,d]*k[j,d]", "m[i] max= s[i,j]", "p[i,j] = exp(s[i,j]-m[i])", "t[i] += p[i,j]",
    "r[i,j] = p[i,j]/t[i]", "o[i,d] += r[i,j]*v[j,d]",
]
MLP = ["h[i,f] += {0}[i,d]*u[d,f]", "g[i,f] = max(h[i,f]+b[f],0)", "y[i,c] += g[i,f]*w[f,c]"]
# name: (sizes by letter, the three n, steps)
PROGRAMS = {
    "matmul": ("i=n j=n k=4", (3000, 4000, 5000), ["y[i,j] += a[i,k]*b[k,j]"]),
    "batch-matmul": ("b=8 i=n j=n k=4", (1000, 1300, 1600), ["y[b,i,j] += a[b,i,k]*c[b,k,j]"]),
    "contract": ("a=8 i=n j=n k=2 l=2", (1000, 1300, 1600), ["y[a,i,j] += x[a,k,i,l]*w[l,j,k]"]),
    "matvec": ("i=n k=n", (3000, 4000, 5000), ["y[i] += a[i,k]*x[k]"]),
    "dot": ("z=1 k=n", (6000000, 8000000, 10000000), ["y[z] += a[k]*b[k]"]),
    "conv1d": ("i=n p=3", (6000000, 8000000, 10000000), ["y[i] += x[i+p]*w[p]"]),
    "conv2d": ("i=n j=n p=3 q=3", (2000, 2500, 3000), ["y[i,j] += x[i+p,j+q]*w[p,q]"]),
    "conv2d-strided": ("f=4 i=n j=n p=3 q=3 c=2", (1000, 1200, 1400),
                       ["y[f,i,j] += x[c,2*i+p,2*j+q]*w[f,c,p,q]"]),
    "conv3d": ("h=n i=n j=n o=2 p=2 q=2", (150, 180, 210), ["y[h,i,j] += x[h+o,i+p,j+q]*w[o,p,q]"]),
    "depthwise": ("c=4 i=n j=n p=3 q=3", (1000, 1300, 1600), ["y[i,j,c] += x[i+p,j+q,c]*w[p,q,c]"]),
    "max-pool": ("c=4 i=n j=n p=2 q=2", (1000, 1200, 1400), ["y[i,j,c] max= x[2*i+p,2*j+q,c]"]),
    "avg-pool": ("c=4 i=n j=n p=2 q=2", (1000, 1200, 1400),
                 ["s[i,j,c] += x[2*i+p,2*j+q,c]", "y[i,j,c] = s[i,j,c]*0.25"]),
    "relu": ("i=n", (6000000, 8000000, 10000000), ["y[i] = max(x[i],0)"]),
    "stencil": ("i=n j=n", (2000, 2500, 3000), ["y[i,j] = (x[i,j+1]+x[i+1,j]+x[i+1,j+2]+x[i+2,j+1])*0.25"]),
    "shortest-paths": ("i=n j=n k=3", (3000, 4000, 5000), ["y[i,j] max= a[i,k]+b[k,j]"]),
    "dft": ("i=n k=n", (2000, 2600, 3200), ["y[i] += c[i,k]*x[k]", "z[i] += s[i,k]*x[k]"]),
    "fft-stage": ("i=n", (3000000, 4000000, 5000000),
                  ["u[i] = a[i]+w[i]*b[i]", "v[i] = a[i]-w[i]*b[i]", "y[i] = u[i]+v[i]"]),
    "quantised": ("i=n j=n k=4", (3000, 4000, 5000), ["y:i32[i,j] += a:i8[i,k]*b:i8[k,j]"]),
    "spmv": ("i=n k=4", (1500000, 2000000, 2500000), ["y[i] += a[i,k]*x[c:i32[i,k]]"]),
    "softmax": ("i=n j=n", (2000, 2500, 3000),
                ["m[i] max= x[i,j]", "e[i,j] = exp(x[i,j]-m[i])", "t[i] += e[i,j]", "y[i,j] = e[i,j]/t[i]"]),
    "layer-norm": ("i=n j=n", (2000, 2500, 3000),
                   ["s[i] += x[i,j]", "v[i] += (x[i,j]-s[i]*0.001)*(x[i,j]-s[i]*0.001)",
                    "y[i,j] = (x[i,j]-s[i]*0.001)/sqrt(v[i]*0.001+0.00001)"]),
    "lstm-cell": ("i=n k=64", (60000, 80000, 100000),
                  ["f[i] += a[i,k]*x[k]", "g[i] += b[i,k]*x[k]", "o[i] += d[i,k]*x[k]",
                   "y[i] = c[i]/(1+exp(0-f[i]))+tanh(g[i])/(1+exp(0-o[i]))"]),
    "mlp": ("i=n d=8 f=512 c=8", (10000, 14000, 18000), [s.format("x") for s in MLP]),
    "attention": ("i=n j=n d=4", (2000, 2500, 3000), ATTENTION),
    "transformer": ("i=n j=n d=8 e=8 f=32 c=8", (1500, 2000, 2500),
                    ["q[i,d] += x[i,e]*wq[e,d]", "k[j,d] += z[j,e]*wk[e,d]", "v[j,d] += z[j,e]*wv[e,d]",
                     *ATTENTION, *(s.format("o") for s in MLP)]),
}

# Loops, which the notation does not have: Inputs/NAME.mlir and .c.
BY_HAND = {"affine-matmul": (3000, 4000, 5000), "tiled-matmul": (3000, 4000, 5000)}


class Program:
    def __init__(self, name):
        sizes, self.at, steps = PROGRAMS[name]
        self.sizes = {k: (1, 0) if v == "n" else (0, int(v)) for k, v in (s.split("=") for s in sizes.split())}
        self.shape, self.type, self.steps, self.index = {}, {}, [], set()
        for step in steps:
            for array, kind in re.findall(r"(\w+):(\w+)\[", step):
                self.type[array] = kind
            step = re.sub(r":\w+\[", "[", step)
            left, how, right = re.match(r"(\S+) (\S*=) (.*)", step).groups()
            target, value = (ast.parse(s, mode="eval").body for s in (left, right))
            reads = list(dict.fromkeys(ast.unparse(x) for x in ast.walk(value) if isinstance(x, ast.Subscript)))
            for text in [left, *reads]:
                array, at = self.split(text)
                extents = [self.extent(a) for a in at]
                # As large as the farthest that is read of it.
                self.shape[array] = [max(e) for e in zip(extents, self.shape.get(array, extents))]
            self.steps.append((target, how, value))
        written = {self.split(ast.unparse(t))[0] for t, _, _ in self.steps}
        self.inputs = [a for a in self.shape if a not in written]
        # What no step reads on is reported.
        read = {self.split(ast.unparse(x))[0] for _, _, v in self.steps for x in ast.walk(v) if isinstance(x, ast.Subscript)}
        self.results = [a for a in self.shape if a in written and a not in read]

    def split(self, text):
        node = ast.parse(text, mode="eval").body
        at = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return node.value.id, at

    def extent(self, at):
        """(a, b): a*n + b elements."""
        if isinstance(at, ast.Subscript):  # through an index array: its last letter's partner
            return (1, 0)
        if isinstance(at, ast.Name):
            return self.sizes[at.id]
        if isinstance(at, ast.Constant):
            return (0, at.value + 1)
        (a, b), (c, d) = self.extent(at.left), self.extent(at.right)
        if isinstance(at.op, ast.Add):
            return (a + c, b + d - 1)
        return (at.left.value * c, at.left.value * (d - 1) + 1)

    def letters(self, *nodes):
        return list(dict.fromkeys(x.id for n in nodes for x in ast.walk(n)
                                  if isinstance(x, ast.Name) and x.id in self.sizes and isinstance(x.ctx, ast.Load)
                                  and not any(isinstance(p, ast.Subscript) and p.value is x for p in ast.walk(n))))

    def kind(self, array):
        return self.type.get(array, HEAD)


# --- C ----------------------------------------------------------------------

C_TYPES = {"f32": "float", "i32": "int", "i8": "signed char"}


def size(extent):
    return f"({extent[0]}*n+{extent[1]})"


def c_text(p):
    out = ["#include <math.h>", "#include <stdlib.h>", "void report(float);",
           "int main(int argc, char **argv) {", "  long n = atoi(argv[1]);"]

    def place(node):
        array, at = p.split(ast.unparse(node))
        text = ""
        for a, extent in zip(at, p.shape[array]):
            here = place(a) if isinstance(a, ast.Subscript) else ast.unparse(a)
            text = f"({text})*{size(extent)}+{here}" if text else f"({here})"
        return f"{array}_[{text}]"

    def expression(x):
        if isinstance(x, ast.Subscript):
            return place(x)
        if isinstance(x, ast.Constant):
            return f"{float(x.value)}f"
        if isinstance(x, ast.Call):
            a = [expression(y) for y in x.args]
            return f"({a[0]} > {a[1]} ? {a[0]} : {a[1]})" if x.func.id == "max" else f"{x.func.id}f({a[0]})"
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(x.op)]
        return f"({expression(x.left)} {sign} {expression(x.right)})"

    def fill(array, value):
        count = "*".join(size(e) for e in p.shape[array])
        kind = C_TYPES[p.kind(array)]
        out.append(f"  {kind} *{array}_ = malloc(sizeof({kind})*{count});")
        if value is not None:
            out.append(f"  for (long e = 0; e < {count}; e++) {array}_[e] = {value};")

    for array in p.inputs:
        fill(array, 1)
    for target, how, value in p.steps:
        array, _ = p.split(ast.unparse(target))
        fill(array, None)
        around = p.letters(target.slice)
        summed = [x for x in p.letters(value) if x not in around]
        to, right, kind = place(target), expression(value), C_TYPES[p.kind(array)]

        def loops(letters, depth):
            for letter in letters:
                depth += 1
                out.append("  " * depth + f"for (long {letter} = 0; {letter} < {size(p.sizes[letter])}; {letter}++)"
                           + (" {" if letter == around[-1] and how != "=" else ""))
            return "  " * (depth + 1)

        at = loops(around, 0)
        if how == "=":
            out.append(f"{at}{to} = {right};")
            continue
        # Reduced in a variable, as people do.
        out.append(f"{at}{kind} sum = {0 if how == '+=' else -1000};")
        out.append(loops(summed, len(around)) + ("sum += " + right if how == "+=" else f"sum = sum > {right} ? sum : {right}") + ";")
        out += [f"{at}{to} = sum;", at[2:] + "}"]
    out += [f"  report({array}_[0]);" for array in p.results]
    out += [f"  free({array}_);" for array in p.shape]
    return "\n".join([*out, "  return 0;", "}", ""])


# --- MLIR -------------------------------------------------------------------


class Mlir:
    def __init__(self, p):
        self.p, self.out, self.numbers = p, [], 0
        self.out += ["func.func private @atoi(!llvm.ptr) -> i32", "func.func private @report(f32)",
                     "func.func @main(%argc: i32, %argv: !llvm.ptr) -> i32 {",
                     "  %ok = arith.constant 0 : i32", "  %c0 = arith.constant 0 : index",
                     "  %p = llvm.getelementptr %argv[1] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr",
                     "  %s = llvm.load %p : !llvm.ptr -> !llvm.ptr",
                     "  %i = func.call @atoi(%s) : (!llvm.ptr) -> i32", "  %n = arith.index_cast %i : i32 to index"]
        self.value = {}
        for array in p.inputs:
            self.fill(array, 1)
        for step in p.steps:
            self.step(*step)
        for array in p.results:
            kind = p.kind(array)
            at = ", ".join("%c0" for _ in p.shape[array])
            r = self.new(f"tensor.extract {self.value[array]}[{at}] : {self.tensor(array)}")
            if kind != "f32":
                r = self.new(f"arith.sitofp {r} : {kind} to f32")
            self.out.append(f"  func.call @report({r}) : (f32) -> ()")
        self.out += ["  return %ok : i32", "}", ""]

    def new(self, text):
        self.numbers += 1
        self.out.append(f"  %v{self.numbers} = {text}")
        return f"%v{self.numbers}"

    def tensor(self, array):
        return "tensor<" + "".join(f"{'?' if a else b}x" for a, b in self.p.shape[array]) + self.p.kind(array) + ">"

    def empty(self, array):
        sizes = []
        for a, b in self.p.shape[array]:
            if a:
                x = self.new(f"arith.constant {a} : index")
                y = self.new(f"arith.muli %n, {x} : index")
                z = self.new(f"arith.constant {b} : index")
                sizes.append(self.new(f"arith.addi {y}, {z} : index"))
        return self.new(f"tensor.empty({', '.join(sizes)}) : {self.tensor(array)}")

    def fill(self, array, number):
        kind = self.p.kind(array)
        c = self.new(f"arith.constant {float(number) if kind == 'f32' else number} : {kind}")
        e = self.empty(array)
        t = self.tensor(array)
        self.value[array] = self.new(f"linalg.fill ins({c} : {kind}) outs({e} : {t}) -> {t}")

    def step(self, target, how, value):
        p = self.p
        array, _ = p.split(ast.unparse(target))
        if how == "=":
            self.value[array] = self.empty(array)
        else:
            self.fill(array, 0 if how == "+=" else -1000)
        letters = p.letters(target.slice)
        parallel = len(letters)
        letters += [x for x in p.letters(value) if x not in letters]
        reads, gathers = [], {}
        for x in ast.walk(value):
            if isinstance(x, ast.Subscript):
                text = ast.unparse(x)
                if isinstance(x.slice, ast.Subscript):
                    gathers[text] = ast.unparse(x.slice)
                elif text not in reads:
                    reads.append(text)
        # A window alone says nothing of its taps' number: an operand of that size does.
        taps = [x for x in letters if not any(
            isinstance(a, ast.Name) and a.id == x for r in [*reads, ast.unparse(target)] for a in p.split(r)[1])]
        names, types, maps = [], [], []
        for text in reads:
            source, at = p.split(text)
            v, t = self.value[source], self.tensor(source)
            offsets = [0] * len(at)
            # An offset is a slice's.
            if any(isinstance(a, ast.Constant) or isinstance(a, ast.BinOp) and isinstance(a.right, ast.Constant)
                   for a in at) or p.shape[source] != [p.extent(a) for a in at]:
                rest = []
                for k, a in enumerate(at):
                    if isinstance(a, ast.BinOp) and isinstance(a.right, ast.Constant):
                        offsets[k], a = a.right.value, a.left
                    rest.append(a)
                at = rest
                sizes, dims = [], []
                for a in at:
                    (m, b) = p.extent(a)
                    sizes.append(self.new(f"arith.addi %n, %c0 : index") if m else str(b))
                    dims.append("?" if m else str(b))
                st = f"tensor<{'x'.join(dims)}x{p.kind(source)}>"
                v = self.new(f"tensor.extract_slice {v}[{', '.join(map(str, offsets))}] [{', '.join(sizes)}] "
                             f"[{', '.join('1' for _ in at)}] : {t} to {st}")
                t = st
            names.append(v)
            types.append(t)
            maps.append(", ".join(ast.unparse(a) for a in at))
        kinds = [p.kind(p.split(t)[0]) for t in reads]
        if taps:
            extents = [p.sizes[x] for x in taps]
            t = "tensor<" + "".join(f"{b}x" for _, b in extents) + "f32>"
            names.append(self.new(f"tensor.empty() : {t}"))
            types.append(t)
            maps.append(", ".join(taps))
            kinds.append("f32")
        maps.append(", ".join(ast.unparse(a) for a in p.split(ast.unparse(target))[1]))
        maps = ", ".join(f"affine_map<({', '.join(letters)}) -> ({m})>" for m in maps)
        iterators = ", ".join(['"parallel"'] * parallel + ['"reduction"'] * (len(letters) - parallel))
        t, kind = self.tensor(array), p.kind(array)
        arguments = ", ".join([*(f"%a{k}: {x}" for k, x in enumerate(kinds)), f"%o: {kind}"])
        self.numbers += 1
        name = f"%v{self.numbers}"
        self.out.append(
            f"  {name} = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{iterators}]}} "
            f"ins({', '.join(names)} : {', '.join(types)}) outs({self.value[array]} : {t}) {{\n  ^bb0({arguments}):")
        self.reads = {text: (f"%a{k}", kinds[k]) for k, text in enumerate(reads)}
        self.gathers = gathers
        r = self.expression(value, kind)
        letter = "f" if kind == "f32" else "i"
        if how == "+=":
            r = self.new(f"arith.add{letter} %o, {r} : {kind}")
        elif how == "max=":
            r = self.new(f"arith.maximumf %o, {r} : {kind}")
        self.out.append(f"  linalg.yield {r} : {kind}\n  }} -> {t}")
        self.value[array] = name

    def expression(self, x, kind):
        if isinstance(x, ast.Subscript):
            text = ast.unparse(x)
            if text in self.gathers:
                at = self.new(f"arith.index_cast {self.reads[self.gathers[text]][0]} : i32 to index")
                source = x.value.id
                return self.new(f"tensor.extract {self.value[source]}[{at}] : {self.tensor(source)}")
            value, own = self.reads[text]
            return value if own == kind else self.new(f"arith.extsi {value} : {own} to {kind}")
        if isinstance(x, ast.Constant):
            return self.new(f"arith.constant {float(x.value):.8f} : f32")
        if isinstance(x, ast.Call):
            a = [self.expression(y, kind) for y in x.args]
            return self.new(f"arith.maximumf {a[0]}, {a[1]} : f32" if x.func.id == "max"
                            else f"math.{x.func.id} {a[0]} : f32")
        a, b = self.expression(x.left, kind), self.expression(x.right, kind)
        verb = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}[type(x.op)]
        return self.new(f"arith.{verb}{'f' if kind == 'f32' else 'i'} {a}, {b} : {kind}")

    def text(self):
        return "\n".join(self.out)


# --- Both -------------------------------------------------------------------

folder, auspex, mlir_opt, clang = sys.argv[1:5]
os.makedirs(folder, exist_ok=True)
flags = subprocess.run([auspex, "--cflags"], check=True, capture_output=True, text=True).stdout.split()


def path(name):
    return os.path.join(folder, name)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def forecast(program, n):
    text = json.loads(run(auspex, "forecast", "--json", "--", program, str(n)))["forecast"]
    return text["peak_resident_bytes"]["likely"]


def kernels(program):
    """Idioms and FLOP counts, the counts as formulas over the command line."""
    text = json.loads(run(auspex, "inspect", "--json", program))
    return sorted(f"{k['idiom']} {k['flops']}" for f in text["functions"] for k in f["kernels"])


def measured(program, n):
    """The peak of a run, which is more than this script's: a child's counter begins with that."""
    child = subprocess.Popen([program, str(n)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0
    return usage.ru_maxrss * 1024


with open(path("report.c"), "w") as file:
    file.write('#include <stdio.h>\nvoid report(float x) { printf("%g\\n", x); }\n')
failed = False
for name in sys.argv[5:] or [*PROGRAMS, *BY_HAND]:
    if name in BY_HAND:
        sizes = BY_HAND[name]
        for ending in (".c", ".mlir"):
            shutil.copy(os.path.join(os.path.dirname(__file__), "Inputs", name + ending), path(name + ending))
    else:
        program = Program(name)
        sizes = program.at
        with open(path(name + ".c"), "w") as file:
            file.write(c_text(program))
        with open(path(name + ".mlir"), "w") as file:
            file.write(Mlir(program).text())
    lowered = run(mlir_opt, path(name + ".mlir"), "--demand-lower-to-llvm" + ("=deallocate=false" if name in BY_HAND else ""), "-o", path(name + ".llvm.mlir"))
    run("mlir-translate", "--mlir-to-llvmir", path(name + ".llvm.mlir"), "-o", path(name + ".ll"))
    run(clang, "-Wno-override-module", "-O1", *flags, path(name + ".ll"), path("report.c"), "-lm", "-o", path(name + "-mlir"))
    run(clang, "-O1", *flags, path(name + ".c"), path("report.c"), "-lm", "-o", path(name + "-c"))
    ours, twin = (kernels(path(name + kind)) for kind in ("-mlir", "-c"))
    failed |= ours != twin
    print(f"{name:16} {'; '.join(ours) or 'no idiom'}" + ("" if ours == twin else f" WRONG: C {'; '.join(twin)}"))
    for n in sizes:
        ours, twin = (forecast(path(name + kind), n) for kind in ("-mlir", "-c"))
        took, twin_took = (measured(path(name + kind), n) for kind in ("-mlir", "-c"))
        apart = abs(ours / twin - 1)
        off = max(abs(ours / took - 1), abs(twin / twin_took - 1))
        verdict = "" if apart <= 0.03 and off <= 0.05 else "WRONG"
        failed |= bool(verdict)
        print(f"{name:16} n={n:<9} MLIR {ours / 2**20:7.1f} MiB, took {took / 2**20:7.1f}; "
              f"C {twin / 2**20:7.1f}, took {twin_took / 2**20:7.1f} {verdict}", flush=True)
sys.exit(failed)
