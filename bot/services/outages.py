"""The outage desk: it notices when the bot was away, and tells the admins."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Planned, Priority
from bot.domain.outages import silence
from bot.services.desk import Desk
from bot.store import deliveries, outages, people

if TYPE_CHECKING:
    from bot.domain.outages import Outage

KIND = "outage"


class Outages(Desk):
    """The outage desk."""

    def beat(self, workspace: str) -> Outage | None:
        """Say that the bot is at work; the outage that ends with it, if there was one."""
        now = self.now()
        with self.database.writing() as connection:
            before = outages.last_beat(connection, workspace)
            behind = before is not None and now <= before
            if behind or not outages.beat(connection, workspace, before, now):
                return None
            outage = silence(before, now)
            if outage is not None:
                outages.add(connection, workspace, outage)
                told = [each for each in people.active(connection, workspace) if each.admin]
                about = {"began": outage.began_at.isoformat(), "ended": outage.ended_at.isoformat()}
                planned = [
                    Planned(
                        workspace=workspace,
                        key=f"{KIND}:{admin.id}:{outage.began_at:%Y-%m-%dT%H:%M:%S}",
                        kind=KIND,
                        to=admin.id,
                        person=admin.id,
                        due_at=now,
                        useful_until=now + timedelta(days=2),
                        priority=Priority.DIGEST,
                        about=about,
                    )
                    for admin in told
                    if admin.in_slack
                ]
                deliveries.plan(connection, planned, now)
            return outage
