"""A past for somebody: days that were lived through before the story begins."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import col

from bot.domain.calendar import days_between, local_day
from bot.domain.checkins import Checkin, Mark
from bot.domain.draws import is_drawn
from bot.domain.evidence import Entry
from bot.domain.histories import A_WEEK
from bot.domain.nudges import SENT_SHARE
from bot.services.desk import plan_in_force, schedule_for
from bot.store import checkins, deliveries, evidence, marks, people
from bot.store.delivery_tables import OutboxRow
from bot.store.people import PersonRow
from bot.store.plans import PlanRow
from tests.stories.office import MONDAY

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.people import Person as Member
    from bot.sandbox.client import Person
    from tests.stories.office import Office

SATURDAY = 5


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


def counted(office: Office, person: Person | Member, day: date, **counts: int) -> None:
    """Let somebody have checked in for a day, with these counts."""
    account = Checkin(
        day=day,
        counts={key: Decimal(number) for key, number in counts.items()},
        wins="",
        blockers="",
        submitted_at=office.clock.now(),
        mark=Mark.ON_TIME,
    )
    with office.bot.database.writing() as connection:
        checkins.save(connection, office.workspace, person.id, account, 1, office.clock.now())


def weeks_before(office: Office, person: Person, monday: date, weeks: int = 12, **counts: int) -> None:
    """Let somebody have worked so many weeks before one, with the same counts every day."""
    for day in days_between(monday - weeks * A_WEEK, monday - timedelta(days=1)):
        if day.weekday() < SATURDAY:
            counted(office, person, day, **counts)


def here_for_long(office: Office) -> None:
    """Let everybody have been on the team, and the plan in force, for a year."""
    long_ago = office.clock.now() - timedelta(days=365)
    with office.bot.database.writing() as connection:
        connection.execute(update(PersonRow).values(added_at=long_ago))
        connection.execute(update(PlanRow).values(applied_at=long_ago))


def draw(
    office: Office, *people: Person, sent: bool = True, week: date = MONDAY, activity: str = "leads"
) -> None:
    """Let the lot of hints fall so for these people: the secret becomes one that draws them, or not."""
    names = [f"nudge:{each.id}:{activity}:{week.isoformat()}" for each in people]
    secret = secrets.token_bytes(32)
    while not all(is_drawn(secret, name, SENT_SHARE) is sent for name in names):
        secret = secrets.token_bytes(32)
    with office.bot.database.writing() as connection:
        deliveries.secret_of(connection, office.workspace)
        connection.execute(update(OutboxRow).values(secret=secret.hex()))
