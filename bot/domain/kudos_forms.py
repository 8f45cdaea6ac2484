"""Kudos as they are typed, into the form or behind the command; and everything wrong with them at once."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from bot.domain.refusals import Refusal
from bot.domain.visible_text import comparable, seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.domain.people import Person
    from bot.domain.plan_parts import Value

LEAST_WORDS = 20
"""Characters that can be seen, at least: what for is what makes it worth reading."""

LONGEST_WORDS = 1000

_MENTION = re.compile(r"[\s,;]*(?:and\s+|&amp;\s*)?<@([A-Z0-9]+)(?:\|[^>]*)?>")
_FOR = re.compile(r"[\s,;]*for\b[\s:]*", re.IGNORECASE)
_LABELLED = re.compile(r":?([^:\n]{1,80}):")
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


class Lack(StrEnum):
    """What is wrong with kudos that somebody is about to give."""

    NOBODY = "nobody"
    TOO_MANY = "too many"
    NOT_THEM = "not them"
    NO_VALUE = "no value"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"


class Why(StrEnum):
    """Why somebody cannot be thanked."""

    YOURSELF = "yourself"
    GONE = "gone"
    NOT_HERE = "not here"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part.

    Attributes:
        lack: What.
        them: Who cannot be thanked, by id, and why.
        names: What those of them are called who are known.
        chosen: How many were chosen, where those are too many.
        left: How many can still be thanked today.
        most: How many can be thanked in a day.
    """

    lack: Lack
    them: Mapping[str, Why] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    chosen: int = 0
    left: int = 0
    most: int = 0

    def naming(self, names: Mapping[str, str]) -> Self:
        """The same, with more names."""
        return replace(self, names={**self.names, **names})


class BadKudos(Refusal):
    """Some part is missing or cannot be; `faults` says which and why."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{part}: {fault.lack}" for part, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Entry:
    """Kudos as they are typed into the form, or behind the command."""

    receivers: tuple[str, ...] = ()
    value: str = ""
    words: str = ""
    link: str = ""


@dataclass(frozen=True)
class Form:
    """What the form to give kudos begins with.

    Attributes:
        values: What they can be tied to.
        left: How many people can still be thanked today.
        most: How many can be thanked in a day.
        entry: What stands in it already.
        faults: What is missing or wrong so far.
    """

    values: tuple[Value, ...]
    left: int
    most: int
    entry: Entry
    faults: Mapping[str, Fault] = field(default_factory=dict)


def read_command(text: str, values: Iterable[Value], names: Mapping[str, str]) -> Entry:
    """What stands behind `/kudos`, as Slack hands it over: `<@U1|rita> for own-it: what she did`.

    What is not there stays empty; a value is known by its key, its name or its emoji. `names` are what
    those are called whom the text mentions.
    """
    receivers: list[str] = []
    at = 0
    while found := _MENTION.match(text, at):
        receivers.append(found[1])
        at = found.end()
    if found := _FOR.match(text, at):
        at = found.end()
    rest = text[at:].strip()
    value = ""
    if found := _LABELLED.match(rest):
        value = _named(values, readable(found[1], names))
        rest = rest[found.end() :] if value else rest
    return Entry(tuple(dict.fromkeys(receivers)), value, readable(rest, names).strip())


def mentions(text: str) -> list[str]:
    """Everybody whom the text mentions, by id."""
    return [found[2] for found in _TOKEN.finditer(text) if found[1] == "@"]


def readable(text: str, names: Mapping[str, str]) -> str:
    """What somebody typed, before Slack turned names and addresses in it into signs of its own."""

    def say(found: re.Match[str]) -> str:
        sign, name, label = found[1], found[2], found[3]
        if not sign:
            return label or name
        known = name if sign == "!" else names.get(name, "someone") if sign == "@" else "a channel"
        return f"{'#' if sign == '#' else '@'}{(label or known).lstrip('@#')}"

    return html.unescape(_TOKEN.sub(say, text))


def _named(values: Iterable[Value], typed: str) -> str:
    wanted = comparable(typed)
    return next(
        (each.key for each in values if wanted in {comparable(each.key), comparable(each.name), each.emoji}),
        "",
    )


def check(
    entry: Entry, giver: str, known: Mapping[str, Person], values: Collection[str], left: int, most: int
) -> None:
    """See that kudos can be given.

    Args:
        entry: What was typed.
        giver: Who gives them.
        known: Everybody chosen who is or was on the team.
        values: The keys of the plan's values.
        left: How many the giver can still thank today.
        most: How many anybody can thank in a day.

    Raises:
        BadKudos: naming everything that is missing or wrong.
    """
    faults: dict[str, Fault] = {}
    if fault := _who(entry.receivers, giver, known, left, most):
        faults["receivers"] = fault
    if entry.value not in values:
        faults["value"] = Fault(Lack.NO_VALUE)
    if len(seen(entry.words)) < LEAST_WORDS:
        faults["words"] = Fault(Lack.TOO_SHORT)
    elif len(entry.words) > LONGEST_WORDS:
        faults["words"] = Fault(Lack.TOO_LONG)
    if faults:
        raise BadKudos(faults)


def _who(
    receivers: Sequence[str], giver: str, known: Mapping[str, Person], left: int, most: int
) -> Fault | None:
    if not receivers:
        return Fault(Lack.NOBODY)
    if len(receivers) > left:
        return Fault(Lack.TOO_MANY, chosen=len(receivers), left=left, most=most)
    them = {each: why for each in receivers if (why := why_not(each, giver, known)) is not None}
    if not them:
        return None
    return Fault(Lack.NOT_THEM, them, {each: known[each].first_name for each in them if each in known})


def why_not(person: str, giver: str, known: Mapping[str, Person]) -> Why | None:
    """Why `giver` cannot thank somebody; None where they can."""
    if person == giver:
        return Why.YOURSELF
    if person not in known:
        return Why.NOT_HERE
    return None if known[person].active else Why.GONE


def use_or_lose(most: int, given: int) -> int:
    """How many more people can be thanked today."""
    return max(0, most - given)
