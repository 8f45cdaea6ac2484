"""Forget receipts that Slack can no longer repeat, and what people typed with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.services.receipts import Receipts

KEPT = timedelta(days=3)
"""Slack's last retry, with Delayed Events on, comes after a day."""


def tidy_inbox(receipts: Receipts) -> int:
    """Drop receipts and typed answers that are old enough; how many went."""
    return receipts.forget_older_than(KEPT)
