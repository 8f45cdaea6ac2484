"""The timetable: APScheduler says "look now", and the jobs decide from the database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

log = structlog.get_logger("latitude.jobs")


@dataclass(frozen=True)
class Tick:
    """A job and how often it looks, in seconds."""

    name: str
    every: float
    run: Callable[[], object]


class Timetable:
    """Ticks jobs in this process. Any number of processes may tick the same ones.

    Args:
        ticks: What to run, how often. Each is repeatable and safe to skip.
        now: The clock on the wall.
    """

    def __init__(self, ticks: Sequence[Tick], now: Callable[[], datetime]) -> None:
        self.ticks = tuple(ticks)
        self._now = now
        self._succeeded: dict[str, float] = {}
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick, every job at once first."""
        now = time.monotonic()
        self._succeeded = {tick.name: now for tick in self.ticks}
        for tick in self.ticks:
            self._scheduler.add_job(
                self.run,
                "interval",
                seconds=tick.every,
                args=[tick],
                id=tick.name,
                next_run_time=self._now(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what is running goes on to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def run(self, tick: Tick) -> None:
        """Run one job; a failure is logged, and the next tick tries again."""
        started = time.perf_counter()
        try:
            tick.run()
        except Exception:  # a job that fails once must still be there for the next tick
            log.exception("job failed", job=tick.name)
            return
        self._succeeded[tick.name] = time.monotonic()
        log.debug("job", job=tick.name, ms=round((time.perf_counter() - started) * 1000, 1))

    def silent_for(self, name: str) -> float:
        """Seconds since this job last succeeded."""
        return time.monotonic() - self._succeeded.get(name, time.monotonic())
