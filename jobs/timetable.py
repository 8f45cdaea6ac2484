"""The timetable: APScheduler says "look now", and the jobs decide from the database."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import structlog
from apscheduler.jobstores.base import JobLookupError
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
        self._woken = {tick.name: Event() for tick in ticks}
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

    def wake(self, name: str) -> None:
        """Have a job look now instead of at its next tick; one that is at work looks once more."""
        self._woken[name].set()
        with suppress(JobLookupError):  # it does not tick yet, or no more
            self._scheduler.modify_job(name, next_run_time=self._now())

    def run(self, tick: Tick) -> None:
        """Run one job, and again if it was woken meanwhile."""
        woken = self._woken[tick.name]
        woken.set()
        while woken.is_set():
            woken.clear()
            self._run_once(tick)

    def _run_once(self, tick: Tick) -> None:
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
