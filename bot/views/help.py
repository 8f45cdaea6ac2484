"""`/latitude`: what a person can do here, and nothing they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views.blocks import context, section

if TYPE_CHECKING:
    from bot.domain.home import Home


def card(home: Home) -> Message:
    """What this person can do."""
    lines = []
    if home.own is not None:
        lines.append("`/checkin` · say how your day went, or mend what you said")
    lines.append("*Home tab* · your day and week" if home.own is not None else "*Home tab* · your team's day")
    if home.team is not None:
        lines.append("*Every morning* · I tell you who has checked in, and what is in their way")
    return Message(
        text="What you can do with Latitude",
        blocks=(
            section("*What you can do here*\n" + "\n".join(lines)),
            context("`/latitude` shows this again."),
        ),
    )
