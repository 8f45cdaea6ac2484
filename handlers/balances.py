"""What a manager asks of balances: the map of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views import balances as views

if TYPE_CHECKING:
    from slack_bolt import Ack, App

    from bot.services.balances import Balances
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the map."""
    app.action(views.MAP)(send_maps)


def send_maps(ack: Ack, caller: Caller, receipt: str, balances: Balances) -> None:
    """**Team map**: it comes as a message."""
    balances.ask_for_maps(caller.workspace, caller.user, receipt=receipt)
    ack()
