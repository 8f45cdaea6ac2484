"""A small world in which people work, and leave the evidence that a team leaves.

Nothing here knows how trust is worked out: people check in, keep commitments, do their numbers, and want
something for a customer now and then, which they take where they may and ask for where they may not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import count
from math import exp
from typing import TYPE_CHECKING

from bot.domain.ledger import Event, Kind
from tests.bench.trust_types import Splits

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from tests.bench.trust_types import RepType

WEEK = 5
LIMITS = (0.0, 6.0, 11.0, 16.0, 21.0)
"""What each level may give alone, in percent, as a new plan has it."""

BUDGET, QUARTER = 60.0, 63
"""Percentage points that may be given alone, in so many active days."""

AUDITED, AUDITED_AFTER_STEP, CLOSELY_FOR = 0.25, 0.50, 20
DAILY, WEEKLY = 5, 3
"""Targets: leads a day, presentations a week."""

COMMITS = 0.6
WANTS = 0.45
"""How often, on a day, somebody promises something for the next, and a customer wants something."""

PIECE = 2.0
LARGEST, SHAPE, SCALE = 25.0, 4.0, 2.3
WINS, OUTCOME_AFTER, AUDIT_AFTER = 0.6, 5, 2


@dataclass(frozen=True)
class Ask:
    """A piece of a concession: from where to where, and up to where a good manager would go."""

    begins: float
    ends: float
    stands: float


class Rep:
    """Somebody of one sort, whose days follow from their luck and from how far they have come."""

    def __init__(self, sort: RepType, rng: np.random.Generator) -> None:
        self.sort = sort
        self.rng = rng
        self._ids = count(1)
        self._asks: dict[int, list[Ask]] = defaultdict(list)
        self._due: dict[int, list[tuple[Kind, float]]] = defaultdict(list)
        self._spent = 0.0

    def day(self, aday: int, level: int, since: int) -> list[Event]:
        """What is written down of one active day, on a level they reached on the day `since`."""
        rows = [*self._works(aday, level), *self._decides(aday, level, since)]
        for kind, size in self._due.pop(aday, ()):
            rows.append(self._row(aday, kind, size=size))
        rows += [self._row(aday, Kind.KUDOS) for _ in range(self.sort.kudos)]
        return rows

    def _works(self, aday: int, level: int) -> Iterator[Event]:
        habits, weekly = self.sort.on(aday), self.sort.weekly_from
        last_of_week = aday % WEEK == 0
        if weekly is None or level < weekly or last_of_week:
            yield self._row(aday, self._checkin(habits.reliability))
            if self.rng.random() < COMMITS:
                kept = self.rng.random() < habits.reliability
                yield self._row(aday, Kind.COMMITMENT_KEPT if kept else Kind.COMMITMENT_MISSED)
        leads = float(self.rng.poisson(mean_for(habits.activity, DAILY)))
        yield self._row(aday, Kind.ACTIVITY_DAY, metrics=((leads, DAILY),))
        if last_of_week:
            shown = float(self.rng.poisson(mean_for(habits.activity, WEEKLY)))
            yield self._row(aday, Kind.ACTIVITY_WEEK, metrics=((shown, WEEKLY),))

    def _checkin(self, reliability: float) -> Kind:
        """On time, or as often late as missed, so that it is worth `reliability` on average."""
        on_time = (reliability - 0.25) / 0.75
        if self.rng.random() < on_time:
            return Kind.CHECKIN_ON_TIME
        return Kind.CHECKIN_LATE if self.rng.random() < 1 / 2 else Kind.CHECKIN_MISSED

    def _decides(self, aday: int, level: int, since: int) -> Iterator[Event]:
        if aday % QUARTER == 0:
            self._spent = 0.0
        if self.rng.random() < WANTS:
            self._wants(aday, level)
        for ask in self._asks.pop(aday, ()):
            size = ask.ends - ask.begins
            given = min(max(ask.stands - ask.begins, 0.0), size)
            if ask.ends <= LIMITS[level] and self._spent + size <= BUDGET:
                self._spent += size
                closely = level > 0 and aday - since < CLOSELY_FOR
                if self.rng.random() < (AUDITED_AFTER_STEP if closely else AUDITED):
                    kind = Kind.AUDIT_OK if given == size else Kind.AUDIT_BAD
                    self._due[aday + AUDIT_AFTER].append((kind, size))
                given = size
            else:
                yield self._row(aday, Kind.REQUEST_DECIDED, requested=size, granted=given)
            if given > 0 and self.rng.random() < WINS:
                honours = self.rng.random() < self.sort.on(aday).honours
                kind = Kind.CONCESSION_HONOURED if honours else Kind.BREACH
                self._due[aday + OUTCOME_AFTER].append((kind, given))

    def _wants(self, aday: int, level: int) -> None:
        """Something for a customer, whole or in pieces on the days that follow."""
        habits = self.sort.on(aday)
        size = min(LARGEST, max(1.0, round(2 * self.rng.gamma(SHAPE, SCALE)) / 2))
        if level and self.rng.random() < habits.greed:
            size = LIMITS[level]
        stands = size * self._granted(habits.judgement)
        if self.sort.splits in {Splits.NOT, Splits.FOLDED}:
            self._asks[aday].append(Ask(0.0, size, stands))
            return
        day, begins = aday, 0.0
        while begins < size:
            piece = min(PIECE, size - begins)
            unseen = self.sort.splits is Splits.UNSEEN
            ask = Ask(0.0, piece, piece) if unseen else Ask(begins, begins + piece, stands)
            self._asks[day].append(ask)
            day, begins = day + 1, begins + piece

    def _granted(self, judgement: float) -> float:
        """All of it, or as often half as nothing, so that it is `judgement` on average."""
        if self.rng.random() < (judgement - 0.25) / 0.75:
            return 1.0
        return 0.5 if self.rng.random() < 1 / 2 else 0.0

    def _row(self, aday: int, kind: Kind, **facts: float | tuple[tuple[float, float], ...]) -> Event:
        return Event(aday, next(self._ids), kind, **facts)  # type: ignore[arg-type] # as each kind has them


@cache
def mean_for(share: float, target: int) -> float:
    """How many on average make that `share` of a target, where what goes beyond it counts for nothing."""
    low, high = 0.0, 20.0 * target
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _share(middle, target) < share else (low, middle)
    return (low + high) / 2


def _share(mean: float, target: int) -> float:
    """The mean of a Poisson number over its target, at most 1."""
    chance, short = exp(-mean), 0.0
    for number in range(target):
        short += chance * (target - number)
        chance *= mean / (number + 1)
    return 1 - short / target
