"""The attestation desk: what managers say, once a month and if they like, of those who answer to them."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.attestations import (
    LEAST_DAYS,
    NO_ANSWER,
    Card,
    Choice,
    MonthClosed,
    NotYourReport,
    Seen,
    asked_on,
    key_of,
    month_of,
    months_between,
    next_month,
    pages,
)
from bot.domain.calendar import ONE_DAY, local_day, moment
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.people import Rank
from bot.domain.schedules import schedule_of
from bot.services.desk import Desk, member, plan_in_force
from bot.services.request_routes import chain_of
from bot.store import absences, attestations, audit, deliveries, evidence, inbox, people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan

CARD = "attestations"
REDRAWN = "attestations-card"
MOST_PAGES = 10

_AWAY_SINCE = timedelta(days=40)
_REDRAWN_FOR = timedelta(days=7)


class Attestations(Desk):
    """The attestation desk."""

    def cards(self, first: datetime, last: datetime) -> list[Planned]:
        """Every manager's card due from `first` to `last`, in every workspace, and its last redrawing."""
        with self.database.reading() as connection:
            return [
                owed
                for workspace, plan in plans.in_force(connection)
                for owed in _due(
                    connection, workspace, plan, self.addressees(connection, workspace), first, last
                )
            ]

    def card(self, workspace: str, manager: str, month: date) -> Card | None:
        """What to show `manager` in a month; None for who is not on the team."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, manager)
            if person is None or not person.active:
                return None
            return _card(connection, person, month, self.now())

    def say(self, workspace: str, user: str, *, receipt: str, choice: Choice) -> None:
        """Write in a rep's ledger how `user` sees them; saying something else corrects it.

        Raises:
            NotYourReport: for who does not answer to `user`, or has not been here long enough.
            MonthClosed: when the month is over, or `user` has closed the card.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            version, _ = plan_in_force(connection, workspace)
            person = people.find(connection, workspace, choice.person, alone=True)
            if person is None or not _is_asked_about(connection, person, choice.month):
                raise NotYourReport
            if by.id not in {each.id for each in chain_of(connection, person)}:
                raise NotYourReport
            if _is_closed(connection, by, choice.month, now):
                raise MonthClosed
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            key = key_of(user, choice.month, choice.dim)
            before = evidence.under(connection, workspace, {person.id: [key]}).get((person.id, key))
            day = local_day(now, person.zone) if before is None else before.day
            said = [] if choice.score == NO_ANSWER else [choice.entry(user, day, version)]
            evidence.settle(connection, workspace, {person.id: [key]}, said, now)
            deliveries.plan(connection, list(_redrawn(connection, by, choice.month, receipt, now)), now)

    def close(self, workspace: str, user: str, *, receipt: str, month: date) -> None:
        """Let `user` be asked no more this month. What they have said stands."""
        now = self.now()
        month = month_of(month)
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            version, _ = plan_in_force(connection, workspace)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            if not _is_closed(connection, by, month, now):
                audit.write(
                    connection,
                    workspace,
                    entry=_closed_under(by, month),
                    at=now,
                    by=by.id,
                    what="attestations closed",
                    subject=by.id,
                    plan_version=version,
                    details={"month": f"{month:%Y-%m}"},
                )
            deliveries.plan(connection, list(_redrawn(connection, by, month, receipt, now)), now)


def _card(connection: Connection, manager: Person, month: date, now: datetime) -> Card:
    reports = _asked_about(connection, people.reports_of(connection, manager.workspace, manager.id), month)
    ids = [each.id for each in reports]
    said = attestations.given(connection, manager.workspace, ids, manager.id, month)
    seen = tuple(
        Seen(each, {dim: int(entry.facts["score"]) for dim, entry in said.get(each.id, {}).items()})
        for each in reports
    )
    return Card(manager, month, seen, _is_closed(connection, manager, month, now))


def _asked_about(connection: Connection, team: Sequence[Person], month: date) -> list[Person]:
    """Those of `team` whose trust had been counted for long enough when the month began."""
    reps = [each for each in team if each.rank is Rank.REP]
    if not reps:
        return []
    ids = [each.id for each in reps]
    days = attestations.active_days(connection, reps[0].workspace, ids, month)
    return [each for each in reps if days.get(each.id, 0) >= LEAST_DAYS]


