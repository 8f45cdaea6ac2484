"""Who has had no thanks for long, and what there is that is true and worth a word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.ledger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.evidence import Entry

UNTHANKED_FOR = 20
"""Active days without a word after which a manager hears of it."""

MOST_WORTH = 3


class What(StrEnum):
    """What is worth a word."""

    KEPT = "kept"
    TARGETS = "targets"
    HELD = "held"


@dataclass(frozen=True)
class Worth:
    """Something true that nobody has thanked somebody for.

    Attributes:
        what: Of which sort.
        day: When.
        words: What they had said they would do, of a commitment that was kept.
    """

    what: What
    day: date
    words: str = ""


def quiet_since(days: Sequence[date]) -> date | None:
    """The first of somebody's last 20 active days; None while there were not so many. `days` are in order."""
    return days[-UNTHANKED_FOR] if len(days) >= UNTHANKED_FOR else None


def worth_saying(entries: Iterable[Entry], commitments: Mapping[date, str], first: date) -> Iterator[Worth]:
    """What a ledger has since `first` that is worth a word, the latest first, at most three.

    `commitments` are what somebody said they would do, by the day on which they said it.
    """
    found = [
        worth
        for each in sorted(entries, key=lambda entry: (entry.day, entry.key), reverse=True)
        if each.day >= first and (worth := _worth(each, commitments)) is not None
    ]
    yield from found[:MOST_WORTH]


def _worth(entry: Entry, commitments: Mapping[date, str]) -> Worth | None:
    match Kind(entry.kind):
        case Kind.COMMITMENT_KEPT:
            of = str(entry.facts.get("of", ""))
            words = next((each for day, each in commitments.items() if day.isoformat() == of), "")
            return Worth(What.KEPT, entry.day, words)
        case Kind.ACTIVITY_WEEK:
            asked = [(done, target) for done, target in entry.facts["metrics"] if target > 0]
            hit = bool(asked) and all(done >= target for done, target in asked)
            return Worth(What.TARGETS, entry.day) if hit else None
        case Kind.CONCESSION_HONOURED:
            return Worth(What.HELD, entry.day)
        case _:
            return None
