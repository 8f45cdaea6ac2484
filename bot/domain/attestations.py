"""Attestations: once a month a manager may say how they see each of their reps. It weighs little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from bot.domain.calendar import ONE_DAY, days_between
from bot.domain.evidence import Entry
from bot.domain.ledger import Dim, Kind
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.people import Person
    from bot.domain.schedules import Schedule

LEAST_DAYS = 20
"""Active days before anybody is asked about somebody."""

PAGE = 10
"""People on one card."""

SCORES = (5, 4, 3, 2, 1)
NO_ANSWER = 0


class NotYourReport(Refusal):
    """The person who acted does not lead the one whom it is about, or no longer does."""


class MonthClosed(Refusal):
    """Its month is over, or the manager has closed the card."""


@dataclass(frozen=True)
class Choice:
    """What one line of a menu says: whom it is about, in which month, and the score; 0 takes it back."""

    month: date
    person: str
    dim: Dim
    score: int

    @property
    def opaque(self) -> str:
        """The id that the line carries."""
        return f"{self.month.isoformat()}:{self.dim}:{self.score}:{self.person}"

    @classmethod
    def read(cls, opaque: str) -> Self:
        """What a line carries.

        Raises:
            NotYourReport: for an id that no menu of ours carries.
        """
        month, dim, score, person = [*opaque.split(":", maxsplit=3), "", "", "", ""][:4]
        try:
            chosen = cls(month_of(date.fromisoformat(month)), person, Dim(dim), int(score))
        except ValueError:
            raise NotYourReport from None
        if chosen.score not in {*SCORES, NO_ANSWER}:
            raise NotYourReport
        return chosen

    def entry(self, manager: str, day: date, plan_version: int) -> Entry:
        """What it says in the rep's ledger."""
        facts = {"dim": self.dim.value, "score": self.score}
        key = key_of(manager, self.month, self.dim)
        return Entry(key, self.person, day, Kind.ATTEST.value, facts, plan_version)


@dataclass(frozen=True)
class Seen:
    """One rep on a manager's card, with what the manager has said of them this month."""

    person: Person
    said: Mapping[Dim, int]


@dataclass(frozen=True)
class Card:
    """A manager's month.

    Attributes:
        manager: Whose card.
        month: Its first day. The card asks about the month before.
        people: Everybody whom it asks about, by name.
        closed: Whether nothing can be said on it any more.
    """

    manager: Person
    month: date
    people: tuple[Seen, ...]
    closed: bool

    @property
    def last(self) -> date:
        """The last day on which it is open."""
        return next_month(self.month) - ONE_DAY

    @property
    def about(self) -> date:
        """The last day of the month that it asks about."""
        return self.month - ONE_DAY

    @property
    def said_anything(self) -> bool:
        """Whether anything was said on it."""
        return any(each.said for each in self.people)

    def page(self, number: int) -> tuple[Seen, ...]:
        """Those on one of its pages, from 0."""
        return self.people[number * PAGE : (number + 1) * PAGE]


def key_of(manager: str, month: date, dim: Dim) -> str:
    """Names what a manager says of somebody in a month, in the somebody's ledger."""
    return f"attest:{manager}:{month:%Y-%m}:{dim}"


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of each month that these days touch."""
    month = month_of(first)
    while month <= last:
        yield month
        month = next_month(month)


def asked_on(schedule: Schedule, month: date) -> date | None:
    """The first day of the month that a manager works; None where there is none."""
    days = days_between(month, next_month(month) - ONE_DAY)
    return next((day for day in days if schedule.days.includes(day)), None)


def pages(people: int) -> int:
    """How many cards it takes to ask about so many."""
    return -(-people // PAGE)
