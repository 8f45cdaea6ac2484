"""A team's reading for one week, gathered: what everybody carries, may decide, and had decided."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.authority import limit_of, own_authority
from bot.domain.balance import Carried, balances
from bot.domain.balances import (
    A_WEEK,
    WINDOW,
    Reading,
    TeamBalance,
    concession_of,
    facts_of,
    just_stepped_up,
    last_week,
    loads,
    price_of,
)
from bot.domain.calendar import ONE_DAY, moment
from bot.domain.ledger import Dim
from bot.domain.people import Rank
from bot.domain.trust import State, read
from bot.services.desk import placed, schedules_for
from bot.store import balances as store
from bot.store import outcomes, people, requests, trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.balance import Concession
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.requests import Request
    from bot.domain.schedules import Schedule
    from bot.store.trust import DatedDay

RECENT = timedelta(days=21)
"""A reading from longer ago says nothing of today."""

_LOOK_BACK = timedelta(days=400)
"""Far enough for 60 active days, whatever leave there was."""

_ASKED_BEFORE = timedelta(days=60)
"""How long before the window something may have been asked that was settled within it."""


def owing(connection: Connection, workspace: str, plan: Plan, now: datetime) -> Iterator[tuple[str, date]]:
    """The managers whose teams are to be read, each with the week: the last that is over, or the one before.

    The one before is read only where nobody did in time, so that two weeks running are known. A team waits
    until everybody's trust is folded as far as the week's end: a reading is of all that happened in it.
    """
    everyone = placed(people.active(connection, workspace))
    known = {each.id: each for each in everyone}
    teams: dict[str, list[Person]] = {}
    for each in everyone:
        if each.rank is Rank.REP and each.manager is not None and each.manager in known:
            teams.setdefault(each.manager, []).append(each)
    if not teams:
        return
    weeks = {
        manager: last_week(plan.calendar, [known[manager].zone, *(each.zone for each in team)], now)
        for manager, team in teams.items()
    }
    done = store.read_in(connection, workspace, min(weeks.values()) - A_WEEK, max(weeks.values()))
    unread = {
        manager: [
            week
            for week in (weeks[manager] - A_WEEK, weeks[manager])
            if any((each.id, week) not in done for each in begun_by(team, week))
        ]
        for manager, team in teams.items()
    }
    waiting = [each.id for manager, team in teams.items() if unread[manager] for each in team]
    looks = store.trust_due(connection, workspace, waiting)
    for manager, owed in unread.items():
        for week in owed:
            if all(_is_folded(each, week, looks, now) for each in begun_by(teams[manager], week)):
                yield manager, week


def _is_folded(person: Person, week: date, looks: Mapping[str, datetime | None], now: datetime) -> bool:
    """Whether somebody's trust says all it will of a week, given when everybody's is looked at next."""
    if person.id not in looks:
        return False
    look = looks[person.id]
    later = moment(week + A_WEEK + ONE_DAY, time(0), person.zone)  # when the first day after it can be folded
    return look is None or (look > now and look >= later)


def begun_by(team: Sequence[Person], week: date) -> list[Person]:
    """Those whose balance is read: reps who had begun by the end of the week."""
    return [each for each in team if each.rank is Rank.REP and each.first_day < week + A_WEEK]


def readings(
    connection: Connection, plan: Plan, manager: str, team: Sequence[Person], week: date, now: datetime
) -> list[Reading]:
    """Everybody's reading for one week, each with how long it has been so."""
    if not team:
        return []
    last = week + A_WEEK - ONE_DAY
    workspace, ids = team[0].workspace, [each.id for each in team]
    days = {who: trust.before(connection, workspace, who, last + ONE_DAY, plan.trust) for who in ids}
    carried = _carried(connection, plan, team, days, last, now)
    found = balances(carried)
    before = store.of_week(connection, workspace, ids, week - A_WEEK)
    return [
        Reading(person.id, week, manager, found[own.name], facts_of(own, carried, person.level)).after(
            before.get(person.id), stepped_up=_stepped_up(days[person.id])
        )
        for person, own in zip(team, carried, strict=True)
    ]


def latest_of(connection: Connection, manager: Person, now: datetime) -> TeamBalance | None:
    """The latest readings of everybody who answers to `manager` now; None where there are none."""
    team = people.reports_of(connection, manager.workspace, manager.id)
    found = store.latest(connection, manager.workspace, [each.id for each in team], now.date() - RECENT)
    if not found:
        return None
    week = max(each.week for each in found.values())
    shown = tuple((each, found[each.id]) for each in team if each.id in found and found[each.id].week == week)
    return TeamBalance(manager, week, shown)


def _stepped_up(day: DatedDay | None) -> bool:
    return day is not None and just_stepped_up(day.end.standing, day.end.aday)


def _carried(
    connection: Connection,
    plan: Plan,
    team: Sequence[Person],
    days: Mapping[str, DatedDay | None],
    last: date,
    now: datetime,
) -> list[Carried]:
    """What everybody carries as of the end of `last`; under the names of the ids."""
    power, load = price_of(plan), loads(plan, team, last)
    said = _concessions(connection, plan, team, last, now)
    found = []
    for person in team:
        day = days[person.id]
        dims = (read(State(), plan.trust, 0) if day is None else day.end.reading).dims
        limit = Decimal(0) if power is None else limit_of(own_authority(plan, person), power)
        own = tuple(said.get(person.id, ()))
        found.append(Carried(person.id, load[person.id], dims[Dim.R], dims[Dim.A], limit, own))
    return found


def _concessions(
    connection: Connection, plan: Plan, team: Sequence[Person], last: date, now: datetime
) -> dict[str, list[Concession]]:
    """What was settled of each person's requests in their last 60 active days up to `last`."""
    power = price_of(plan)
    if power is None:
        return {}
    workspace, ids = team[0].workspace, [each.id for each in team]
    first = store.windows(connection, workspace, ids, last, WINDOW, last - _LOOK_BACK)
    began = {each.id: moment(first.get(each.id, each.first_day), time(0), each.zone) for each in team}
    ended = {each.id: moment(last + ONE_DAY, time(0), each.zone) for each in team}
    asked = [
        each
        for each in requests.of_people(connection, workspace, ids, min(began.values()) - _ASKED_BEFORE)
        if each.case.power == power.key
        and each.settled is not None
        and began[each.requester] <= each.settled.at < ended[each.requester]
    ]
    told = outcomes.told(connection, workspace, [each.id for each in asked])
    hours = _hours(connection, plan, workspace, asked, now)
    zones = {each.id: each.zone for each in team}
    found: dict[str, list[Concession]] = {}
    for each in asked:
        whose = hours.get(each.seats[0].person) if each.seats else None
        one = concession_of(each, zones[each.requester], whose, told.get(each.id, ()))
        if one is not None:
            found.setdefault(each.requester, []).append(one)
    return found


def _hours(
    connection: Connection, plan: Plan, workspace: str, asked: Sequence[Request], now: datetime
) -> dict[str, Schedule]:
    """The working hours of everybody whom one of these reached first."""
    ids = sorted({each.seats[0].person for each in asked if each.seats})
    reached = people.some(connection, workspace, ids)
    return schedules_for(connection, plan, list(reached.values()), now, _LOOK_BACK)
