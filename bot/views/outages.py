"""What an admin hears after the bot was away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views.blocks import section
from bot.views.text import hour, long_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.domain.deliveries import Claimed


def card(claimed: Claimed, zone: ZoneInfo) -> Message:
    """From when to when the bot was away, and what that means for the team."""
    began, ended = (
        datetime.fromisoformat(str(claimed.about[end])).astimezone(zone) for end in ("began", "ended")
    )
    span = f"from {long_day(began)}, {hour(began)} to {long_day(ended)}, {hour(ended)}"
    return Message(
        text=f"I was out of service {span}.",
        blocks=(
            section(
                f"*I was out of service {span}.*\nWhat was no longer of use has not been sent. "
                "Days that could not be answered meanwhile are excused: nobody is marked down for them."
            ),
        ),
    )
