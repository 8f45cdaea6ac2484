"""What is wrong with a plan, in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel, ValidationError


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
    """A plan that cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(each) for each in self.faults))


def not_toml(file: str, error: ValueError) -> PlanError:
    """A file that cannot be read as TOML."""
    return PlanError((Fault(file, "", f"this is not TOML: {error}", ""),))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was most likely meant to be."""
    return next(iter(get_close_matches(name.lower(), list(names), n=1)), None)


def short(value: Any) -> str:
    """`value` as TOML writes it, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - replaced below


def explain(error: ValidationError, document: Mapping[str, Any], model: type[BaseModel]) -> Iterator[Fault]:
    """What pydantic found."""
    for each in error.errors():
        yield Fault(".".join(str(step) for step in each["loc"]), short(each["input"]), each["msg"], "")
