"""What is wrong with a plan, in sentences."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_SHOWN = 60
_LISTED = 15
_BARE = re.compile(r"[A-Za-z0-9_-]{1,40}")

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        key: Where, such as "calendar.prompt_at" or "levels.L2.price".
        value: What stands there, shortened; empty where nothing does.
        why: What is wrong with it.
        right: A sentence on what would be right.
    """

    key: str
    value: str
    why: str
    right: str

    def __str__(self) -> str:
        where = f"{self.key} = {self.value}" if self.value else self.key
        return f"{where}: {self.why}. {self.right}".rstrip()


class PlanError(ValueError):
    """A plan that cannot be used; `faults` says everything that is wrong with it, `str()` each on a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(each) for each in self.faults))


def not_toml(file: str, error: Exception) -> PlanError:
    """A file that cannot be read as TOML, and where it stops being so."""
    if isinstance(error, UnicodeDecodeError):
        why, right = f"this is not text in UTF-8 (byte {error.start + 1})", "Save the file as UTF-8."
    elif isinstance(error, RecursionError):
        why, right = "the lists in it are nested too deeply", ""
    else:
        why, right = f"this is not TOML: {error}", ""
    return PlanError((Fault(file, "", why, right),))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was most likely meant to be."""
    known = {each.lower(): each for each in names}
    return next((known[each] for each in get_close_matches(name.lower(), known, n=1)), None)


def unknown_key(place: str, name: str, value: Any, names: Iterable[str]) -> Fault:
    """A key that nothing reads, with the one that was meant, or all there are."""
    return Fault(
        place, short(value), "there is no such key", _suggestion(name, list(names), "The keys here are")
    )


def unknown_name(place: str, name: str, what: str, names: Sequence[str]) -> Fault:
    """A name of something that the plan does not have."""
    return Fault(place, short(name), f"there is no such {what}", _suggestion(name, names, "There are"))


def _suggestion(name: str, names: Sequence[str], lead: str) -> str:
    meant = nearest(name, names)
    if meant is not None:
        return f"Did you mean {meant}?"
    return f"{lead} {listed(names)}." if names else ""


def listed(names: Sequence[str]) -> str:
    """`names` as a sentence has them; at most 15."""
    shown = [*names[:_LISTED], "others"] if len(names) > _LISTED else list(names)
    return " and ".join(each for each in (", ".join(shown[:-1]), *shown[-1:]) if each)


def short(value: Any) -> str:
    """`value` as TOML writes it, at most 60 characters; nothing for a table or a list of tables."""
    text = _toml(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return ""
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(each) for each in value)}]" if not _has_tables(value) else ""
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def _has_tables(items: Iterable[Any]) -> bool:
    return any(isinstance(each, dict) for each in items)


def bare(key: str) -> str:
    """`key` as TOML writes it: between quotes where it is not of letters, digits, _ and - alone."""
    return key if _BARE.fullmatch(key) else short(key)


def place_of(document: Any, *path: str | int) -> str:
    """Where `path` leads, as people find it: an item of a list by its key where it has one of its own."""
    place, here = "", document
    for step in path:
        if isinstance(step, int):
            place += _item(here, step)
        elif step != "limits" or "limits" in here:  # limits stand flat in their table
            place += f".{bare(step)}"
        else:
            continue
        here = _inside(here, step)
    return place.removeprefix(".")


def _item(items: Sequence[Any], at: int) -> str:
    keys = [each.get("key") if isinstance(each, dict) else None for each in items]
    key = keys[at] if at < len(keys) else None
    unique = isinstance(key, str) and _BARE.fullmatch(key) and keys.count(key) == 1
    return f".{key}" if unique else f"[{at}]"


def _inside(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError):
        return {}


_KEY = "[key]"
"""What pydantic adds to the path of a fault in a table's key, rather than in what stands there."""


