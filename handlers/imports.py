"""Which of two numbers is right: **Use** and **Keep**, wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.imports import Choice
from bot.views import checkins as checkin_views
from bot.views import imports as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.imports import Imports
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for either choice."""
    app.action(views.USE)(use)
    app.action(views.KEEP)(keep)


def use(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, imports: Imports
) -> None:
    """**Use 4**: the CRM's number in the place of the one that was typed."""
    _choose(ack, body, client, caller, receipt, imports, use=True)


def keep(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, imports: Imports
) -> None:
    """**Keep 6**: the number that was typed, until the manager has seen both."""
    _choose(ack, body, client, caller, receipt, imports, use=False)


def _choose(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    imports: Imports,
    *,
    use: bool,
) -> None:
    choice = Choice.read(payloads.pressed(body))
    account = imports.choose(caller.workspace, caller.user, receipt=receipt, choice=choice, use=use)
    ack()
    if account is not None and payloads.in_modal(body):
        client.views_update(view_id=body["view"]["id"], view=checkin_views.confirmation(account))
