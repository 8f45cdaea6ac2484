"""Steps down that wait: who was on trial until now has not been warned, and is to be first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ladder import Proposal
from bot.services.shadows import turned_at
from bot.store import trust

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from bot.domain.plan import Plan
    from bot.domain.steps import Call

WARNED_BEFORE = 5
"""Active days that somebody has, once trust is live, to make good what has slipped."""


def held(connection: Connection, workspace: str, plan: Plan, calls: Iterable[Call]) -> set[str]:
    """Those of whom a step down is called for, but not proposed before their days of grace are over."""
    down = [each for each in calls if each.what is Proposal.DEMOTE]
    since = turned_at(connection, workspace) if down else None
    if since is None:
        return set()
    found = set()
    for each in down:
        last = trust.before(connection, workspace, each.person, since.date(), plan.trust)
        if each.aday - (0 if last is None else last.end.aday) < WARNED_BEFORE:
            found.add(each.person)
    return found
