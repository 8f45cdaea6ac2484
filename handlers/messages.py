"""What people type to the bot."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.services.requests import Requests
    from bot.services.typed_answers import TypedAnswers
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for messages."""
    app.event("message")(typed)


def typed(
    body: dict[str, Any],
    event: dict[str, Any],
    caller: Caller,
    receipt: str,
    typed_answers: TypedAnswers,
    requests: Requests,
) -> None:
    """An answer to the check-in, or a decision beneath a request's card; anything else is left alone."""
    if not _is_to_us(body) or not _is_typed(event):
        return
    text = html.unescape(event["text"])  # Slack writes `<` as `&lt;`
    channel, thread = payloads.told_in(event), payloads.thread(event)
    if thread and requests.typed(caller.workspace, caller.user, channel=channel, thread=thread, text=text):
        return
    if event.get("channel_type") == "im":
        typed_answers.take(caller.workspace, caller.user, receipt=receipt, text=text)


def _is_to_us(body: dict[str, Any]) -> bool:
    """Whether the bot itself was told, and not somebody on whose behalf it may read."""
    told = body.get("authorizations") or [{"is_bot": True}]
    return any(each.get("is_bot") for each in told)


def _is_typed(event: dict[str, Any]) -> bool:
    """Whether a person typed this: not a bot, no edit, no file."""
    shown_in_channel_too = event.get("subtype") == "thread_broadcast"
    said_otherwise = event.get("bot_id") or (event.get("subtype") and not shown_in_channel_too)
    return not said_otherwise and isinstance(event.get("text"), str)
