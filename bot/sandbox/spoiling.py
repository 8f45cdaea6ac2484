"""Carrying out a call whose answer a fault spoils."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.faults import Fault
from bot.sandbox.log import Entry, Log

CarryOut = Callable[[], Response]


@dataclass
class Spoiler:
    """Answers late, wrongly or not at all; `hang_up` cuts the line of a request."""

    log: Log
    hang_up: Callable[[Request], Awaitable[None]]
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    async def answer(self, fault: Fault, request: Request, entry: Entry, carry_out: CarryOut) -> Response:
        """What the caller gets; the call itself is carried out now, later or never, as the fault says."""
        entry.error = f"fault: {fault.fault}"
        if fault.fault == "delay":
            early = carry_out() if fault.accepted else None
            await asyncio.sleep(fault.seconds)
            return early or carry_out()
        if fault.fault == "late":
            task = asyncio.get_running_loop().create_task(_later(fault.seconds, carry_out))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        elif fault.accepted:
            carry_out()
        return self._wrong_answer(fault) or await self._no_answer(request)

    def slow_down(self, retry_after: int) -> Response:
        """Slack's answer to whoever calls too often."""
        self.log.rate_limited += 1
        return JSONResponse(
            {"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(retry_after)}
        )

    def close(self) -> None:
        """Forget calls that were to be carried out later."""
        for task in self._late:
            task.cancel()

    def _wrong_answer(self, fault: Fault) -> Response | None:
        match fault.fault:
            case "status":
                return Response("upstream failure", status_code=fault.status, media_type="text/plain")
            case "ratelimited":
                return self.slow_down(fault.retry_after)
            case "error":
                return JSONResponse({"ok": False, "error": fault.error})
            case "garbage":
                return Response("<html>Bad gateway", media_type="text/html")
            case _:
                return None

    async def _no_answer(self, request: Request) -> Response:
        await self.hang_up(request)
        return Response(status_code=500)


async def _later(seconds: float, carry_out: CarryOut) -> None:
    await asyncio.sleep(seconds)
    carry_out()
