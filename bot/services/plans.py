"""The plan desk: which plan is in force, and which were."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.people import Rank
from bot.domain.plan import Plan, PlanError
from bot.services import request_messages
from bot.services.desk import Desk
from bot.services.evidence import reconcile
from bot.store import audit, deliveries, people, plans, requests, workspaces

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.store.plans import Applied


class Plans(Desk):
    """The plan desk."""

    def version(self, workspace: str) -> int | None:
        """The version in force, or None before the first plan."""
        found = self.current(workspace)
        return None if found is None else found[0]

    def current(self, workspace: str) -> tuple[int, Plan] | None:
        """The version in force and its plan, or None before the first plan."""
        with self.database.reading() as connection:
            return plans.current(connection, workspace)

    def find(self, workspace: str, version: int) -> Plan | None:
        """The plan of one version, or None where there is no such version."""
        with self.database.reading() as connection:
            return plans.find(connection, workspace, version)

    def history(self, workspace: str) -> list[Applied]:
        """Every version with when it came into force and by whom, oldest first."""
        with self.database.reading() as connection:
            return plans.history(connection, workspace)

    def apply(self, workspace: str, plan: Plan, *, by: str, why: str = "") -> int:
        """Put a plan in force; its version. A plan equal to the one in force changes nothing."""
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            return put_in_force(connection, workspace, plan, by=by, why=why, now=self.now())


def put_in_force(
    connection: Connection, workspace: str, plan: Plan, *, by: str, why: str, now: datetime
) -> int:
    """The same within a transaction, whose workspace is held."""
    before = _readable(connection, workspace)
    if before is not None and before[1] == plan:
        return before[0]
    version = plans.add(connection, workspace, plan, by, now)
    audit.write(
        connection,
        workspace,
        entry=uuid4().hex,
        at=now,
        by=by,
        what="plan applied",
        subject=f"version {version}",
        why=why,
        plan_version=version,
        details={"changed": _changed(None if before is None else before[1], plan)},
    )
    if before is not None:
        deliveries.plan(connection, _drawn_again(connection, workspace, before, now), now)
    if before is not None and before[1].levels != plan.levels:
        _reconcile(connection, workspace, plan, version, now)
    return version


def _drawn_again(
    connection: Connection, workspace: str, before: tuple[int, Plan], now: datetime
) -> list[Planned]:
    """The cards of what still waits under the plan that was in force, which say so from now on."""
    version, plan = before
    return [
        card
        for each in requests.open_ones(connection, workspace)
        if each.plan_version == version
        for card in request_messages.drawn_again(each, plan, now, f"beyond-plan-{version}")
    ]


def _reconcile(connection: Connection, workspace: str, plan: Plan, version: int, now: datetime) -> None:
    """Let every rep's ledger say which rung of the new ladder their level is."""
    ids = [each.id for each in people.everyone(connection, workspace) if each.rank is Rank.REP]
    people.hold(connection, workspace, ids)
    team = list(people.some(connection, workspace, ids).values())
    for start in range(0, len(team), people.BATCH):
        reconcile(connection, plan, version, team[start : start + people.BATCH], now)


def _readable(connection: Connection, workspace: str) -> tuple[int, Plan] | None:
    """The plan in force; None also for one that this version cannot read, which another then replaces."""
    try:
        return plans.current(connection, workspace)
    except PlanError:
        return None


def _changed(before: Plan | None, after: Plan) -> list[str]:
    """The parts of the plan that are not what they were."""
    return [
        name for name in Plan.model_fields if before is None or getattr(before, name) != getattr(after, name)
    ]
