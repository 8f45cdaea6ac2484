"""What a manager sees of the team's day: who has answered, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.checkins import Checkin, Measure
    from bot.domain.people import Person


@dataclass(frozen=True)
class Answer:
    """One person's day: the check-in and its measures, or None while it is owed."""

    person: Person
    checkin: Checkin | None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class TeamDay:
    """One working day of a manager's direct reports."""

    day: date
    answers: tuple[Answer, ...]

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
    """One manager's morning line."""

    manager: Person
    team: TeamDay
