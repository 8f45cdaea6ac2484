"""What the messages about contested rows, and the chart of trust, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Claimed, Message, Unwanted
from bot.messages.waiting import when_back
from bot.services.contests import CARD, REDRAWN, SETTLED
from bot.services.explanations import CHART
from bot.views import charts, contests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.contests import Disputed
    from bot.domain.deliveries import Later
    from bot.services.contests import Contests
    from bot.services.explanations import Explanations
    from bot.services.weeks import Weeks

    Composer = Callable[[Claimed], Message | Unwanted | Later]


class Desks(Protocol):
    """The desks that know what to say."""

    contests: Contests
    explanations: Explanations
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Composer]:
    """For each kind of delivery, what it says."""

    def show(claimed: Claimed, draw: Callable[[Disputed], Message]) -> Message | Unwanted:
        found = bot.contests.card(claimed.workspace, str(claimed.about["contest"]))
        return Unwanted("no such row") if found is None else draw(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found, turn = (
            bot.contests.card(claimed.workspace, str(claimed.about["contest"])),
            claimed.about["turn"],
        )
        if found is None or not found.contest.is_open or found.contest.turn != turn:
            return Unwanted("no longer asked")
        return when_back(bot.weeks, claimed) or contests.card(found, int(turn))

    def chart(claimed: Claimed) -> Message | Unwanted:
        course = bot.explanations.course(claimed.workspace, claimed.to)
        return Unwanted("left the team") if course is None else charts.message(course)

    return {
        CARD: ask,
        REDRAWN: lambda claimed: show(
            claimed, lambda found: contests.card(found, int(claimed.about["turn"]))
        ),
        SETTLED: lambda claimed: show(claimed, contests.told),
        CHART: chart,
    }
