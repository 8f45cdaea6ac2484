"""The alert desk: what an admin must hear, because nobody else can mend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.deliveries import LONGEST_KEY, Planned, Priority
from bot.services.desk import Desk, in_slack
from bot.store import deliveries

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.deliveries import Claimed

KIND = "alert"


class Alerts(Desk):
    """The alert desk."""

    def undelivered(self, connection: Connection, failed: Claimed, reason: str) -> None:
        """Owe every admin the news that a message failed, in the transaction that records the failure.

        One a day for each reason; a failed alert causes no other.
        """
        if failed.kind == KIND:
            return
        now = self.now()
        alerts = [
            Planned(
                workspace=failed.workspace,
                key=f"{KIND}:{admin.id}:{local_day(now, admin.zone).isoformat()}:{reason}"[:LONGEST_KEY],
                kind=KIND,
                to=admin.id,
                person=admin.id,
                due_at=now,
                useful_until=now + timedelta(days=2),
                priority=Priority.DIGEST,
                about={"kind": failed.kind, "to": failed.to, "reason": reason[:200]},
            )
            for admin in in_slack(connection, failed.workspace)
            if admin.admin and admin.id != failed.to
        ]
        deliveries.plan(connection, alerts, now)
