"""Everything that is owed because its hour has come: what the bot plans, and what a preview shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.deliveries import Planned
from bot.services.attestations import Attestations
from bot.services.coaching import Coaching
from bot.services.desk import in_slack
from bot.services.digests import Digests
from bot.services.prompts import Prompts
from bot.services.retrospects import Retrospects
from bot.services.roundups import Roundups
from bot.services.weeks import Weeks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.store.database import Database

Planner = Callable[[datetime, datetime], list[Planned]]
"""What is due from one moment to another, both included, sent or not."""


def planners(
    database: Database,
    now: Callable[[], datetime],
    addressees: Callable[[Connection, str], list[Person]] = in_slack,
) -> tuple[Planner, ...]:
    """Every planner, to those whom `addressees` gives for a workspace.

    They are made for one planning: each workspace's people are asked for once.
    """
    known: dict[str, list[Person]] = {}

    def team(connection: Connection, workspace: str) -> list[Person]:
        if workspace not in known:
            known[workspace] = addressees(connection, workspace)
        return known[workspace]

    return (
        Prompts(database, now, team).prompts,
        Digests(database, now, team).digests,
        Weeks(database, now, team).reviews,
        Attestations(database, now, team).cards,
        Coaching(database, now, team).mornings,
        Retrospects(database, now, team).reviews,
        Roundups(database, now, team).roundups,
    )
