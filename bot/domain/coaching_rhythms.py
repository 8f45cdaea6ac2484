"""Whether managers speak with their people as often as the plan asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.plan_parts import Cadence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.domain.calendar import WorkingDays
    from bot.domain.people import Person

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rhythm:
    """Whom a manager has spoken with as often as the plan asks.

    Attributes:
        span: How often that is: by the day, or by the week.
        spoken: With whom they have, by name.
        due: With whom they have not, likewise; nobody who is away.
    """

    span: Cadence
    spoken: tuple[Person, ...] = ()
    due: tuple[Person, ...] = ()

    @property
    def total(self) -> int:
        """How many it is about."""
        return len(self.spoken) + len(self.due)


@dataclass(frozen=True)
class TeamsRhythm:
    """How a manager below keeps up with their team, for who leads them.

    Attributes:
        manager: Who.
        rhythm: Whom they have spoken with.
        open: How many actions are agreed and not settled.
        overdue: How many of these should have been looked at.
    """

    manager: Person
    rhythm: Rhythm
    open: int
    overdue: int


@dataclass(frozen=True)
class Spoken:
    """When each of a team was last spoken with, by their manager and by anybody, and who is away today.

    Attributes:
        last: When anybody above last spoke with them, by person; nobody with whom it never happened.
        own: When the manager themselves did, likewise.
        away: Those who are away.
        zone: Where the manager is.
        days: The days the manager works.
        now: The moment it is asked.
    """

    last: Mapping[str, datetime]
    own: Mapping[str, datetime]
    away: Collection[str]
    zone: ZoneInfo
    days: WorkingDays
    now: datetime

    @property
    def today(self) -> date:
        """The day it is where the manager is."""
        return local_day(self.now, self.zone)

    def day(self, person: Person) -> date | None:
        """The day on which the manager themselves last spoke with them."""
        at = self.own.get(person.id)
        return None if at is None else local_day(at, self.zone)

    def begins(self, span: Cadence) -> date:
        """The first day of the span that today is in."""
        return self.today if span is Cadence.DAILY else self.days.week_of(self.today)[0]

    def before(self, span: Cadence) -> date:
        """The first day of the span before that one."""
        if span is Cadence.WEEKLY:
            return self.begins(span) - A_WEEK
        return self.days.last_before(self.today) or self.today

    def is_overdue(self, person: Person, span: Cadence) -> bool:
        """Whether a whole span has passed without a word, and this one so far."""
        since = self.day(person) or person.first_day
        return since < self.before(span)


def span_of(cadence: Cadence, checks_in: Cadence) -> Cadence:
    """How often a manager is to speak with somebody: by the day only where both are by the day."""
    return Cadence.DAILY if cadence is checks_in is Cadence.DAILY else Cadence.WEEKLY


def rhythm_of(spans: Mapping[str, Cadence], team: Sequence[Person], spoken: Spoken) -> Rhythm:
    """Whom of a team its manager has spoken with in each one's own span."""
    kept, due = [], []
    for each in team:
        day = spoken.day(each)
        if day is not None and day >= spoken.begins(spans[each.id]):
            kept.append(each)
        elif each.id not in spoken.away and each.first_day <= spoken.today:
            due.append(each)
    by_the_day = any(spans[each.id] is Cadence.DAILY for each in (*kept, *due))
    return Rhythm(Cadence.DAILY if by_the_day else Cadence.WEEKLY, tuple(kept), tuple(due))
