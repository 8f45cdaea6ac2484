"""What a manager sees of the team's day: who has answered, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.calendar import days_between
from bot.domain.counts import measure, targets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.blockers import Repeated
    from bot.domain.checkins import Checkin
    from bot.domain.counts import Measure
    from bot.domain.home import Rest
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

MOST_DAYS = 3
"""How many days one digest tells of; before that it is history."""


@dataclass(frozen=True)
class Answer:
    """One person's day: the check-in and its measures, or None while it is owed."""

    person: Person
    checkin: Checkin | None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class TeamDay:
    """One working day of a manager's direct reports.

    Attributes:
        day: The day, where the manager is.
        answers: Those who were asked, by name.
        resting: Those who were not, and why.
    """

    day: date
    answers: tuple[Answer, ...]
    resting: tuple[tuple[Person, Rest], ...] = ()

    @property
    def answered(self) -> tuple[Answer, ...]:
        """Those who have checked in."""
        return tuple(each for each in self.answers if each.checkin is not None)

    @property
    def owing(self) -> tuple[Answer, ...]:
        """Those who have not, yet."""
        return tuple(each for each in self.answers if each.checkin is None)


@dataclass(frozen=True)
class Digest:
    """One manager's morning message: the days since the last one, and the blockers that come back."""

    manager: Person
    days: tuple[TeamDay, ...]
    repeated: tuple[Repeated, ...] = ()


@dataclass(frozen=True)
class Thread:
    """One day's answers for the team's channel."""

    manager: Person
    day: date
    answers: tuple[Answer, ...]


def measured(plan: Plan, person: Person, said: Checkin) -> tuple[Measure, ...]:
    """One check-in's counts: those asked for by the day beside their targets, then the week's."""
    daily = measure(targets(plan, person, said.day, "day", days=said.covered_days), said.counts)
    known = {each.activity for each in daily}
    weekly = measure(targets(plan, person, said.day, "week"), said.counts)
    return (*daily, *(each for each in weekly if each.activity not in known))


def days_to_tell(
    manager: Schedule, morning: date, reports: Iterable[Schedule], most: int = MOST_DAYS
) -> tuple[date, ...]:
    """The days that a manager is told of on `morning`, in order; empty when it is not theirs to work.

    They are those since the manager's last working morning on which some report had something to answer.
    """
    before = manager.days.last_before(morning) if manager.works(morning) else None
    if before is None:
        return ()
    team = list(reports)
    days = days_between(max(before, manager.first_day), morning)[:-1]
    return tuple(day for day in days if any(each.asks(day) for each in team))[-most:]
