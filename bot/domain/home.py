"""What App Home shows, before anyone draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.checkins import Checkin, Measure
    from bot.domain.digests import TeamDay
    from bot.domain.people import Person


@dataclass(frozen=True)
class OwnDay:
    """A rep's own day and week."""

    day: date
    checkin: Checkin | None
    works_today: bool
    prompt_at: datetime | None
    today: tuple[Measure, ...]
    week: tuple[Measure, ...]
    owed: date | None


@dataclass(frozen=True)
class Home:
    """Everything on one person's App Home."""

    person: Person
    manager: Person | None
    own: OwnDay | None
    team: TeamDay | None
    teams: tuple[tuple[Person, TeamDay], ...] = ()
