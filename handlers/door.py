"""The door every payload comes through: who is it, is it known, how long did it take, what if it breaks."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.domain.refusals import Refusal
from bot.views import refusals
from handlers import payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import App, BoltContext, BoltRequest
    from slack_sdk import WebClient

    from bot.services.desk import Desk

log = structlog.get_logger("latitude.door")


def register(app: App, desks: Mapping[str, Desk]) -> None:
    """Put the door before every listener, and the boundary behind them.

    A listener finds each desk under its name, and `caller` and `receipt`, among its arguments.
    """

    def enter(body: dict[str, Any], context: BoltContext, next_: Callable[[], None]) -> BoltResponse | None:
        try:
            context["caller"] = payloads.caller(body)
            context["receipt"] = payloads.receipt(body)
        except payloads.Unreadable:
            return BoltResponse(status=200, body="")
        context.update(desks)
        next_()
        return None

    app.use(enter)
    app.error(_explain)


def take(app: App, request: BoltRequest) -> BoltResponse:
    """Let the app answer one payload, and log one line about it: ids, outcome, time; never text."""
    started = time.perf_counter()
    response = app.dispatch(request)
    body = request.body
    try:
        who = payloads.caller(body)
        ids = {"workspace": who.workspace, "user": who.user, "receipt": payloads.receipt(body)}
    except payloads.Unreadable:
        ids = {"receipt": "unreadable"}
    spent = round((time.perf_counter() - started) * 1000, 1)
    log.info("envelope", kind=payloads.kind(body), **ids, outcome=response.status, ms=spent)
    return response


def _explain(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
    """Turn a refusal into its sentence, and a fault into a reference the person can quote."""
    if isinstance(error, Refusal):
        log.info("refused", kind=payloads.kind(body), refusal=type(error).__name__)
        return _tell(refusals.sentence(error), body, client)
    reference = secrets.token_hex(4)
    log.error("fault", kind=payloads.kind(body), reference=reference, exc_info=error)
    if payloads.kind(body).startswith("event:"):
        return BoltResponse(status=500, body="")  # Slack tries again
    return _tell(refusals.fault_sentence(reference), body, client)


def _tell(sentence: str, body: dict[str, Any], client: WebClient) -> BoltResponse:
    """Say it where the person is looking: under the command, over the form, or in a small modal."""
    if body.get("type") == "view_submission":
        return _json({"response_action": "push", "view": refusals.notice(sentence)})
    if body.get("command"):
        return _json({"response_type": "ephemeral", "text": sentence})
    if isinstance(body.get("actions"), list) or body.get("type") in {"shortcut", "message_action"}:
        in_modal = isinstance(body.get("view"), dict) and body["view"].get("type") == "modal"
        show = client.views_push if in_modal else client.views_open
        try:
            show(trigger_id=body.get("trigger_id", ""), view=refusals.notice(sentence))
        except (SlackApiError, OSError) as gone:
            log.warning("untold", kind=payloads.kind(body), reason=type(gone).__name__)
    return BoltResponse(status=200, body="")


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
