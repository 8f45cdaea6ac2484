"""Whether a manager would have approved what somebody decided alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.request_refusals import ReasonTooShort
from bot.views import audits as views
from bot.views.refusals import sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.audits import Audits
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the answers to audits."""
    app.action(views.YES)(yes)
    app.action(views.NO)(open_form)
    app.view(views.NOTED)(noted)


def yes(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, audits: Audits) -> None:
    """**Yes, I would**."""
    request = payloads.pressed(body)
    audits.settle(caller.workspace, caller.user, request, receipt=receipt, approves=True)
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, audits: Audits) -> None:
    """**No**: why not."""
    picture = audits.open_for(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(picture))
    ack()


def noted(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, audits: Audits) -> None:
    """The reason is sent."""
    request, note = payloads.metadata(view), payloads.typed(view)[views.NOTE]
    try:
        audits.settle(caller.workspace, caller.user, request, receipt=receipt, approves=False, note=note)
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={views.NOTE: sentence(refusal)})
        return
    ack()
