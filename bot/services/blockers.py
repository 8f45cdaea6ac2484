"""Which blockers come back in a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.blockers import repeated, said_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.blockers import Repeated
    from bot.domain.people import Person
    from bot.services.digests import Team


def repeated_in(team: Team, people: Sequence[Person], today: date, since: date) -> tuple[Repeated, ...]:
    """The blockers of `people` that come back up to `today`, and were named on `since` or later."""
    said = [
        each
        for person in people
        for each in said_in(
            person,
            team.schedules[person.id],
            today,
            ((account.day, account.blockers) for account in team.said.get(person.id, ())),
        )
    ]
    return repeated(said, since=since)
