"""grid.py FILE ROWS COLUMNS: what header.c reads."""
import struct
import sys

with open(sys.argv[1], "wb") as file:
    file.write(struct.pack(">4sII", b"GRID", int(sys.argv[2]), int(sys.argv[3])))
