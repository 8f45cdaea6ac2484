"""What people's days come to, with the numbers that count, which may be those of another system."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.import_counts import that_count
from bot.domain.imports import imports
from bot.services.desk import LOOK_BACK, schedules_for
from bot.services.import_reading import imported_of_all
from bot.store import checkins, counts, weeks
from bot.store.counts import Counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Review

_AROUND = timedelta(days=6)
"""So many days before a check-in may be the first one that it accounts for."""


def counting(
    connection: Connection,
    plan: Plan,
    team: Sequence[Person],
    first: date,
    last: date,
    now: datetime,
    schedules: Mapping[str, Schedule] | None = None,
) -> Mapping[str, Sequence[Checkin]]:
    """The check-ins of some people of one workspace, one at least, with the numbers that count; by person.

    A day of which only another system knows stands among them as one that accounts for no working day.
    Where the plan takes nothing from elsewhere, that is what was said, in the one statement it takes.
    """
    workspace = team[0].workspace
    said = checkins.between(connection, workspace, [each.id for each in team], first, last)
    elsewhere = imported_of_all(connection, plan, team, first - _AROUND, last)
    if not elsewhere:
        return said
    words = weeks.reviews(connection, workspace, list(elsewhere), first - _AROUND, last)
    by_person: dict[str, dict[date, Review]] = {}
    for (who, week), word in words.items():
        by_person.setdefault(who, {})[week] = word
    known = schedules or schedules_for(connection, plan, team, now, LOOK_BACK + (now.date() - first))
    return {**said} | {
        who: that_count(plan, known[who], said.get(who, ()), theirs, by_person.get(who, {}), (first, last))
        for who, theirs in elsewhere.items()
    }


def counted(
    connection: Connection, plan: Plan, team: Sequence[Person], first: date, last: date, now: datetime
) -> dict[tuple[str, str], list[Counted]]:
    """The same as numbers and nothing else, by person and activity and in order of days."""
    found = counts.of(connection, team[0].workspace, [each.id for each in team], first, last)
    if not imports(plan):
        return found
    keys = [each.key for each in plan.activities if each.source == "import"]
    schedules = schedules_for(connection, plan, team, now, LOOK_BACK + (now.date() - first))
    said = counting(connection, plan, team, first, last, now, schedules)
    for who, theirs in said.items():
        for key in keys:
            found[who, key] = [
                Counted(
                    each.day,
                    float(each.counts[key]),
                    each.covered_days or int(schedules[who].works(each.day)),
                )
                for each in theirs
                if key in each.counts
            ]
    return found
