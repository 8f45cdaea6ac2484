"""Sustained drops: somebody who does less, week after week, than they themselves usually do.

Page's cumulative sum over the standardised shortfalls of weekly counts, with a quarter less as what is to be
noticed. One bad week is not a drop; several in a row are, sooner the deeper they are. Somebody who changes
nothing is called so about once a year all the same, which is why it is a reason to talk and nothing more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.paces import WeekDone

NOTICED = 2.36
"""The sum at which a drop is called sustained."""

DROP = 0.25
"""The drop that is to be noticed soonest: a quarter of what is usual."""

FIRST_WEEKS = 8
"""Weeks from which what is usual is learnt before any is compared."""

SETTLED = timedelta(weeks=8)
"""After so long a drop is how it is now, and the comparison begins anew."""


@dataclass(frozen=True)
class Watch:
    """Where the comparison of somebody's weeks with their own has come to.

    Attributes:
        score: The sum.
        since: The first week of the shortfalls that make it up; None where there are none.
        usual: What a whole week usually came to before them.
        weeks: Those weeks, the latest last.
    """

    score: float = 0.0
    since: date | None = None
    usual: float = 0.0
    weeks: tuple[WeekDone, ...] = ()

    @property
    def is_drop(self) -> bool:
        """Whether it is a sustained drop."""
        return self.score >= NOTICED


@dataclass(frozen=True)
class Drop:
    """A sustained drop of one person in one activity, with the figures that show it.

    Attributes:
        activity: Its key.
        name: Its name.
        unit: What is counted.
        since: The first week of it.
        usual: What a whole week came to before, on average.
        weeks: The weeks since, each with its total and the share of it that was worked.
    """

    activity: str
    name: str
    unit: str
    since: date
    usual: float
    weeks: tuple[WeekDone, ...]

    @property
    def now(self) -> float:
        """What a whole week comes to since."""
        return sum(each.total for each in self.weeks) / sum(each.share for each in self.weeks)


def watch(weeks: Iterable[WeekDone], spread: float) -> Watch:
    """Where the comparison stands after these weeks, oldest first.

    What is usual is the mean of all earlier weeks; it stands still while somebody is below it, so that a
    drop does not become usual before it is noticed.
    """
    found, total, share, seen = Watch(), 0.0, 0.0, 0
    for week in weeks:
        if found.is_drop and found.since is not None and week.first - found.since >= SETTLED:
            found, total, share, seen = Watch(), 0.0, 0.0, 0
        usual = total / share if found.since is None and seen >= FIRST_WEEKS else found.usual
        if usual > 0:
            found = _after(found, week, usual, spread)
        total, share, seen = total + week.total, share + week.share, seen + 1
    return found


def _after(before: Watch, week: WeekDone, usual: float, spread: float) -> Watch:
    mean = usual * week.share
    shortfall = (mean - week.total) / math.sqrt(spread * mean)
    score = max(0.0, before.score + shortfall - DROP / 2 * math.sqrt(mean / spread))
    return Watch(score, before.since or week.first, usual, (*before.weeks, week)) if score else Watch()
