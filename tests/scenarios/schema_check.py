"""Checks YAML files against a JSON Schema: one line for each, "ok" or what is wrong.

YAML is read by the core schema of YAML 1.2, as editors' language servers read it: `no` and `1:30` are texts, dates too.
"""

import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    CoreLoader.add_implicit_resolver(
        "tag:yaml.org,2002:" + tag, re.compile("^(?:" + pattern + ")$"), list(first) + ([""] if tag == "null" else []))


def verdict(validator, path):
    try:
        with open(path, encoding="utf-8") as stream:
            document = yaml.load(stream, CoreLoader)
    except yaml.YAMLError as error:
        return str(error)
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    return "ok" if error is None else "/".join(map(str, error.absolute_path)) + ": " + error.message


def main():
    with open(sys.argv[1], encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for path in sys.argv[2:]:
        print(" ".join(verdict(validator, path).split()))


main()
