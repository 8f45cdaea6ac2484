"""The alert desk: what an admin must hear, because nobody else can mend it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Planned, Priority
from bot.services.desk import Desk
from bot.store import deliveries, people

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.deliveries import Claimed

KIND = "alert"


class Alerts(Desk):
    """The alert desk."""

    def undelivered(self, connection: Connection, failed: Claimed, reason: str) -> None:
        """Owe every admin the news that a message failed, in the transaction that records the failure.

        A failed alert causes no other.
        """
        if failed.kind == KIND:
            return
        now = self.now()
        admins = [each for each in people.active(connection, failed.workspace) if each.admin]
        alerts = [
            Planned(
                workspace=failed.workspace,
                key=f"{KIND}:{admin.id}:{failed.delivery_id}",
                kind=KIND,
                to=admin.id,
                person=admin.id,
                due_at=now,
                useful_until=now + timedelta(days=2),
                priority=Priority.DIGEST,
                about={"kind": failed.kind, "to": failed.to, "reason": reason[:200]},
            )
            for admin in admins
            if admin.id != failed.to
        ]
        deliveries.plan(connection, alerts, now)
