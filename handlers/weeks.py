"""The manager's week card: its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.weeks import NumbersChanged, Shown, Verdict
from bot.views import weeks as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.weeks import Weeks
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for everything about weeks."""
    app.action(views.LOOKS_RIGHT)(looks_right)
    app.action(views.TALK_FIRST)(talk_first)
    app.action(views.CHOOSE)(choose)
    app.action(views.ALL)(looks_right_for_all)


def looks_right(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, weeks: Weeks
) -> None:
    """**Looks right** beside one person."""
    shown = payloads.pressed(body)
    _settle(ack, body, client, caller, receipt, weeks, shown, Verdict.LOOKS_RIGHT)


def talk_first(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, weeks: Weeks
) -> None:
    """**Talk first** beside one person."""
    shown = payloads.pressed(body)
    _settle(ack, body, client, caller, receipt, weeks, shown, Verdict.TALK_FIRST)


def choose(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, weeks: Weeks
) -> None:
    """Either of them, in the menu beside one person of a long list."""
    verdict, shown = views.verdict_of(payloads.pressed(body))
    _settle(ack, body, client, caller, receipt, weeks, shown, verdict)


def looks_right_for_all(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, weeks: Weeks
) -> None:
    """**Looks right for all**: everybody who is still open."""
    shown = Shown.read(payloads.pressed(body))
    try:
        weeks.settle_all(caller.workspace, caller.user, receipt=receipt, shown=shown)
    except NumbersChanged as refusal:
        client.views_open(trigger_id=body["trigger_id"], view=views.changed(refusal))
    ack()


def _settle(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    weeks: Weeks,
    shown: str,
    verdict: Verdict,
) -> None:
    try:
        weeks.settle(caller.workspace, caller.user, receipt=receipt, shown=Shown.read(shown), verdict=verdict)
    except NumbersChanged as refusal:
        client.views_open(trigger_id=body["trigger_id"], view=views.changed(refusal))
    ack()
