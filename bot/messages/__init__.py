"""What each kind of delivery says when it is sent: a desk is asked, a view draws."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.domain.deliveries import Message, Unwanted
from bot.domain.refusals import Refusal
from bot.domain.request_cards import is_news
from bot.domain.request_moves import Status
from bot.messages import (
    attestations,
    balances,
    coaching,
    contests,
    imports,
    kudos,
    nudges,
    retrospects,
    steps,
)
from bot.messages.waiting import when_back
from bot.services import request_messages, week_cards
from bot.services.absences import AWAY
from bot.services.checkins import PROMPTS
from bot.services.delegations import BEGUN, ENDED
from bot.services.newcomers import CARD, REDRAWN, WELCOME
from bot.services.typed_answers import HELP, REPLY
from bot.views import (
    absences,
    alerts,
    audits,
    delegations,
    digests,
    home,
    outages,
    outcomes,
    people,
    prompts,
    requests,
    typed_answers,
    weeks,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.delegations import Delegated
    from bot.domain.deliveries import Claimed, Later
    from bot.domain.outcomes import AskedOutcome, Audit
    from bot.domain.request_cards import Picture
    from bot.services.absences import Absences
    from bot.services.attestations import Attestations
    from bot.services.audits import Audits
    from bot.services.balances import Balances
    from bot.services.checkins import Checkins
    from bot.services.coaching import Coaching
    from bot.services.coaching_requests import CoachingRequests
    from bot.services.contests import Contests
    from bot.services.delegations import Delegations
    from bot.services.digests import Digests
    from bot.services.explanations import Explanations
    from bot.services.homes import Homes
    from bot.services.imports import Imports
    from bot.services.newcomers import Newcomers
    from bot.services.nudges import Nudges
    from bot.services.outcomes import Outcomes
    from bot.services.people import People
    from bot.services.requests import Requests
    from bot.services.retrospects import Retrospects
    from bot.services.steps import Steps
    from bot.services.typed_answers import TypedAnswers
    from bot.services.weeks import Weeks

    Composer = Callable[[Claimed], Message | Unwanted | Later]


class Desks(kudos.Desks, Protocol):
    """The desks that know what to say."""

    absences: Absences
    attestations: Attestations
    audits: Audits
    balances: Balances
    checkins: Checkins
    coaching: Coaching
    coaching_requests: CoachingRequests
    contests: Contests
    delegations: Delegations
    digests: Digests
    explanations: Explanations
    homes: Homes
    imports: Imports
    newcomers: Newcomers
    nudges: Nudges
    outcomes: Outcomes
    people: People
    requests: Requests
    retrospects: Retrospects
    steps: Steps
    typed_answers: TypedAnswers
    weeks: Weeks


def composers(bot: Desks) -> Mapping[str, Composer]:
    """For each kind of delivery, what it says; composed from what is true when it is sent."""
    return {
        **_checkins(bot),
        "absence-entered": lambda claimed: _absence_entered(bot, claimed),
        "absence-ended": lambda claimed: _absence_ended(bot, claimed),
        "home": lambda claimed: _home(bot, claimed),
        "team-digest": lambda claimed: _team_digest(bot, claimed),
        "team-thread": lambda claimed: _team_thread(bot, claimed),
        "team-thread-answer": lambda claimed: _team_thread(bot, claimed),
        **_newcomers(bot),
        **_typed_answers(bot),
        **_weeks(bot),
        **_requests(bot),
        **_afterwards(bot),
        **_delegations(bot),
        **steps.composers(bot),
        **contests.composers(bot),
        **balances.composers(bot),
        **attestations.composers(bot),
        **coaching.composers(bot),
        **retrospects.composers(bot),
        **kudos.composers(bot),
        **nudges.composers(bot),
        **imports.composers(bot),
        "alert": alerts.card,
        "outage": lambda claimed: _outage(bot, claimed),
    }


def _checkins(bot: Desks) -> Mapping[str, Composer]:
    def ask(claimed: Claimed) -> Message | Unwanted:
        prompt = bot.checkins.prompt(claimed.workspace, claimed.to, _day(claimed))
        if prompt is None:
            return Unwanted("no longer asked")
        if prompt.away or bot.absences.is_away(claimed.workspace, claimed.to):
            return Unwanted(AWAY)
        return Unwanted("already answered") if prompt.account else prompts.card(prompt, claimed.kind)

    def redraw(claimed: Claimed) -> Message | Unwanted:
        prompt = bot.checkins.prompt(claimed.workspace, claimed.to, _day(claimed))
        if prompt is None:
            return Unwanted("no longer asked")
        return prompts.card(prompt, str(claimed.about.get("asked", PROMPTS[0])))

    return {**dict.fromkeys(PROMPTS, ask), "checkin-card": redraw}


def _absence_entered(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    entered = bot.absences.entered(claimed.workspace, str(claimed.about["absence"]))
    return Unwanted("called off") if entered is None else absences.told(entered)


def _absence_ended(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    ended = bot.absences.ended(claimed.workspace, claimed.to, claimed.about)
    return Unwanted("left the team") if ended is None else absences.told_of_end(ended)


def _home(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    try:
        return Message(view=home.draw(bot.homes.of(claimed.workspace, claimed.to)))
    except Refusal as refusal:
        return Unwanted(type(refusal).__name__)


def _team_digest(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    digest = bot.digests.digest(claimed.workspace, claimed.to, _day(claimed))
    return Unwanted("nobody to tell of") if digest is None else digests.card(digest)


def _team_thread(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    """The post in the team's channel; for an answer beneath it, that answer."""
    thread = bot.digests.thread(claimed.workspace, str(claimed.about["manager"]), _day(claimed))
    if thread is None:
        return Unwanted("nobody has answered")
    whose = claimed.about.get("person")
    if whose is None:
        return digests.thread(thread)
    answer = next((each for each in thread.answers if each.person.id == whose), None)
    return Unwanted("left the team") if answer is None else digests.reply(answer)


