"""The workspace's clock: real seconds pass, and people may travel forward."""

import asyncio
import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

A_QUARTER_OF_AN_HOUR = timedelta(minutes=15)
A_MONDAY_MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

Subscriber = Callable[[datetime], object]


class Clock:
    """A clock that ticks with real time, can be moved forward, and never runs back.

    A travel is made in steps of `step`, the last one shorter; `travelling_to` is where it ends, None
    between travels. `now` and `time` may be called from any thread; `travel` and `sleep` belong to the
    event loop.
    """

    def __init__(
        self,
        start: datetime = A_MONDAY_MORNING,
        zone: str = "America/New_York",
        *,
        step: timedelta = A_QUARTER_OF_AN_HOUR,
    ) -> None:
        if start.tzinfo is None:
            raise ValueError("The clock needs a start with a time zone.")
        if step <= timedelta(0):
            raise ValueError("The clock's step needs some length.")
        self.zone = zone
        self.step = step
        self.travelling_to: datetime | None = None
        self._start = start.timestamp()
        self._since = monotonic()
        self._ahead = 0.0
        self._moved = asyncio.Event()
        self._turn = asyncio.Lock()
        self._subscribers: list[Subscriber] = []

    def time(self) -> float:
        """Seconds since 1970, by this clock."""
        return self._start + self._ahead + monotonic() - self._since

    def now(self) -> datetime:
        """The moment by this clock, in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def subscribe(self, call: Subscriber) -> None:
        """Call `call(now)` after each step of a travel.

        Plain functions run in a worker thread, so they may call the sandbox; coroutine functions run
        on the sandbox's own loop.
        """
        self._subscribers.append(call)

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has advanced by `seconds`."""
        due = self.time() + seconds
        while (left := due - self.time()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                continue

    async def travel(self, to: datetime) -> None:
        """Move to `to` in steps, so that what is due on the way happens on the way."""
        if to.timestamp() < self.time():
            raise ValueError("The clock never runs backwards.")
        async with self._turn:
            self.travelling_to = to
            try:
                while (left := to.timestamp() - self.time()) > 0:
                    await self._step(min(left, self.step.total_seconds()))
            finally:
                self.travelling_to = None
                await self._tell()

    def moment(self, jump: str) -> datetime:
        """When a jump of the clock bar lands: `+1h`, `next-morning`, `end-of-day` or `next-week`."""
        local = self.now().astimezone(ZoneInfo(self.zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        match jump:
            case "+1h":
                return self.now() + timedelta(hours=1)
            case "next-morning":
                return midnight.replace(hour=8) + timedelta(days=1)
            case "end-of-day":
                evening = midnight.replace(hour=18)
                return evening if evening > local else evening + timedelta(days=1)
            case "next-week":
                return midnight.replace(hour=8) + timedelta(days=7 - local.weekday())
            case _:
                raise ValueError(f"There is no jump called {jump!r}.")

    async def _step(self, seconds: float) -> None:
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()
        await asyncio.sleep(0)
        await self._tell()

    async def _tell(self) -> None:
        for call in tuple(self._subscribers):
            if inspect.iscoroutinefunction(call):
                await call(self.now())
            else:
                await asyncio.to_thread(call, self.now())
