"""Socket Mode: websockets over which the app is handed envelopes and acknowledges them."""

import asyncio
import json
import secrets
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.envelopes import Answer, Envelope

MAX_CONNECTIONS = 10
PATIENCE_FOR_A_NEW_ONE = 0.25


@dataclass(eq=False)
class Connection:
    """One open websocket of the app."""

    websocket: WebSocket
    leaving: bool = False


class Sockets:
    """All Socket Mode connections of the app; each envelope goes to any one of them."""

    def __init__(self, app_id: str, ack_seconds: float, connection_seconds: int) -> None:
        self._app_id = app_id
        self._ack_seconds = ack_seconds
        self._connection_seconds = connection_seconds
        self._tickets: set[str] = set()
        self._connections: deque[Connection] = deque()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._arrival = asyncio.Event()
        self._closers: set[asyncio.Task[None]] = set()

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def ticket(self) -> str:
        """The right to connect once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Greet a connection and hear its acknowledgements until it ends."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(code=1008, reason="invalid_ticket")
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        if self.count >= MAX_CONNECTIONS:
            await websocket.send_text(json.dumps(self._goodbye("too_many_websockets")))
            await websocket.close()
            return
        connection = Connection(websocket)
        self._connections.append(connection)
        self._arrival.set()
        self._arrival = asyncio.Event()
        try:
            await websocket.send_text(json.dumps(self._hello()))
            while True:
                self._hear(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            return  # the other side, or the end of the sandbox, closed it
        finally:
            if connection in self._connections:
                self._connections.remove(connection)

    async def ask(self, envelope: Envelope, *, copies: int = 1) -> Answer:
        """Hand over an envelope and wait for its acknowledgement."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = answer
        try:
            await self._replacement()
            for _ in range(copies):
                if not await self._send(envelope):
                    return Answer(failure="connection_failed", status=0)
            return Answer(await asyncio.wait_for(answer, self._ack_seconds))
        except TimeoutError:
            return Answer(failure="timeout", status=0)
        finally:
            self._waiting.pop(envelope.id, None)

    async def refresh(self, reason: str, close_after: float) -> int:
        """Announce the end of every connection, and end it later; returns how many were told."""
        told = list(self._connections)
        for connection in told:
            connection.leaving = reason != "warning"
            await connection.websocket.send_text(json.dumps(self._goodbye(reason)))
            if connection.leaving:
                closer = asyncio.create_task(self._close(connection, close_after))
                self._closers.add(closer)
                closer.add_done_callback(self._closers.discard)
        return len(told)

    async def shut(self) -> None:
        """Close every connection at once."""
        for connection in list(self._connections):
            await self._close(connection, 0)

    async def _close(self, connection: Connection, after: float) -> None:
        await asyncio.sleep(after)
        if connection in self._connections:
            self._connections.remove(connection)
            await connection.websocket.close()

    async def _replacement(self) -> None:
        """Hold an envelope back for a moment while every connection is about to be replaced."""
        if self._connections and all(each.leaving for each in self._connections):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrival.wait(), PATIENCE_FOR_A_NEW_ONE)

    async def _send(self, envelope: Envelope) -> bool:
        text = json.dumps(envelope.frame())
        for connection in sorted(self._connections, key=lambda each: each.leaving):
            try:
                await connection.websocket.send_text(text)
            except (WebSocketDisconnect, RuntimeError):
                continue
            self._connections.rotate(-1)
            return True
        return False

    def _hear(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(frame.get("envelope_id", "")) if isinstance(frame, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(frame.get("payload"))

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": self._connection_seconds,
            },
            "connection_info": {"app_id": self._app_id},
        }

    def _goodbye(self, reason: str) -> dict[str, Any]:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
