"""The manager's Friday card as a message: when it is owed, and when it is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.deliveries import Planned
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule


def after_submission(
    connection: Connection, plan: Plan, person: Person, schedule: Schedule, said: Checkin, now: datetime
) -> Iterator[Planned]:
    """The manager's card of that week drawn again, if it has been posted already."""
    yield from ()
