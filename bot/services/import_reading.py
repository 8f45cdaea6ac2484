"""What another system knows of somebody, where the plan takes anything from one: a statement, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.checkins import accounts_for
from bot.domain.imports import NOTHING, beside, covered_days, days_of, imports, prefilled
from bot.store import imports as counted_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.imports import Beside, Imported
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule

ON_CARDS = timedelta(days=42)
"""What is older is on no manager's card that still has buttons."""


def imported_of(connection: Connection, plan: Plan, person: Person, first: date, last: date) -> Imported:
    """What is known of one person from `first` to `last`, both included."""
    return imported_of_all(connection, plan, [person], first, last).get(person.id, NOTHING)


def imported_around(
    connection: Connection, plan: Plan, person: Person, schedule: Schedule, day: date
) -> Imported:
    """What is known of one person in the week of `day`."""
    return imported_of(connection, plan, person, *schedule.days.week_of(day))


def counted_already(
    plan: Plan,
    person: Person,
    schedule: Schedule,
    day: date,
    around: Sequence[Checkin],
    imported: Imported,
) -> tuple[tuple[Activity, int], ...]:
    """What is known already of what the check-in of `day` asks: each activity with its count."""
    covered = accounts_for(schedule, day, around)
    days = covered_days(day, covered, (each.day for each in around), schedule)
    keys = dict.fromkeys(each.activity for each in plan.expected_of(person.role))
    return prefilled((plan.activity(key) for key in keys), days, imported)


def beside_of(
    plan: Plan, schedule: Schedule, said: Checkin, around: Iterable[Checkin], imported: Imported
) -> Beside:
    """A check-in's numbers beside what is known, given those around it."""
    return beside(plan, said, days_of(said, (each.day for each in around), schedule), imported)


def imported_of_all(
    connection: Connection, plan: Plan, team: Sequence[Person], first: date, last: date
) -> Mapping[str, Imported]:
    """The same for several people of one workspace, by id; nothing of those of whom nothing is known."""
    if not team or not imports(plan):
        return {}
    ids = [each.id for each in team]
    return counted_elsewhere.between(connection, team[0].workspace, ids, first, last)
