"""What managers see of thanks that only go round among a few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain import kudos_rings as rules
from bot.domain.kudos_rings import NamedRing
from bot.store import kudos, people

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.kudos_rings import Ring
    from bot.domain.people import Person

LOOK_BACK = timedelta(weeks=4)
"""Some twenty active days."""

WIDENED = 4
"""How often who thanks the last ones is looked at too: once round a circle of five, from one of them."""


def rings(connection: Connection, workspace: str, ids: Collection[str], since: datetime) -> tuple[Ring, ...]:
    """The rings that any of these people are in, by what was given since then; mostly in one statement."""
    given: dict[tuple[str, str], int] = {}
    seen: set[str] = set()
    wider = set(ids)
    for _ in range(1 + WIDENED):
        given |= kudos.pairs(connection, workspace, wider, since)
        seen |= wider
        wider = rules.often(given) - seen
        if not wider:
            break
    return tuple(each for each in rules.rings(given) if each.people & set(ids))


def rings_among(connection: Connection, reports: Sequence[Person], now: datetime) -> tuple[NamedRing, ...]:
    """The rings of the last four weeks that a manager's reports are in, by their names."""
    if not reports:
        return ()
    workspace, ids = reports[0].workspace, [each.id for each in reports]
    found = rings(connection, workspace, ids, now - LOOK_BACK)
    known = people.some(connection, workspace, sorted({who for each in found for who in each.people}))
    return tuple(
        NamedRing(tuple(sorted(known[who].first_name for who in each.people)), each.within) for each in found
    )
