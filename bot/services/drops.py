"""Sustained drops, read for whoever leads: who does less than they themselves usually do, and since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.drops import Drop
from bot.store import paces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.drops import Watch
    from bot.domain.people import Person
    from bot.domain.plan import Plan

_RECENT = timedelta(days=21)
"""Where the last week that was told of began longer ago, it says nothing of today."""


def dropping(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> dict[str, tuple[Drop, ...]]:
    """Everybody of `team` with a sustained drop, by person: each activity that is still expected of them.

    The activities come in the plan's order; it takes one statement.
    """
    if not team:
        return {}
    ids = [each.id for each in team]
    watched = paces.dropping(connection, team[0].workspace, ids)
    since = now.date() - _RECENT
    found = {each.id: _drops(plan, each, watched.get(each.id, {}), since) for each in team}
    return {person: drops for person, drops in found.items() if drops}


def _drops(plan: Plan, person: Person, watched: Mapping[str, Watch], since: date) -> tuple[Drop, ...]:
    keys = dict.fromkeys(each.activity for each in plan.expected_of(person.role))
    return tuple(
        Drop(activity.key, activity.name, activity.unit, each.since, each.usual, each.weeks)
        for key in keys
        for activity, each in ((plan.activity(key), watched.get(key)),)
        if each is not None and each.since is not None and each.weeks[-1].first >= since
    )
