"""Coaching on Home: one's own, one's queue, and how the managers below keep up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coaching import HomeCoaching
from bot.domain.people import Rank
from bot.services.coaching_queue import queue_for, rhythms_of
from bot.services.coaching_requests import own_coaching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan


def home_coaching(
    connection: Connection,
    plan: Plan,
    person: Person,
    reports: Sequence[Person],
    below: Sequence[tuple[Person, Sequence[Person]]],
    now: datetime,
) -> HomeCoaching:
    """All of coaching on one person's Home.

    Args:
        connection: To read with.
        plan: In force.
        person: Whose Home.
        reports: Who answers to them.
        below: Of those, each manager with their own team.
        now: When it is drawn.
    """
    return HomeCoaching(
        own=own_coaching(connection, plan, person, now) if person.rank is Rank.REP else None,
        queue=queue_for(connection, plan, person, reports, now),
        teams=rhythms_of(connection, plan, below, now),
    )
