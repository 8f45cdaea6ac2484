"""The pace desk: what is learnt of everybody's weeks when they close, and how this one is likely to end."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from bot.domain.balances import last_week
from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.drops import watch
from bot.domain.histories import A_WEEK
from bot.domain.paces import (
    MOST_WEEKS,
    Rhythm,
    WeekDone,
    believed,
    expected_in,
    forecasts_of,
    pace_of,
    shares_of,
    spread_of,
)
from bot.services.desk import Desk, in_each, placed, plan_in_force, schedules_for
from bot.services.import_counts import counted, counting
from bot.store import paces as store
from bot.store import people, plans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.paces import Forecast, Pace
    from bot.domain.people import Person
    from bot.domain.plan import Calendar, Plan
    from bot.domain.schedules import Schedule
    from bot.store.counts import Counted

    ByWeek = dict[date, list[Counted]]

HISTORY = MOST_WEEKS * A_WEEK

T = TypeVar("T")


class Paces(Desk):
    """The pace desk."""

    def close_weeks(self) -> int:
        """Learn from every team's weeks that are over, in every workspace; how many teams that were."""
        with self.database.reading() as connection:
            live = dict(plans.in_force(connection))
        return in_each(live, lambda each: self._close_in(each, live[each]), "paces not learnt")

    def _close_in(self, workspace: str, plan: Plan) -> int:
        with self.database.reading() as connection:
            due = list(_owing(connection, workspace, plan, self.now()))
        for team, week in due:
            self._close(workspace, team, week)
        return len(due)

    def _close(self, workspace: str, team: Sequence[Person], week: date) -> None:
        with self.database.writing() as connection:
            now = self.now()
            _, plan = plan_in_force(connection, workspace)
            store.save(connection, workspace, list(_learnt(connection, plan, team, week, now)), now)


