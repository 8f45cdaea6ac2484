"""Rings: people who thank each other, and whom hardly anybody else thanks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OFTEN = 4
"""How often somebody thanks another before that is a habit."""

CLOSED = 0.8
"""The share of all thanks to a group that come from within, from which it is a ring."""


@dataclass(frozen=True)
class Ring:
    """People who thank each other, and hardly anybody else thanks them.

    Attributes:
        people: Who, by id.
        within: How often they thanked each other.
        received: How often they were thanked at all.
    """

    people: frozenset[str]
    within: int
    received: int


@dataclass(frozen=True)
class NamedRing:
    """A ring by the first names of its people, and how often they thanked each other."""

    names: tuple[str, ...]
    within: int


def often(given: Mapping[tuple[str, str], int]) -> set[str]:
    """Those who thank somebody by habit."""
    return {giver for (giver, _), times in given.items() if times >= OFTEN}


def rings(given: Mapping[tuple[str, str], int]) -> tuple[Ring, ...]:
    """Groups whose members thank each other, both ways or around, and are thanked by few others.

    `given` says how often one thanked another, by giver and receiver.
    """
    after: dict[str, set[str]] = {}
    for (giver, receiver), times in given.items():
        if times >= OFTEN:
            after.setdefault(giver, set()).add(receiver)
    reach = {each: _reached(each, after) for each in after}
    found: list[Ring] = []
    placed: set[str] = set()
    for each in sorted(reach):
        group = frozenset({each} | {other for other in reach[each] if each in reach.get(other, ())})
        if each in placed or len(group) == 1:
            continue
        placed |= group
        within = sum(times for (giver, who), times in given.items() if giver in group and who in group)
        received = sum(times for (_, who), times in given.items() if who in group)
        if within >= CLOSED * received:
            found.append(Ring(group, within, received))
    return tuple(found)


def _reached(start: str, after: Mapping[str, set[str]]) -> set[str]:
    """Everybody to whom thanks lead from somebody, over any number of people."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for each in after.get(waiting.pop(), ()):
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    return reached