def _typed_answers(bot: Desks) -> Mapping[str, Composer]:
    def reply(claimed: Claimed) -> Message | Unwanted:
        if "refused" in claimed.about:
            return typed_answers.refused(str(claimed.about["refused"]))
        answer = bot.typed_answers.reply(claimed.workspace, str(claimed.about["answer"]))
        return Unwanted("nobody to answer") if answer is None else typed_answers.card(answer)

    def help_line(claimed: Claimed) -> Message | Unwanted:
        try:
            return typed_answers.help_line(bot.typed_answers.asked(claimed.workspace, claimed.to))
        except Refusal as refusal:
            return typed_answers.refused(type(refusal).__name__)

    return {REPLY: reply, HELP: help_line}


def _weeks(bot: Desks) -> Mapping[str, Composer]:
    def redraw(claimed: Claimed) -> Message | Unwanted:
        team = bot.weeks.card(claimed.workspace, claimed.to, date.fromisoformat(str(claimed.about["week"])))
        return Unwanted("left the team") if team is None else weeks.card(team)

    def show(claimed: Claimed) -> Message | Unwanted | Later:
        team = bot.weeks.card(claimed.workspace, claimed.to, date.fromisoformat(str(claimed.about["week"])))
        if team is None or not team.counts:
            return Unwanted("nothing to look over")
        return when_back(bot.weeks, claimed) or weeks.card(team)

    return {week_cards.CARD: show, week_cards.REDRAWN: redraw}


def _requests(bot: Desks) -> Mapping[str, Composer]:
    def show(claimed: Claimed, draw: Callable[[Picture], Message | Unwanted]) -> Message | Unwanted:
        picture = bot.requests.picture(claimed.workspace, str(claimed.about["request"]))
        return Unwanted("no such request") if picture is None else draw(picture)

    def card(claimed: Claimed) -> Message | Unwanted:
        surface = str(claimed.about.get("surface", claimed.kind))
        return show(claimed, lambda picture: requests.card(picture, surface))

    def line(claimed: Claimed) -> Message | Unwanted:
        return show(claimed, lambda picture: requests.line(picture, int(claimed.about["revision"])))

    def told(claimed: Claimed) -> Message | Unwanted:
        revision = int(claimed.about["revision"])
        return show(
            claimed,
            lambda picture: (
                requests.told(picture, revision, claimed.to)
                if is_news(picture.request, revision, claimed.to)
                else Unwanted("overtaken by what came after")
            ),
        )

    def remind(claimed: Claimed) -> Message | Unwanted:
        picture = bot.requests.picture(claimed.workspace, str(claimed.about["request"]))
        if picture is None or not picture.request.awaits(claimed.to):
            return Unwanted("no longer waited for")
        return requests.reminder(picture, claimed.to)

    def passed(claimed: Claimed) -> Message | Unwanted:
        picture = bot.requests.picture(claimed.workspace, str(claimed.about["request"]))
        if picture is None or picture.request.status is not Status.PENDING:
            return Unwanted("decided already")
        return requests.passed(picture, beyond=bool(claimed.about.get("beyond", True)))

    def typed(claimed: Claimed) -> Message | Unwanted:
        link = bot.requests.link_of(claimed.workspace, str(claimed.about["request"]))
        return show(claimed, lambda picture: requests.typed(picture, link))

    kinds = (request_messages.CARD, request_messages.SEAT, request_messages.MINE, request_messages.REDRAWN)
    return {
        **dict.fromkeys(kinds, card),
        request_messages.LINE: line,
        request_messages.TOLD: told,
        request_messages.REMINDER: remind,
        request_messages.REMINDER_CARD: lambda claimed: show(
            claimed, lambda picture: requests.reminder(picture, claimed.to)
        ),
        request_messages.PASSED: passed,
        request_messages.TYPED: typed,
        request_messages.EMERGENCY: lambda claimed: show(claimed, requests.emergency),
    }


