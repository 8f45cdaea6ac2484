"""The quiet desk: whether somebody wants to hear nothing at this hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.schedules import quiet_until
from bot.services.desk import Desk
from bot.store import people, plans

if TYPE_CHECKING:
    from datetime import datetime


class Quiet(Desk):
    """The quiet desk."""

    def until(self, workspace: str, user: str) -> datetime | None:
        """When the quiet hours end that this person is in, in UTC; None outside of them."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            found = plans.current(connection, workspace)
        if person is None or found is None:
            return None
        return quiet_until(self.now(), found[1].calendar.quiet, person.zone)
