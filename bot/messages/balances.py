"""What the messages about balances say: the card about who is held back, and the map of a team."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.messages.waiting import when_back
from bot.services.balances import CARD, MAP, REDRAWN
from bot.views import balances as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Later
    from bot.services.balances import Balances
    from bot.services.weeks import Weeks


class Desks(Protocol):
    """The desks that know what to say."""

    balances: Balances
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """For each kind of delivery, what it says; composed from what is true when it is sent."""

    def redraw(claimed: Claimed) -> Message | Unwanted:
        week = date.fromisoformat(str(claimed.about["week"]))
        held = bot.balances.card(claimed.workspace, str(claimed.about["person"]), week)
        return Unwanted("left the team") if held is None else views.card(held)

    def tell(claimed: Claimed) -> Message | Unwanted | Later:
        week = date.fromisoformat(str(claimed.about["week"]))
        held = bot.balances.card(claimed.workspace, str(claimed.about["person"]), week)
        if held is None or held.moved or held.person.manager != claimed.to:
            return Unwanted("left, moved, or no longer theirs")
        return when_back(bot.weeks, claimed) or views.card(held)

    def show(claimed: Claimed) -> Message | Unwanted:
        team = bot.balances.map_of(claimed.workspace, claimed.to, str(claimed.about["manager"]))
        return Unwanted("no longer theirs to see") if team is None else views.team_map(team)

    return {CARD: tell, REDRAWN: redraw, MAP: show}
