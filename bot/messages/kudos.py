"""What the messages of kudos, milestones and roundups say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Later, Unwanted
from bot.domain.milestones import State
from bot.services import kudos_messages, milestones, roundups
from bot.views import kudos as views
from bot.views import kudos_reports
from bot.views import milestones as milestone_views
from bot.views import roundups as roundup_views

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.deliveries import Claimed, Message
    from bot.domain.kudos import Shown
    from bot.domain.milestones import Reached
    from bot.services.kudos import KudosDesk
    from bot.services.milestones import Milestones
    from bot.services.roundups import Roundups

    Composer = Callable[[Claimed], Message | Unwanted | Later]


class Desks(Protocol):
    """The desks that know what to say."""

    kudos: KudosDesk
    milestones: Milestones
    roundups: Roundups


def composers(bot: Desks) -> Mapping[str, Composer]:
    """For each kind of delivery, what it says."""
    return {**_kudos(bot), **_milestones(bot), roundups.KIND: lambda claimed: _roundup(bot, claimed)}


def _kudos(bot: Desks) -> Mapping[str, Composer]:
    def show(claimed: Claimed, draw: Callable[[Shown], Message]) -> Message | Unwanted:
        found = bot.kudos.card(claimed.workspace, str(claimed.about["kudos"]))
        return Unwanted("no such kudos") if found is None else draw(found)

    def fresh(claimed: Claimed, draw: Callable[[Shown], Message]) -> Message | Unwanted:
        found = bot.kudos.card(claimed.workspace, str(claimed.about["kudos"]))
        if found is None or not found.kudos.stands:
            return Unwanted("taken back already")
        return draw(found)

    def tell(claimed: Claimed) -> Message | Unwanted | Later:
        """With the link to the post, which is on its way."""
        soon = bot.kudos.posted_soon(claimed.workspace, str(claimed.about["kudos"]))
        return Later(soon) if soon is not None else fresh(claimed, lambda it: views.told(it, claimed.to))

    return {
        kudos_messages.POST: lambda claimed: fresh(claimed, views.post),
        kudos_messages.POST_DRAWN: lambda claimed: show(claimed, views.post),
        kudos_messages.TOLD: tell,
        kudos_messages.TOLD_DRAWN: lambda claimed: show(claimed, lambda it: views.told(it, claimed.to)),
        kudos_messages.REPORT: lambda claimed: fresh(claimed, kudos_reports.card),
        kudos_messages.REPORT_DRAWN: lambda claimed: show(claimed, kudos_reports.card),
        kudos_messages.REMOVED: lambda claimed: show(claimed, kudos_reports.removed),
    }


def _milestones(bot: Desks) -> Mapping[str, Composer]:
    def show(
        claimed: Claimed, draw: Callable[[Reached], Message], *, wanted: Callable[[Reached], bool]
    ) -> Message | Unwanted:
        about = claimed.about
        found = bot.milestones.card(claimed.workspace, str(about["person"]), str(about["milestone"]))
        return draw(found) if found is not None and wanted(found) else Unwanted("no longer wanted")

    def is_open(found: Reached) -> bool:
        return found.milestone.state is State.ASKING and found.holds

    def may_be_posted(found: Reached) -> bool:
        return not found.private and found.holds

    return {
        milestones.POST: lambda claimed: show(claimed, milestone_views.post, wanted=may_be_posted),
        milestones.PRIVATE: lambda claimed: show(claimed, milestone_views.told, wanted=lambda _: True),
        milestones.ASK: lambda claimed: show(claimed, milestone_views.ask, wanted=is_open),
        milestones.ASK_DRAWN: lambda claimed: show(claimed, milestone_views.ask, wanted=lambda _: True),
    }


def _roundup(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    day = date.fromisoformat(str(claimed.about["day"]))
    found = bot.roundups.roundup(claimed.workspace, str(claimed.about["manager"]), day)
    if found is None or not found.is_worth_reading:
        return Unwanted("nothing to say")
    return roundup_views.card(found)
