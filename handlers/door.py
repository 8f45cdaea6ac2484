"""The door every payload comes through: who is it, is it known, how long did it take, what if it breaks."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.errors import SlackApiError

from bot.domain.refusals import Refusal
from bot.views import refusals
from handlers import payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slack_bolt import App, BoltContext
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


def take(
    app: App, body: dict[str, Any], *, headers: Mapping[str, str | Sequence[str]] | None = None
) -> BoltResponse:
    """Let the app answer one payload, and log one line about it: ids, outcome, time; never text.

    A payload that is not of Slack's making is answered with status 400 and does nothing.
    """
    started = time.perf_counter()
    ids = _ids(body)
    try:
        response = app.dispatch(BoltRequest(mode="socket_mode", body=body, headers=dict(headers or {})))
    except (LookupError, TypeError, AttributeError, ValueError) as error:  # raised by Bolt's own reading
        log.warning("unreadable envelope", **ids, reason=type(error).__name__)
        response = BoltResponse(status=400, body="")
    spent = round((time.perf_counter() - started) * 1000, 1)
    log.info("envelope", **ids, outcome=response.status, ms=spent)
    return response


def _ids(body: dict[str, Any]) -> dict[str, str]:
    try:
        who = payloads.caller(body)
        key = payloads.receipt(body)
    except payloads.Unreadable:
        return {"kind": payloads.kind(body), "receipt": "none"}
    return {"kind": payloads.kind(body), "workspace": who.workspace, "user": who.user, "receipt": key}


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
        _show(sentence, body, client)
    return BoltResponse(status=200, body="")


def _show(sentence: str, body: dict[str, Any], client: WebClient) -> None:
    """In a small modal; where none can be opened any more, in a line that only this person sees."""
    kind, channel = payloads.kind(body), payloads.channel(body)
    show = client.views_push if payloads.in_modal(body) else client.views_open
    try:
        show(trigger_id=body.get("trigger_id", ""), view=refusals.notice(sentence))
    except (SlackApiError, OSError) as gone:
        log.warning("no modal", kind=kind, reason=type(gone).__name__)
        if not channel:
            return
        try:
            client.chat_postEphemeral(channel=channel, user=body["user"]["id"], text=sentence)
        except (SlackApiError, OSError) as deaf:
            log.warning("untold", kind=kind, reason=type(deaf).__name__)


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
