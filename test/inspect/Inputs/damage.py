"""damage.py AUSPEX FILE...

Inspects damaged copies of real files: cut off at many places, with bits flipped (mostly in
headers and notes), with counts and sizes that lie. Every run must end by itself, with status
0 or 1, within bounded memory; status 1 must come with a message.
"""
import random
import resource
import struct
import subprocess
import sys
import tempfile


def limit_memory():
    # Of the address space; a sanitizer build reserves terabytes.
    if not sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def inspect(data, what):
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(data)
        copy.flush()
        # The timeout is a guard against a hang, not a measurement.
        run = subprocess.run(
            [auspex, "inspect", "--forecast", copy.name] if b"\x7fELF" == data[:4] and data[16:17] != b"\x01" else
            [auspex, "inspect", copy.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, preexec_fn=limit_memory)
    if run.returncode not in (0, 1):
        sys.exit(f"{what}: status {run.returncode}\n{run.stderr.decode(errors='replace')}")
    if run.returncode == 1 and b"auspex: error: " not in run.stderr:
        sys.exit(f"{what}: failed without a message")


def cuts(data):
    sizes = list(range(0, 128, 9)) + [len(data) * k // 16 for k in range(1, 16)]
    for size in sizes:
        yield data[:size], f"cut to {size} bytes"


def flips(data, rng, count=60):
    notes = [m for m in range(len(data)) if data.startswith(b"Auspex\0", m)]
    for number in range(count):
        copy = bytearray(data)
        for _ in range(rng.choice((1, 1, 4, 16))):
            region = rng.random()
            if region < 0.3:
                at = rng.randrange(min(len(copy), 0x400))
            elif region < 0.9 and notes:
                at = min(rng.choice(notes) - 12 + rng.randrange(400), len(copy) - 1)
            else:
                at = rng.randrange(len(copy))
            copy[at] ^= 1 << rng.randrange(8)
        yield bytes(copy), f"bits flipped, number {number}"


def lies(data):
    if data[:4] != b"\x7fELF":
        return
    for offset, size, what in ((32, 8, "e_phoff"), (40, 8, "e_shoff"), (54, 2, "e_phentsize"), (56, 2, "e_phnum"),
                               (58, 2, "e_shentsize"), (60, 2, "e_shnum"), (62, 2, "e_shstrndx"), (18, 2, "e_machine")):
        for value in (0, 1, (1 << (8 * size)) - 1, 1 << (8 * size - 1), 0xff):
            copy = bytearray(data)
            copy[offset:offset + size] = value.to_bytes(size, "little")
            yield bytes(copy), f"{what} = {value:#x}"
    phoff, = struct.unpack_from("<Q", data, 32)
    phnum, = struct.unpack_from("<H", data, 56)
    for segment in range(phnum):
        for field in (8, 16, 32, 40, 48):
            for value in (0, (1 << 64) - 1, 1 << 63, len(data), len(data) - 1):
                copy = bytearray(data)
                struct.pack_into("<Q", copy, phoff + 56 * segment + field, value)
                yield bytes(copy), f"segment {segment}, field {field} = {value:#x}"
    for note in (m for m in range(len(data)) if data.startswith(b"Auspex\0", m)):
        for field, value in ((-12, 0xffffffff), (-12, 0), (-8, 0xffffffff), (-8, 0), (-8, 3), (-8, 1 << 31), (-4, 77)):
            copy = bytearray(data)
            struct.pack_into("<I", copy, note + field, value)
            yield bytes(copy), f"note at {note}, field {field} = {value:#x}"
        # The largest array and map headers of MessagePack where the document begins.
        for head in (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\x91" * 64, b"\xc1"):
            copy = bytearray(data)
            copy[note + 12:note + 12 + len(head)] = head
            yield bytes(copy), f"note at {note} begins with {head[:5].hex()}"


auspex = sys.argv[1]
sanitized = b"__asan_init" in open(auspex, "rb").read()
rng = random.Random(20240607)
count = 0
for path in sys.argv[2:]:
    original = open(path, "rb").read()
    for variants in (cuts(original), flips(original, rng), lies(original)):
        for data, what in variants:
            inspect(data, f"{path}: {what}")
            count += 1
print(f"{count} damaged files inspected")
