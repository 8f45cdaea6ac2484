"""Writing down what becomes of a step: its row, its audit entry, and its card drawn again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import local_day
from bot.domain.ledger import Step as Way
from bot.domain.people import Rank
from bot.domain.steps import Move, Origin, Status, Step, by_hand
from bot.services import step_messages
from bot.store import audit, deliveries, steps

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan

CLOCK = "the clock"


def write_opened(connection: Connection, step: Step, now: datetime) -> None:
    """Write down a step that is proposed, with the card to the manager."""
    steps.add(connection, step)
    write_entry(connection, step, CLOCK, now)
    deliveries.plan(connection, [step_messages.card(step, step.asked, now)], now)


def write_moved(connection: Connection, before: Step, after: Step, now: datetime) -> None:
    """Write down what became of an open step, and draw its card again; raises Busy if another came first."""
    steps.move(connection, before, after)
    write_entry(connection, after, after.settled_by or CLOCK, now)
    deliveries.plan(connection, [step_messages.redrawn(after, before.asked, now)], now)


def redraw(connection: Connection, workspace: str, person: str, occasion: str, now: datetime) -> None:
    """Draw the card of somebody's open step again, as what is known of them has changed."""
    for step in steps.open_ones(connection, workspace, [person]):
        again = step_messages.redrawn(step, step.asked, now)
        deliveries.plan(connection, [replace(again, key=f"{again.key}:{occasion}")], now)


def write_entry(connection: Connection, step: Step, by: str, now: datetime) -> None:
    """Write a step into the audit trail as it stands."""
    opened = "step passed on" if step.revision else "step proposed"
    what = opened if step.status is Status.OPEN else f"step {step.status.value}"
    audit.write(
        connection,
        step.workspace,
        entry=audit.entry_of("step", step.id, str(step.revision)),
        at=now,
        by=by,
        what=what,
        subject=step.person,
        why=step.reason,
        plan_version=step.plan_version,
        details={
            "step": step.id,
            "leads": step.what.value,
            "origin": step.origin.value,
            "levels": [step.from_level, step.to_level],
            "asked": step.asked,
            **({"earns_back": step.earns_back} if step.earns_back else {}),
        },
    )


def overtake(
    connection: Connection, workspace: str, people: Collection[str], version: int, now: datetime
) -> None:
    """Close the open steps of people whose level was changed by something else."""
    for step in steps.open_ones(connection, workspace, people) if people else ():
        over = step.settle(Move.OVERTAKE, now, by=None, aday=step.aday, version=version)
        write_moved(connection, step, over, now)


def write_elsewhere(
    connection: Connection,
    version: int,
    plan: Plan,
    before: Person,
    after: Person,
    *,
    by: str,
    why: str,
    now: datetime,
) -> None:
    """Tell a rep that their level was changed elsewhere than at the step desk, such as in a file."""
    if not after.active or {before.rank, after.rank} != {Rank.REP} or plan.level(after.level) is None:
        return
    way = by_hand(plan, before, after.level)
    step = Step(
        id=uuid4().hex,
        workspace=after.workspace,
        person=after.id,
        what=way,
        origin=Origin.BY_HAND,
        from_level=before.level,
        to_level=after.level,
        day=local_day(now, after.zone),
        aday=0,
        evidence=None,
        opened_at=now,
        plan_version=version,
        status=Status.GRANTED if way is Way.PROMOTE else Status.STEPPED_BACK,
        settled_at=now,
        settled_by=by,
        settled_aday=0,
        reason=why.strip(),
    )
    steps.add(connection, step)
    deliveries.plan(connection, [step_messages.told(step, now)], now)
