"""What the messages about coaching say when they are sent, and when they are drawn again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.messages.waiting import when_back
from bot.services.coaching_messages import ASKED, MORNING, NOTE, REDRAWN
from bot.views import coaching as views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Later
    from bot.services.coaching import Coaching
    from bot.services.coaching_requests import CoachingRequests
    from bot.services.weeks import Weeks


class Desks(Protocol):
    """The desks that know what to say."""

    coaching: Coaching
    coaching_requests: CoachingRequests
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """For each kind, what it says."""

    def morning(claimed: Claimed) -> Message | Unwanted | Later:
        away = when_back(bot.weeks, claimed)
        if away is not None:
            return away
        day = date.fromisoformat(str(claimed.about["day"]))
        queue = bot.coaching.news(claimed.workspace, claimed.to, day)
        return Unwanted("nothing new") if queue is None else views.card(queue)

    def queue_again(claimed: Claimed) -> Message | Unwanted:
        queue = bot.coaching.queue(claimed.workspace, claimed.to)
        return Unwanted("leads nobody") if queue is None else views.card(queue)

    def note(claimed: Claimed) -> Message | Unwanted:
        told = bot.coaching.told(claimed.workspace, str(claimed.about["id"]))
        return Unwanted("left the team") if told is None else views.told(told)

    def asked(claimed: Claimed) -> Message | Unwanted:
        found = bot.coaching_requests.asked(claimed.workspace, str(claimed.about["id"]), claimed.to)
        return Unwanted("left the team, or leads them no more") if found is None else views.request(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found = bot.coaching_requests.asked(claimed.workspace, str(claimed.about["id"]), claimed.to)
        if found is None or not found.asked.is_open:
            return Unwanted("no longer asked")
        return when_back(bot.weeks, claimed) or views.request(found)

    return {
        MORNING: morning,
        f"{MORNING}{REDRAWN}": queue_again,
        NOTE: lambda claimed: when_back(bot.weeks, claimed) or note(claimed),
        f"{NOTE}{REDRAWN}": note,
        ASKED: ask,
        f"{ASKED}{REDRAWN}": asked,
    }