def forecasts(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> dict[str, tuple[Forecast, ...]]:
    """How everybody's week is likely to end, by person and in the plan's order; in three statements.

    Two more where counts come from another system. Nothing of who accounts for the week at its end, or does
    not work in it.
    """
    if not team:
        return {}
    ids = [each.id for each in team]
    schedules = schedules_for(connection, plan, team, now)
    weeks = {each.id: schedules[each.id].days.week_of(local_day(now, each.zone)) for each in team}
    first, last = min(begins for begins, _ in weeks.values()), max(ends for _, ends in weeks.values())
    said = counting(connection, plan, team, first, last, now, schedules)
    known = store.of(connection, team[0].workspace, ids)
    return {
        each.id: _forecasts(
            plan,
            each,
            schedules[each.id],
            local_day(now, each.zone),
            [one for one in said.get(each.id, ()) if one.day >= weeks[each.id][0]],
            known.get(each.id, {}),
        )
        for each in team
    }


def own_forecasts(
    connection: Connection,
    plan: Plan,
    person: Person,
    schedule: Schedule,
    today: date,
    said: Collection[Checkin],
) -> tuple[Forecast, ...]:
    """The same for one person, of whom the rest is known; in one statement."""
    known = store.of(connection, person.workspace, [person.id]).get(person.id, {})
    return _forecasts(plan, person, schedule, today, said, known)


def _forecasts(
    plan: Plan,
    person: Person,
    schedule: Schedule,
    today: date,
    said: Collection[Checkin],
    known: Mapping[str, tuple[Pace, Rhythm]],
) -> tuple[Forecast, ...]:
    counts = {each.day: each.counts for each in said if each.covered_days}
    elsewhere = {each.day: each.counts for each in said if not each.covered_days}
    return forecasts_of(plan, person, schedule, today, counts, known, elsewhere)


def _owing(
    connection: Connection, workspace: str, plan: Plan, now: datetime
) -> Iterator[tuple[list[Person], date]]:
    """The teams of which a week is over that nothing was learnt of, each with that week."""
    teams: dict[str | None, list[Person]] = {}
    for each in placed(people.active(connection, workspace)):
        if plan.expected_of(each.role):
            teams.setdefault(each.manager, []).append(each)
    done = store.last_weeks(connection, workspace) if teams else {}
    for team in teams.values():
        week = last_week(plan.calendar, {each.zone for each in team}, now)
        wanted = ((each.id, one.activity) for each in team for one in plan.expected_of(each.role))
        if any(done.get(name, date.min) < week for name in wanted):
            yield team, week


def _learnt(
    connection: Connection, plan: Plan, team: Sequence[Person], week: date, now: datetime
) -> Iterator[store.Closed]:
    """What a team's last weeks up to `week` come to."""
    last = week + A_WEEK - ONE_DAY
    days = [day for day in days_between(week, last) if day.weekday() in plan.calendar.weekdays]
    done = counted(connection, plan, team, last - HISTORY + ONE_DAY, last, now)
    wholes = {each.id: _wholes(plan, each, last, len(days)) for each in team}
    by_week = _believed({name: _by_week(week, theirs) for name, theirs in done.items()}, wholes, len(days))
    weeks = {name: _weeks(theirs, len(days)) for name, theirs in by_week.items()}
    rhythms = {
        each.key: Rhythm(
            shares_of(_whole_weeks(plan.calendar, _only(each.key, by_week), len(days)), len(days)),
            spread_of(_only(each.key, weeks)),
        )
        for each in plan.activities
    }
    for person in team:
        for key in dict.fromkeys(each.activity for each in plan.expected_of(person.role)):
            theirs = weeks.get((person.id, key), [])
            yield store.Closed(
                person=person.id,
                activity=key,
                week=week,
                pace=pace_of(wholes[person.id].get(key, 0.0), theirs),
                rhythm=rhythms[key],
                watch=watch(theirs, rhythms[key].spread),
            )


def _wholes(plan: Plan, person: Person, day: date, days: int) -> dict[str, float]:
    """What a whole week asks of somebody, by activity."""
    asked = expected_in(plan, person, day, worked=days, whole=days)
    return {each.target.activity.key: float(each.whole) for each in asked}


def _believed(
    found: Mapping[tuple[str, str], ByWeek], wholes: Mapping[str, Mapping[str, float]], days: int
) -> dict[tuple[str, str], ByWeek]:
    """The weeks but for those that nothing explains: neither a pace nor the team's rhythm knows them."""
    kept: dict[tuple[str, str], ByWeek] = {}
    for activity in dict.fromkeys(key for _, key in found):
        names = [name for name in found if name[1] == activity]
        asked = [(wholes[name[0]].get(activity, 0.0), _weeks(found[name], days)) for name in names]
        for name, weeks in zip(names, believed(asked), strict=True):
            kept[name] = {each.first: found[name][each.first] for each in weeks}
    return kept


def _only(activity: str, found: Mapping[tuple[str, str], T]) -> list[T]:
    """What was found of one activity, person by person."""
    return [theirs for (_, key), theirs in found.items() if key == activity]


def _by_week(last: date, counted: Sequence[Counted]) -> ByWeek:
    """The counts by the first day of their week, oldest first; `last` is the first day of one of them."""
    found: ByWeek = {}
    for each in counted:
        found.setdefault(last + (each.day - last) // A_WEEK * A_WEEK, []).append(each)
    return found


def _weeks(by_week: ByWeek, whole: int) -> list[WeekDone]:
    """The weeks in which something was told, oldest first."""
    return [
        WeekDone(
            first,
            math.fsum(each.number for each in told),
            min(1.0, sum(each.covers for each in told) / whole),
        )
        for first, told in by_week.items()
        if any(each.covers for each in told)
    ]


def _whole_weeks(calendar: Calendar, people_: Sequence[ByWeek], whole: int) -> list[list[float]]:
    """The weeks of which somebody told every working day and no other, day by day."""
    return [
        [each.number for each in told]
        for by_week in people_
        for told in by_week.values()
        if len(told) == whole and all(each.day.weekday() in calendar.weekdays for each in told)
    ]
