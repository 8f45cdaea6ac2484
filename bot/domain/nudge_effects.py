"""Whether hints help: those that were sent beside those that were held back by lot.

Weighted, centred least squares of what happened on whether a hint was sent, with errors clustered by person
(Boruvka, Almirall, Witkiewitz and Murphy 2018). What happened is how much of the rest of the week was done
beyond what was expected, as a share of that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ABOUT = 100
"""Moments after which an answer can usually be given."""

FEWEST, FEWEST_PEOPLE = 30, 6
"""Moments, and people, below which even a clear interval is luck."""

NO_MATTER = 0.1
"""An effect that lies within this share, either way, makes no difference that matters."""

_UNKNOWNS = 2
_NORMAL = 1.959963985


@dataclass(frozen=True)
class Ended:
    """One moment at which a hint was right, and how its week ended.

    Attributes:
        person: Whose.
        is_sent: Whether the hint was sent.
        chance: How likely that was.
        expected: How much more was to be expected at that moment; above 0.
        done: How much more was done.
    """

    person: str
    is_sent: bool
    chance: float
    expected: float
    done: float

    @property
    def outcome(self) -> float:
        """How much was done beyond what was expected, as a share of that."""
        return (self.done - self.expected) / self.expected


@dataclass(frozen=True)
class Effect:
    """What hints change, as far as it is known.

    Attributes:
        moments: How many moments there were, their weeks being over.
        people: Of how many people.
        sent: How many of the hints were sent.
        size: By how much more of what was expected is done after a hint; None where nothing can be said.
        low: Where its 95 % interval begins.
        high: Where it ends.
    """

    moments: int
    people: int
    sent: int
    size: float | None = None
    low: float = -math.inf
    high: float = math.inf

    @property
    def is_known(self) -> bool:
        """Whether there is enough to say so: the interval leaves out 0, or nothing that matters is in it."""
        if self.size is None or self.moments < FEWEST or self.people < FEWEST_PEOPLE:
            return False
        return self.low > 0 or self.high < 0 or (self.low >= -NO_MATTER and self.high <= NO_MATTER)


def effect_of(ended: Sequence[Ended]) -> Effect:
    """What these moments say of the effect of a hint."""
    people = len({each.person for each in ended})
    sent = sum(each.is_sent for each in ended)
    if sent in {0, len(ended)} or people <= _UNKNOWNS:
        return Effect(len(ended), people, sent)
    usual = math.fsum(each.chance for each in ended) / len(ended)
    rows = [(each, _weight(each, usual), each.is_sent - usual) for each in ended]
    total = math.fsum(weight for _, weight, _ in rows)
    tilt = math.fsum(weight * centred for _, weight, centred in rows)
    width = math.fsum(weight * centred**2 for _, weight, centred in rows)
    level = math.fsum(weight * each.outcome for each, weight, _ in rows)
    slope = math.fsum(weight * centred * each.outcome for each, weight, centred in rows)
    scale = total * width - tilt**2
    base, size = (width * level - tilt * slope) / scale, (total * slope - tilt * level) / scale
    pulls: dict[str, float] = {}
    for each, weight, centred in rows:
        rest = each.outcome - base - size * centred
        pulls[each.person] = pulls.get(each.person, 0.0) + weight * rest * (total * centred - tilt) / scale
    error = math.sqrt(math.fsum(pull**2 for pull in pulls.values()) * people / (people - 1))
    reach = _students(people - _UNKNOWNS) * error
    return Effect(len(ended), people, sent, size, size - reach, size + reach)


def _weight(each: Ended, usual: float) -> float:
    """What a moment weighs: more where what was done was less likely than it is on the whole."""
    return usual / each.chance if each.is_sent else (1 - usual) / (1 - each.chance)


def _students(freedom: int) -> float:
    """Where Student's t leaves out 5 % at both ends together, after Cornish and Fisher."""
    z, n = _NORMAL, freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
