"""What is said of numbers that differ: the question which is right, drawn again too, and which one counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.messages.waiting import when_back
from bot.services.import_messages import NOTE, QUESTION, REDRAWN
from bot.views import imports as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Later
    from bot.services.imports import Imports
    from bot.services.weeks import Weeks


class Desks(Protocol):
    """The desks that know what to say."""

    imports: Imports
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """For each kind, what it says."""

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found = bot.imports.questions(claimed.workspace, claimed.to)
        if not found:
            return Unwanted("settled, or left the team")
        return when_back(bot.weeks, claimed) or views.card(found)

    def redraw(claimed: Claimed) -> Message | Unwanted:
        found = bot.imports.questions(claimed.workspace, claimed.to)
        return Unwanted("left the team") if found is None else views.card(found)

    def note(claimed: Claimed) -> Message | Unwanted | Later:
        since = datetime.fromisoformat(str(claimed.about["since"]))
        found = bot.imports.overruled(claimed.workspace, claimed.to, since)
        if not found:
            return Unwanted("taken back, or left the team")
        return when_back(bot.weeks, claimed) or views.note_of_closed(found)

    return {QUESTION: ask, REDRAWN: redraw, NOTE: note}