def _is_asked_about(connection: Connection, person: Person, month: date) -> bool:
    return person.active and bool(_asked_about(connection, [person], month))


def _is_closed(connection: Connection, manager: Person, month: date, now: datetime) -> bool:
    """Whether it is not the month in which they can say anything, or they have closed it."""
    if month_of(local_day(now, manager.zone)) != month:
        return True
    entry = _closed_under(manager, month)
    return entry in audit.details_of(connection, manager.workspace, [entry])


def _closed_under(manager: Person, month: date) -> str:
    return audit.entry_of("attestations closed", manager.workspace, manager.id, month.isoformat())


def _due(
    connection: Connection,
    workspace: str,
    plan: Plan,
    everyone: Sequence[Person],
    first: datetime,
    last: datetime,
) -> Iterator[Planned]:
    """The cards of everybody to whom somebody answers who has been here long enough, and their closing."""
    months = list(months_between(first.date() - ONE_DAY, last.date() + ONE_DAY))
    reports: dict[str, list[Person]] = {}
    for each in everyone:
        if each.manager is not None and each.rank is Rank.REP:
            reports.setdefault(each.manager, []).append(each)
    managers = [each for each in everyone if each.id in reports]
    away = absences.since(connection, workspace, first.date() - _AWAY_SINCE) if managers else {}
    asking: dict[date, list[tuple[Person, datetime]]] = {}
    closing: list[Planned] = []
    for manager in managers:
        schedule = schedule_of(manager, plan, away.get(manager.id, ()))
        for month in months:
            day = asked_on(schedule, month)
            due_at = None if day is None else moment(day, schedule.hours.review_at, schedule.zone)
            if due_at is not None and first <= due_at <= last:
                asking.setdefault(month, []).append((manager, due_at))
            over = moment(month, time(0), manager.zone)
            if first <= over <= last:
                most = pages(len(reports[manager.id])) + 1
                before = month_of(month - ONE_DAY)
                closing += (_again(manager, before, page, "over", over) for page in range(most))
    for month, due in asking.items():
        team = _asked_about(connection, [one for manager, _ in due for one in reports[manager.id]], month)
        count = Counter(each.manager for each in team)
        for manager, due_at in due:
            yield from (_page(manager, month, page, due_at) for page in range(pages(count[manager.id])))
    if closing:
        shown = deliveries.posted(connection, workspace, [each.updates or "" for each in closing])
        yield from (each for each in closing if each.updates in shown)


def _page(manager: Person, month: date, page: int, due_at: datetime) -> Planned:
    return Planned(
        workspace=manager.workspace,
        key=_key(manager.id, month, page),
        kind=CARD,
        to=manager.id,
        person=manager.id,
        due_at=due_at,
        useful_until=moment(next_month(month), time(0), manager.zone),
        priority=Priority.DIGEST,
        about={"month": month.isoformat(), "page": page},
    )


def _redrawn(
    connection: Connection, manager: Person, month: date, receipt: str, now: datetime
) -> Iterator[Planned]:
    """Every page that they were sent, drawn again; once per `receipt`."""
    keys = {_key(manager.id, month, page): page for page in range(MOST_PAGES)}
    occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
    for key in sorted(deliveries.posted(connection, manager.workspace, list(keys))):
        yield _again(manager, month, keys[key], occasion, now)


def _key(manager: str, month: date, page: int) -> str:
    return f"{CARD}:{manager}:{month:%Y-%m}:{page}"


def _again(manager: Person, month: date, page: int, occasion: str, due_at: datetime) -> Planned:
    return Planned(
        workspace=manager.workspace,
        key=f"{REDRAWN}:{manager.id}:{month:%Y-%m}:{page}:{occasion}",
        kind=REDRAWN,
        to=manager.id,
        person=manager.id,
        due_at=due_at,
        useful_until=due_at + _REDRAWN_FOR,
        priority=Priority.ANSWER,
        about={"month": month.isoformat(), "page": page},
        method=Method.UPDATE,
        updates=_key(manager.id, month, page),
    )
