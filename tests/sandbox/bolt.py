"""A real Bolt app to try the sandbox with."""

import asyncio
import threading
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Parrot", "description": "Says it again"},
    "features": {
        "bot_user": {"display_name": "parrot"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/say", "description": "Say it", "usage_hint": "[words]"},
            {"command": "/raw", "description": "Say it, with mentions", "should_escape": True},
        ],
        "shortcuts": [
            {"type": "global", "callback_id": "greet", "name": "Greet", "description": "Hello"},
            {"type": "message", "callback_id": "repeat", "name": "Repeat this", "description": "Again"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "mpim:write",
                "reactions:read",
                "reactions:write",
                "team:read",
                "usergroups:read",
                "users.profile:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "socket_mode_enabled": True,
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "app_uninstalled",
                "message.im",
                "reaction_added",
                "team_join",
                "tokens_revoked",
                "user_change",
            ]
        },
    },
}
PEOPLE = (
    {"name": "ada", "real_name": "Ada Park", "tz": "America/New_York"},
    {"name": "ben", "real_name": "Ben Stone", "tz": "Europe/London"},
)


class Bot:
    """A real Bolt app on a real Socket Mode connection, in a thread of its own."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.app = App(client=web(sandbox), process_before_response=True)
        self._sandbox = sandbox
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._clients: list[SocketModeClient] = []

    def connect(self) -> None:
        if not self._thread.is_alive():
            self._thread.start()
        self._do(self._connect())

    def close(self) -> None:
        if not self._thread.is_alive():
            self._loop.close()
            return
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def disconnect(self) -> None:
        self._do(self._close())

    def _do(self, coroutine: Any) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _connect(self) -> None:
        client = SocketModeClient(
            app_token=self._sandbox.app_token,
            web_client=AsyncWebClient(base_url=f"{self._sandbox.api_url}/"),
        )

        async def hand_over(connection: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
            began = self._loop.time()
            response = await self._loop.run_in_executor(None, run_bolt_app, self.app, request)
            await send_async_response(connection, request, response, began)

        client.socket_mode_request_listeners.append(hand_over)
        self._clients.append(client)
        await client.connect()

    async def _close(self) -> None:
        while self._clients:
            await self._clients.pop().close()
        await self._loop.shutdown_default_executor()


def web(sandbox: Sandbox, token: str | None = None) -> WebClient:
    return WebClient(
        token=sandbox.bot_token if token is None else token,
        base_url=f"{sandbox.api_url}/",
        retry_handlers=[],
        timeout=5,
    )


def error_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    answer: dict[str, Any] = caught.value.response.data
    return answer


def without(*scopes: str) -> dict[str, Any]:
    """The manifest without these scopes."""
    manifest = deepcopy(MANIFEST)
    given = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [each for each in given if each not in scopes]
    return manifest
