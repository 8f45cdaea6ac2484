"""The plan desk: which plan is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from bot.services.desk import Desk
from bot.store import audit, plans, workspaces

if TYPE_CHECKING:
    from bot.domain.plan import Plan


class Plans(Desk):
    """The plan desk."""

    def version(self, workspace: str) -> int | None:
        """The version in force, or None before the first plan."""
        with self.database.reading() as connection:
            found = plans.current(connection, workspace)
        return None if found is None else found[0]

    def apply(self, workspace: str, plan: Plan, *, by: str, why: str = "") -> int:
        """Put a plan in force; its version. A plan equal to the one in force changes nothing."""
        now = self.now()
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            before = plans.current(connection, workspace)
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
            )
            return version
