"""The authority desk: what people may decide alone, for themselves and for who leads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.allowances import ACTIVE_DAYS, advice_on, allowances_of, samples_of
from bot.domain.approvers import answering
from bot.domain.authority import limit_of, own_authority
from bot.domain.budgets import budget_began
from bot.domain.calendar import ONE_DAY, local_day, moment
from bot.domain.people import Rank
from bot.services.balances import reviewed
from bot.services.desk import Desk, member, plan_in_force, schedules_for
from bot.services.request_routes import chain_of
from bot.store import allowances, people, requests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from bot.domain.allowances import Advice, Allowances
    from bot.domain.approvers import Answering
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

ANSWERS_SINCE = timedelta(days=90)
"""How far back a manager's own numbers go."""

_LOOK_BACK = timedelta(days=400)
"""Far enough for the working days that advice looks back on, whatever leave there was."""


class Authority(Desk):
    """The authority desk."""

    def of(self, workspace: str, user: str) -> tuple[Allowances, ...]:
        """What `user` may decide, and each of their direct reports."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            reports = people.reports_of(connection, workspace, user)
            above = chain_of(connection, person)
            spent = _spent(connection, plan, [person, *reports], now)
            advised = _advice(connection, plan, reports, now)
            bunched = reviewed(connection, workspace, [each.id for each in reports], now)
        return (
            allowances_of(plan, person, above, spent.get(person.id, {})),
            *(
                replace(
                    allowances_of(plan, each, (person, *above), spent.get(each.id, {}), advised[each.id]),
                    bunched=each.id in bunched,
                )
                for each in reports
            ),
        )


def own_allowances(connection: Connection, plan: Plan, person: Person, now: datetime) -> Allowances:
    """What somebody may decide alone, and to whom the rest goes."""
    spent = _spent(connection, plan, [person], now)
    return allowances_of(plan, person, chain_of(connection, person), spent.get(person.id, {}))


def answers_of(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> tuple[tuple[Person, Answering], ...]:
    """How each manager among `team` has answered requests of late; nobody whom none reached."""
    managers = [each for each in team if each.rank is not Rank.REP]
    if not managers:
        return ()
    ids = [each.id for each in managers]
    reached = requests.reached(connection, managers[0].workspace, ids, now - ANSWERS_SINCE)
    schedules = schedules_for(connection, plan, managers, now, ANSWERS_SINCE) if reached else {}
    return tuple(
        (each, answering(each.id, reached, schedules[each.id]))
        for each in managers
        if any(one.seat_of(each.id) for one in reached)
    )


def _spent(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> dict[str, dict[str, Decimal]]:
    """What is gone of the budgets of everybody who has a use for one, by person and power."""
    budget = plan.approvals.budget
    summed = [power for power in plan.powers if power.key in budget.limits]
    began = {
        each.id: budget_began(budget, local_day(now, each.zone), each.zone)
        for each in team
        if any(limit_of(own_authority(plan, each), power) for power in summed)
    }
    return allowances.spent_by(connection, team[0].workspace, began)


def _advice(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> dict[str, tuple[Advice, ...]]:
    """The limits that everybody's requests and audits of late would carry."""
    if not team:
        return {}
    schedules = schedules_for(connection, plan, team, now, _LOOK_BACK)
    since = {each.id: _active_since(schedules[each.id], now) for each in team}
    judged = allowances.judged(connection, team[0].workspace, since, min(since.values()))
    samples = samples_of(judged, since)
    return {each.id: advice_on(plan, each, samples[each.id]) for each in team}


def _active_since(schedule: Schedule, now: datetime) -> datetime:
    """When the last of the working days began that advice looks back on."""
    today = local_day(now, schedule.zone)
    recent = (today - days * ONE_DAY for days in range(_LOOK_BACK.days))
    counted = islice((day for day in recent if schedule.days.includes(day)), ACTIVE_DAYS)
    return moment(min(counted, default=today), time(0), schedule.zone)
