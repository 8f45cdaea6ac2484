"""The people desk: who is on the team."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.people import is_zone
from bot.domain.refusals import UnknownZone
from bot.services.desk import Desk
from bot.store import audit, people, plans, workspaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import Person


class People(Desk):
    """The people desk."""

    def adopt(self, workspace: str, name: str) -> None:
        """Make the Slack team known, if it is not yet."""
        with self.database.writing() as connection:
            workspaces.add(connection, workspaces.Workspace(workspace, name), self.now())

    def enroll(self, team: Sequence[Person], *, by: str, why: str = "") -> int:
        """Put people on the team or change what is known of them; how many rows differed.

        Raises:
            UnknownZone: for a time zone that does not exist; nobody is enrolled then.
        """
        if any(not is_zone(person.timezone) for person in team):
            raise UnknownZone
        now = self.now()
        changed = 0
        with self.database.writing() as connection:
            for person in team:
                before = people.find(connection, person.workspace, person.id)
                if before == person:
                    continue
                people.save(connection, person, now)
                plan = plans.current(connection, person.workspace)
                audit.write(
                    connection,
                    person.workspace,
                    entry=uuid4().hex,
                    at=now,
                    by=by,
                    what="person added" if before is None else "person changed",
                    subject=person.id,
                    why=why,
                    plan_version=None if plan is None else plan[0],
                    details=_difference(before, person),
                )
                changed += 1
        return changed


def _difference(before: Person | None, after: Person) -> dict[str, list[str]]:
    """What changed: each field with its old and new value."""
    old = {} if before is None else asdict(before)
    return {
        name: [str(old.get(name, "")), str(value)]
        for name, value in asdict(after).items()
        if name != "added_at" and old.get(name) != value
    }
