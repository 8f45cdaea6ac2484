"""What a manager does about balances: the map of the team, and a step up for who is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.request_refusals import ReasonTooShort
from bot.views import balances as views
from bot.views.refusals import sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.balances import Balances
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the map, and for the step up."""
    app.action(views.MAP)(send_maps)
    app.action(views.NEXT_STEP)(open_form)
    app.view(views.MOVED)(moved)


def send_maps(ack: Ack, caller: Caller, receipt: str, balances: Balances) -> None:
    """**Team map**: it comes as a message."""
    balances.ask_for_maps(caller.workspace, caller.user, receipt=receipt)
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, balances: Balances) -> None:
    """**Move up**: to which step, and why."""
    held = balances.step_of(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(held))
    ack()


def moved(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, balances: Balances) -> None:
    """The form is sent."""
    person, typed = payloads.metadata(view), payloads.typed(view)
    level, reason = typed[views.LEVEL], typed[views.REASON]
    try:
        balances.raise_by_hand(
            caller.workspace, caller.user, person, receipt=receipt, level=level, reason=reason
        )
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={views.REASON: sentence(refusal)})
        return
    ack()
