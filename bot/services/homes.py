"""The Home desk: everything one person's App Home shows, read in one transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.checkins import (
    is_prompted,
    prompt_moment,
    today_against_expectations,
    week_against_expectations,
    window,
)
from bot.domain.digests import Answer, TeamDay
from bot.domain.home import Home, OwnDay
from bot.domain.people import Rank
from bot.services.desk import Desk, member, plan_in_force
from bot.store import checkins, people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.people import Person
    from bot.domain.plan import Plan


class Homes(Desk):
    """The Home desk."""

    def of(self, workspace: str, user: str) -> Home:
        """What `user` sees on App Home now."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            today = local_day(now, person.zone)
            manager = None if person.manager is None else people.find(connection, workspace, person.manager)
            reports = people.reports_of(connection, workspace, user)
            return Home(
                person=person,
                manager=manager,
                own=_own_day(connection, plan, person, today, now) if plan.expected_of(person.role) else None,
                team=team_day(connection, plan, reports, today) if reports else None,
                teams=tuple(_teams(connection, plan, reports, today)),
            )


def team_day(connection: Connection, plan: Plan, reports: Sequence[Person], day: date) -> TeamDay:
    """What `reports` said about `day`; those who had nothing to say that day are left out."""
    asked = [each for each in reports if is_prompted(each, plan, day)]
    if not asked:
        return TeamDay(day, ())
    said = checkins.between(connection, asked[0].workspace, [each.id for each in asked], day, day)
    return TeamDay(day, tuple(_answer(plan, each, said) for each in asked))


def _answer(plan: Plan, person: Person, said: dict[str, list[Checkin]]) -> Answer:
    account = next(iter(said.get(person.id, [])), None)
    if account is None:
        return Answer(person, None)
    return Answer(person, account, today_against_expectations(plan, person.role, account.counts))


def _teams(
    connection: Connection, plan: Plan, reports: Sequence[Person], day: date
) -> list[tuple[Person, TeamDay]]:
    """Of a director: each manager with that manager's team."""
    return [
        (
            manager,
            team_day(connection, plan, people.reports_of(connection, manager.workspace, manager.id), day),
        )
        for manager in reports
        if manager.rank is not Rank.REP
    ]


def _own_day(connection: Connection, plan: Plan, person: Person, today: date, now: datetime) -> OwnDay:
    monday = today - timedelta(days=today.weekday())
    previous = plan.calendar.days.last_before(today)
    first = min(monday, previous or monday)
    said = checkins.between(connection, person.workspace, [person.id], first, monday + timedelta(days=6)).get(
        person.id, []
    )
    by_day = {each.day: each for each in said}
    todays = by_day.get(today)
    owes = (
        previous is not None
        and previous not in by_day
        and is_prompted(person, plan, previous)
        and now < window(previous, plan.calendar, person.zone).closes
    )
    works = is_prompted(person, plan, today)
    return OwnDay(
        day=today,
        checkin=todays,
        works_today=works,
        prompt_at=prompt_moment(today, plan.calendar, person.zone) if works else None,
        today=today_against_expectations(plan, person.role, {} if todays is None else todays.counts),
        week=week_against_expectations(
            plan, person.role, [each.counts for day, each in by_day.items() if day >= monday]
        ),
        owed=previous if owes else None,
    )
