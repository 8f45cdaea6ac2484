"""Coaching on Home: one's own, one's queue, and how the managers below keep up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coaching import HomeCoaching
from bot.domain.people import Rank
from bot.services.coaching_queue import queue_for, rhythms_of
from bot.services.coaching_requests import own_coaching
from bot.services.request_routes import chain_of

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
    manager: Person | None,
    reports: Sequence[Person],
    below: Sequence[tuple[Person, Sequence[Person]]],
    now: datetime,
) -> HomeCoaching:
    """All of coaching on one person's Home.

    Args:
        connection: To read with.
        plan: In force.
        person: Whose Home.
        manager: Whom they answer to, on the team or not.
        reports: Who answers to them.
        below: Of those, each manager with their own team.
        now: When it is drawn.
    """
    nearest = _nearest(connection, person, manager) if person.rank is Rank.REP else None
    return HomeCoaching(
        own=None if nearest is None else own_coaching(connection, plan, person, nearest, now),
        queue=queue_for(connection, plan, person, reports, now),
        teams=rhythms_of(connection, plan, below, now),
    )


def _nearest(connection: Connection, person: Person, manager: Person | None) -> Person | None:
    """Who reads what they ask: their manager, or the nearest above who is there."""
    if manager is None or (manager.active and manager.in_slack):
        return manager
    return next(iter(chain_of(connection, person)), None)
