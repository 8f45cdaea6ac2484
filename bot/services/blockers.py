"""Which blockers come back in a team."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.blockers import LOOK_BACK, repeated, said_in
from bot.store import checkins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.blockers import Repeated
    from bot.domain.people import Person
    from bot.domain.schedules import Schedule

FRESH = timedelta(days=4)
"""A blocker that was not named again for longer is taken as settled: Monday still knows of Thursday."""


def repeated_in(
    connection: Connection,
    people: Sequence[Person],
    schedules: Mapping[str, Schedule],
    today: date,
    since: date,
) -> tuple[Repeated, ...]:
    """The blockers of `people` that come back up to `today`, and were named on `since` or later."""
    if not people:
        return ()
    typed = checkins.blockers(
        connection, people[0].workspace, [each.id for each in people], today - LOOK_BACK, today
    )
    said = [
        each
        for person in people
        for each in said_in(person, schedules[person.id], today, typed.get(person.id, ()))
    ]
    return repeated(said, since=since)
