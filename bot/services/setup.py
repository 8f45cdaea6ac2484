"""The setup desk: what keeps a workspace from working as it should."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bot.domain.imports import silent_since
from bot.domain.plan import PlanError
from bot.domain.setup import UNSEEN_FOR, Kind, Problem, problems_of
from bot.services.desk import Desk
from bot.store import imports, people, plans, setup

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan

_STILL_OPEN = timedelta(days=7)
"""A week that ended more recently may be confirmed yet."""


class Setup(Desk):
    """The setup desk."""

    def problems(self, workspace: str) -> tuple[Problem, ...]:
        """Everything to mend in this workspace, the most important first."""
        with self.database.reading() as connection:
            try:
                found = plans.current(connection, workspace)
            except PlanError:
                found = None
            return problems(connection, workspace, None if found is None else found[1], self.now())


def problems(connection: Connection, workspace: str, plan: Plan | None, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with this workspace under `plan`, the most important first.

    Without a plan, that is what is wrong before anything else: there is none, or it cannot be read.
    """
    today = now.astimezone(UTC).date()
    unseen = setup.never_confirmed(connection, workspace, today - UNSEEN_FOR, today - _STILL_OPEN)
    team = people.active(connection, workspace)
    waiting = {each.id for each in team if each.id in unseen and _was_here(each, today - UNSEEN_FOR)}
    missing = _missing(connection, workspace) if plan is None else ()
    silent = () if plan is None else _silent(connection, workspace, plan, today)
    return (*missing, *problems_of(team, plan, waiting, silent))


def _silent(connection: Connection, workspace: str, plan: Plan, today: date) -> list[str]:
    """The activities, by name, of which another system has sent nothing for long."""
    elsewhere = [each.key for each in plan.activities if each.source == "import"]
    if not elsewhere:
        return []
    latest = imports.latest(connection, workspace, elsewhere)
    began = plans.history(connection, workspace)[-1].at.astimezone(UTC).date()
    came = {key: at.astimezone(UTC).date() for key, at in latest.items()}
    return [each.name for each in silent_since(plan, came, began, today)]


def _missing(connection: Connection, workspace: str) -> tuple[Problem, ...]:
    """Why there is no plan."""
    try:
        plans.current(connection, workspace)
    except PlanError:
        return (Problem(Kind.UNREADABLE_PLAN),)
    return (Problem(Kind.NO_PLAN),)


def _was_here(person: Person, day: date) -> bool:
    """Whether somebody was at work and known here on `day`."""
    return person.starts_on <= day and (person.added_at is None or person.added_at.date() <= day)
