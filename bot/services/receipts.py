"""The receipt desk: what Slack told us, kept for as long as Slack may repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.desk import Desk
from bot.store import inbox

if TYPE_CHECKING:
    from datetime import timedelta


class Receipts(Desk):
    """The receipt desk."""

    def forget_older_than(self, age: timedelta) -> int:
        """Drop receipts older than `age`; how many went."""
        with self.database.writing() as connection:
            return inbox.forget_before(connection, self.now() - age)
