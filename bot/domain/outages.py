"""Outages: times in which the bot was not at work, for which nobody is marked down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = timedelta(hours=1)
"""A shorter silence is a restart, and nobody noticed."""


@dataclass(frozen=True)
class Outage:
    """The bot was not at work from `began_at` to `ended_at`, both UTC."""

    began_at: datetime
    ended_at: datetime

    @property
    def lasted(self) -> timedelta:
        """How long it was."""
        return self.ended_at - self.began_at


def silence(last_beat: datetime | None, now: datetime) -> Outage | None:
    """The outage that ends now, if the bot was silent for long enough to be missed."""
    if last_beat is None or now - last_beat < LEAST:
        return None
    return Outage(last_beat, now)


def came_between(outages: Iterable[Outage], first: datetime, last: datetime) -> bool:
    """Whether an hour or more of any outage fell between `first` and `last`."""
    return any(min(each.ended_at, last) - max(each.began_at, first) >= LEAST for each in outages)
