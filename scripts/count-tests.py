#!/usr/bin/env python3
# ===- scripts/count-tests.py - Adds up what ctest and lit report ----------===#
#
# Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
"""count-tests.py [--failures] [--skipped] [--total] FILE...

Reads ctest's JUnit files (.xml) and lit's JSON files. --total prints one line,
"N passed, N failed, N skipped", and exits with 1 if a test failed or if there was none.
"""
import json
import re
import sys
import xml.etree.ElementTree as xml

PASSED = {"PASS", "FLAKYPASS"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def read(path):
    """(name, "passed" | "failed" | "skipped", text) of every test in the file."""
    if path.endswith(".xml"):
        for case in xml.parse(path).getroot().iter("testcase"):
            status = case.get("status", "run")
            if case.find("failure") is not None or status == "fail":
                outcome = "failed"
            elif case.find("skipped") is not None or status in ("notrun", "disabled"):
                outcome = "skipped"
            else:
                outcome = "passed"
            yield case.get("name"), outcome, case.findtext("system-out") or ""
    else:
        with open(path) as file:
            tests = json.load(file)["tests"]
        for test in tests:
            code = test["code"]
            outcome = "passed" if code in PASSED else "skipped" if code in SKIPPED else "failed"
            text = test.get("output", "")
            if code == "XFAIL":  # no pass: something that does not work yet
                outcome, text = "skipped", f"known-failure: {test['name'].rsplit('/', 1)[-1]} says why"
            yield test["name"], outcome, text


def reason(text):
    """Why a test was skipped, as the test or the suite says it."""
    lines = [line for line in text.strip().splitlines() if line]
    for line in reversed(lines):
        if re.match(r"[\w-]+: ", line):
            return line
    return lines[-1] if lines else "no reason given"


def main():
    arguments = sys.argv[1:]
    files = [a for a in arguments if not a.startswith("--")]
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    skipped = {}
    for path in files:
        try:
            tests = list(read(path))
        except (OSError, ValueError, KeyError, xml.ParseError) as error:
            # A run that left no readable report did not pass.
            print(f"FAIL: {path}: {error}")
            counts["failed"] += 1
            continue
        for name, outcome, text in tests:
            counts[outcome] += 1
            if outcome == "failed" and "--failures" in arguments:
                print(f"FAIL: {name}\n{text.rstrip()}")
            if outcome == "skipped":
                skipped.setdefault(reason(text), []).append(name)
    if "--skipped" in arguments or "--failures" in arguments:
        for why, names in sorted(skipped.items()):
            print(f"   skipped {len(names):3}: {why}")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if "--total" in arguments and (counts["failed"] or not counts["passed"]) else 0


sys.exit(main())
