"""The receipt desk: what Slack and people told us, kept for as long as Slack may repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.desk import Desk
from bot.store import inbox, typed_answers

if TYPE_CHECKING:
    from datetime import timedelta


class Receipts(Desk):
    """The receipt desk."""

    def forget_older_than(self, age: timedelta) -> int:
        """Drop receipts and typed answers older than `age`; how many went."""
        before = self.now() - age
        with self.database.writing() as connection:
            return inbox.forget_before(connection, before) + typed_answers.forget_before(connection, before)
