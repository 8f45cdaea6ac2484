"""What the deliveries of steps say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Later, Unwanted
from bot.domain.refusals import Refusal
from bot.domain.steps import Status
from bot.services import step_messages
from bot.services.slips import WARNING
from bot.views import slips, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Message
    from bot.domain.steps import Picture
    from bot.services.steps import Steps


class Desks(Protocol):
    """The desk that knows what to say."""

    steps: Steps


def composers(bot: Desks) -> Mapping[str, Callable[[Claimed], Message | Unwanted | Later]]:
    """The manager's card, what the rep is told, and who else hears of it."""

    def show(claimed: Claimed, draw: Callable[[Picture], Message]) -> Message | Unwanted:
        found = bot.steps.card(claimed.workspace, str(claimed.about["step"]))
        return Unwanted("no such step") if found is None else draw(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found = bot.steps.card(claimed.workspace, str(claimed.about["step"]))
        if found is None or found.step.status is not Status.OPEN or found.step.asked != claimed.to:
            return Unwanted("no longer asked")
        try:
            back = bot.steps.works_at(claimed.workspace, claimed.to)
        except Refusal as refusal:
            return Unwanted(type(refusal).__name__)
        return steps.card(found, claimed.to) if back is None else Later(back)

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
