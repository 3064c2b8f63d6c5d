"""Checks what a run wrote against scenarios/results.schema.json: one line for each file, "ok" or what is wrong.

A CSV table's header has the columns of its definition in their order, and each row is an object of those of its cells
that are not empty.
"""

import csv
import json
import os
import re
import sys

import jsonschema

FORMS = {
    "integer": (re.compile(r"-?\d+"), int),
    "number": (re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?"), float),
}


def value_of(cell, column):
    form, convert = FORMS.get(column.get("type"), (re.compile(".*", re.DOTALL), str))
    if not form.fullmatch(cell):
        raise ValueError(f"{cell!r} is no {column['type']}")
    return convert(cell)


def object_of(cells, table):
    values = {}
    for (name, column), cell in zip(table["properties"].items(), cells):
        # An empty text is a value where there has to be one.
        if cell or (name in table["required"] and column.get("type") == "string"):
            values[name] = value_of(cell, column)
    return values


def wrong_with(error):
    return "/".join(map(str, error.absolute_path)) + ": " + error.message


def check_table(path, schema):
    name = os.path.basename(path)
    table = schema["$defs"][name]
    validator = jsonschema.Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"})
    with open(path, encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    columns = list(table["properties"])
    if rows[0] != columns:
        return f"the header is {rows[0]}, expected {columns}"
    for number, cells in enumerate(rows[1:], 2):
        if len(cells) != len(columns):
            return f"row {number}: {len(cells)} cells"
        if not cells[0]:
            return f"row {number}: its first cell is empty"
        try:
            error = next(validator.iter_errors(object_of(cells, table)), None)
        except ValueError as no_value:
            return f"row {number}: {no_value}"
        if error is not None:
            return f"row {number}: {wrong_with(error)}"
    return "ok" if len(rows) > 1 else "no rows"


def check_order(things, table, schema):
    columns = list(schema["$defs"][table]["properties"])
    for thing in things:
        known = [key for key in thing if key in columns]
        if known != [column for column in columns if column in thing]:
            return f"{table}: the keys stand in another order: {known}"
    return "ok"


def check_summary(path, schema):
    with open(path, encoding="utf-8") as stream:
        summary = json.load(stream)
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(summary))
    if error is not None:
        return wrong_with(error)
    streams = [stream for call in summary["calls"] for stream in call["streams"]]
    verdicts = [check_order(summary["calls"], "calls.csv", schema), check_order(streams, "streams.csv", schema)]
    return next((verdict for verdict in verdicts if verdict != "ok"), "ok")


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in sys.argv[2:]:
        check = check_table if path.endswith(".csv") else check_summary
        print(" ".join(check(path, schema).split()))


main()
