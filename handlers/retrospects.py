"""A rep's answer to the question at the end of the week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.coaching_refusals import NothingWritten
from bot.domain.refusals import NotAWorkingDay
from bot.views import retrospects as views
from bot.views.refusals import sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.retrospects import Retrospects
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the button, and for the answer."""
    app.action(views.ANSWER)(open_form)
    app.view(views.SENT)(answer)


def open_form(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, retrospects: Retrospects
) -> None:
    """**Answer**: the question."""
    shown = retrospects.form(caller.workspace, caller.user, _week(payloads.pressed(body)))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(shown))
    ack()


def answer(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, retrospects: Retrospects) -> None:
    """The answer is sent."""
    week, words = _week(payloads.metadata(view)), payloads.typed(view).get(views.WORDS, "")
    try:
        retrospects.answer(caller.workspace, caller.user, week, receipt=receipt, words=words)
    except NothingWritten as refusal:
        ack(response_action="errors", errors={views.WORDS: sentence(refusal)})
        return
    ack()


def _week(opaque: str) -> date:
    try:
        return date.fromisoformat(opaque)
    except ValueError:
        raise NotAWorkingDay from None
