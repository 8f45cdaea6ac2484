"""Letting somebody else decide for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.views import delegations as views

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.domain.deliveries import Message
    from bot.services.delegations import Delegations
    from handlers.payloads import Caller

WORD = "delegate"
OFF = frozenset({"off", "end", "none", "nobody", "stop"})


def register(app: App) -> None:
    """Listen for the button that ends a delegation; `/latitude delegate` comes from the command."""
    app.action(views.END)(end)


def typed(caller: Caller, receipt: str, delegations: Delegations, text: str) -> Message:
    """`/latitude delegate @lena until Friday`, or `off`."""
    if text.casefold() in OFF:
        delegations.end(caller.workspace, caller.user, receipt=receipt)
        return views.over()
    return views.begun(delegations.begin(caller.workspace, caller.user, receipt=receipt, text=text))


def end(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, delegations: Delegations
) -> None:
    """**End it**: they decide themselves again."""
    delegations.end(caller.workspace, caller.user, receipt=receipt)
    client.views_open(trigger_id=body["trigger_id"], view=views.over_modal())
    ack()
