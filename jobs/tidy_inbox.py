"""Forget receipts that Slack can no longer repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import inbox

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

KEPT = timedelta(days=3)
"""Slack's last retry, with Delayed Events on, comes after a day."""


def tidy_inbox(database: Database, now: datetime) -> int:
    """Drop receipts that are old enough; how many went."""
    with database.writing() as connection:
        return inbox.forget_before(connection, now - KEPT)
