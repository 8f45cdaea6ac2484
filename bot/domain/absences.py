"""Absences: the days somebody is away, from one to another, and which of them may be entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from bot.domain.people import Person

LONGEST = timedelta(days=366)
"""How long one absence may be."""

LONGEST_AGO = timedelta(days=60)
"""How long ago an absence may have begun when it is entered."""

FURTHEST_AHEAD = timedelta(days=548)
"""How far ahead an absence may begin: a year and a half."""


class NotYourTeam(Refusal):
    """Only the person, the managers above and the admins may enter or end an absence."""


class NotAColleague(Refusal):
    """Whoever is named is not on the team."""


class EndsBeforeItBegins(Refusal):
    """The last day comes before the first."""


class TooLongAway(Refusal):
    """More than a year in one piece."""


class TooLongAgo(Refusal):
    """It began so long ago that nothing of it is open any more."""


class TooFarAhead(Refusal):
    """It begins so far ahead that it is more likely a slip."""


class BackAlready(Refusal):
    """The absence is over, or was called off before."""


@dataclass(frozen=True)
class Absence:
    """Somebody is away from `first` to `last`, both included."""

    id: str
    person: str
    first: date
    last: date
    entered_by: str

    def covers(self, first: date, last: date) -> bool:
        """Whether all the days from `first` to `last` are in it."""
        return self.first <= first and last <= self.last


@dataclass(frozen=True)
class Entered:
    """An absence as it was entered, for whoever entered it.

    Attributes:
        absence: The absence.
        person: Who is away.
        by: Who entered it.
        today: The day it is where the person is.
        days: The working days it covers.
        answered: Those of them that have a check-in.
        excused: Those that are excused by it at once: they have passed, or have an answer or a mark.
        known: Whether it was entered before, so that nothing has changed.
    """

    absence: Absence
    person: Person
    by: Person
    today: date
    days: tuple[date, ...]
    answered: tuple[date, ...] = ()
    excused: tuple[date, ...] = ()
    known: bool = False

    @property
    def own(self) -> bool:
        """Whether the person entered it."""
        return self.person.id == self.by.id


@dataclass(frozen=True)
class Ended:
    """An absence that has ended early.

    Attributes:
        person: Who was away.
        by: Who ended it.
        first: Its first day.
        last: Its last day, as it was.
        on: The day it ended where the person is; the days before it stay.
        told: Whether the person is told, because another ended it.
    """

    person: Person
    by: Person
    first: date
    last: date
    on: date
    told: bool = False

    @property
    def own(self) -> bool:
        """Whether the person ended it."""
        return self.person.id == self.by.id

    @property
    def begun(self) -> bool:
        """Whether there are days before that stay; else all of it is off."""
        return self.first < self.on


@dataclass(frozen=True)
class AwayForm:
    """What the modal begins with.

    Attributes:
        person: Who is away, until another is chosen.
        day: The first day, and the last, until others are picked.
        for_others: Whether another may be chosen.
    """

    person: Person
    day: date
    for_others: bool


def require_sensible(first: date, last: date, today: date) -> None:
    """Raise the refusal that says why, unless an absence from `first` to `last` may be entered `today`."""
    if last < first:
        raise EndsBeforeItBegins
    if last - first >= LONGEST:
        raise TooLongAway
    if today - first > LONGEST_AGO:
        raise TooLongAgo
    if first - today > FURTHEST_AHEAD:
        raise TooFarAhead
