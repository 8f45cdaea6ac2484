"""App Home, and the bot's own command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.refusals import Refusal
from bot.views import help as help_view
from bot.views import home as view
from bot.views.refusals import sentence

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.homes import Homes
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for App Home and `/latitude`."""
    app.event("app_home_opened")(opened)
    app.command("/latitude")(command)


def opened(event: dict[str, Any], client: WebClient, caller: Caller, homes: Homes) -> None:
    """The person looks at Home: draw it at once."""
    if event.get("tab", "home") != "home":
        return
    try:
        drawn = view.draw(homes.of(caller.workspace, caller.user))
    except Refusal as refusal:
        drawn = view.closed(sentence(refusal))
    client.views_publish(user_id=caller.user, view=drawn)


def command(ack: Ack, caller: Caller, homes: Homes) -> None:
    """`/latitude`: what this person can do here."""
    card = help_view.card(homes.of(caller.workspace, caller.user))
    ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")
