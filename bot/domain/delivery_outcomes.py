"""What an answer of Slack's proves: sent, not sent, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.deliveries import Method, Unwanted

UNPROVEN = frozenset({
    "fatal_error",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
})  # fmt: skip
"""Errors after which "some aspect of the operation" may have succeeded."""

LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

FINAL = frozenset({
    "account_inactive",
    "as_user_not_supported",
    "cannot_dm_bot",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "is_archived",
    "is_inactive",
    "message_not_found",
    "messages_tab_disabled",
    "metadata_too_large",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "not_enabled",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "team_not_found",
    "thread_not_found",
    "token_revoked",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
    "view_too_large",
})  # fmt: skip
"""Refusals that no repetition will change: a person is told instead."""

UNREADABLE = frozenset({
    "access_denied",
    "channel_not_found",
    "enterprise_is_restricted",
    "is_archived",
    "method_not_supported_for_channel_type",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_in_channel",
    "thread_not_found",
    "user_disabled",
    "user_not_found",
})  # fmt: skip
"""Errors that say this history is not ours to read."""

TOO_MANY = 429
SERVER_FAULT = 500

_NAME_OF_AN_ERROR = re.compile(r"[a-z][a-z0-9_.:]{1,80}")
_DEFAULT_PAUSE_MS = 30_000


@dataclass(frozen=True)
class Sent:
    """Slack took it."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True)
class NotSent:
    """Certainly not posted."""

    why: str
    final: bool = False
    retry_after: int = 0
    limited: bool = False


@dataclass(frozen=True)
class Doubtful:
    """The answer was lost, or proves nothing."""

    why: str


@dataclass(frozen=True)
class Waiting:
    """Not tried: something else has to happen first, or the lease was nearly over."""

    why: str
    delay: int = 0


@dataclass(frozen=True)
class Postponed:
    """Not tried, and not to be before `due_at`, epoch milliseconds by the clock deliveries are due by."""

    why: str
    due_at: int


Outcome: TypeAlias = Sent | NotSent | Doubtful | Waiting | Postponed | Unwanted


@dataclass(frozen=True)
class Found:
    """The message is in history, under these timestamps, earliest first."""

    channel: str
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Absent:
    """All of history was read and the message is not in it."""


@dataclass(frozen=True)
class Unreadable:
    """Slack does not let us read this history."""

    why: str


@dataclass(frozen=True)
class Unseen:
    """The look failed: it says nothing."""

    why: str


Look: TypeAlias = Found | Absent | Unreadable | Unseen


def read_answer(method: Method, status: int, body: object, retry_after: str | None) -> Outcome:
    """What Slack's answer to a post, update or publish proves."""
    error = error_in(body)
    if status == TOO_MANY or error in LIMITED:
        return NotSent("ratelimited", retry_after=pause_of(retry_after), limited=True)
    if status >= SERVER_FAULT or error in UNPROVEN:
        return Doubtful(error or f"status_{status}")
    if error is not None:
        return _refused(method, error)
    return _taken(method, body)


def error_in(body: object) -> str | None:
    """The error's name in an answer that is Slack's own; None in any other answer."""
    error = body.get("error") if isinstance(body, dict) and body.get("ok") is False else None
    return error if isinstance(error, str) and _NAME_OF_AN_ERROR.fullmatch(error) else None


def pause_of(retry_after: str | None) -> int:
    """Milliseconds to pause, from a Retry-After header that may be missing or broken."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return _DEFAULT_PAUSE_MS
    if not 0 <= seconds <= 86_400:  # noqa: PLR2004 - a day; also false for NaN
        return _DEFAULT_PAUSE_MS
    return int(seconds * 1000)


def _refused(method: Method, error: str) -> Outcome:
    if error == "message_not_found" and method is Method.UPDATE:
        return Unwanted("message_was_deleted")
    return NotSent(error, final=error in FINAL)


def _taken(method: Method, body: object) -> Outcome:
    if not isinstance(body, dict) or body.get("ok") is not True:
        return Doubtful("unreadable_answer")
    channel, ts = body.get("channel"), body.get("ts")
    if method is Method.PUBLISH:
        return Sent()
    if not isinstance(channel, str) or not isinstance(ts, str):
        return Doubtful("answer_without_ts")
    return Sent(channel, ts)
