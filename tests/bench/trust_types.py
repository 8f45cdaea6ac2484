"""The sorts of people that trust has to tell apart, with how they work and what they are after."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum, auto


@dataclass(frozen=True)
class Habits:
    """How somebody works.

    Attributes:
        reliability: How good their check-ins and commitments are on average, 0 to 1.
        activity: How much of a target they do on average, with nothing for what goes beyond it.
        judgement: How much of what they would give a good manager would grant, on average.
        honours: How often they then give no more than they might.
        greed: How often they take exactly what they may decide alone.
    """

    reliability: float
    activity: float
    judgement: float
    honours: float = 0.99
    greed: float = 0.0

    def towards(self, other: Habits, share: float) -> Habits:
        """Habits that lie a `share` of the way to `other`."""
        names = [each.name for each in fields(self)]
        pairs = {name: (getattr(self, name), getattr(other, name)) for name in names}
        return Habits(**{name: one + (two - one) * share for name, (one, two) in pairs.items()})


class Splits(Enum):
    """What becomes of somebody's asking in pieces.

    A concession is asked for whole, or two percent at a time. `FOLDED`: the pieces are one amount, decided
    and weighed as one. `TOGETHER`: each piece is decided in the light of what the same customer has been
    given, but weighs for itself. `UNSEEN`: nobody adds anything up, and each small piece is waved through.
    """

    NOT = auto()
    FOLDED = auto()
    TOGETHER = auto()
    UNSEEN = auto()


@dataclass(frozen=True)
class RepType:
    """A sort of person.

    Attributes:
        name: For the tables.
        habits: How they begin.
        later: How they go on, if they change.
        turns: The active day on which they begin to change.
        over: How many days the change takes.
        splits: Whether they ask in pieces, and what becomes of that.
        kudos: How many thanks they are given a day.
        weekly_from: The level from which one check-in covers the week, as the plan has it; None for never.
    """

    name: str
    habits: Habits
    later: Habits | None = None
    turns: int = 151
    over: int = 1
    splits: Splits = Splits.NOT
    kudos: int = 0
    weekly_from: int | None = 3

    def on(self, aday: int) -> Habits:
        """How they work on a day."""
        if self.later is None or aday < self.turns:
            return self.habits
        return self.habits.towards(self.later, min(1.0, (aday - self.turns + 1) / self.over))


GOOD = Habits(0.95, 0.92, 0.90)
AVERAGE = Habits(0.89, 0.80, 0.82)
WEAK = Habits(0.75, 0.58, 0.60)

CLIMBERS = (
    RepType("good", GOOD),
    RepType("good, daily check-ins throughout", GOOD, weekly_from=None),
    RepType("average", AVERAGE),
    RepType("bad in everything", WEAK),
    RepType("improving, bad to good by day 120", WEAK, GOOD, turns=61, over=60),
)

OFFENDERS = {
    "R": (
        RepType("R, 8 points below", Habits(0.75, 0.92, 0.90)),
        RepType("R, 3 points below", Habits(0.80, 0.92, 0.90)),
    ),
    "A": (
        RepType("A, 8 points below", Habits(0.95, 0.58, 0.90)),
        RepType("A, 3 points below", Habits(0.95, 0.63, 0.90)),
    ),
    "J": (
        RepType("J, 8 points below", Habits(0.95, 0.92, 0.66)),
        RepType("J, 3 points below", Habits(0.95, 0.92, 0.71)),
    ),
}

COLLAPSES = (
    RepType("reliability, to every second day", GOOD, Habits(0.50, 0.92, 0.90)),
    RepType(
        "the same, daily check-ins throughout",
        GOOD,
        Habits(0.50, 0.92, 0.90),
        weekly_from=None,
    ),
    RepType("activity, to a third", GOOD, Habits(0.95, 0.33, 0.90)),
    RepType("judgement, a quarter not honoured", GOOD, Habits(0.95, 0.92, 0.25, 0.75)),
    RepType("everything at once", GOOD, Habits(0.50, 0.33, 0.25, 0.75)),
    RepType(
        "saving up, then taking all there is",
        Habits(0.97, 0.95, 0.97, 1.0),
        Habits(0.97, 0.95, 0.15, 0.6, greed=0.8),
    ),
)

HUNGRY = Habits(0.95, 0.92, 0.50)
PLAYERS = (
    RepType("splitting; pieces are one amount", HUNGRY, splits=Splits.FOLDED),
    RepType("splitting; decided on the sum", HUNGRY, splits=Splits.TOGETHER),
    RepType("splitting; if nobody added up", HUNGRY, splits=Splits.UNSEEN),
    RepType("kudos ring, five thanks a day", WEAK, kudos=5),
    RepType("the same people without the ring", WEAK),
)
