# ===- test/programs/inputs.py - Files that the programs read ---------------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""Writes input files, the same ones everywhere. make(kind, path, **what) calls the
function of that name."""
import random
import struct


def noise(count, seed=1):
    """`count` bytes."""
    return random.Random(seed).randbytes(count)


def _repeat(file, piece, count):
    """`count` bytes of repetitions of `piece`."""
    block = piece * max(1, (1 << 20) // len(piece))
    while count > 0:
        file.write(block[:count])
        count -= len(block)


def letters(path, bytes):
    """Lines of letters."""
    with open(path, "wb") as file:
        _repeat(file, b"".join(b"%c" % (97 + (i * 7) % 26) for i in range(61)) + b"\n", bytes)


def pgm(path, width, height, comment="made for a test"):
    with open(path, "wb") as file:
        file.write(b"P5\n# %s\n%d %d\n255\n" % (comment.encode(), width, height))
        _repeat(file, noise(65521), width * height)


def ppm(path, width, height):
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        _repeat(file, noise(65521), 3 * width * height)


def pbm(path, width, height):
    """Rectangles, black and white."""
    row = (width + 7) // 8
    with open(path, "wb") as file:
        file.write(b"P4\n%d %d\n" % (width, height))
        plain = bytes(row)
        striped = (b"\xff" * 40 + bytes(60)) * (row // 100 + 1)
        for y in range(height):
            file.write(striped[:row] if y // 300 % 2 else plain)


def bmp(path, width, height):
    row = (3 * width + 3) // 4 * 4
    with open(path, "wb") as file:
        file.write(struct.pack("<2sIHHI", b"BM", 54 + row * height, 0, 0, 54))
        file.write(struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, row * height, 2835, 2835, 0, 0))
        _repeat(file, noise(65521), row * height)


def wav(path, seconds, rate=44100, channels=2):
    data = seconds * rate * channels * 2
    with open(path, "wb") as file:
        file.write(struct.pack("<4sI4s", b"RIFF", 36 + 18 + data, b"WAVE"))
        file.write(struct.pack("<4sI10s", b"LIST", 10, b"INFOtest\0\0"))
        file.write(struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * channels * 2, channels * 2, 16))
        file.write(struct.pack("<4sI", b"data", data))
        _repeat(file, noise(65520), data)


def npy(path, rows, columns):
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }" % (rows, columns)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        numbers = struct.pack("<1024d", *(i * 0.25 for i in range(1024)))
        _repeat(file, numbers, 8 * rows * columns)


def idx(path, count, rows, columns):
    """As MNIST's images are published: numbers have their high byte first."""
    with open(path, "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, rows, columns))
        _repeat(file, noise(65521), count * rows * columns)


def points(path, count, dimensions):
    with open(path, "wb") as file:
        file.write(struct.pack("<4sHHQ", b"PNTS", 1, dimensions, count))
        chunk = random.Random(3)
        some = struct.pack("<%df" % (4093 * dimensions), *(chunk.random() for _ in range(4093 * dimensions)))
        _repeat(file, some, 4 * count * dimensions)


def layers(path, widths):
    with open(path, "wb") as file:
        file.write(struct.pack("<II", 0x314E4E41, len(widths)))
        file.write(struct.pack("<%dI" % len(widths), *widths))
        some = struct.pack("<4093f", *((i % 17 - 8) * 0.01 for i in range(4093)))
        for rows, columns in zip(widths[1:], widths):
            _repeat(file, some, 4 * (rows * columns + rows))


def matrix_market(path, n, per_row):
    rng = random.Random(5)
    with open(path, "w") as file:
        file.write("%%MatrixMarket matrix coordinate real general\n% written for a test\n%\n")
        file.write(f"{n} {n} {n * per_row}\n")
        for row in range(1, n + 1):
            file.write("".join(f"{row} {rng.randrange(n) + 1} {column + 1}.5\n" for column in range(per_row)))


def edges(path, vertices, per_vertex, header="{vertices} {edges}"):
    rng = random.Random(7)
    with open(path, "w") as file:
        if header:
            file.write(header.format(vertices=vertices, edges=vertices * per_vertex) + "\n")
        for v in range(vertices):
            file.write("".join(f"{v} {rng.randrange(vertices)}\n" for _ in range(per_vertex)))


def dimacs(path, vertices, per_vertex):
    rng = random.Random(7)
    with open(path, "w") as file:
        file.write(f"c a graph\nc written for a test\np sp {vertices} {vertices * per_vertex}\n")
        for v in range(1, vertices + 1):
            file.write("".join(f"a {v} {rng.randrange(vertices) + 1} {rng.randrange(99)}\n" for _ in range(per_vertex)))


def cnf(path, variables, clauses):
    """Satisfiable by chance: two literals a clause, one positive."""
    rng = random.Random(17)
    with open(path, "w") as file:
        file.write(f"c written for a test\np cnf {variables} {clauses}\n")
        for _ in range(clauses):
            file.write(f"{rng.randrange(variables) + 1} -{rng.randrange(variables) + 1} {rng.randrange(variables) + 1} 0\n")


def fasta(path, count, length):
    rng = random.Random(19)
    first = [rng.choice("ACGT") for _ in range(length)]
    with open(path, "w") as file:
        for i in range(count):
            for _ in range(length // 40):
                first[rng.randrange(length)] = rng.choice("ACGT")
            file.write(f">sequence{i}\n{''.join(first)}\n")


def table(path, rows, columns):
    rng = random.Random(11)
    with open(path, "w") as file:
        file.write(",".join(f"c{i}" for i in range(columns)) + "\n")
        some = ["%.3f" % rng.uniform(0, 100) for _ in range(997)]
        for row in range(rows):
            file.write(",".join(some[(row * columns + i) % 997] for i in range(columns)) + "\n")


def words(path, bytes, different):
    rng = random.Random(13)
    stock = ["".join(chr(97 + rng.randrange(26)) for _ in range(rng.randrange(3, 11))) for _ in range(different)]
    with open(path, "w") as file:
        written = 0
        while written < bytes:
            line = " ".join(stock[int(different * rng.random() ** 2)] for _ in range(12)) + "\n"
            written += file.write(line)


def matrix_text(path, rows, columns):
    with open(path, "w") as file:
        file.write(f"{rows} {columns}\n")
        line = " ".join(str(i % 19 * 0.5) for i in range(columns)) + "\n"
        file.writelines(line for _ in range(rows))


def settings(path, **values):
    with open(path, "w") as file:
        file.write("# settings of a test\n\n[run]\n")
        file.writelines(f"{name} = {value}\n" for name, value in values.items())


def make(kind, path, **what):
    globals()[kind](path, **what)
