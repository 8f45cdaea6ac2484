"""Why somebody's trust is what it is: rows that add up to it, to the last point."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from bot.domain.ledger import Dim
from bot.domain.trust import PROVISIONAL_MOST, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trust import Reading

BEGINS_AT = 50
ATTESTATIONS = "attestations"
UNVERIFIED = "unverified-activity cap"
PROVISIONAL = "provisional (no judgement evidence yet)"
HELD_BACK = "held back by weakest dimension"
WHOLE = "*"
_EXACT = 1e-9


@dataclass(frozen=True)
class Row:
    """What one kind of evidence added, in points of the total."""

    dim: str
    name: str
    points: int


def whole(total: float) -> int:
    """The total as it is shown: halves up."""
    return floor(total + 0.5)


def explained(reading: Reading) -> tuple[Row, ...]:
    """The rows of the total; 50 and all of them make it exactly, as whole numbers."""
    rows = list(_rows(reading))
    rest = reading.total - BEGINS_AT - sum(points for _, _, points in rows)
    if abs(rest) > _EXACT:
        name = PROVISIONAL if reading.provisional and reading.total == PROVISIONAL_MOST else HELD_BACK
        rows.append((WHOLE, name, rest))
    points = _whole([each for _, _, each in rows], whole(reading.total) - BEGINS_AT)
    return tuple(Row(dim, name, each) for (dim, name, _), each in zip(rows, points, strict=True))


def _rows(reading: Reading) -> Iterator[tuple[str, str, float]]:
    for dim, weight in reading.weights.items():
        sums = reading.sums[dim]
        behind = spread(sums, reading.scales[dim])
        for kind, (a, n) in sorted(sums.kinds.items(), key=lambda item: item[0].value):
            yield dim.value, kind.value, 100 * weight * (a - n / 2) / behind
        if sums.nt > 0:
            attested = (sums.at - sums.nt / 2) * reading.scales[dim]
            yield dim.value, ATTESTATIONS, 100 * weight * attested / behind
        if dim is Dim.A and reading.dims[dim] < reading.raw[dim]:
            yield dim.value, UNVERIFIED, weight * (reading.dims[dim] - reading.raw[dim])


def _whole(exact: Sequence[float], total: int) -> list[int]:
    """Whole numbers that make `total`: each rounded down, then the largest fractions up, the first first."""
    points = [floor(each) for each in exact]
    by_fraction = sorted(range(len(exact)), key=lambda place: (points[place] - exact[place], place))
    for place in by_fraction[: max(0, total - sum(points))]:
        points[place] += 1
    return points
