"""The workspace desk: which Slack team a command means, and which one the bot finds itself in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.refusals import UnclearWorkspace
from bot.services.desk import Desk
from bot.store import workspaces

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOCAL = "local"
"""The workspace that commands make before Slack has told its name."""


class Workspaces(Desk):
    """The workspace desk."""

    def resolve(self, name: str | None) -> str:
        """The workspace a command means: the named one, or the only one. An empty database gets it.

        Raises:
            UnclearWorkspace: when there are several and none is named, or none of that name.
        """
        return self.find(name) or self._make(name or LOCAL)

    def find(self, name: str | None) -> str | None:
        """The same, but an empty database stays empty, and has none."""
        with self.database.reading() as connection:
            known = [each.id for each in workspaces.all_of_them(connection)]
        if not known or name in known:
            return name if known else None
        if name is None and len(known) == 1:
            return known[0]
        raise UnclearWorkspace(tuple(known))

    def adopt(self, workspace: str, name: str, address: str = "") -> None:
        """Make the Slack team known; what commands prepared for a team not yet met becomes its own."""
        now = self.now()
        with self.database.writing() as connection:
            prepared = None if workspaces.find(connection, workspace) else _prepared(connection)
            workspaces.add(connection, workspaces.Workspace(workspace, name), now)
            workspaces.introduce(connection, workspace, name, now, address)
            if prepared is not None:
                workspaces.rename(connection, prepared, workspace)

    def _make(self, workspace: str) -> str:
        if not workspace.strip() or len(workspace) > workspaces.LONGEST_ID:
            raise UnclearWorkspace(())
        with self.database.writing() as connection:
            workspaces.add(connection, workspaces.Workspace(workspace, workspace), self.now())
        return workspace


def _prepared(connection: Connection) -> str | None:
    """The one workspace that no Slack team has claimed, if there is just one."""
    waiting = workspaces.not_introduced(connection)
    return waiting[0] if len(waiting) == 1 else None
