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
from bot.services.desk import Desk, member, plan_in_force, schedule_for, schedules_for
from bot.services.request_routes import chain_of
from bot.store import outcomes, people, requests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from bot.domain.allowances import Advice, Allowances
    from bot.domain.approvers import Answering
    from bot.domain.people import Person
    from bot.domain.plan import Plan

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
            bunched = reviewed(connection, workspace, [each.id for each in reports], now)
            return (
                own_allowances(connection, plan, person, now),
                *(
                    replace(_reports(connection, plan, each, now), bunched=each.id in bunched)
                    for each in reports
                ),
            )


def own_allowances(connection: Connection, plan: Plan, person: Person, now: datetime) -> Allowances:
    """What somebody may decide alone, and to whom the rest goes."""
    return allowances_of(plan, person, chain_of(connection, person), _spent(connection, plan, person, now))


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


def _reports(connection: Connection, plan: Plan, person: Person, now: datetime) -> Allowances:
    """The same of a report, with the limits that their decisions would carry."""
    spent = _spent(connection, plan, person, now)
    advice = _advice(connection, plan, person, now)
    return allowances_of(plan, person, chain_of(connection, person), spent, advice)


def _spent(connection: Connection, plan: Plan, person: Person, now: datetime) -> dict[str, Decimal]:
    """What is gone of each budget that somebody has a use for."""
    own = own_authority(plan, person)
    began = budget_began(plan.approvals.budget, local_day(now, person.zone), person.zone)
    return {
        power.key: requests.spent_alone(connection, person.workspace, person.id, power.key, began)
        for power in plan.powers
        if power.key in plan.approvals.budget.limits and limit_of(own, power)
    }


def _advice(connection: Connection, plan: Plan, person: Person, now: datetime) -> tuple[Advice, ...]:
    today = local_day(now, person.zone)
    schedule = schedule_for(connection, plan, person, now, _LOOK_BACK)
    worked = (today - days * ONE_DAY for days in range(_LOOK_BACK.days))
    counted = list(islice((day for day in worked if schedule.days.includes(day)), ACTIVE_DAYS))
    since = moment(_first(counted, today), time(0), person.zone)
    asked = requests.of_person(connection, person.workspace, person.id, since)
    audited = outcomes.audited(connection, person.workspace, [each.id for each in asked])
    return advice_on(plan, person, samples_of(asked, audited))


def _first(counted: list[date], today: date) -> date:
    return min(counted, default=today)
