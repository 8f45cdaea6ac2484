"""The trail desk: every move of every request, a page of requests at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.request_trails import Days, Known, rows_of
from bot.services.desk import Desk
from bot.services.request_routes import plan_of
from bot.services.request_trail import entry_of
from bot.store import audit, outcomes, people, requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.request_trails import Row
    from bot.domain.requests import Request

PAGE = 500
"""Requests read at once, so that the longest history fits in memory."""


class RequestTrails(Desk):
    """The trail desk."""

    def rows(self, workspace: str, days: Days | None = None, *, page: int = PAGE) -> Iterator[Row]:
        """Each move of each request, oldest request first; of some days only, if told."""
        days, number = days or Days(), 0
        while True:
            with self.database.reading() as connection:
                names = {each.id: each.name for each in people.everyone(connection, workspace)}
                found = requests.page(connection, workspace, number, page)
                known = _known(connection, workspace, found)
                plans = {each.plan_version: plan_of(connection, each) for each in found}
            for each in found:
                power = plans[each.plan_version].power(each.case.power)
                yield from rows_of(each, "" if power is None else power.unit, names, days, known[each.id])
            if len(found) < page:
                return
            number = found[-1].number


def _known(connection: Connection, workspace: str, found: Sequence[Request]) -> dict[str, Known]:
    """What is on record of these requests beside their moves."""
    ids = [each.id for each in found]
    shown, told = _shown(connection, workspace, found), outcomes.told(connection, workspace, ids)
    audits = outcomes.audits_of(connection, workspace, ids)
    return {
        each: Known(shown[each], next(iter(reversed(told.get(each, []))), None), audits.get(each))
        for each in ids
    }


def _shown(connection: Connection, workspace: str, found: Sequence[Request]) -> dict[str, dict[int, str]]:
    """What was to be seen at each move of these requests, where that is on record."""
    moves = {
        entry_of(each, number): (each.id, number)
        for each in found
        for number in range(1, len(each.decisions) + 1)
    }
    shown: dict[str, dict[int, str]] = {each.id: {} for each in found}
    for entry, details in audit.details_of(connection, workspace, list(moves)).items():
        request, number = moves[entry]
        shown[request][number] = str(details.get("shown", ""))
    return shown
