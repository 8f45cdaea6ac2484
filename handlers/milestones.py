"""A step up is shared, or kept to oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.views import milestones as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.milestones import Milestones
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the two answers."""
    app.action(views.SHARE)(share)
    app.action(views.KEEP)(keep)


def share(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, milestones: Milestones
) -> None:
    """**Share it**."""
    _answer(ack, body, client, caller, receipt, milestones, share=True)


def keep(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, milestones: Milestones
) -> None:
    """**Keep it to myself**."""
    _answer(ack, body, client, caller, receipt, milestones, share=False)


def _answer(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    milestones: Milestones,
    *,
    share: bool,
) -> None:
    key = payloads.pressed(body)
    reached = milestones.answer(caller.workspace, caller.user, key, receipt=receipt, share=share)
    client.views_open(trigger_id=body["trigger_id"], view=views.answered(reached))
    ack()
