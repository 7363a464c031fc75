# ===- test/toolchain/Inputs/pathological.py - Files that no one writes ------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# pathological.py SHAPE [SIZE]: prints C++ source that is too much of one thing, as
# generators, macros and obfuscators leave it. The same for every run. Without SHAPE:
# their names. C++ only where templates unroll what clang's nesting limit of brackets
# keeps C from saying.
# ===-----------------------------------------------------------------------===#
import random
import sys


def straight(size):
    """arithmetic, loads and stores without a branch"""
    rng = random.Random(1)
    yield "void f(long *a, const long *b, long n) {"
    yield "  long x = a[0], y = b[0];"
    for k in range(size):
        op = rng.choice("+-*^")
        yield rng.choice(
            (
                f"  x = x {op} b[{rng.randrange(size)}];",
                f"  y = (y << {rng.randrange(1, 8)}) {op} x;",
                f"  a[{k}] = x {op} y;",
                f"  a[n + {k}] = y {op} {k};",
            )
        )
    yield "  a[n] = x + y;"
    yield "}"


def if_else(size):
    """branches on data, one after the other"""
    yield "void f(int *a, const int *b, int n) {"
    yield "  int x = n;"
    for k in range(size // 4):
        yield f"  if (b[{k}] > x)"
        yield f"    a[{k}] = x, x += {k % 7 + 1};"
        yield "  else"
        yield f"    x ^= b[n + {k}];"
    yield "  a[n] = x;"
    yield "}"


def sibling_loops(size):
    """loops of one function, each of another kind of body"""
    bodies = (
        "a[i] = b[i] * {k} + a[i];",
        "s += a[i] * b[i + {k}];",
        "a[i + {k}] = b[i] > s ? b[i] : s;",
        "a[i] += b[i * {k}];",
        "for (long j = 0; j < i; ++j) a[i] += b[j] * a[j + {k}];",
    )
    yield "double f(double *a, const double *b, long n) {"
    yield "  double s = 0;"
    for k in range(size):
        yield f"  for (long i = 0; i < n + {k}; ++i) {{ {bodies[k % len(bodies)].format(k=k)} }}"
    yield "  return s;"
    yield "}"


def nested_loops(size):
    """loops as deep as they go: templates that are inlined where brackets end"""
    yield "template <int N> struct L {"
    yield "  __attribute__((always_inline)) static void run(double *a, const long *n, long at) {"
    yield "    for (long i = 0; i < n[N]; ++i) L<N - 1>::run(a, n, at + i);"
    yield "  }"
    yield "};"
    yield "template <> struct L<0> {"
    yield "  __attribute__((always_inline)) static void run(double *a, const long *, long at) { a[at] += 1; }"
    yield "};"
    yield f"void f(double *a, const long *n) {{ L<{size}>::run(a, n, 0); }}"


def nested_constant(size):
    """loops of constant counts, each around the next"""
    yield "void f(double *a, const double *b) {"
    for k in range(size):
        yield f"  for (int i{k} = 0; i{k} < 3; ++i{k})"
    index = " + ".join(f"i{k}" for k in range(size))
    yield f"    a[{index}] += b[{index}];"
    yield "}"


def irreducible(size):
    """jumps into the middle of loops"""
    yield "void f(int *a, int n, int x) {"
    yield "  int i = 0;"
    for k in range(size):
        yield f"  if (x & {1 << k % 30}) goto middle{k};"
        yield f"  for (i = 0; i < n; ++i) {{"
        yield f"    a[i] += {k};"
        yield f"  middle{k}:"
        yield f"    a[i + 1] ^= x;"
        yield "  }"
    yield "}"


def duff(size):
    """loops that a switch jumps into"""
    for k in range(size):
        yield f"void f{k}(char *to, const char *from, long n) {{"
        yield "  long rounds = (n + 15) / 16;"
        yield "  switch (n % 16) {"
        yield "  case 0:"
        yield "    do {"
        for j in range(15, -1, -1):
            yield f"      *to++ = *from++; {f'case {j}:' if j else ''};"
        yield "    } while (--rounds > 0);"
        yield "  }"
        yield "}"


def computed_goto(size):
    """an interpreter by labels as values"""
    yield "long f(const unsigned char *p, long *s) {"
    yield f"  static void *const go[] = {{ {', '.join(f'&&l{k}' for k in range(size))} }};"
    yield "  long x = 0;"
    yield "  goto *go[*p++];"
    for k in range(size):
        yield f"l{k}: x = x * {k + 3} + s[{k}]; s[x & 255] = x; if (x == {k}) return x; goto *go[*p++];"
    yield "}"


def state_machine(size):
    """labels that jump to any other"""
    rng = random.Random(2)
    yield "long f(const char *p, long *s) {"
    yield "  long x = 0;"
    for k in range(size):
        there = rng.randrange(size), rng.randrange(size)
        yield f"s{k}: if (*p == 0) return x; x += s[{k}]; s[{k}] = x;"
        yield f"  if (*p++ > x) goto s{there[0]}; if (*p == {k % 127}) goto s{there[1]};"
    yield "  return x;"
    yield "}"


def switch_cases(size):
    """a switch in a loop"""
    yield "long f(const int *p, long *s, long n) {"
    yield "  long x = 0;"
    yield "  for (long i = 0; i < n; ++i)"
    yield "    switch (p[i]) {"
    for k in range(size):
        yield f"    case {k * 7 % 40009}: x {'+-^'[k % 3]}= s[{k}] * {k + 1}; {'break;' if k % 5 else ''}"
    yield "    default: s[x & 7] = x;"
    yield "    }"
    yield "  return x;"
    yield "}"


def constant_table(size):
    """a table of so many bytes, and who reads it"""
    rng = random.Random(3)
    yield f"const unsigned char table[{size}] = {{"
    for start in range(0, size, 32):
        yield "".join(f"{rng.randrange(256)}," for _ in range(min(32, size - start)))
    yield "};"
    yield "unsigned f(const unsigned char *p, unsigned n) {"
    yield "  unsigned x = 0;"
    yield f"  for (unsigned i = 0; i < n; ++i) x = (x << 5 | x >> 27) ^ table[(x ^ p[i]) % {size}u];"
    yield "  return x;"
    yield "}"
    yield f"unsigned g(unsigned x) {{ return table[x % {size}u]; }}"


def call_chain(size):
    """small functions that call the next"""
    yield "int f0(int *a, int n) { return a[n]; }"
    for k in range(1, size):
        yield f"int f{k}(int *a, int n) {{ a[n] ^= {k}; if (n & {1 << k % 20}) a[{k}] = n; return f{k - 1}(a, n + {k}) + 1; }}"


def calls_all(size):
    """small functions that call any other"""
    rng = random.Random(4)
    for k in range(size):
        yield f"int f{k}(int *a, int n);"
    for k in range(size):
        calls = " + ".join(f"f{rng.randrange(size)}(a, n - {j + 1})" for j in range(4))
        yield f"int f{k}(int *a, int n) {{ if (n < {k % 9}) return a[{k}] ^= n; return {calls}; }}"


def deep_structs(size):
    """structures within structures, to so many levels, two of each"""
    yield "struct S0 { double x; int n; char *p; };"
    for k in range(1, size):
        yield f"struct S{k} {{ struct S{k - 1} a; int n{k}; char *p{k}; }};"
    path = "".join(".a" for _ in range(size - 1))
    yield f"double f(struct S{size - 1} *s, int n) {{ double x = 0; for (int i = 0; i < n; ++i) x += s[i]{path}.x * s[i].n{size - 1}; return x; }}"
    yield f"struct S{size - 1} g(struct S{size - 1} s) {{ s{path}.x += 1; return s; }}"


def parameters(size):
    """so many parameters, and a structure of so many members by value"""
    yield f"long f({', '.join(f'long p{k}' for k in range(size))}, long *a) {{"
    for k in range(0, size, 10):
        yield f"  for (long i = 0; i < p{k}; ++i) a[i] += p{size - 1 - k};"
    yield f"  return {' + '.join(f'p{k}' for k in range(0, size, 3))};"
    yield "}"
    yield f"struct S {{ {' '.join(f'long m{k};' for k in range(size))} }};"
    yield f"long g(struct S s) {{ return {' + '.join(f's.m{k}' for k in range(0, size, 7))}; }}"
    yield f"long h(struct S s) {{ s.m0 = 1; return g(s); }}"


def phis(size):
    """so many variables that a loop carries and a branch merges"""
    yield "void f(long *a, long n) {"
    for k in range(size):
        yield f"  long x{k} = a[{k}];"
    yield "  for (long i = 0; i < n; ++i) {"
    yield "    if (a[i] & 1) {"
    for k in range(size):
        yield f"      x{k} = x{(k + 1) % size} * {k + 3};"
    yield "    } else {"
    for k in range(size):
        yield f"      x{k} ^= x{(k * 7 + 1) % size} + i;"
    yield "    }"
    yield "  }"
    for k in range(size):
        yield f"  a[{k}] = x{k};"
    yield "}"


def hostile_bounds(size):
    """trip counts that are products of loads and chains of minima and maxima"""
    yield "#define MIN(a, b) ((a) < (b) ? (a) : (b))"
    yield "#define MAX(a, b) ((a) > (b) ? (a) : (b))"
    yield "static inline long least(long a, long b) { return MIN(a, b); }"
    yield "static inline long most(long a, long b) { return MAX(a, b); }"
    yield "void f(long *a, const long *n) {"
    yield "  long m = n[0], p = n[0];"
    for k in range(1, size):
        yield f"  m = {('least', 'most')[k % 2]}(m + n[{k}], n[{k}] - {k});"
    for k in range(1, 60):
        yield f"  p = p * (n[{k}] + {k}) + n[{k + 1}];"
    yield "  for (long i = 0; i < m; ++i)"
    yield "    for (long j = i; j < p; j += 3) a[i * p + j] += n[i * j] * a[j * m + i];"
    yield "  for (long i = m; i < p; ++i)"
    yield "    for (long j = 0; j < least(m, i * p); ++j)"
    yield "      for (long k = most(j, p); k < n[j] * n[i] * m; ++k) a[i + j * k * p] = i ^ j ^ k;"
    yield "}"


def shared_bounds(size):
    """a bound whose formula is short and, written out, doubles with every line"""
    yield "static inline long least(long a, long b) { return a < b ? a : b; }"
    yield "static inline long most(long a, long b) { return a > b ? a : b; }"
    yield "void f(double *a, const double *b, const long *n) {"
    yield "  long m = n[0];"
    for k in range(1, size):
        yield f"  m = least(m + n[{k}], most(m * 3, n[{k}]) - {k});"
    yield "  for (long i = 0; i < m; ++i) a[i] += b[i];"
    yield "}"


def sum_of_minima(size):
    """a bound that is a sum of minima: the minimum of as many sums as there are choices"""
    yield "static inline long least(long a, long b) { return a < b ? a : b; }"
    yield "void f(double *a, const double *b, const long *n) {"
    terms = " + ".join(f"least(n[{2 * k}], n[{2 * k + 1}])" for k in range(size))
    yield f"  long m = {terms};"
    yield "  for (long i = 0; i < m; ++i) a[i] += b[i];"
    yield "}"


def indirect(size):
    """indices that are read by the sum of the last two"""
    yield "void f(double *a, const double *b, const int *t, long n) {"
    yield "  for (long i = 0; i < n; ++i) {"
    yield "    long x0 = t[i], x1 = t[i + 1];"
    for k in range(2, size):
        yield f"    long x{k} = t[x{k - 1} + x{k - 2}];"
    yield f"    a[i] += b[x{size - 1}];"
    yield "  }"
    yield "}"


def wide_loop(size):
    """one loop that reads and writes neighbours, in so many statements"""
    yield "void f(double *a, double *b, const double *c, long n) {"
    yield "  for (long i = 0; i < n; ++i) {"
    for k in range(size):
        x, y = ("a", "b") if k % 2 else ("b", "a")
        yield f"    {x}[{size}*i + {k}] = {y}[i + {k}] * c[i * {k} + 1] + {x}[i - {k}];"
    yield "  }"
    yield "}"


def accumulators(size):
    """so many sums in one loop"""
    yield "void f(double *a, const double *b, const double *c, long n) {"
    for k in range(size):
        yield f"  double s{k} = 0;"
    yield "  for (long i = 0; i < n; ++i) {"
    for k in range(size):
        yield f"    s{k} += b[i + {k}] * c[i * {k + 1}];"
    yield "  }"
    for k in range(size):
        yield f"  a[{k}] = s{k};"
    yield "}"


def products(size):
    """a product of sums: multiplied out, as many terms as there are choices"""
    yield "void f(double *a, const double *b, const double *c, long n, long m) {"
    yield "  for (long i = 0; i < n; ++i) {"
    yield "    double x = 1, y = 0;"
    for k in range(size):
        yield f"    x = x * (b[i + {k}] + c[i * m + {k}]) + y; y = y * x + b[i * {k}];"
    yield "    a[i] = x + y;"
    index = " * ".join(f"(i * m + n * {k} + m)" for k in range(1 + size % 30))
    yield f"    a[{index}] = b[i];"
    yield "  }"
    yield "}"


def merges(size):
    """indices that branches choose, each from the last, in a loop"""
    yield "void f(long *a, const long *b, long n, long x) {"
    yield "  for (long i = 0; i < n; ++i) {"
    yield "    long j = i, k = x;"
    for k in range(size):
        yield f"    if (b[j] > {k}) {{ long t = j; j = k + {k}; k = t * 3 + i; }} else {{ k += j; a[j + k] = {k}; }}"
    yield "    a[j] += b[k];"
    yield "  }"
    yield "}"


def cipher(size):
    """xors and rotates of so many rounds, unrolled"""
    rng = random.Random(5)
    yield "typedef unsigned u;"
    yield "static inline u rot(u x, u k) { return x << k | x >> (32 - k); }"
    yield "void f(u *s, const u *key) {"
    yield "  u a = s[0], b = s[1], c = s[2], d = s[3];"
    for k in range(size):
        x, y, z = rng.sample("abcd", 3)
        yield f"  {x} = rot({x} ^ {y} ^ key[{rng.randrange(16)}], {rng.randrange(1, 31)}) + {z}; {y} ^= rot({z}, {rng.randrange(1, 31)}) + {rng.getrandbits(32)}u;"
    yield "  s[0] = a, s[1] = b, s[2] = c, s[3] = d;"
    yield "}"


def transform(size):
    """a transform of so many points (a power of two), unrolled"""
    import cmath

    yield "void f(double *re, double *im) {"
    for k in range(size):
        yield f"  double r{k} = re[{k}], i{k} = im[{k}];"
    half = size // 2
    while half:
        for start in range(0, size, 2 * half):
            for k in range(half):
                w = cmath.exp(-1j * cmath.pi * k / half)
                p, q = start + k, start + k + half
                yield f"  {{ double x = r{p} - r{q}, y = i{p} - i{q}; r{p} += r{q}; i{p} += i{q};"
                yield f"    r{q} = x * {w.real!r} - y * {w.imag!r}; i{q} = x * {w.imag!r} + y * {w.real!r}; }}"
        half //= 2
    for k in range(size):
        yield f"  re[{k}] = r{k}, im[{k}] = i{k};"
    yield "}"


def small_kernels(size):
    """functions that are each worth a name, so that a module's budgets are spent"""
    for k in range(size):
        yield f"void mul{k}(double *c, const double *a, const double *b, int n) {{"
        yield f"  for (int i = 0; i < n; ++i) for (int j = 0; j < n; ++j) {{ double s = {k};"
        yield "    for (int k = 0; k < n; ++k) s += a[i * n + k] * b[k * n + j]; c[i * n + j] = s; } }"
        yield f"void fir{k}(double *y, const double *x, const double *h, int n, int m) {{"
        yield "  for (int i = 0; i < n; ++i) { y[i] = 0; for (int j = 0; j < m; ++j) y[i] += h[j] * x[i + j]; } }"
        yield f"unsigned mix{k}(const unsigned char *p, int n) {{ unsigned h = {k}u;"
        yield f"  for (int i = 0; i < n; ++i) {{ h ^= p[i]; h *= {16777619 + 2 * k}u; h ^= h >> {k % 15 + 1}; }} return h; }}"


SHAPES = {  # and how much of it
    "straight": (straight, 10000),
    "if-else": (if_else, 10000),
    "sibling-loops": (sibling_loops, 500),
    "nested-loops": (nested_loops, 500),
    "nested-constant": (nested_constant, 60),
    "irreducible": (irreducible, 500),
    "duff": (duff, 100),
    "computed-goto": (computed_goto, 250),
    "state-machine": (state_machine, 500),
    "switch": (switch_cases, 5000),
    "constant-table": (constant_table, 1 << 20),
    "call-chain": (call_chain, 2000),
    "calls-all": (calls_all, 2000),
    "deep-structs": (deep_structs, 250),
    "parameters": (parameters, 3000),
    "phis": (phis, 1000),
    "hostile-bounds": (hostile_bounds, 200),
    "shared-bounds": (shared_bounds, 60),
    "sum-of-minima": (sum_of_minima, 24),
    "indirect": (indirect, 40),
    "wide-loop": (wide_loop, 1000),
    "accumulators": (accumulators, 500),
    "products": (products, 300),
    "merges": (merges, 300),
    "cipher": (cipher, 2560),
    "transform": (transform, 1024),
    "small-kernels": (small_kernels, 700),
}


def source(shape, size=None):
    make, usual = SHAPES[shape]
    return "\n".join(make(size or usual)) + "\n"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("\n".join(SHAPES))
    else:
        sys.stdout.write(source(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None))
