"""What a rep's look at the week says when it is sent, and when it is drawn again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Later, Message, Unwanted
from bot.services.retrospects import CARD, REDRAWN
from bot.views import retrospects as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed
    from bot.services.absences import Absences
    from bot.services.retrospects import Retrospects


class Desks(Protocol):
    """The desks that know what to say."""

    absences: Absences
    retrospects: Retrospects


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """For each kind, what it says."""

    def draw(claimed: Claimed) -> Message | Unwanted:
        week = date.fromisoformat(str(claimed.about["week"]))
        found = bot.retrospects.card(claimed.workspace, claimed.to, week)
        return Unwanted("left the team") if found is None else views.card(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        week = date.fromisoformat(str(claimed.about["week"]))
        found = bot.retrospects.card(claimed.workspace, claimed.to, week)
        if found is None or bot.absences.is_away(claimed.workspace, claimed.to):
            return Unwanted("left the team, or away")
        if found.waits is not None:
            return Later(found.waits)
        return views.card(found) if found.says_something else Unwanted("nothing was said of that week")

    return {CARD: ask, REDRAWN: draw}
