"""A past for somebody: days that were lived through before the story begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col

from bot.domain.calendar import days_between, local_day
from bot.domain.checkins import Mark
from bot.domain.evidence import Entry
from bot.services.desk import plan_in_force, schedule_for
from bot.store import evidence, marks, people
from bot.store.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.sandbox.client import Person
    from tests.stories.office import Office


def live(
    office: Office,
    person: Person,
    first: date,
    last: date,
    *,
    missed: Collection[date] = (),
    busy: bool = True,
) -> list[date]:
    """Let somebody have worked from `first` to `last`: on time but for the `missed` days, and `busy`.

    Gives the days they worked.
    """
    now, workspace = office.clock.now(), office.workspace
    with office.bot.database.writing() as connection:
        connection.execute(
            update(PersonRow)
            .where(col(PersonRow.id) == person.id)
            .values(added_at=datetime.combine(first, time(12), UTC))
        )
        found = people.find(connection, workspace, person.id)
        assert found is not None
        _, plan = plan_in_force(connection, workspace)
        schedule = schedule_for(connection, plan, found, now, local_day(now, found.zone) - first)
        worked = [day for day in days_between(first, last) if schedule.works(day)]
        given = [(person.id, day, Mark.MISSED if day in missed else Mark.ON_TIME) for day in worked]
        marks.add(connection, workspace, given, "test", now)
        for day in worked if busy else ():
            facts = {"metrics": [[5.0, 5.0]], "verified": True}
            evidence.add(
                connection, workspace, Entry(f"past:{day}", person.id, day, "activity_day", facts, 1), now
            )
    office.settle()
    return worked
