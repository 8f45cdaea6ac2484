"""The people desk: who is on the team."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.services.desk import Desk
from bot.store import audit, people, workspaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import Person


class People(Desk):
    """The people desk."""

    def adopt(self, workspace: str, name: str) -> None:
        """Make the Slack team known, if it is not yet."""
        with self.database.writing() as connection:
            if workspaces.find(connection, workspace) is None:
                workspaces.add(connection, workspaces.Workspace(workspace, name), self.now())

    def enroll(self, team: Sequence[Person], *, by: str, why: str = "") -> int:
        """Put people on the team or change what is known of them; how many rows differed."""
        now = self.now()
        changed = 0
        with self.database.writing() as connection:
            for person in team:
                before = people.find(connection, person.workspace, person.id)
                if before == person:
                    continue
                people.save(connection, person, now)
                audit.write(
                    connection,
                    person.workspace,
                    entry=uuid4().hex,
                    at=now,
                    by=by,
                    what="person added" if before is None else "person changed",
                    subject=person.id,
                    why=why,
                    details={key: str(value) for key, value in asdict(person).items()},
                )
                changed += 1
        return changed
