"""Small rules about JSON values; each yields the faults of a value that stands at a JSON pointer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where."""

    pointer: str
    problem: str

    def __str__(self) -> str:
        return f"[ERROR] {self.problem} [json-pointer:{self.pointer}]"


Rule = Callable[[Any, str], Iterator[Fault]]


def string(most: int, least: int = 1) -> Rule:
    """A string of `least` to `most` characters."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(at, "must provide a string")
        elif len(value) < least:
            yield Fault(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield Fault(at, f"must be less than {most + 1} characters")

    return rule


def integer(least: int, most: int) -> Rule:
    """A whole number from `least` to `most`."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(at, "must provide a number")
        elif not least <= value <= most:
            yield Fault(at, f"must be between {least} and {most}")

    return rule


def boolean(value: Any, at: str) -> Iterator[Fault]:
    """True or false."""
    if not isinstance(value, bool):
        yield Fault(at, "must provide a boolean")


def one_of(*allowed: str) -> Rule:
    """One of a few words."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(at, f"must be one of: {', '.join(allowed)}")

    return rule


def parsed_by(parse: Callable[[str], object], what: str) -> Rule:
    """A string that `parse` takes without a ValueError."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        try:
            parse(value)
        except (TypeError, ValueError):
            yield Fault(at, f"must be {what}")

    return rule


def url(most: int = 3000, schemes: frozenset[str] = frozenset({"http", "https"})) -> Rule:
    """An address of one of these schemes."""
    text = string(most)

    def rule(value: Any, at: str) -> Iterator[Fault]:
        faults = list(text(value, at))
        yield from faults
        if not faults and urlsplit(value).scheme not in schemes:
            yield Fault(at, "invalid url")

    return rule


def list_of(item: Rule, least: int, most: int) -> Rule:
    """An array of `least` to `most` such items."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(at, "must provide an array")
            return
        if len(value) < least:
            yield Fault(at, f"must have at least {least} items")
        if len(value) > most:
            yield Fault(at, f"no more than {most} items allowed [{len(value)} given]")
        for position, each in enumerate(value):
            yield from item(each, f"{at}/{position}")

    return rule


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule], *checks: Rule) -> Rule:
    """An object with these fields and no others; `checks` look at the whole once its fields are right."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must provide an object")
            return
        faults = list(_fields(value, at, required, optional))
        yield from faults
        if not faults:
            for check in checks:
                yield from check(value, at)

    return rule


def anything(_value: Any, _at: str) -> Iterator[Fault]:
    """No rule at all."""
    yield from ()


def kind_of(kinds: Mapping[str, Rule], what: str) -> Rule:
    """An object whose `type` is one of `kinds`, and which keeps that kind's rule."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(at, "must provide an object")
        elif "type" not in value:
            yield Fault(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Fault(f"{at}/type", f"unsupported type: {value['type']} (not {what})")
        else:
            yield from kinds[value["type"]](value, at)

    return rule


def exactly_one(*names: str) -> Rule:
    """One of these fields, and not two."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        given = [name for name in names if name in value]
        if len(given) != 1:
            yield Fault(at, f"must provide exactly one of: {', '.join(names)}")

    return rule


def _fields(
    value: Mapping[str, Any], at: str, required: Mapping[str, Rule], optional: Mapping[str, Rule]
) -> Iterator[Fault]:
    for name in required:
        if value.get(name) is None:
            yield Fault(at, f"missing required field: {name}")
    for name, each in value.items():
        rule = required.get(name) or optional.get(name)
        if rule is None:
            yield Fault(at, f"invalid additional property: {name}")
        elif each is not None:
            yield from rule(each, f"{at}/{name}")
