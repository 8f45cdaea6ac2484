"""What the deliveries of steps say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Unwanted
from bot.domain.steps import Status
from bot.messages.waiting import when_back
from bot.services import step_messages
from bot.services.slips import WARNING
from bot.views import slips, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Later, Message
    from bot.domain.steps import Picture
    from bot.services.steps import Steps
    from bot.services.weeks import Weeks


class Desks(Protocol):
    """The desks that know what to say."""

    steps: Steps
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """The manager's card, what the rep is told, and who else hears of it."""

    def show(claimed: Claimed, draw: Callable[[Picture], Message]) -> Message | Unwanted:
        found = bot.steps.card(claimed.workspace, str(claimed.about["step"]))
        return Unwanted("no such step") if found is None else draw(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found = bot.steps.card(claimed.workspace, str(claimed.about["step"]))
        if found is None or found.step.status is not Status.OPEN or found.step.asked != claimed.to:
            return Unwanted("no longer asked")
        return when_back(bot.weeks, claimed) or steps.card(found, claimed.to)

    def warn(claimed: Claimed) -> Message | Unwanted:
        found = bot.steps.warning(claimed.workspace, claimed.to)
        return Unwanted("made good already") if found is None else slips.card(found)

    return {
        WARNING: warn,
        step_messages.CARD: ask,
        step_messages.REDRAWN: lambda claimed: show(claimed, lambda found: steps.card(found, claimed.to)),
        step_messages.TOLD: lambda claimed: show(claimed, steps.told),
        step_messages.KNOWN: lambda claimed: show(claimed, lambda found: steps.known(found, claimed.to)),
    }
