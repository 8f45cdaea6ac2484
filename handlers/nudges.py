"""What somebody says of a hint, and whether they want any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.nudges import Answer
from bot.views import nudges as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.nudges import Nudges
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the buttons of hints; `/latitude nudges` comes from the command."""
    app.action(views.USEFUL)(useful)
    app.action(views.LATER)(not_now)
    app.action(views.STOP)(stop)
    app.action(views.ON)(turn_on)
    app.action(views.OFF)(turn_off)


def useful(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, nudges: Nudges) -> None:
    """**Useful**."""
    _answer(ack, body, caller, receipt, nudges, Answer.USEFUL)


def not_now(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, nudges: Nudges) -> None:
    """**Not now**."""
    _answer(ack, body, caller, receipt, nudges, Answer.NOT_NOW)


def stop(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, nudges: Nudges) -> None:
    """**Stop these**: no more hints to this person."""
    _answer(ack, body, caller, receipt, nudges, Answer.STOP)


def turn_on(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, nudges: Nudges) -> None:
    """**Send hints again**."""
    _turn(ack, body, client, caller, nudges, on=True)


def turn_off(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, nudges: Nudges) -> None:
    """**Stop hints**."""
    _turn(ack, body, client, caller, nudges, on=False)


def _answer(
    ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, nudges: Nudges, answer: Answer
) -> None:
    nudge = payloads.pressed(body)
    nudges.answer(caller.workspace, caller.user, receipt=receipt, nudge=nudge, answer=answer)
    ack()


def _turn(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, nudges: Nudges, *, on: bool
) -> None:
    nudges.turn(caller.workspace, caller.user, on=on)
    client.views_open(trigger_id=body["trigger_id"], view=views.turned(on=on))
    ack()