def explain(error: ValidationError, document: Mapping[str, Any], model: type[BaseModel]) -> Iterator[Fault]:
    """What pydantic found wrong in `document`, which should have been a `model`."""
    for each in error.errors(include_url=False):
        path, kind = tuple(step for step in each["loc"] if step != _KEY), each["type"]
        if kind == "extra_forbidden":
            names = getattr(_table(model, path[:-1]), "model_fields", ())
            yield unknown_key(place_of(document, *path), str(path[-1]), each["input"], names)
        elif kind == "missing":
            yield _missing(document, path, model)
        elif not _was_enough(each):
            why, right = SENTENCES.get(kind, _unforeseen)(each)
            yield Fault(place_of(document, *path) or "plan", short(each["input"]), why, right)


def _was_enough(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because of what is wrong in it."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _missing(document: Mapping[str, Any], path: tuple[str | int, ...], model: type[BaseModel]) -> Fault:
    named = path if isinstance(path[-1], str) else path[:-1]  # one hour of two is missing
    name = str(named[-1])
    field = _table(model, named[:-1]).model_fields[name]
    place = place_of(document, *named)
    if _model_in(field.annotation) is None or field.examples:
        right = f"Add it{_for_example(name, field)}."
    else:
        right = f"Add the table [[{place}]]." if get_args(field.annotation) else f"Add the table [{place}]."
    return Fault(place, "", "it is missing" if named == path else "something of it is missing", right)


def _for_example(name: str, field: FieldInfo) -> str:
    return f", for example {name} = {short(field.examples[0])}" if field.examples else ""


def _table(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel]:
    """The model of the table that `path` leads to; `path` has been walked by pydantic before."""
    for step in path:
        inner = model if isinstance(step, int) else _model_in(model.model_fields[step].annotation)
        model = model if inner is None else inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)


def _unforeseen(error: ErrorDetails) -> tuple[str, str]:
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}", ""


def _chosen(error: ErrorDetails) -> tuple[str, str]:
    expected = error["ctx"]["expected"].replace("'", '"')
    return "this is not one of the words that can stand here", f"Write {expected}."


def _fixed(why: str, right: str) -> Callable[[ErrorDetails], tuple[str, str]]:
    return lambda _error: (why, right)


def _counted(why: str, right: str) -> Callable[[ErrorDetails], tuple[str, str]]:
    return lambda error: (why.format(**error["ctx"]), right.format(**error["ctx"]))


SENTENCES: Mapping[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "plan": lambda error: (error["ctx"]["why"], error["ctx"]["right"]),
    "literal_error": _chosen,
    "enum": _chosen,
    "string_type": _fixed("this is not text", 'Write text between quotes: "…".'),
    "string_too_short": _fixed("it is empty", "Write something."),
    "string_too_long": _counted("it is too long", "Write at most {max_length} characters."),
    "bool_type": _fixed("this is neither true nor false", "Write true or false, without quotes."),
    "int_type": _fixed("this is not a whole number", "Write a whole number, without quotes."),
    "greater_than_equal": _counted("this number is too small", "Write at least {ge}."),
    "less_than_equal": _counted("this number is too large", "Write at most {le}."),
    "tuple_type": _fixed("this is not a list", "Write a list between brackets: […]."),
    "too_short": _counted("there are too few", "At least {min_length} belongs here."),
    "too_long": _counted("there are {actual_length}", "At most {max_length} fit."),
    "model_type": _fixed("this is not a table", "Write keys with values, each as key = value."),
    "model_attributes_type": _fixed("this is not a table", "Write keys with values, each as key = value."),
}
"""For each kind of fault pydantic can find in a plan: what is wrong, and what would be right."""


def tables(document: Any, name: str) -> list[tuple[int, dict[str, Any]]]:
    """The tables in the list `name`, each with its place; nothing where it is no list."""
    items = document.get(name) if isinstance(document, dict) else None
    if not isinstance(items, list | tuple):
        return []
    return [(at, each) for at, each in enumerate(items) if isinstance(each, dict)]


def keys_in(document: Any, name: str) -> list[str]:
    """The keys of the tables in the list `name`."""
    return [each["key"] for _, each in tables(document, name) if isinstance(each.get("key"), str)]


def sound(kind: type[P], table: Any) -> P | None:
    """The part in `table`, without what is wrong with it; None where that leaves no whole part."""
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        if not isinstance(table, dict):
            return None
        wrong = {step for each in error.errors() for step in each["loc"]}
    with suppress(ValidationError):
        return kind.model_validate({key: value for key, value in table.items() if key not in wrong})
    return None
