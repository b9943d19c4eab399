"""The frames, the records and the mark, as the protocol's schema and the golden files have them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import markdown_page

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "jupyter_stop_stream" / "protocol" / "v1.schema.json"
GOLDEN = ROOT / "tests" / "golden"

DIRECTIONS = {"client_frame": "Browser to server", "server_frame": "Server to browser"}
"""The unions of frames, and which way those go."""

Definition = dict[str, Any]


def frames() -> str:
    """Each frame with its direction, its fields and its golden file."""
    known = _definitions()
    return "\n".join(
        _section(name, known[name], lead=f"_{direction}._ ", example=name)
        for union, direction in DIRECTIONS.items()
        for name in _members(known[union])
    )


def records() -> str:
    """What fields of frames and of the mark are made of, in the order of the schema."""
    known = _definitions()
    elsewhere = {*DIRECTIONS, "id", "mark"}
    for union in DIRECTIONS:
        elsewhere.update(_members(known[union]))
    return "\n".join(
        _section(name, definition)
        for name, definition in known.items()
        if name not in elsewhere and not name.startswith("rest_")
    )


def mark() -> str:
    """The fields of the mark, and its golden file."""
    return _body(_definitions()["mark"], example="mark")


def _definitions() -> dict[str, Definition]:
    return dict(json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"])


def _members(union: Definition) -> list[str]:
    return [_name_of(member) for member in union["oneOf"]]


def _name_of(reference: Definition) -> str:
    return str(reference["$ref"]).removeprefix("#/$defs/")


def _section(name: str, definition: Definition, lead: str = "", example: str | None = None) -> str:
    told = f"### `{name}`\n\n{lead}{definition['description']}"
    if "properties" not in definition:
        return f"{told}\n\nIts value: {_kind(definition)}.\n"
    return f"{told}\n\n{_body(definition, example)}"


def _body(definition: Definition, example: str | None) -> str:
    required = definition.get("required", [])
    rows = [
        (
            f"`{name}`" if name in required else f"`{name}?`",
            _kind(field),
            _description(name, field),
        )
        for name, field in definition["properties"].items()
    ]
    table = markdown_page.table(("field", "is", ""), rows)
    if example is None:
        return table
    golden = (GOLDEN / f"{example}.json").read_text(encoding="utf-8")
    return f"{table}\n```json\n{golden}```\n"


def _description(name: str, field: Definition) -> str:
    """Raises ValueError where neither the field nor what it refers to says what it is."""
    if not field.keys() & {"description", "$ref", "const"}:
        raise ValueError(f"{SCHEMA.name} does not say what `{name}` is.")
    return str(field.get("description", ""))


def _kind(field: Definition) -> str:
    if "$ref" in field:
        name = _name_of(field)
        return "id" if name == "id" else f"[`{name}`](#{name})"
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return _either(f"`{json.dumps(one)}`" for one in field["enum"])
    if field["type"] == "array":
        most = f", at most {field['maxItems']}" if "maxItems" in field else ""
        return f"list of {_kind(field['items'])}{most}"
    types = [field["type"]] if isinstance(field["type"], str) else field["type"]
    return _either(types) + _bounds(field)


def _bounds(field: Definition) -> str:
    said = [
        f"{words} {field[key]}{unit}"
        for key, words, unit in (
            ("minimum", "from", ""),
            ("exclusiveMinimum", "above", ""),
            ("maximum", "to", ""),
            ("maxLength", "of at most", " characters"),
        )
        if key in field
    ]
    return "".join(f" {one}" for one in said)


def _either(kinds: Iterable[str]) -> str:
    *first, last = kinds
    return f"{', '.join(first)} or {last}" if first else last
