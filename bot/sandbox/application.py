"""The web application of one sandbox: all its parts, joined."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route, WebSocketRoute

from bot.sandbox import statics
from bot.sandbox.addresses import Addresses
from bot.sandbox.api.door import Door
from bot.sandbox.api.methods import METHODS
from bot.sandbox.control.acting import Acting
from bot.sandbox.control.live import Live
from bot.sandbox.control.routes import Control
from bot.sandbox.control.world import World
from bot.sandbox.conversation import Conversation
from bot.sandbox.courier import Courier
from bot.sandbox.faults import Faults
from bot.sandbox.gestures import Gestures
from bot.sandbox.log import Log
from bot.sandbox.payloads import Payloads
from bot.sandbox.spoiling import Spoiler
from bot.sandbox.submissions import Submissions
from bot.sandbox.tickets import ResponseUrls
from bot.sandbox.workspace import Workspace

HangUp = Callable[[Request], Awaitable[None]]


class Application:
    """A workspace with its doors; `asgi` is what a web server runs, on one event loop."""

    def __init__(self, workspace: Workspace, hang_up: HangUp, *, seed: int = 0) -> None:
        self.workspace = workspace
        self.faults = Faults(seed)
        self.log = Log()
        self.live = Live()
        self.courier = Courier(workspace, self.faults, self.log)
        self._spoiler = Spoiler(self.log, hang_up)
        self._door = Door(workspace, self.courier.sockets, self.faults, self.log, METHODS, self._spoiler)
        workspace.on_event = self.courier.tell
        workspace.on_change = self.live.changed
        workspace.on_notice = self.live.notice
        workspace.clock.subscribe(self._clock_moved)
        self.asgi = self._asgi()

    async def close(self) -> None:
        """Stop everything under way and close every connection."""
        self._spoiler.close()
        await self.courier.close()
        await self.live.shut()

    async def _clock_moved(self, _now: Any) -> None:
        self.live.changed("clock", None)
        await self.courier.quiet()

    def _asgi(self) -> Starlette:
        workspace, response_urls = self.workspace, ResponseUrls()
        payloads = Payloads(workspace, response_urls)
        acting = Acting(
            workspace,
            self.courier,
            Gestures(workspace, self.courier, payloads),
            Submissions(workspace, self.courier, payloads),
            Conversation(workspace),
        )
        control = Control(workspace, self.courier, acting, World(workspace), self.faults, self.log, self.live)
        return Starlette(
            routes=[
                Route("/api/{method}", self._door.__call__, methods=["GET", "POST"]),
                WebSocketRoute("/link/", self.courier.sockets.serve),
                *Addresses(workspace, response_urls, self.log, self.faults, self._spoiler).routes(),
                *control.routes(),
                *statics.routes(),
            ]
        )
