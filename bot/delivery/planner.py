"""Planning many deliveries so that one bad row does not keep the others from existing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.domain.deliveries import Planned, Refused, check
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.store.database import Database

log = structlog.get_logger("latitude.delivery")

BATCH = 1_000
"""Rows per transaction, so that planning a whole company holds no lock for long."""


@dataclass(frozen=True)
class Report:
    """How planning went: rows newly written, and those that could not be, each with why."""

    written: int = 0
    refused: tuple[tuple[Planned, str], ...] = ()

    def __add__(self, other: Report) -> Report:
        """Both together."""
        return Report(self.written + other.written, self.refused + other.refused)


def plan_in_halves(database: Database, planned: Sequence[Planned], now: datetime) -> Report:
    """Write down what is owed; a batch that fails is halved until the bad row stands alone.

    What was written down for another moment and never tried is moved: the plan or a time zone changed.
    Reads first: when all is written already, no write lock is taken. Raises what the database
    raises when it is not the row's fault (locked, unreachable).
    """
    report = Report()
    for start in range(0, len(planned), BATCH):
        batch = planned[start : start + BATCH]
        if elsewhere := _elsewhere(database, batch):
            with database.writing() as connection:
                deliveries.reschedule(connection, elsewhere)
        if fresh := _unwritten(database, batch):
            report += _plan(database, fresh, now)
    return report


def _unwritten(database: Database, planned: Sequence[Planned]) -> list[Planned]:
    fresh: list[Planned] = []
    with database.reading() as connection:
        for workspace in {one.workspace for one in planned}:
            mine = [one for one in planned if one.workspace == workspace]
            sound = [one.key for one in mine if _can_be_asked_for(one)]
            missing = deliveries.missing_keys(connection, workspace, sound)
            fresh += [one for one in mine if one.key in missing or not _can_be_asked_for(one)]
    return fresh


def _elsewhere(database: Database, planned: Sequence[Planned]) -> list[Planned]:
    """What is written down for another moment than it is planned for now."""
    found: list[Planned] = []
    with database.reading() as connection:
        for workspace in {one.workspace for one in planned}:
            mine = [one for one in planned if one.workspace == workspace and _can_be_asked_for(one)]
            found += deliveries.moved(connection, workspace, mine)
    return found


def _plan(database: Database, planned: Sequence[Planned], now: datetime) -> Report:
    try:
        with database.writing() as connection:
            return Report(written=deliveries.plan(connection, planned, now))
    except OperationalError:
        raise
    except (Refused, DBAPIError) as fault:
        if len(planned) == 1:
            log.exception("delivery.not_planned", kind=planned[0].kind)
            return Report(refused=((planned[0], _sentence(fault)),))
        middle = len(planned) // 2
        return _plan(database, planned[:middle], now) + _plan(database, planned[middle:], now)


def _can_be_asked_for(planned: Planned) -> bool:
    """Whether the database can even be asked about this key: a bad one is refused when planned."""
    try:
        check(planned)
    except Refused:
        return False
    return True


def _sentence(fault: Exception) -> str:
    return str(fault) if isinstance(fault, Refused) else type(fault).__name__
