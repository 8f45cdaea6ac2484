"""Labels beside points, none over another: where each is put in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RINGS = 40
_STEPS = 12
_CHOICE = 40
_FIRST_ANGLES = (0, 180, 90, 270, 45, 135, 315, 225)
"""Beside a point reads best, then above and below it."""


@dataclass(frozen=True)
class Box:
    """A rectangle, by its corners."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box) -> bool:
        """Whether it lies wholly in another."""
        return (
            other.left <= self.left
            and other.bottom <= self.bottom
            and self.right <= other.right
            and self.top <= other.top
        )

    def nearest(self, point: tuple[float, float]) -> tuple[float, float]:
        """The place in it that is nearest to a point."""
        x, y = point
        return min(max(x, self.left), self.right), min(max(y, self.bottom), self.top)

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point is in it."""
        return self.left < point[0] < self.right and self.bottom < point[1] < self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


def place(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    bounds: Box,
    *,
    dot: float,
    taken: Sequence[Box] = (),
) -> list[Box | None]:
    """For each point the box of its label: near it, within `bounds`, and over no other label, dot or `taken`.

    As far as there is room, the line from a dot to its label crosses no other label either.

    Args:
        points: Where the dots are.
        sizes: The width and height of each label.
        bounds: Where labels may be.
        dot: The radius of a dot.
        taken: What else is not to be covered.

    Returns:
        A box for each, in order; None for a label for which no room is left.
    """
    dots = [Box(x - dot, y - dot, x + dot, y + dot) for x, y in points]
    covered = [*taken, *dots]
    labels: list[Box] = []
    lines: list[tuple[float, float]] = []
    found: list[Box | None] = [None] * len(points)
    for number in sorted(range(len(points)), key=lambda each: points[each]):
        near = _around(points[number], sizes[number], dot)
        room = (box for box in near if box.within(bounds) and not any(box.overlaps(each) for each in covered))
        free = list(islice(room, _CHOICE))
        clear = (box for box in free if not _crosses(points[number], box, labels, lines))
        box = next(clear, free[0] if free else None)
        if box is not None:
            found[number] = box
            covered.append(box)
            labels.append(box)
            lines += _line(points[number], box)
    return found


def _crosses(
    point: tuple[float, float], box: Box, labels: Sequence[Box], lines: Sequence[tuple[float, float]]
) -> bool:
    """Whether the line to a label would cross another label, or the label the line to another."""
    own = _line(point, box)
    return any(each.holds(spot) for each in labels for spot in own) or any(box.holds(spot) for spot in lines)


def _line(point: tuple[float, float], box: Box) -> list[tuple[float, float]]:
    """Some places along the line from a point to its label."""
    (x, y), (to_x, to_y) = point, box.nearest(point)
    return [(x + (to_x - x) * step / _STEPS, y + (to_y - y) * step / _STEPS) for step in range(1, _STEPS + 1)]


def _around(point: tuple[float, float], size: tuple[float, float], dot: float) -> Iterator[Box]:
    """Places around a point, the nearest first."""
    (x, y), (width, height) = point, size
    for ring in range(_RINGS):
        away = dot * 1.6 + ring * height * 0.8
        more = (step * 360 / (8 + 4 * ring) for step in range(8 + 4 * ring)) if ring else ()
        for angle in (*_FIRST_ANGLES, *more):
            across = x + math.cos(math.radians(angle)) * (away + width / 2)
            up = y + math.sin(math.radians(angle)) * (away + height / 2)
            yield Box(across - width / 2, up - height / 2, across + width / 2, up + height / 2)