def _afterwards(bot: Desks) -> Mapping[str, Composer]:
    """The question what became of a request, and the look at what was decided alone."""

    def asked(claimed: Claimed, draw: Callable[[AskedOutcome], Message]) -> Message | Unwanted:
        found = bot.outcomes.card(claimed.workspace, str(claimed.about["request"]))
        return Unwanted("no such request") if found is None else draw(found)

    def ask(claimed: Claimed) -> Message | Unwanted | Later:
        found = bot.outcomes.card(claimed.workspace, str(claimed.about["request"]))
        if found is None or found.is_settled:
            return Unwanted("told already")
        return when_back(bot.weeks, claimed) or outcomes.card(found)

    def audited(
        claimed: Claimed, draw: Callable[[Picture, Audit, str], Message], *, open_only: bool = False
    ) -> Message | Unwanted:
        found = bot.audits.card(claimed.workspace, str(claimed.about["request"]))
        if found is None or (open_only and found[1].approves is not None):
            return Unwanted("answered already")
        return draw(*found)

    def ask_manager(claimed: Claimed) -> Message | Unwanted | Later:
        return when_back(bot.weeks, claimed) or audited(claimed, audits.card, open_only=True)

    return {
        request_messages.OUTCOME: ask,
        request_messages.OUTCOME_CARD: lambda claimed: asked(claimed, outcomes.card),
        request_messages.BREACH: lambda claimed: asked(claimed, outcomes.breach),
        request_messages.AUDIT: ask_manager,
        request_messages.AUDIT_CARD: lambda claimed: audited(claimed, audits.card),
        request_messages.AUDIT_TOLD: lambda claimed: audited(claimed, audits.told),
    }


def _delegations(bot: Desks) -> Mapping[str, Composer]:
    def tell(claimed: Claimed, say: Callable[[Delegated], Message]) -> Message | Unwanted:
        found = bot.delegations.told(claimed.workspace, str(claimed.about["delegation"]))
        return Unwanted("left the team") if found is None else say(found)

    return {
        BEGUN: lambda claimed: tell(claimed, delegations.told),
        ENDED: lambda claimed: tell(claimed, delegations.told_of_end),
    }


def _newcomers(bot: Desks) -> Mapping[str, Composer]:
    def redraw(claimed: Claimed) -> Message | Unwanted:
        offer = bot.newcomers.card(claimed.workspace, claimed.to, str(claimed.about["user"]))
        return Unwanted("no longer an admin") if offer is None else people.card(offer)

    def ask(claimed: Claimed) -> Message | Unwanted:
        offer = bot.newcomers.card(claimed.workspace, claimed.to, str(claimed.about["user"]))
        if offer is None or offer.by:
            return Unwanted("settled, or no longer an admin")
        return people.card(offer)

    def welcome(claimed: Claimed) -> Message | Unwanted:
        new = bot.newcomers.welcome(claimed.workspace, claimed.to)
        return Unwanted("left the team") if new is None else people.welcome(new)

    return {CARD: ask, REDRAWN: redraw, WELCOME: welcome}


def _outage(bot: Desks, claimed: Claimed) -> Message | Unwanted:
    zone = bot.people.zone_of(claimed.workspace, claimed.to)
    return Unwanted("left the team") if zone is None else outages.card(claimed, zone)


def _day(claimed: Claimed) -> date:
    return date.fromisoformat(str(claimed.about["day"]))
