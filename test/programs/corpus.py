# ===- test/programs/corpus.py - The programs: building and running --------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# Each folder beside this file holds a program and its program.toml:
#
#   about, language ("c", "c++", "fortran"), sources, flags, link
#   bound      "compute" or "memory": what its time goes to, where that is one of the two
#   requires   what the toolchain must offer ("openmp", "flang")
#   small, medium, large    arguments; {input} and {output} are files
#   [env.SIZE]              environment
#   [input] SIZE = bytes    how large {input} is: lines of letters
#   [input] kind            a function of inputs.py, which makes {input} from what
#   [input.SIZE]            this says
#   stdin = true            {input} is standard input, not an argument
#   [library]               name, sources, flags: a shared library of its own
#
# and expected.txt: what it prints at each size, one line each.
# ===-----------------------------------------------------------------------===#
import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass

import inputs

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = ("small", "medium", "large")
LLVM = "/usr/lib/llvm-22/bin"
COMPILERS = {"c": "clang-22", "c++": "clang++-22", "fortran": "flang-22"}


@dataclass
class Usage:
    """What one run used."""

    peak: int  # resident bytes, getrusage
    user: float  # CPU seconds
    system: float
    wall: float  # seconds
    status: int  # exit status, or -signal
    output: str


def tool(name):
    return shutil.which(name) or shutil.which(name, path=LLVM)


