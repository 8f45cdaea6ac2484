"""Signed HTTP requests to the app's own address, as Slack sends them where Socket Mode is off."""

import asyncio
import hashlib
import hmac
import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from time import time as real_time  # noqa: TID251 - signatures carry the real time, which the app checks
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.sandbox.envelopes import Answer, Envelope

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


class Requests:
    """Posts envelopes to request URLs; only to this machine."""

    def __init__(self, ack_seconds: float) -> None:
        self._ack_seconds = ack_seconds
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="sandbox-request")

    async def ask(self, envelope: Envelope, secret: str, *, copies: int = 1) -> Answer:
        """Post an envelope and wait for the answer."""
        content_type, body = encoded(envelope)
        headers = {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            **signed(secret, body),
        }
        if envelope.retry_attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        loop = asyncio.get_running_loop()
        posts = [
            loop.run_in_executor(self._pool, self._post, envelope.url, headers, body) for _ in range(copies)
        ]
        try:
            answers = await asyncio.wait_for(asyncio.gather(*posts), self._ack_seconds + 1)
        except TimeoutError:
            return Answer(failure="http_timeout", status=0)
        return answers[0]

    def close(self) -> None:
        """Let the worker threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        place = urlsplit(url)
        if place.hostname not in LOOPBACK:
            return Answer(failure="connection_failed", status=0)
        connection = http.client.HTTPConnection(place.hostname, place.port or 80, timeout=self._ack_seconds)
        try:
            path = f"{place.path or '/'}{'?' + place.query if place.query else ''}"
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except TimeoutError:
            return Answer(failure="http_timeout", status=0)
        except (OSError, http.client.HTTPException):
            return Answer(failure="connection_failed", status=0)
        finally:
            connection.close()
        if response.status >= http.HTTPStatus.MULTIPLE_CHOICES:
            no_retry = response.getheader("X-Slack-No-Retry") == "1"
            return Answer(failure="no_retry" if no_retry else "http_error", status=response.status)
        return Answer(decoded(text), status=response.status)


def encoded(envelope: Envelope) -> tuple[str, bytes]:
    """The content type and the body Slack uses for this kind of envelope."""
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload).encode()
    if envelope.kind == "slash_commands":
        return "application/x-www-form-urlencoded", urlencode(envelope.payload).encode()
    return "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(envelope.payload)}).encode()


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers by which the app knows that a request is from here."""
    stamp = str(int(real_time()))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def decoded(text: str) -> Any:
    """An answer's body: JSON where it is JSON, else text, else nothing."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
