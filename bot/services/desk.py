"""What every desk begins with: who is asking, and under which plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.domain.calendar import local_day
from bot.domain.home import NotForYou
from bot.domain.refusals import NoPlan, Stranger
from bot.domain.schedules import schedule_of
from bot.store import absences, people, plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.store.database import Database


log = structlog.get_logger("latitude.services")

LOOK_BACK = timedelta(days=70)
"""How far back absences matter for what is shown and asked."""


def in_slack(connection: Connection, workspace: str) -> list[Person]:
    """Everyone on the team of whom Slack has told the id, and whose hours are known, by name."""
    return placed(each for each in people.active(connection, workspace) if each.in_slack)


def placed(team: Iterable[Person]) -> list[Person]:
    """Those whose time zone is known here; the others are logged, and keep nobody else from being asked."""
    known: list[Person] = []
    for person in team:
        try:
            _zone(person.timezone)
        except (KeyError, ValueError, OSError):  # zoneinfo's own not-found error is a KeyError
            log.warning("unknown time zone", workspace=person.workspace, person=person.id)
        else:
            known.append(person)
    return known


@cache
def _zone(name: str) -> ZoneInfo:
    """The zone, held on to: zoneinfo itself remembers eight, and reads the others from a file each time."""
    return ZoneInfo(name)


@dataclass(frozen=True)
class Desk:
    """One feature's transactions.

    Args:
        database: Where they happen.
        now: The clock; an aware time.
        addressees: Who is written to in a workspace without having asked.
    """

    database: Database
    now: Callable[[], datetime]
    addressees: Callable[[Connection, str], list[Person]] = in_slack


def member(connection: Connection, workspace: str, user: str, *, alone: bool = False) -> Person:
    """The active person who acts; raises Stranger for anyone else.

    With `alone`, whatever else the same person does at this moment waits for this transaction's end.
    """
    person = people.find(connection, workspace, user, alone=alone)
    if person is None or not person.active:
        raise Stranger
    return person


def seen_by(connection: Connection, viewer: Person, whose: str) -> Person:
    """The person `whose`, if `viewer` is that person or a manager above them; raises NotForYou."""
    person = people.find(connection, viewer.workspace, whose)
    above, seen = person, set[str]()
    while above is not None and above.id != viewer.id and above.id not in seen:
        seen.add(above.id)
        above = None if above.manager is None else people.find(connection, above.workspace, above.manager)
    if person is None or above is None or above.id != viewer.id:
        raise NotForYou
    return person


def in_each(workspaces: Iterable[str], work: Callable[[str], int], failed: str) -> int:
    """The sum of some work in each workspace; where it fails, that is logged and the others go on."""
    done = 0
    for workspace in workspaces:
        try:
            done += work(workspace)
        except Exception:
            log.exception(failed, workspace=workspace)
    return done


def plan_in_force(connection: Connection, workspace: str) -> tuple[int, Plan]:
    """The plan's version and the plan; raises NoPlan where there is none."""
    found = plans.current(connection, workspace)
    if found is None:
        raise NoPlan
    return found


def schedule_for(
    connection: Connection, plan: Plan, person: Person, now: datetime, look_back: timedelta = LOOK_BACK
) -> Schedule:
    """When `person` works and is asked, with the absences since `look_back` ago and all to come."""
    return schedules_for(connection, plan, [person], now, look_back)[person.id]


def schedules_for(
    connection: Connection,
    plan: Plan,
    team: Sequence[Person],
    now: datetime,
    look_back: timedelta = LOOK_BACK,
) -> dict[str, Schedule]:
    """The same for several people of one workspace, by id."""
    if not team:
        return {}
    since = local_day(now, team[0].zone) - look_back
    away = absences.of(connection, team[0].workspace, [each.id for each in team], since)
    return {
        each.id: schedule_of(each, plan, [(one.first, one.last) for one in away.get(each.id, [])])
        for each in team
    }
