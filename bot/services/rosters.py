"""The roster desk: the whole team from a file, and the people whose Slack id comes to light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.people import unmatched
from bot.domain.roster_verdicts import Outcome, judge
from bot.domain.rosters import read_roster
from bot.services.desk import Desk
from bot.services.people import record
from bot.store import audit, people, plans, workspaces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.roster_verdicts import Verdict


@dataclass(frozen=True)
class Report:
    """What became of a file: a verdict for each line, in order."""

    verdicts: tuple[Verdict, ...]

    def count(self, outcome: Outcome) -> int:
        """How many lines had this outcome."""
        return sum(each.outcome is outcome for each in self.verdicts)


class Rosters(Desk):
    """The roster desk."""

    def import_(
        self, workspace: str, content: bytes, *, by: str, why: str = "", dry_run: bool = False
    ) -> Report:
        """Put the people of a CSV file on the team, or change what is known of them.

        What is sound is written though other lines are refused; with `dry_run`, nothing is.

        Raises:
            TableError: when the file cannot be read as a team; nothing is written then.
        """
        rows = read_roster(content)
        now = self.now()
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            known = people.everyone(connection, workspace)
            found = plans.current(connection, workspace)
            verdicts = judge(workspace, rows, known, None if found is None else found[1], now.date())
            if not dry_run:
                for each in verdicts:
                    if each.renames is not None and each.outcome is not Outcome.REFUSED:
                        _rename(connection, workspace, each.renames, each.id, by=by, now=now)
                before = {each.id: each for each in people.everyone(connection, workspace)}
                changes = [
                    (before.get(each.id), each.person)
                    for each in verdicts
                    if each.person is not None and before.get(each.id) != each.person
                ]
                record(connection, workspace, changes, by=by, why=why, now=now)
        return Report(tuple(verdicts))

    def waiting(self, workspace: str) -> list[str]:
        """The e-mail addresses of the people on the team whose Slack id is not known."""
        with self.database.reading() as connection:
            team = people.active(connection, workspace)
        return [each.email for each in team if not each.in_slack and each.email is not None]

    def match(self, workspace: str, found: Mapping[str, str], *, by: str) -> list[str]:
        """Give people known by e-mail the Slack ids that were found; the addresses that were matched.

        An id that somebody on the team has already is left alone.
        """
        now = self.now()
        matched = []
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            known = {each.id for each in people.everyone(connection, workspace)}
            for email, slack_id in sorted(found.items()):
                before = unmatched(email)
                if before in known and slack_id not in known:
                    _rename(connection, workspace, before, slack_id, by=by, now=now)
                    known = (known - {before}) | {slack_id}
                    matched.append(email)
        return matched


def _rename(
    connection: Connection, workspace: str, before: str, slack_id: str, *, by: str, now: datetime
) -> None:
    people.rename(connection, workspace, before, slack_id)
    audit.write(
        connection,
        workspace,
        entry=uuid4().hex,
        at=now,
        by=by,
        what="person matched",
        subject=slack_id,
        why="the same e-mail address in Slack",
        details={"id": [before, slack_id]},
    )