class Corpus:
    """All programs, built below a folder."""

    def __init__(self, work, plugin=None):
        self.work = os.path.abspath(work)
        self.plugin = plugin
        os.makedirs(self.work, exist_ok=True)
        self.launcher = os.path.join(self.work, "peak")
        subprocess.run(
            [tool("clang-22"), "-O1", "-static", os.path.join(HERE, "peak.c"), "-o", self.launcher], check=True
        )

    def programs(self, names=None):
        found = [
            Program(self, name)
            for name in sorted(os.listdir(HERE))
            if os.path.exists(os.path.join(HERE, name, "program.toml"))
        ]
        if names:
            unknown = set(names) - {p.name for p in found}
            if unknown:
                raise SystemExit(f"no such program: {', '.join(sorted(unknown))}")
            found = [p for p in found if p.name in names]
        return found

    def measure(self, command, env=None, stdin=None):
        """Runs the command under the launcher."""
        report = os.path.join(self.work, f"usage.{os.getpid()}")
        run = subprocess.run(
            [self.launcher, report] + command,
            env={**os.environ, **(env or {})},
            stdin=open(stdin, "rb") if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if run.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {run.stdout}")
        with open(report) as file:
            peak, user, system, wall, status = file.read().split()
        os.unlink(report)
        return Usage(int(peak) * 1024, float(user), float(system), float(wall), int(status), run.stdout.strip())


class Program:
    def __init__(self, corpus, name):
        self.corpus = corpus
        self.name = name
        self.source = os.path.join(HERE, name)
        with open(os.path.join(self.source, "program.toml"), "rb") as file:
            self.spec = tomllib.load(file)
        self.language = self.spec["language"]

    def missing(self):
        """Why this machine cannot build it, or None."""
        compiler = COMPILERS[self.language]
        if not tool(compiler):
            return f"{compiler} is not installed"
        if "openmp" in self.spec.get("requires", []):
            probe = subprocess.run(
                [tool("clang-22"), "-fopenmp", "-x", "c", "-", "-o", os.path.join(self.corpus.work, "omp-probe")],
                input="#include <omp.h>\nint main(void) { return omp_get_max_threads() == 0; }\n",
                text=True,
                capture_output=True,
            )
            if probe.returncode != 0:
                return "clang-22 -fopenmp does not work here (libomp-22-dev)"
        return None

    def folder(self, annotated):
        return os.path.join(self.corpus.work, "annotated" if annotated else "plain", self.name)

    def binary(self, annotated):
        return os.path.join(self.folder(annotated), self.name)

    def current(self, annotated):
        """Whether the binary was made in this way and is newer than what it is made from."""
        binary = self.binary(annotated)
        try:
            with open(binary + ".how") as file:
                if file.read() != repr(self.spec):
                    return False
        except OSError:
            return False
        parts = [os.path.join(self.source, name) for name in os.listdir(self.source)]
        parts += [self.corpus.plugin] if annotated else []
        return all(os.path.getmtime(part) < os.path.getmtime(binary) for part in parts)

    def build(self, annotated):
        """Compiles and links what is not current; returns the compiler's message if that fails."""
        if self.current(annotated):
            return None
        folder = self.folder(annotated)
        os.makedirs(folder, exist_ok=True)
        plugin = [f"-fpass-plugin={self.corpus.plugin}"] if annotated else []
        compiler = [tool(COMPILERS[self.language])]
        if self.language == "fortran":
            plugin += [f"-J{folder}"] if self.spec.get("modules", True) else []
        commands, link = [], list(self.spec.get("link", []))
        library = self.spec.get("library")
        if library:
            out = os.path.join(folder, library["name"])
            sources = [os.path.join(self.source, s) for s in library["sources"]]
            commands.append(
                compiler + library.get("flags", []) + plugin + ["-fPIC", "-shared", f"-Wl,-soname,{library['name']}"]
                + sources + ["-o", out]
            )
            link += [out, f"-Wl,-rpath,{folder}"]
        objects = []
        for source in self.spec["sources"]:
            objects.append(os.path.join(folder, os.path.basename(source) + ".o"))
            flags = [f for f in self.spec["flags"] if not f.startswith("-Wl,")]
            commands.append(
                compiler + flags + plugin + ["-c", os.path.join(self.source, source), "-o", objects[-1]]
            )
        flags = [f for f in self.spec["flags"] if self.language != "fortran" or not f.startswith("-J")]
        commands.append(compiler + flags + objects + link + ["-o", self.binary(annotated)])
        for command in commands:
            run = subprocess.run(command, capture_output=True, text=True)
            if run.returncode != 0:
                return f"$ {' '.join(command)}\n{run.stdout}{run.stderr}"
        with open(self.binary(annotated) + ".how", "w") as file:
            file.write(repr(self.spec))
        return None

    def input(self, size):
        """The {input} file of that size."""
        spec = self.spec["input"]
        what = spec[size]
        if "kind" not in spec:
            what = {"bytes": what}
        path = os.path.join(self.corpus.work, f"{self.name}.{size}.input")
        stamp = path + ".what"
        wanted = repr((spec.get("kind", "letters"), what))
        if os.path.exists(path) and os.path.exists(stamp):
            with open(stamp) as file:
                if file.read() == wanted:
                    return path
        inputs.make(spec.get("kind", "letters"), path, **what)
        with open(stamp, "w") as file:
            file.write(wanted)
        return path

    def stdin(self, size):
        """The file that is its standard input, or None."""
        return self.input(size) if self.spec.get("stdin") else None

    def arguments(self, size):
        out = []
        for argument in self.spec[size]:
            if argument == "{input}":
                argument = self.input(size)
            elif "{input}" in argument: # --file={input}
                argument = argument.replace("{input}", self.input(size))
            elif argument == "{output}":
                argument = os.path.join(self.corpus.work, f"{self.name}.output")
            out.append(argument)
        return out

    def environment(self, size):
        return self.spec.get("env", {}).get(size, {})

    def expected(self):
        """What it prints, by size; empty where nothing is recorded."""
        try:
            with open(os.path.join(self.source, "expected.txt")) as file:
                return dict(zip(SIZES, file.read().splitlines()))
        except OSError:
            return {}

    def run(self, size, annotated=False):
        return self.corpus.measure(
            [self.binary(annotated)] + self.arguments(size), self.environment(size), self.stdin(size)
        )
