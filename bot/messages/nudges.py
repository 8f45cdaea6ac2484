"""What a hint says when it is sent, and when it is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.services.nudges import NUDGE, REDRAWN
from bot.views import nudges as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed
    from bot.services.nudges import Nudges


class Desks(Protocol):
    """The desk that knows what to say."""

    nudges: Nudges


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted]]:
    """For each kind, what it says."""

    def draw(claimed: Claimed) -> Message | Unwanted:
        card = bot.nudges.card(claimed.workspace, claimed.to, str(claimed.about["nudge"]))
        return Unwanted("left the team, or nothing to say") if card is None else views.card(card)

    def send(claimed: Claimed) -> Message | Unwanted:
        card = bot.nudges.card(claimed.workspace, claimed.to, str(claimed.about["nudge"]))
        if card is None or card.overtaken:
            return Unwanted("left the team" if card is None else card.overtaken)
        return views.card(card)

    return {NUDGE: send, REDRAWN: draw}
