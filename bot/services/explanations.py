"""The explanation desk: why somebody's trust is what it is, read in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.domain.allowances import level_name
from bot.domain.calendar import ONE_DAY, local_day
from bot.domain.deliveries import Planned, Priority
from bot.domain.explanations import (
    PAGE,
    Explanation,
    Standing,
    ahead,
    line_of,
    moved,
    rows_of,
    slips_of,
    stepped_since,
)
from bot.domain.home import NotForYou
from bot.domain.ledger_files import event_of
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.trust_explained import whole
from bot.services.desk import Desk, member, plan_in_force, seen_by
from bot.services.evidence import rung_of
from bot.services.request_routes import chain_of
from bot.store import contests, courses, deliveries, evidence, inbox, people, trust

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.explanations import Course
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.store.trust import DatedDay

CHART = "trust-chart"
CHART_SHOWS = timedelta(days=731)
A_WEEK = timedelta(days=7)


class Explanations(Desk):
    """The explanation desk."""

    def of(self, workspace: str, viewer: str, whose: str, page: int = 0) -> Explanation:
        """The trust of `whose`, for themselves and the managers above them.

        Raises:
            NotForYou: for anybody else, and of anybody who is no rep.
        """
        with self.database.reading() as connection:
            by = member(connection, workspace, viewer)
            person = seen_by(connection, by, whose)
            if person.rank is not Rank.REP:
                raise NotForYou
            _, plan = plan_in_force(connection, workspace)
            return explain(connection, plan, person, own=viewer == whose, page=page)

    def as_of(self, workspace: str, whose: str, day: date | None) -> Explanation | None:
        """The trust of a rep at the end of a day, or of the last one; None of anybody else."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, whose)
            if person is None or person.rank is not Rank.REP:
                return None
            _, plan = plan_in_force(connection, workspace)
            return explain(connection, plan, person, until=day or date.max)

    def course(self, workspace: str, whose: str) -> Sequence[Course] | None:
        """How the trust of `whose` went in the last two years; None of who has none."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, whose)
            _, plan = plan_in_force(connection, workspace)
            if person is None or not person.active:
                return None
            return _course(connection, plan, person, self.now()) or None

    def chart(self, workspace: str, user: str, *, receipt: str) -> bool:
        """Owe `user` the chart of their own trust, once for each way it looks; False if there is none yet."""
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            _, plan = plan_in_force(connection, workspace)
            course = _course(connection, plan, person, now)
            if not course:
                return False
            if inbox.is_new(connection, workspace, receipt, now):
                deliveries.plan(connection, [_chart(person, course, now)], now)
            return True


def explain(
    connection: Connection,
    plan: Plan,
    person: Person,
    *,
    own: bool = True,
    page: int = 0,
    until: date = date.max,
) -> Explanation:
    """Everything there is to say of somebody's trust, with one page of their ledger."""
    found = _last(connection, plan, person, until)
    managers = chain_of(connection, person)
    told = evidence.page(
        connection, person.workspace, person.id, until=until, skip=page * PAGE, most=PAGE + 1
    )
    disputed = contests.of(connection, person.workspace, [person.id]).get(person.id, {})
    historic = found is not None and until != date.max
    rung = found.end.standing.level if found is not None and historic else rung_of(plan, person.level)
    shown = Explanation(
        person=person,
        level=plan.levels[min(rung, len(plan.levels) - 1)].name,
        lines=tuple(line_of(entry, event_of(1, entry), disputed.get(entry.key)) for entry in told[:PAGE]),
        page=page,
        has_older=len(told) > PAGE,
        own=own,
        manager=managers[0] if managers else None,
        on_trial=plan.trust.mode is Mode.SHADOW,
    )
    return shown if found is None else _with_trust(connection, plan, shown, found, rung)


def own_standing(connection: Connection, plan: Plan, person: Person) -> Standing | None:
    """The line on somebody's Home; None of who is no rep."""
    if person.rank is not Rank.REP:
        return None
    found = trust.latest(connection, person.workspace, [person.id], plan.trust).get(person.id)
    if found is None:
        return Standing(None, level_name(plan, person))
    reading = found.end.reading
    return Standing(whole(reading.total), level_name(plan, person), reading.provisional)


def _with_trust(
    connection: Connection, plan: Plan, shown: Explanation, found: DatedDay, rung: int
) -> Explanation:
    person = shown.person
    a_week_ago = trust.before(
        connection, person.workspace, person.id, found.day - A_WEEK + ONE_DAY, plan.trust
    )
    rows = rows_of(found.end)
    missing = ahead(stepped_since(found.end, rung), plan.trust, len(plan.levels))
    return replace(
        shown,
        day=found.day,
        end=found.end,
        rows=rows,
        moved=moved(rows, () if a_week_ago is None else rows_of(a_week_ago.end)),
        slips=slips_of(found.end.state, plan.trust),
        ahead=missing,
        next_level="" if missing is None else plan.levels[missing.rung].name,
    )


def _last(connection: Connection, plan: Plan, person: Person, until: date) -> DatedDay | None:
    if until == date.max:
        return trust.latest(connection, person.workspace, [person.id], plan.trust).get(person.id)
    return trust.before(connection, person.workspace, person.id, until + ONE_DAY, plan.trust)


def _course(connection: Connection, plan: Plan, person: Person, now: datetime) -> list[Course]:
    first = local_day(now, person.zone) - CHART_SHOWS
    names = [each.name for each in plan.levels]
    return courses.since(connection, person.workspace, person.id, first, names)


def _chart(person: Person, course: Sequence[Course], now: datetime) -> Planned:
    """The chart in somebody's messages: the same one is owed once a day."""
    looks = sha256(repr(course).encode()).hexdigest()[:16]
    return Planned(
        workspace=person.workspace,
        key=f"{CHART}:{person.id}:{local_day(now, person.zone).isoformat()}:{looks}",
        kind=CHART,
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=now + ONE_DAY,
        priority=Priority.ANSWER,
    )
