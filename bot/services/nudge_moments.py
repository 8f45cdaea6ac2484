"""The moments at which a hint is right, read for a whole team in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day, moment
from bot.domain.nudges import Moment, Why, chosen, lately_since, situation_of, why_not_today
from bot.domain.paces import expected_in
from bot.services.desk import schedules_for
from bot.services.paces import forecasts
from bot.store import checkins, plans, talks
from bot.store import nudges as store
from bot.store.nudges import Before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.paces import Forecast
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.plan_kinds import Situation

_LATELY = timedelta(days=70)
"""Far enough for 20 working days, whatever leave there was."""


@dataclass(frozen=True)
class Found:
    """Somebody whom a hint may help now, and in what."""

    person: Person
    week: date
    day: date
    forecast: Forecast
    situation: Situation


def found_in(connection: Connection, plan: Plan, team: Sequence[Person], now: datetime) -> Iterator[Found]:
    """Everybody whom a hint may help now; a few statements, however many they are."""
    if not plan.coaching.nudges_anybody:
        return
    counted = [each for each in team if plan.expected_of(each.role)]
    schedules = schedules_for(connection, plan, counted, now)
    days = {each.id: local_day(now, each.zone) for each in counted}
    due = [each for each in counted if why_not_today(schedules[each.id], now, days[each.id]) is None]
    if not due:
        return
    workspace, ids = due[0].workspace, [each.id for each in due]
    weeks = {each.id: schedules[each.id].days.week_of(days[each.id])[0] for each in due}
    said = checkins.between(connection, workspace, ids, min(weeks.values()), max(days.values()))
    likely = forecasts(connection, plan, due, now)
    before = had_before(connection, workspace, weeks, now)
    none = store.stopped(connection, workspace, ids)
    first = min(moment(weeks[each.id], time(0), each.zone) for each in due)
    spoken = talks.last_spoken(connection, workspace, ids, first)
    earlier = _EarlierPlans(connection, workspace, plan)
    for each in due:
        schedule, today, begins = (
            schedules[each.id],
            days[each.id],
            moment(weeks[each.id], time(0), each.zone),
        )
        counts = {one.day: one.counts for one in said.get(each.id, ()) if one.day >= weeks[each.id]}
        since = lately_since(schedule, today)
        verdict = chosen(
            Moment(
                schedule=schedule,
                now=now,
                today=today,
                counts=counts,
                forecasts=likely[each.id],
                changed=earlier.changed_since(begins, each, today),
                decided=before[each.id].decided,
                lately=sum(day >= since for day in before[each.id].sent),
                per_week=plan.coaching.nudges_per_week,
                per_20_days=plan.coaching.nudges_per_20_days,
                has_stopped=each.id in none,
                was_spoken_to=each.id in spoken and spoken[each.id] >= begins,
            )
        )
        if not isinstance(verdict, Why):
            situation = situation_of(verdict, schedule, today, counts)
            yield Found(each, weeks[each.id], today, verdict, situation)


class _EarlierPlans:
    """What the plan asked earlier in the week: read once for a workspace, and mostly not at all."""

    def __init__(self, connection: Connection, workspace: str, plan: Plan) -> None:
        self._connection, self._workspace, self._plan = connection, workspace, plan
        self._applied = plans.history(connection, workspace)
        self._read: dict[int, Plan | None] = {}

    def changed_since(self, begins: datetime, person: Person, today: date) -> frozenset[str]:
        """The activities of which somebody's week asked something else, or nothing, when it began."""
        then = max((each.version for each in self._applied if each.at <= begins), default=0)
        if then == self._applied[-1].version:
            return frozenset()
        if then not in self._read:
            self._read[then] = plans.readable(self._connection, self._workspace, [then]).get(then)
        before, now = _asks(self._read[then], person, today), _asks(self._plan, person, today)
        return frozenset(key for key, asked in now.items() if before.get(key) != asked)


def _asks(plan: Plan | None, person: Person, today: date) -> dict[str, object]:
    """What a whole week asks of somebody, by activity."""
    if plan is None:
        return {}
    days = len(plan.calendar.weekdays)
    asked = expected_in(plan, person, today, worked=days, whole=days)
    return {each.target.activity.key: each.whole for each in asked}


def had_before(
    connection: Connection, workspace: str, weeks: Mapping[str, date], now: datetime
) -> Mapping[str, Before]:
    """What hints these people have had of late, nobody left out."""
    found = store.before(connection, workspace, weeks, now.date() - _LATELY)
    return {who: found.get(who, Before()) for who in weeks}
