"""What every desk begins with: who is asking, and under which plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.refusals import NoPlan, Stranger
from bot.store import people, plans

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.store.database import Database


@dataclass(frozen=True)
class Desk:
    """One feature's transactions.

    Args:
        database: Where they happen.
        now: The clock; an aware time.
    """

    database: Database
    now: Callable[[], datetime]


def member(connection: Connection, workspace: str, user: str, *, alone: bool = False) -> Person:
    """The active person who acts; raises Stranger for anyone else.

    With `alone`, whatever else the same person does at this moment waits for this transaction's end.
    """
    person = people.find(connection, workspace, user, alone=alone)
    if person is None or not person.active:
        raise Stranger
    return person


def plan_in_force(connection: Connection, workspace: str) -> tuple[int, Plan]:
    """The plan's version and the plan; raises NoPlan where there is none."""
    found = plans.current(connection, workspace)
    if found is None:
        raise NoPlan
    return found
