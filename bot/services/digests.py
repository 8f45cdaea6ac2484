"""The digest desk: what each manager hears in the morning about the last working day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day, moment
from bot.domain.deliveries import Planned, Priority
from bot.domain.digests import Digest
from bot.services.desk import Desk
from bot.services.homes import team_day
from bot.store import people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.people import Person
    from bot.domain.plan import Plan

USEFUL_FOR = timedelta(hours=8)


class Digests(Desk):
    """The digest desk."""

    def digest(self, workspace: str, manager: str, day: date) -> Digest | None:
        """What to tell `manager` about `day`; None if there is no one to tell, or no one to tell of."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            found = plans.current(connection, workspace)
            if person is None or not person.active or found is None:
                return None
            if not found[1].calendar.days.includes(local_day(self.now(), person.zone)):
                return None  # the plan has made this morning a day off
            team = team_day(connection, found[1], people.reports_of(connection, workspace, manager), day)
            return Digest(person, team) if team.answers else None

    def digests(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's digest due from `first` to `last`, in every workspace, sent or not."""
        planned: list[Planned] = []
        with self.database.reading() as connection:
            for workspace, plan in plans.in_force(connection):
                everyone = people.active(connection, workspace)
                leading = {each.manager for each in everyone if plan.expected_of(each.role)}
                for manager in (each for each in everyone if each.id in leading):
                    planned += _mornings(manager, plan, first, last)
        return planned


def _mornings(manager: Person, plan: Plan, first: datetime, last: datetime) -> Iterator[Planned]:
    calendar = plan.calendar
    for morning in days_between(first.date() - ONE_DAY, last.date() + ONE_DAY):
        day = calendar.days.last_before(morning) if calendar.days.includes(morning) else None
        if day is None or day < manager.first_day:
            continue
        due_at = moment(morning, calendar.cutoff, manager.zone)
        if first <= due_at <= last:
            yield _planned(manager, day, due_at)


def _planned(manager: Person, day: date, due_at: datetime) -> Planned:
    return Planned(
        workspace=manager.workspace,
        key=f"team-digest:{manager.id}:{day.isoformat()}",
        kind="team-digest",
        to=manager.id,
        person=manager.id,
        due_at=due_at,
        useful_until=due_at + USEFUL_FOR,
        priority=Priority.DIGEST,
        about={"day": day.isoformat()},
    )
