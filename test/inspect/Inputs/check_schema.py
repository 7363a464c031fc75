"""check_schema.py SCHEMA.md NAME DOCUMENT.json

Compares a document with the tables of docs/json-schema.md: every member that a
table names must be there (unless it says "only"), with a type that the table
allows, and no other member may be.
"""
import json
import re
import sys

TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "array of strings": list,
    "object": dict,
    "null": type(None),
}


def tables(text, name):
    """{heading: {member: (types, optional)}} of the section that describes NAME."""
    section = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)
    result, heading = {}, ""
    for line in section.splitlines():
        if line.startswith("### "):
            heading = line[4:].strip()
        row = re.match(r"\| (`.*?) \| (.*?) \| (.*) \|$", line)
        if not row:
            continue
        members = re.findall(r"`([a-z_]+)`", row[1])
        kinds = {k for k in re.split(r"[,;]? or |[,;] ", row[2])}
        allowed = tuple(t for k in kinds for t in (TYPES[k] if isinstance(TYPES[k], tuple) else (TYPES[k],)))
        for member in members:
            result.setdefault(heading, {})[member] = (allowed, "only" in row[3])
    return result


def compare(value, members, where):
    for name, (types, optional) in members.items():
        if name not in value:
            if not optional:
                sys.exit(f"{where}: member '{name}' is missing")
            continue
        if not isinstance(value[name], types):
            sys.exit(f"{where}: member '{name}' is {type(value[name]).__name__}, documented as {types}")
    for name in value:
        if name not in members:
            sys.exit(f"{where}: member '{name}' is not documented")


def main():
    schema, name, path = sys.argv[1:]
    text = open(schema, encoding="utf-8").read()
    described = tables(text, name)
    document = json.load(open(path, encoding="utf-8"))
    if document["schema"] != name:
        sys.exit(f"schema is {document['schema']}, not {name}")
    compare(document, described[""], "document")
    for function in document.get("functions", []):
        compare(function, described["functions[]"], function["name"])
        for kernel in function["kernels"]:
            compare(kernel, described["functions[].kernels[]"], kernel["idiom"])
            assert kernel["verdict"] in ("proved", "matched", "suspected")
        for rejection in function["rejected"]:
            assert set(rejection) == {"idiom", "reason", "function", "file", "line"} and rejection["reason"]
    for cost in document.get("bottlenecks", []):
        compare(cost, described["bottlenecks[]"], cost["name"])
    forecast = document.get("forecast")
    if forecast:
        described = tables(text, "auspex.inspect/1")
        compare(forecast, described["forecast"], "forecast")
        for part in forecast["profile"].values():
            assert isinstance(part, list) or set(part) == {"minimum", "recommended", "maximum"}
        for phase in forecast["timeline"]:
            compare(phase, described["timeline[]"], phase["name"])
            for value in phase.values():
                assert not isinstance(value, dict) or set(value) == {"low", "likely", "high"}
        for unknown in forecast["unknowns"]:
            assert set(unknown) == {"reason", "where", "name", "remedy", "times"}


main()
