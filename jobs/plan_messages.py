"""Write down every message that is owed around now: yesterday's, today's and tomorrow's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.deliveries import Planned

BEHIND = timedelta(days=3, hours=12)
AHEAD = timedelta(days=1, hours=12)


class Planner(Protocol):
    """What is due from one moment to another, sent or not."""

    def __call__(self, first: datetime, last: datetime, /) -> list[Planned]:
        """The messages due from `first` to `last`."""


def plan_messages(
    planners: Sequence[Planner],
    write: Callable[[Sequence[Planned]], int],
    now: datetime,
) -> int:
    """Write down what is owed and not yet known; how many were new.

    It looks back, so that after an outage what is stale is recorded as expired instead of forgotten.
    """
    owed = [each for planner in planners for each in planner(now - BEHIND, now + AHEAD)]
    return write(owed) if owed else 0
