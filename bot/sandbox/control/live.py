"""Telling open pages what to read again."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

GATHER_SECONDS = 0.03
CLOCK_SECONDS = 0.1


@dataclass(eq=False)
class Page:
    """One open page, and what it has not been told yet."""

    websocket: WebSocket
    user: str
    topics: dict[str, None] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    clock_told: float = 0.0


class Live:
    """All open pages."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()

    def changed(self, topic: str, users: Collection[str] | None) -> None:
        """These users (None: all) should read this topic again."""
        for page in self._pages:
            if users is None or page.user in users:
                page.topics[topic] = None
                page.news.set()

    def notice(self, user: str, channel: str | None, text: str) -> None:
        """Slack itself says something to one person."""
        for page in self._pages:
            if page.user == user:
                page.notices.append({"notice": {"channel": channel, "text": text}})
                page.news.set()

    async def serve(self, websocket: WebSocket, user: str) -> None:
        """Keep one page up to date until it goes."""
        await websocket.accept()
        page = Page(websocket, user)
        self._pages.add(page)
        telling = asyncio.create_task(self._tell(page))
        try:
            while True:
                await websocket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            self._pages.discard(page)
            telling.cancel()

    async def shut(self) -> None:
        """Say goodbye to every page."""
        for page in list(self._pages):
            await page.websocket.close()

    async def _tell(self, page: Page) -> None:
        while True:
            await page.news.wait()
            await asyncio.sleep(GATHER_SECONDS)
            page.news.clear()
            topics = _due(page)
            notices, page.notices = page.notices, []
            try:
                if topics:
                    await page.websocket.send_json({"changed": topics})
                for notice in notices:
                    await page.websocket.send_json(notice)
            except (WebSocketDisconnect, RuntimeError):
                return


def _due(page: Page) -> list[str]:
    """What to tell a page now; a clock that was told a moment ago waits, for a travel moves it often."""
    topics, page.topics = page.topics, {}
    if "clock" in topics:
        loop = asyncio.get_running_loop()
        early = page.clock_told + CLOCK_SECONDS - loop.time()
        if early > 0:
            page.topics["clock"] = topics.pop("clock")
            loop.call_later(early, page.news.set)
        else:
            page.clock_told = loop.time()
    return list(topics)
