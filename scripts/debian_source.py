#!/usr/bin/env python3
# ===- scripts/debian_source.py - Debian source packages as test input -----===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""debian_source.py CACHE PACKAGE...

Fetches Debian 12 source packages into the folder CACHE, without root and without
touching the system's apt configuration, and prints the folder of each unpacked
source. What is there already is not fetched again. Where a mirror lacks Debian's
changes to a package, the original source alone is taken. Needs dpkg-dev.
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

MIRROR = os.environ.get("AUSPEX_DEBIAN_MIRROR", "http://deb.debian.org/debian")
SUITE = "bookworm"


class Unavailable(Exception):
    """The package cannot be had here; the text says why."""


class Cache:
    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        for part in ("lists/partial", "archives/partial", "sources"):
            os.makedirs(os.path.join(self.folder, part), exist_ok=True)
        self.sources = os.path.join(self.folder, "sources.list")
        with open(self.sources, "w") as file:
            file.write(f"deb-src {MIRROR} {SUITE} main\n")

    def apt(self, *arguments):
        at = lambda name: os.path.join(self.folder, name)
        options = {
            "Dir::Etc::sourcelist": self.sources,
            "Dir::Etc::sourceparts": "-",
            "Dir::State::Lists": at("lists"),
            "Dir::Cache": self.folder,
            "Dir::Cache::archives": at("archives"),
            "APT::Sandbox::User": "",
            "Acquire::http::Timeout": "20",
            "Acquire::Retries": "1",
        }
        command = ["apt-get", "-q"]
        for name, value in options.items():
            command += ["-o", f"{name}={value}"]
        return subprocess.run(
            command + list(arguments), cwd=at("sources"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def unpack(self, package, into):
        """A fresh copy of the package's source in the folder `into`."""
        sources = os.path.join(self.folder, "sources")
        stamp = os.path.join(sources, package + ".fetched")
        if not os.path.exists(stamp):
            if not glob.glob(os.path.join(self.folder, "lists", "*Sources*")):
                update = self.apt("update")
                if update.returncode != 0 or not glob.glob(os.path.join(self.folder, "lists", "*Sources*")):
                    raise Unavailable(f"no source lists from {MIRROR}: {last_line(update.stdout)}")
            fetched = self.apt("source", "--download-only", "--only-source", package)
            name = name_of_dsc(fetched.stdout, sources, package)
            if fetched.returncode != 0:
                # A mirror that lacks Debian's changes may still have the original.
                name = original(sources, name)
                if not name:
                    raise Unavailable(f"{MIRROR} does not give it: {errors(fetched.stdout)}")
            with open(stamp, "w") as file:
                file.write(name)
        with open(stamp) as file:
            name = file.read()
        into = os.path.abspath(into)
        shutil.rmtree(into, ignore_errors=True)
        os.makedirs(os.path.dirname(into), exist_ok=True)
        if name.endswith(".dsc"):
            command = ["dpkg-source", "--no-check", "--no-copy", "-x", name, into]
        else:
            os.makedirs(into)
            command = ["tar", "-xf", name, "-C", into, "--strip-components=1"]
        unpacked = subprocess.run(
            command,
            cwd=sources,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if unpacked.returncode != 0:
            raise Unavailable(f"{command[0]}: {last_line(unpacked.stdout)}")
        return into


def name_of_dsc(text, folder, package):
    for path in sorted(glob.glob(os.path.join(folder, "*.dsc"))):
        if os.path.basename(path).startswith(package + "_"):
            return os.path.basename(path)
    raise Unavailable(f"apt-get source left no .dsc: {last_line(text)}")


def original(folder, dsc):
    """The upstream tarball that the .dsc names, if it is there whole, or None."""
    with open(os.path.join(folder, dsc)) as file:
        sums = re.search(r"^Checksums-Sha256:\n((?: .*\n)+)", file.read(), re.MULTILINE)
    for line in sums.group(1).splitlines() if sums else []:
        digest, _, name = line.split()
        path = os.path.join(folder, name)
        if re.search(r"\.orig\.tar\.\w+$", name) and os.path.exists(path):
            with open(path, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                    return name
    return None


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no output"


def errors(text):
    found = [line for line in text.splitlines() if line.startswith("E: ")]
    return found[0][3:] if found else last_line(text)


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    cache = Cache(sys.argv[1])
    for package in sys.argv[2:]:
        try:
            print(cache.unpack(package, os.path.join(cache.folder, "unpacked", package)))
        except Unavailable as reason:
            raise SystemExit(f"{package}: {reason}")


if __name__ == "__main__":
    main()
