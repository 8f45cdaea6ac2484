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
    from collections.abc import Iterator, Sequence
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
                team=team_today(connection, plan, reports, now, today) if reports else None,
                teams=tuple(_teams(connection, plan, reports, now, today)),
            )


def team_day(connection: Connection, plan: Plan, reports: Sequence[Person], day: date) -> TeamDay:
    """What `reports` said about `day`; those who had nothing to say that day are left out."""
    return TeamDay(day, _answers(connection, plan, [(each, day) for each in reports]))


def team_today(
    connection: Connection, plan: Plan, reports: Sequence[Person], now: datetime, day: date
) -> TeamDay:
    """What `reports` said about their own today, wherever they are; `day` is today for who looks."""
    return TeamDay(day, _answers(connection, plan, [(each, local_day(now, each.zone)) for each in reports]))


def _answers(connection: Connection, plan: Plan, days: Sequence[tuple[Person, date]]) -> tuple[Answer, ...]:
    asked = {person.id: (person, day) for person, day in days if is_prompted(person, plan, day)}
    if not asked:
        return ()
    workspace = next(iter(asked.values()))[0].workspace
    dates = [day for _, day in asked.values()]
    said = checkins.between(connection, workspace, list(asked), min(dates), max(dates))
    return tuple(
        _answer(plan, person, next((each for each in said.get(person.id, []) if each.day == day), None))
        for person, day in asked.values()
    )


def _answer(plan: Plan, person: Person, account: Checkin | None) -> Answer:
    if account is None:
        return Answer(person, None)
    return Answer(person, account, today_against_expectations(plan, person.role, account.counts))


def _teams(
    connection: Connection, plan: Plan, reports: Sequence[Person], now: datetime, day: date
) -> Iterator[tuple[Person, TeamDay]]:
    """Of a director: each manager with that manager's team."""
    for manager in (each for each in reports if each.rank is not Rank.REP):
        team = people.reports_of(connection, manager.workspace, manager.id)
        yield manager, team_today(connection, plan, team, now, day)


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
    prompt = prompt_moment(today, plan.calendar, person.zone)
    return OwnDay(
        day=today,
        checkin=todays,
        works_today=works,
        prompt_at=prompt if works and prompt > now else None,
        today=today_against_expectations(plan, person.role, todays.counts if todays else {}) if works else (),
        week=week_against_expectations(
            plan, person.role, [each.counts for day, each in by_day.items() if day >= monday]
        ),
        owed=previous if owes else None,
    )
