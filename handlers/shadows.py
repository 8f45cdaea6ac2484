"""Trust on trial: the button that ends the trial; the report comes from the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.views import shadows as views

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.shadows import Shadows
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the button; `/latitude trust` comes from the command."""
    app.action(views.TURN_LIVE)(turn_live)


def turn_live(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, shadows: Shadows
) -> None:
    """**Turn live**."""
    shadows.turn_live(caller.workspace, caller.user, receipt=receipt)
    client.views_open(trigger_id=body["trigger_id"], view=views.turned())
    ack()
