"""Slack over a websocket: Bolt stays synchronous, and the connection never waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from handlers import door

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import App
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

log = structlog.get_logger("latitude.socket")

PING_SECONDS = 5.0
IN_HAND_SECONDS = 3.0
"""Slack waits no longer for an answer."""

WORKERS = 16


class SocketMode:
    """One Socket Mode connection on a thread of its own.

    Args:
        app: Where envelopes go; each on a worker thread, acknowledged when it has returned.
        app_token: Slack's app-level token.
        api_url: Slack's Web API.
        answered: Called once an envelope is acknowledged, so that what follows from it is sent at once.
    """

    def __init__(self, app: App, *, app_token: str, api_url: str, answered: Callable[[], None]) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._answered = answered
        self._connection: _Connection | None = None

    def start(self) -> None:
        """Connect; returns once the connection stands, raises what Slack answered otherwise."""
        self._connection = _Connection(
            self._app, app_token=self._app_token, api_url=self._api_url, answered=self._answered
        )
        self._connection.open()

    @property
    def is_connected(self) -> bool:
        """Whether it was started and has not been stopped."""
        return self._connection is not None

    def stop(self) -> None:
        """Finish what is in hand, then disconnect. Safe to call when never started."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _Connection:
    """An event loop on a thread, the socket on it, and the workers that answer."""

    def __init__(self, app: App, *, app_token: str, api_url: str, answered: Callable[[], None]) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._answered = answered
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="socket-mode", daemon=True)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="envelope")
        self._client: SocketModeClient | None = None
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def open(self) -> None:
        """Connect to Slack."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._connect(), self._loop).result()

    def close(self) -> None:
        """Wait a little for what is in hand, then hang up."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._loop.close()

    async def _connect(self) -> None:
        self._client = SocketModeClient(
            app_token=self._app_token,
            web_client=AsyncWebClient(base_url=self._api_url),
            ping_interval=PING_SECONDS,
        )
        self._client.socket_mode_request_listeners.append(self._take)
        await self._client.connect_to_new_endpoint(force=True)

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self._in_hand += 1
        self._idle.clear()
        try:
            started = time.perf_counter()
            take = partial(door.take, self._app, request.payload, headers=build_headers(request))
            response = await self._loop.run_in_executor(self._workers, take)
            await send_async_response(client, request, response, started)
            self._answered()
        except Exception as error:  # the connection must outlive one bad envelope
            log.exception("envelope lost", envelope=request.envelope_id, reason=type(error).__name__)
        finally:
            self._in_hand -= 1
            if self._in_hand == 0:
                self._idle.set()

    async def _close(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), IN_HAND_SECONDS)
        if self._client is not None:
            if self._client.message_receiver is not None:
                self._client.message_receiver.cancel()
            await self._client.close()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped
