"""The sandbox as a server: one event loop in one thread, on this machine only."""

import asyncio
import socket
from collections.abc import Collection, Mapping
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.application import Application
from bot.sandbox.client import SandboxClient
from bot.sandbox.clock import Clock
from bot.sandbox.manifest import Manifest
from bot.sandbox.workspace import DEFAULT_PEOPLE, Options, Workspace

HOST = "127.0.0.1"
PATIENCE_SECONDS = 10.0
Lines = dict[tuple[str, int], asyncio.Transport]


class Sandbox:
    """A local Slack workspace with an app installed from its manifest.

    Used as a context manager, or by `start` and `stop`. `people` are dictionaries of `name`, `real_name`,
    `tz`, `title` and whatever else `POST /sandbox/users` takes. `team` is the workspace's name. With
    `port=0` a free port is found.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        clock: Clock | None = None,
        people: Collection[Mapping[str, Any]] = DEFAULT_PEOPLE,
        options: Options | None = None,
        team: str = "Sandbox",
        port: int = 0,
        seed: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self._workspace = Workspace(
            Manifest.from_dict(manifest), self.clock, options or Options(), people, team
        )
        self._lines: Lines = {}
        self._application = Application(self._workspace, self._hang_up, seed=seed)
        self._port = port
        self._server = self._uvicorn()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._thread: Thread | None = None
        self._ended = Event()

    @property
    def url(self) -> str:
        """The address of the page."""
        return self._workspace.base_url

    @property
    def api_url(self) -> str:
        """The address of the Web API; Slack's clients want a slash after it."""
        return f"{self.url}/api"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self._workspace.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self._workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which HTTP requests to the app are signed."""
        return self._workspace.app.signing_secret

    @property
    def team_id(self) -> str:
        """The id of the workspace."""
        return self._workspace.team_id

    def client(self) -> SandboxClient:
        """A client of the control API, to act and to look."""
        return SandboxClient(self.url)

    def start(self) -> Self:
        """Serve, in a thread of its own; returns once it answers."""
        listener = socket.create_server((HOST, self._port), backlog=512)
        self._workspace.base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        self._thread = Thread(target=self._run, args=(listener,), name="sandbox", daemon=True)
        self._thread.start()
        while not self._server.started:
            if self._ended.wait(0.005):
                raise RuntimeError("The sandbox could not start.")
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._loop is not None and self._thread is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _uvicorn(self) -> uvicorn.Server:
        config = uvicorn.Config(
            self._application.asgi,
            http=_protocol(self._lines),
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=75,
        )
        return uvicorn.Server(config)

    def _run(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self._serve(listener))
        finally:
            self._ended.set()

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for server in self._server.servers:
            server.close()
        await self._application.close()
        for line in list(self._lines.values()):
            line.close()
        for task in (serving, stopping):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    async def _hang_up(self, request: Request) -> None:
        """Cut the line of a request, so that its answer never arrives."""
        client = request.scope["client"]
        if line := self._lines.get(tuple(client)):
            line.abort()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)


def _protocol(lines: Lines) -> type[H11Protocol]:
    """HTTP/1.1 that remembers which line each client is on."""

    class Line(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent
            super().connection_made(transport)
            if self.client is not None:
                lines[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client is not None:
                lines.pop(self.client, None)

    return Line
