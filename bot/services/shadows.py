"""The trial desk: what trust would have led to while nothing follows from it, and the end of that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.deliveries import Priority
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.shadows import (
    LiveAlready,
    NotALeaderHere,
    OnlyAdminsTurnLive,
    Report,
    Trial,
    stretches_of,
    turned,
)
from bot.services.checkins import home
from bot.services.desk import Desk, in_slack, member, plan_in_force
from bot.services.evidence import rung_of
from bot.services.plans import put_in_force
from bot.store import deliveries, inbox, people, plans, shadows, trust, workspaces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person

_WHY = "turned live in Slack"


class Shadows(Desk):
    """The trial desk."""

    def report(self, workspace: str) -> Report:
        """How everybody's trust stands, and where it leads or would have led.

        Raises:
            NoPlan: where there is none.
        """
        with self.database.reading() as connection:
            return _report(connection, workspace, _reps(people.active(connection, workspace)))

    def seen_by(self, workspace: str, user: str) -> Report:
        """The same of those who answer to `user`, directly or not; on trial of everybody, for an admin.

        Raises:
            NotALeaderHere: for who leads no rep, unless they are an admin and it is on trial.
        """
        with self.database.reading() as connection:
            viewer = member(connection, workspace, user)
            team = people.active(connection, workspace)
            _, plan = plan_in_force(connection, workspace)
            tries = viewer.admin and plan.trust.mode is Mode.SHADOW
            seen = _reps(team if tries else _below(team, user))
            if not seen and not tries:
                raise NotALeaderHere
            return replace(_report(connection, workspace, seen), may_turn=tries)

    def turn_live(self, workspace: str, user: str, *, receipt: str) -> None:
        """Put the same plan in force with trust live, and have everybody's Home say so.

        Raises:
            OnlyAdminsTurnLive: for anybody else.
            LiveAlready: where it is.
        """
        now = self.now()
        with self.database.writing() as connection:
            workspaces.hold(connection, workspace)
            if not member(connection, workspace, user).admin:
                raise OnlyAdminsTurnLive
            _, plan = plan_in_force(connection, workspace)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            if plan.trust.mode is Mode.LIVE:
                raise LiveAlready
            live = plan.model_copy(update={"trust": plan.trust.model_copy(update={"mode": Mode.LIVE})})
            version = put_in_force(connection, workspace, live, by=user, why=_WHY, now=now)
            homes = [
                replace(home(workspace, each.id, now, f"live:{version}", now), priority=Priority.DIGEST)
                for each in in_slack(connection, workspace)
            ]
            deliveries.plan(connection, homes, now)


def _report(connection: Connection, workspace: str, team: Sequence[Person]) -> Report:
    _, plan = plan_in_force(connection, workspace)
    since = turned_at(connection, workspace)
    levels = tuple(each.name for each in plan.levels)
    ids = [each.id for each in team]
    latest = trust.latest(connection, workspace, ids, plan.trust)
    first = (
        date.min if since is None else min((local_day(since, each.zone) for each in team), default=date.min)
    )
    days = shadows.called_for(connection, workspace, ids, first)
    trials = []
    for each in team:
        last = latest.get(each.id)
        begins = date.min if since is None else local_day(since, each.zone)
        theirs = [one for one in days.get(each.id, ()) if one.day >= begins]
        stretches = stretches_of(theirs, 0 if last is None else last.end.aday)
        day, end = (None, None) if last is None else (last.day, last.end)
        rung = rung_of(plan, each.level) if last is None else last.end.standing.level
        trials.append(Trial(each, levels[min(rung, len(levels) - 1)], day, end, stretches))
    return Report(plan.trust.mode is Mode.LIVE, since, levels, tuple(trials))


def turned_at(connection: Connection, workspace: str) -> datetime | None:
    """When the plan last changed between trial and live."""
    applied = plans.history(connection, workspace)
    found = [(each.at, plans.find(connection, workspace, each.version)) for each in applied]
    return turned([(at, plan.trust.mode) for at, plan in found if plan is not None])


def _reps(team: Sequence[Person]) -> list[Person]:
    return [each for each in team if each.rank is Rank.REP]


def _below(team: Sequence[Person], user: str) -> list[Person]:
    """Those of `team` who answer to `user`, however many managers are between."""
    above = {each.id: each.manager for each in team}
    found = []
    for each in team:
        manager, passed = each.manager, {each.id}
        while manager is not None and manager != user and manager not in passed:
            passed.add(manager)
            manager = above.get(manager)
        if manager == user:
            found.append(each)
    return found
