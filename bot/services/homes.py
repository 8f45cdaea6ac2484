"""The Home desk: everything one person's App Home shows, read in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.counts import measure, summed, targets
from bot.domain.digests import Answer, TeamDay
from bot.domain.home import Home, OwnDay
from bot.domain.people import Rank
from bot.services.desk import Desk, member, plan_in_force, schedule_for, schedules_for
from bot.store import checkins, people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

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


def team_day(
    connection: Connection, plan: Plan, reports: Sequence[Person], now: datetime, day: date
) -> TeamDay:
    """What `reports` said about `day`; those who had nothing to say that day are left out."""
    return TeamDay(day, _answers(connection, plan, [(each, day) for each in reports], now))


def team_today(
    connection: Connection, plan: Plan, reports: Sequence[Person], now: datetime, day: date
) -> TeamDay:
    """What `reports` said about their own today, wherever they are; `day` is today for who looks."""
    return TeamDay(
        day, _answers(connection, plan, [(each, local_day(now, each.zone)) for each in reports], now)
    )


def _answers(
    connection: Connection, plan: Plan, days: Sequence[tuple[Person, date]], now: datetime
) -> tuple[Answer, ...]:
    schedules = schedules_for(connection, plan, [person for person, _ in days], now)
    asked = {person.id: (person, day) for person, day in days if schedules[person.id].asks(day)}
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
    expected = targets(plan, person, account.day, "day", days=account.covered_days)
    return Answer(person, account, measure(expected, account.counts))


def _teams(
    connection: Connection, plan: Plan, reports: Sequence[Person], now: datetime, day: date
) -> Iterator[tuple[Person, TeamDay]]:
    """Of a director: each manager with that manager's team."""
    for manager in (each for each in reports if each.rank is not Rank.REP):
        team = people.reports_of(connection, manager.workspace, manager.id)
        yield manager, team_today(connection, plan, team, now, day)


def _own_day(connection: Connection, plan: Plan, person: Person, today: date, now: datetime) -> OwnDay:
    schedule = schedule_for(connection, plan, person, now)
    monday, sunday = schedule.days.week_of(today)
    before = schedule.days.last_before(today)
    previous = None if before is None else schedule.day_covering(before)
    first = min(monday, previous or monday)
    said = checkins.between(connection, person.workspace, [person.id], first, sunday).get(person.id, [])
    by_day = {each.day: each for each in said}
    todays = by_day.get(today)
    owes = (
        previous is not None
        and previous < today
        and previous not in by_day
        and schedule.asks(previous)
        and now < schedule.window(previous).closes
    )
    works = schedule.takes(today)
    prompt = schedule.prompt_at(today)
    in_week = [each.counts for day, each in by_day.items() if day >= monday]
    return OwnDay(
        day=today,
        checkin=todays,
        works_today=works,
        prompt_at=prompt if works and prompt > now else None,
        today=measure(targets(plan, person, today, "day"), todays.counts if todays else {}) if works else (),
        week=measure(targets(plan, person, today, "week"), summed(in_week)),
        owed=previous if owes else None,
    )
