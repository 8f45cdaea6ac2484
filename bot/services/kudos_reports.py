"""The desk of reports: somebody thinks that kudos should not stand, and an admin looks at them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.domain.kudos import NoJudges, NoKudos, NotYoursToJudge, Status
from bot.services import kudos as thanks
from bot.services import kudos_messages as messages
from bot.services.desk import Desk, member, plan_in_force
from bot.store import audit, deliveries, inbox
from bot.store import kudos as store

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.kudos import Kudos, Shown

LONGEST_WHY = 500


class KudosReports(Desk):
    """The desk of reports."""

    def open_for(self, workspace: str, user: str, kudos: str) -> Shown:
        """Kudos that `user` is about to report; raises as `report` does."""
        with self.database.reading() as connection:
            member(connection, workspace, user)
            _reportable(connection, workspace, user, kudos)
            return thanks.shown(connection, workspace, kudos, self.now())

    def report(self, workspace: str, user: str, kudos: str, *, receipt: str, why: str) -> None:
        """Tell the admins, privately; the post stays until one of them removes it.

        Raises:
            NoKudos: once they do not stand, and for who cannot read them.
            NoJudges: where only their giver could look at it.
        """
        now = self.now()
        with self.database.writing() as connection:
            member(connection, workspace, user)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            asked = _reportable(connection, workspace, user, kudos)
            if store.report(connection, workspace, kudos, user, why.strip()[:LONGEST_WHY], now):
                owed = messages.reported(connection, workspace, kudos, asked, f"by-{user}", now)
                deliveries.plan(connection, list(owed), now)

    def remove(self, workspace: str, user: str, kudos: str, *, receipt: str) -> None:
        """Remove what was reported from everywhere it is read; the giver is told.

        Raises:
            NotYoursToJudge: for anybody but an admin, and of their own.
            NoKudos: once they do not stand.
        """
        now = self.now()
        with self.database.writing() as connection:
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            found = _judged(connection, workspace, user, kudos)
            thanks.end(connection, workspace, found, Status.REMOVED, user, now)
            deliveries.plan(connection, [messages.removed(workspace, found, now)], now)
            _note(connection, workspace, found, user, "kudos removed", receipt, now)

    def leave(self, workspace: str, user: str, kudos: str, *, receipt: str) -> None:
        """Leave what was reported as it is; raises as `remove` does."""
        now = self.now()
        with self.database.writing() as connection:
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            found = _judged(connection, workspace, user, kudos)
            store.leave_alone(connection, workspace, kudos)
            occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
            asked = thanks.judges(connection, workspace, found)
            owed = messages.judged(connection, workspace, kudos, asked, occasion, now)
            deliveries.plan(connection, list(owed), now)
            _note(connection, workspace, found, user, "kudos left alone", receipt, now)


def _note(
    connection: Connection,
    workspace: str,
    kudos: Kudos,
    by: str,
    what: str,
    receipt: str,
    now: datetime,
) -> None:
    """Write down in the trail what an admin did."""
    version, _ = plan_in_force(connection, workspace)
    audit.write(
        connection,
        workspace,
        entry=audit.entry_of(what, kudos.id, receipt),
        at=now,
        by=by,
        what=what,
        subject=kudos.giver,
        plan_version=version,
        details={"kudos": kudos.id},
    )


def _standing(connection: Connection, workspace: str, kudos: str) -> Kudos:
    found = store.find(connection, workspace, kudos)
    if found is None or not found.stands:
        raise NoKudos
    return found


def _reportable(connection: Connection, workspace: str, user: str, kudos: str) -> list[str]:
    """Who looks at it if `user` reports these kudos."""
    found = _standing(connection, workspace, kudos)
    if not found.is_read_by(user):
        raise NoKudos
    judges = thanks.judges(connection, workspace, found)
    if not judges:
        raise NoJudges
    return judges


def _judged(connection: Connection, workspace: str, user: str, kudos: str) -> Kudos:
    """Kudos that stand, and that `user` may look at."""
    member(connection, workspace, user)
    found = store.find(connection, workspace, kudos)
    if found is None or user not in thanks.judges(connection, workspace, found):
        raise NotYoursToJudge
    return _standing(connection, workspace, kudos)
