"""The one place that posts to Slack, and says what each answer proves."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.deliveries import Claimed, Message, Method, Picture
from bot.domain.delivery_outcomes import (
    FINAL,
    LIMITED,
    TOO_MANY,
    UNREADABLE,
    Absent,
    Doubtful,
    Found,
    Look,
    NotSent,
    Outcome,
    Unreadable,
    Unseen,
    error_in,
    pause_of,
    read_answer,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.delivery_policy import Policy

EVENT_TYPE = "delivery"
"""Marks our messages in their metadata, which anyone in the workspace can read."""

PAGE = 200


@dataclass(frozen=True)
class Place:
    """Where a message is, or goes.

    Attributes:
        channel: A channel or user id.
        ts: The message to redraw, for an update.
        thread_ts: The root of the thread, if it goes into one.
        delivery_id: What its metadata says.
    """

    channel: str
    delivery_id: str
    ts: str | None = None
    thread_ts: str | None = None


@dataclass(frozen=True)
class Limited:
    """Slack asks us to pause a method."""

    method: str
    pause: int


class UnsafeClientError(ValueError):
    """A client that could post one message twice, or outlast the lease."""


def slack_client(token: str, base_url: str, policy: Policy) -> WebClient:
    """A client fit for the outbox: it never repeats a request by itself, and gives up in time."""
    return WebClient(token=token, base_url=base_url, timeout=policy.http_timeout // 1000, retry_handlers=[])


class Gateway:
    """Slack, as the outbox sees it.

    Args:
        client_for: The client of a workspace, made by `slack_client`.
        policy: How long an answer is waited for.
        on_limited: Told when Slack asks us to pause: workspace and what.
    """

    def __init__(
        self,
        client_for: Callable[[str], WebClient],
        policy: Policy,
        on_limited: Callable[[str, Limited], None],
    ) -> None:
        self._client_for = client_for
        self._policy = policy
        self._on_limited = on_limited

    def client(self, workspace: str) -> WebClient:
        """The workspace's client, if it is safe to post with."""
        client = self._client_for(workspace)
        if client.retry_handlers:
            raise UnsafeClientError("The client repeats requests by itself: give it retry_handlers=[].")
        if client.timeout * 1000 > self._policy.http_timeout:
            raise UnsafeClientError("The client waits longer than the policy's http_timeout.")
        return client

    def deliver(self, client: WebClient, method: Method, place: Place, message: Message) -> Outcome:
        """Post, update or publish once; what the answer proves."""
        try:
            return _exchange(client, method, place, message)
        except Exception as failure:  # noqa: BLE001 - whatever went wrong, the message may have arrived
            return Doubtful(type(failure).__name__)

    def upload(self, workspace: str, client: WebClient, picture: Picture) -> str | NotSent:
        """Give Slack a picture that no channel shows yet; its file id, or why it was not taken."""
        try:
            return _uploaded(client, picture)
        except SlackApiError as refusal:
            error = error_in(refusal.response.data) or f"status_{refusal.response.status_code}"
            if refusal.response.status_code == TOO_MANY or error in LIMITED:
                pause = pause_of(_retry_after(refusal.response))
                self._on_limited(workspace, Limited("files.getUploadURLExternal", pause))
                return NotSent("ratelimited", retry_after=pause)
            return NotSent(f"picture:{error}", final=error in FINAL or error == "missing_scope")
        except Exception as failure:  # noqa: BLE001 - nothing is posted yet, so it can be tried again
            return NotSent(f"picture:{type(failure).__name__}")

    def look(self, claim: Claimed, place: Place, *, since: int) -> Look:
        """Whether the message is in the history of its channel or thread since `since` (epoch ms)."""
        copies: list[str] = []
        cursor: str | None = None
        for _ in range(self._policy.pages):
            page = self._page(claim.workspace, place, since, cursor)
            if not isinstance(page, dict):
                return Found(place.channel, tuple(sorted(copies))) if copies else page
            copies += [one["ts"] for one in page["messages"] if _is_ours(one, place.delivery_id)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not page.get("has_more") or not cursor:
                return Found(place.channel, tuple(sorted(copies))) if copies else Absent()
        return Found(place.channel, tuple(sorted(copies))) if copies else Unseen("history_is_too_long")

    def delete(self, workspace: str, channel: str, ts: str) -> bool:
        """Delete a surplus copy; whether it is gone."""
        answer = self._ask(workspace, "chat.delete", {"channel": channel, "ts": ts})
        return isinstance(answer, dict) or answer.why == "message_not_found"

    def messages_of(self, workspace: str, person: str) -> str | Unreadable | Unseen:
        """The channel of our messages with a person."""
        answer = self._ask(workspace, "conversations.open", {"users": person})
        if not isinstance(answer, dict):
            return answer
        channel = answer.get("channel")
        found = channel.get("id") if isinstance(channel, dict) else None
        return found if isinstance(found, str) else Unseen("unreadable_answer")

    def _page(
        self, workspace: str, place: Place, since: int, cursor: str | None
    ) -> dict[str, Any] | Unreadable | Unseen:
        asked: dict[str, Any] = {
            "channel": place.channel,
            "oldest": f"{max(since, 0) / 1000:.6f}",
            "limit": PAGE,
            "include_all_metadata": True,
        }
        if cursor:
            asked["cursor"] = cursor
        if place.thread_ts:
            asked["ts"] = place.thread_ts
        method = "conversations.replies" if place.thread_ts else "conversations.history"
        answer = self._ask(workspace, method, asked)
        if isinstance(answer, dict) and not isinstance(answer.get("messages"), list):
            return Unseen("unreadable_answer")
        return answer

    def _ask(
        self, workspace: str, method: str, asked: dict[str, Any]
    ) -> dict[str, Any] | Unreadable | Unseen:
        try:
            answer = self.client(workspace).api_call(method, params=asked)
        except SlackApiError as refusal:
            return self._refused(workspace, method, refusal)
        except Exception as failure:  # noqa: BLE001 - a look that failed says nothing, whatever it was
            return Unseen(type(failure).__name__)
        body = answer.data
        return body if isinstance(body, dict) and body.get("ok") is True else Unseen("unreadable_answer")

    def _refused(self, workspace: str, method: str, refusal: SlackApiError) -> Unreadable | Unseen:
        error = error_in(refusal.response.data)
        if refusal.response.status_code == TOO_MANY or error in LIMITED:
            pause = pause_of(_retry_after(refusal.response))
            self._on_limited(workspace, Limited(method, pause))
            return Unseen("ratelimited")
        if error in UNREADABLE:
            return Unreadable(error)
        return Unseen(error or "unreadable_answer")


def _exchange(client: WebClient, method: Method, place: Place, message: Message) -> Outcome:
    try:
        answer = _call(client, method, place, message)
    except SlackApiError as refusal:
        answer = refusal.response
    except URLError as failure:
        if isinstance(failure.reason, ConnectionRefusedError | socket.gaierror):
            return NotSent("unreachable")
        raise
    return read_answer(method, answer.status_code, answer.data, _retry_after(answer))


def _call(client: WebClient, method: Method, place: Place, message: Message) -> Any:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": place.delivery_id}}
    match method:
        case Method.POST:
            return client.chat_postMessage(
                channel=place.channel,
                text=message.text,
                blocks=list(message.blocks) or None,
                thread_ts=place.thread_ts,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )
        case Method.UPDATE:
            return client.chat_update(
                channel=place.channel,
                ts=place.ts or "",
                text=message.text,
                blocks=list(message.blocks),  # an empty list removes the old ones; None would keep them
                metadata=metadata,
            )
        case Method.PUBLISH:
            return client.views_publish(user_id=place.channel, view=message.view or {})


def _uploaded(client: WebClient, picture: Picture) -> str:
    place = client.files_getUploadURLExternal(
        filename=picture.name, length=len(picture.png), alt_txt=picture.alt
    )
    address, file = str(place["upload_url"]), str(place["file_id"])
    body = Request(address, data=picture.png, headers={"Content-Type": "image/png"}, method="POST")  # noqa: S310 - Slack's own address
    with urlopen(body, timeout=client.timeout):  # noqa: S310 - likewise
        pass
    client.files_completeUploadExternal(files=[{"id": file, "title": picture.name}])
    return file


def _retry_after(answer: Any) -> str | None:
    headers = {str(name).lower(): value for name, value in (answer.headers or {}).items()}
    value = headers.get("retry-after")
    return None if value is None else str(value)


def _is_ours(message: Any, delivery_id: str) -> bool:
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return False
    payload = metadata.get("event_payload")
    return isinstance(payload, dict) and payload.get("delivery_id") == delivery_id
