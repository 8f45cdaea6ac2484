"""Warning of slips: one private line when something begins to slip, and no more while it lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Planned, Priority
from bot.domain.ladder import Proposal
from bot.domain.plan import Mode
from bot.domain.slips import REMEMBERED, slips_of, warned_before
from bot.services.desk import in_each
from bot.services.evidence import steps_after
from bot.services.step_holds import held
from bot.store import deliveries, evidence, plans, slips, steps, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
    from bot.domain.slips import Warned
    from bot.store.database import Database

WARNING = "slip-warning"

_LATELY = timedelta(days=21)
_USEFUL = timedelta(days=3)


def warn(database: Database, clock: Callable[[], datetime]) -> int:
    """Warn everybody whose conduct has begun to slip, in every workspace; how many that were."""
    with database.reading() as connection:
        live = {each: plan for each, plan in plans.in_force(connection) if plan.trust.mode is Mode.LIVE}
    return in_each(live, lambda each: _warn(database, each, live[each], clock()), "slips not warned of")


def warning_of(connection: Connection, workspace: str, person: str) -> Warned | None:
    """What slips with somebody as of their last folded day; None where nothing does, or in the shadow."""
    found = plans.current(connection, workspace)
    return None if found is None else warnings_of(connection, workspace, found[1], [person]).get(person)


def warnings_of(
    connection: Connection, workspace: str, plan: Plan, people: Collection[str]
) -> dict[str, Warned]:
    """The same of several people, by person, in a few statements; nobody with whom nothing slips."""
    if plan.trust.mode is Mode.SHADOW:
        return {}
    calls = steps.calls(connection, workspace, what=(Proposal.WARN, Proposal.DEMOTE))
    called = {each.person for each in calls} & set(people)
    if not called:
        return {}
    last = trust.latest(connection, workspace, called, plan.trust)
    moved = steps_after(connection, workspace, {who: each.day for who, each in last.items()})
    lately = evidence.since(connection, workspace, {who: each.day - _LATELY for who, each in last.items()})
    spared = held(connection, workspace, plan, [each for each in calls if each.person in called])
    found = {
        who: slips_of(each.end, plan.trust, lately.get(who, []), held=who in spared)
        for who, each in last.items()
        if who not in moved
    }
    return {who: each for who, each in found.items() if each is not None}


def _warn(database: Database, workspace: str, plan: Plan, now: datetime) -> int:
    with database.reading() as connection:
        owed = list(_owed(connection, workspace, plan, now))
    if not owed:
        return 0
    with database.writing() as connection:
        return deliveries.plan(connection, owed, now)


def _owed(connection: Connection, workspace: str, plan: Plan, now: datetime) -> Iterator[Planned]:
    called = steps.calls(connection, workspace, what=(Proposal.WARN, Proposal.DEMOTE))
    spared = held(connection, workspace, plan, called)
    called = [each for each in called if each.what is Proposal.WARN or each.person in spared]
    moved = steps_after(connection, workspace, {each.person: each.day for each in called})
    calls = [each for each in called if each.since < each.aday and each.person not in moved]
    past = slips.before(connection, workspace, {each.person: each.day for each in calls})
    given: dict[str, list[str]] = {}
    for each in calls:
        days = past.get(each.person, [])[:REMEMBERED]
        lasted = warned_before(each.dims, [proposed for _, proposed in days])
        if lasted < REMEMBERED or each.person in spared:
            keys = [_key(each.person, day) for day, _ in days[:lasted]]
            given[each.person] = [_key(each.person, each.day), *keys]
    missing = deliveries.missing_keys(connection, workspace, [key for keys in given.values() for key in keys])
    for person, keys in given.items():
        if missing.issuperset(keys):
            yield Planned(
                workspace=workspace,
                key=keys[0],
                kind=WARNING,
                to=person,
                person=person,
                due_at=now,
                useful_until=now + _USEFUL,
                priority=Priority.PROMPT,
            )


def _key(person: str, day: date) -> str:
    return f"{WARNING}:{person}:{day.isoformat()}"
