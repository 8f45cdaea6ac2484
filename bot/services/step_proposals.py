"""Proposing steps: what the last folded days call for, opened once, and taken back by the facts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.authority import APPROVER_RANKS
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.step_evidence import evidence_of
from bot.domain.steps import AGAIN_AFTER, Move, Origin, Step
from bot.services import step_messages
from bot.services.desk import in_each
from bot.services.evidence import steps_after
from bot.services.request_routes import chain_of
from bot.services.step_holds import held
from bot.services.step_trail import write_moved, write_opened
from bot.store import deliveries, people, plans, steps, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.ledger import Step as Way
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.steps import Call
    from bot.store.database import Database


def propose(database: Database, clock: Callable[[], datetime]) -> int:
    """Look at everybody, in every workspace, and change what has to be; how many steps that concerned."""
    with database.reading() as connection:
        workspaces = [each for each, _ in plans.in_force(connection)]
    return in_each(workspaces, lambda each: _propose(database, clock, each), "steps not looked at")


def _propose(database: Database, clock: Callable[[], datetime], workspace: str) -> int:
    with database.reading() as connection:
        concerned = _concerned(connection, workspace)
    changed = 0
    for person in concerned:
        with database.writing() as connection:
            changed += _look(connection, workspace, person, clock())
    return changed


def leaders_of(connection: Connection, person: Person) -> list[Person]:
    """Who may move somebody, the nearest first: the managers above them."""
    return [each for each in chain_of(connection, person) if each.rank in APPROVER_RANKS]


def _concerned(connection: Connection, workspace: str) -> list[str]:
    """Whose step has to be opened, taken back or passed on; nothing is written, so an idle look is cheap."""
    found = plans.current(connection, workspace)
    assert found is not None  # noqa: S101 - the workspace was listed because its plan is in force
    plan = found[1]
    calls = {each.person: each for each in steps.calls(connection, workspace)}
    waiting = {each.person: each for each in steps.open_ones(connection, workspace)}
    put_off = steps.put_off(connection, workspace, list(calls))
    fresh = {
        each.person: each
        for each in calls.values()
        if each.person not in waiting and _opens(plan, each, put_off) and each.manager is not None
    }
    spared = held(connection, workspace, plan, fresh.values())
    team = people.some(connection, workspace, [*waiting])
    stale = [who for who, step in waiting.items() if _next(connection, plan, step, team[who], calls.get(who))]
    return sorted([*(fresh.keys() - spared), *stale])


def _look(connection: Connection, workspace: str, who: str, now: datetime) -> int:
    """Open, take back or pass on somebody's step, as it stands once nobody else can change it."""
    person = people.find(connection, workspace, who, alone=True)
    found = plans.current(connection, workspace)
    assert person is not None  # noqa: S101 - people are never removed
    assert found is not None  # noqa: S101 - nor are plans
    version, plan = found
    call = next(iter(steps.calls(connection, workspace, who)), None)
    waiting = next(iter(steps.open_ones(connection, workspace, [who])), None)
    if waiting is None:
        return 0 if call is None else _open(connection, plan, version, person, call, now)
    move = _next(connection, plan, waiting, person, call)
    if isinstance(move, Move):
        last = waiting.aday if call is None else call.aday
        after = waiting.settle(move, now, by=None, aday=last, version=waiting.plan_version)
        write_moved(connection, waiting, after, now)
    elif move is not None:
        after = waiting.passed_on(move.id)
        write_moved(connection, waiting, after, now)
        owed = [step_messages.card(after, move.id, now)]
        if deliveries.posted(connection, workspace, [owed[0].key]):
            owed = [step_messages.redrawn(after, move.id, now)]
        deliveries.plan(connection, owed, now)
    return 0 if move is None else 1


def _next(
    connection: Connection, plan: Plan, step: Step, person: Person, call: Call | None
) -> Move | Person | None:
    """What has to become of an open step without anybody's doing: an end, another manager, or nothing."""
    if plan.trust.mode is Mode.SHADOW or not person.active or person.rank is not Rank.REP:
        return Move.OVERTAKE
    if call is None or not call.carries(step, plan):
        return Move.WITHDRAW
    nearest = next(iter(leaders_of(connection, person)), None)
    return nearest if nearest is not None and nearest.id != step.asked else None


def _opens(plan: Plan, call: Call, put_off: Mapping[tuple[str, Way], int]) -> bool:
    """Whether a call makes a step, as far as anybody can see who does not read the ledger."""
    if plan.trust.mode is Mode.SHADOW or call.levels(plan) is None:
        return False
    before = put_off.get((call.person, call.way))
    return before is None or call.aday - before >= AGAIN_AFTER


def _open(connection: Connection, plan: Plan, version: int, person: Person, call: Call, now: datetime) -> int:
    """Open the step that a call makes, with whoever leads the rep; how many that were."""
    leaders = leaders_of(connection, person)
    put_off = steps.put_off(connection, person.workspace, [person.id])
    levels = call.levels(plan)
    if levels is None or not leaders or not _opens(plan, call, put_off):
        return 0
    moved = steps_after(connection, person.workspace, {person.id: call.day})
    if moved or held(connection, person.workspace, plan, [call]):
        return 0
    end = trust.latest(connection, person.workspace, [person.id], plan.trust)[person.id].end
    names = f"{person.workspace}:{person.id}:{call.way.value}:{call.day.isoformat()}:{now.isoformat()}"
    step = Step(
        id=hashlib.sha256(names.encode()).hexdigest()[:32],
        workspace=person.workspace,
        person=person.id,
        what=call.way,
        origin=Origin.PROPOSED,
        from_level=levels[0],
        to_level=levels[1],
        day=call.day,
        aday=call.aday,
        evidence=evidence_of(end, plan.trust, call.way),
        opened_at=now,
        plan_version=version,
        asked=leaders[0].id,
    )
    write_opened(connection, step, now)
    return 1
