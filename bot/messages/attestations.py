"""What the month's card says when it is sent, and when it is drawn again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.messages.waiting import when_back
from bot.services.attestations import CARD, REDRAWN
from bot.views import attestations as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Later
    from bot.services.attestations import Attestations
    from bot.services.weeks import Weeks


class Desks(Protocol):
    """The desks that know what to say."""

    attestations: Attestations
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """For each kind, what it says."""

    def draw(claimed: Claimed) -> Message | Unwanted:
        month, page = date.fromisoformat(str(claimed.about["month"])), int(claimed.about["page"])
        card = bot.attestations.card(claimed.workspace, claimed.to, month)
        return Unwanted("left the team") if card is None else views.card(card, page)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        month, page = date.fromisoformat(str(claimed.about["month"])), int(claimed.about["page"])
        card = bot.attestations.card(claimed.workspace, claimed.to, month)
        if card is None or card.closed or not card.page(page):
            return Unwanted("nobody to ask about")
        return when_back(bot.weeks, claimed) or views.card(card, page)

    return {CARD: ask, REDRAWN: draw}
