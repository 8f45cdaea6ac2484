"""The clocks of the outbox: what day it is for people, and how long something is held."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.domain.deliveries import epoch_ms
from bot.store.delivery_claims import Now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.database import Database


@dataclass(frozen=True)
class Clock:
    """Three clocks in one.

    Attributes:
        today: Says what is due and what is useless; Slack's timestamps follow it.
        lease: Measures leases, waits and pauses, alike in every replica.
        monotonic: Seconds of this process, never set back.
    """

    today: Callable[[], datetime]
    lease: Callable[[], datetime]
    monotonic: Callable[[], float]

    def read(self) -> Now:
        """Both shared clocks, in epoch ms."""
        return Now(today=epoch_ms(self.today()), lease=epoch_ms(self.lease()))


class DatabaseClock:
    """The database's clock, so that the hosts of a cluster agree on leases.

    It is asked once in a while; in between this host's clock runs on from there. Of two answers the
    quicker one is nearer the truth, so a slow one does not replace a fresh quick one.

    Args:
        database: Whose clock it is.
        here: This host's clock, aware.
        refresh: Seconds after which the database is asked again.
    """

    def __init__(self, database: Database, here: Callable[[], datetime], *, refresh: float = 30.0) -> None:
        self._database = database
        self._here = here
        self._refresh = refresh
        self._asked: datetime | None = None
        self._offset = here() - here()

    def __call__(self) -> datetime:
        """The database's time, as near as this host knows it; aware UTC."""
        here = self._here()
        if self._asked is None or abs((here - self._asked).total_seconds()) >= self._refresh:
            self._ask()
        return self._here() + self._offset

    def _ask(self) -> None:
        if self._database.is_sqlite:
            self._asked = self._here()  # one host, one clock
            return
        with self._database.engine.connect() as connection:
            before = self._here()
            there = connection.scalar(text("SELECT clock_timestamp()"))
            after = self._here()
        self._offset = there - (before + (after - before) / 2)
        self._asked = after


def steady() -> float:
    """Seconds that also pass while the machine is asleep, where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
