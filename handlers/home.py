"""App Home, and the bot's own command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.refusals import Refusal
from bot.views import authority as allowances
from bot.views import digests, histories
from bot.views import help as helping
from bot.views import home as views
from bot.views import nudges as hints
from bot.views import shadows as trials
from bot.views import steps as step_views
from bot.views.refusals import sentence
from handlers import delegations as delegating
from handlers import payloads
from handlers import sheets as paging

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.domain.deliveries import Message
    from bot.services.authority import Authority
    from bot.services.delegations import Delegations
    from bot.services.homes import Homes
    from bot.services.nudges import Nudges
    from bot.services.shadows import Shadows
    from bot.services.sheets import Sheets
    from bot.services.steps import Steps
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for App Home, what is pressed on it, and `/latitude`."""
    app.event("app_home_opened")(opened)
    app.action(histories.WEEKS)(open_weeks)
    app.action(digests.TEAM)(open_team)
    app.action(allowances.TEAM)(open_authority)
    app.command("/latitude")(command)


def opened(event: dict[str, Any], client: WebClient, caller: Caller, homes: Homes) -> None:
    """The person looks at Home: draw it at once."""
    if event.get("tab", "home") != "home":
        return
    try:
        drawn = views.draw(homes.of(caller.workspace, caller.user))
    except Refusal as refusal:
        drawn = views.closed(sentence(refusal))
    client.views_publish(user_id=caller.user, view=drawn)


def open_weeks(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, homes: Homes) -> None:
    """**Week**: somebody's last weeks, day by day."""
    seen = homes.weeks_of(caller.workspace, caller.user, payloads.pressed(body))
    show = client.views_push if payloads.in_modal(body) else client.views_open
    show(trigger_id=body["trigger_id"], view=histories.opened(seen))
    ack()


def open_team(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, homes: Homes) -> None:
    """**Team**: the day of a manager's team, person by person."""
    manager, day = homes.team_of(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=digests.opened(manager, day))
    ack()


def open_authority(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, authority: Authority
) -> None:
    """**What they decide**: what each of a manager's reports may decide alone."""
    shown = authority.of(caller.workspace, caller.user)
    client.views_open(trigger_id=body["trigger_id"], view=allowances.opened(shown))
    ack()


def command(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    homes: Homes,
    authority: Authority,
    delegations: Delegations,
    steps: Steps,
    shadows: Shadows,
    sheets: Sheets,
    nudges: Nudges,
) -> None:
    """`/latitude`: what this person can do here, or a short answer about them."""
    word, _, rest = str(body.get("text") or "").strip().partition(" ")
    word = word.casefold()
    if word in paging.WORDS:
        client.views_open(trigger_id=body["trigger_id"], view=paging.typed(caller, sheets, rest))
        ack()
        return
    if word == delegating.WORD:
        card = delegating.typed(caller, receipt, delegations, rest.strip())
    elif word == "authority":
        card = allowances.answer(authority.of(caller.workspace, caller.user))
    elif word == "level":
        card = step_views.levels(steps.levels(caller.workspace, caller.user))
    elif word == "trust":
        card = trials.card(shadows.seen_by(caller.workspace, caller.user))
    elif word == "nudges":
        card = hints.report(nudges.report_to(caller.workspace, caller.user))
    else:
        card = _answer(word, caller, homes)
    ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")


def _answer(word: str, caller: Caller, homes: Homes) -> Message:
    if word == "settings":
        return helping.settings(homes.settings(caller.workspace, caller.user))
    draw = {"status": helping.status, "team": helping.team}.get(word, helping.card)
    return draw(homes.of(caller.workspace, caller.user))
