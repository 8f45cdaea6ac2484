"""Whether a message is for now: not while its reader is away, and not at all once they have left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Later, Unwanted
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from bot.domain.deliveries import Claimed
    from bot.services.weeks import Weeks


def when_back(weeks: Weeks, claimed: Claimed) -> Unwanted | Later | None:
    """Later, for who is away; unwanted, for who has left; None for who is there."""
    try:
        back = weeks.back_at(claimed.workspace, claimed.to)
    except Refusal as refusal:
        return Unwanted(type(refusal).__name__)
    return None if back is None else Later(back)
