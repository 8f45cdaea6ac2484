"""TOML as people write a plan: one table per part, lists and small tables on one line while they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH = 100


def write_tables(document: Mapping[str, Any]) -> str:
    """`document`, whose values are tables and lists of tables, as TOML. Keys are bare."""
    empty = "".join(f"{name} = []\n" for name, part in document.items() if part == [])
    parts = [_part(name, part) for name, part in document.items() if part != []]
    return "\n".join([*([empty] if empty else []), *parts])


def _part(name: str, part: Any) -> str:
    if isinstance(part, dict):
        return _table(f"[{name}]", name, part)
    return "\n".join(_table(f"[[{name}]]", name, each) for each in part)


def _table(heading: str, name: str, table: Mapping[str, Any]) -> str:
    lines = [f"{key} = {_value(value)}\n" for key, value in table.items() if not isinstance(value, dict)]
    inner = [
        "\n" + _table(f"[{name}.{key}]", f"{name}.{key}", value)
        for key, value in table.items()
        if isinstance(value, dict)
    ]
    own = [f"{heading}\n", *lines] if lines or not inner else []
    return "".join([*own, *inner]).lstrip("\n")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        items = [_value(each) for each in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) <= _WIDTH else "[\n" + "".join(f"  {each},\n" for each in items) + "]"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").rstrip("\n")
