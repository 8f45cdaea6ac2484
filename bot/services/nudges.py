"""The nudge desk: whom a small hint may help this morning, what they say of it, whether hints help at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.balances import last_week
from bot.domain.calendar import local_day, moment
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.draws import is_drawn, position
from bot.domain.histories import A_WEEK
from bot.domain.newcomers import NotAnAdmin
from bot.domain.nudge_effects import effect_of
from bot.domain.nudges import (
    SENT_SHARE,
    Answer,
    Card,
    NotYourNudge,
    Nudge,
    Report,
    suggestion_for,
)
from bot.domain.plan import Cadence
from bot.services.desk import Desk, in_each, member, plan_in_force, schedules_for
from bot.services.import_counts import counted
from bot.services.nudge_moments import found_in, had_before
from bot.services.paces import forecasts
from bot.store import deliveries, inbox, people, plans
from bot.store import nudges as store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.services.nudge_moments import Found

NUDGE = "nudge"
REDRAWN = "nudge-card"

_REDRAWN_FOR = timedelta(days=7)
_AN_HOUR = timedelta(hours=1)


class Nudges(Desk):
    """The nudge desk."""

    def nudge(self) -> int:
        """Write down whom a hint may help now, and owe it to those who are drawn; how many moments."""
        with self.database.reading() as connection:
            live = dict(plans.in_force(connection))
        return in_each(live, lambda each: self._nudge(each, live[each]), "nobody nudged")

    def end_weeks(self) -> int:
        """Write down what became of the weeks of hints, in every workspace; how many that were."""
        with self.database.reading() as connection:
            live = dict(plans.in_force(connection))
        return in_each(live, lambda each: self._end(each, live[each]), "weeks of hints not ended")

    def card(self, workspace: str, user: str, nudge: str) -> Card | None:
        """What a hint says now; None for who is not on the team, or where its activity is no more."""
        now = self.now()
        with self.database.reading() as connection:
            person, found = people.find(connection, workspace, user), store.find(connection, workspace, nudge)
            if person is None or not person.active or found is None or found.person != user:
                return None
            _, plan = plan_in_force(connection, workspace)
            activity = next((each for each in plan.activities if each.key == found.activity), None)
            if activity is None:
                return None
            schedule = schedules_for(connection, plan, [person], now)[user]
            is_today = schedule.works(found.day) and local_day(now, person.zone) == found.day
            theirs = forecasts(connection, plan, [person], now)[user] if is_today else ()
            return Card(
                activity,
                found,
                next((each for each in theirs if each.activity == found.activity), None),
                has_stopped=bool(store.stopped(connection, workspace, [user])),
            )

    def answer(self, workspace: str, user: str, *, receipt: str, nudge: str, answer: Answer) -> None:
        """Take what `user` says of a hint, and draw it again; **Stop these** is the last they get.

        Raises:
            NotYourNudge: for a hint to somebody else, or none at all.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user)
            found = store.find(connection, workspace, nudge)
            if found is None or found.person != person.id or not found.is_sent:
                raise NotYourNudge
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            store.say(connection, workspace, nudge, answer, now)
            if answer is Answer.STOP:
                store.stop(connection, workspace, user, now)
            deliveries.plan(connection, [_redrawn(person, found, receipt, now)], now)

    def turn(self, workspace: str, user: str, *, on: bool) -> None:
        """Let `user` have hints again, or none from now on."""
        now = self.now()
        with self.database.writing() as connection:
            member(connection, workspace, user)
            if on:
                store.resume(connection, workspace, user)
            else:
                store.stop(connection, workspace, user, now)

    def report(self, workspace: str) -> Report:
        """Whether hints help, as far as that is known."""
        with self.database.reading() as connection:
            return _report(connection, workspace)

    def report_to(self, workspace: str, user: str) -> Report:
        """The same for an admin.

        Raises:
            NotAnAdmin: for anybody else.
        """
        with self.database.reading() as connection:
            if not member(connection, workspace, user).admin:
                raise NotAnAdmin
            return _report(connection, workspace)

    def _nudge(self, workspace: str, plan: Plan) -> int:
        with self.database.reading() as connection:
            team = self.addressees(connection, workspace)
            found = list(found_in(connection, plan, team, self.now()))
        return self._write_down(workspace, found) if found else 0

    def _write_down(self, workspace: str, found: Sequence[Found]) -> int:
        """Write the moments down that nobody else has written meanwhile, and then what is owed for them."""
        now = self.now()
        with self.database.writing() as connection:
            people.hold(connection, workspace, [each.person.id for each in found])
            version, plan = plan_in_force(connection, workspace)
            before = had_before(connection, workspace, {each.person.id: each.week for each in found}, now)
            secret = deliveries.secret_of(connection, workspace)
            fresh = [
                (each.person, _drawn(plan, each, secret))
                for each in found
                if len(before[each.person.id].decided) < plan.coaching.nudges_per_week
                and each.forecast.activity not in before[each.person.id].decided
            ]
            store.add(connection, workspace, [nudge for _, nudge in fresh], version, now)
            owed = [_planned(person, plan, nudge, now) for person, nudge in fresh if nudge.is_sent]
            deliveries.plan(connection, owed, now)
        return len(fresh)

    def _end(self, workspace: str, plan: Plan) -> int:
        with self.database.reading() as connection:
            ends = _ends(connection, workspace, plan, self.now())
        if ends:
            with self.database.writing() as connection:
                store.end(connection, workspace, ends)
        return len(ends)


def takes_nudges(connection: Connection, plan: Plan, person: Person) -> bool | None:
    """Whether somebody is sent hints; None for who never gets any, whatever they want."""
    counted = plan.expected_of(person.role) and plan.coaching.nudges_anybody
    if not counted or plan.cadence_of(person.level) is Cadence.WEEKLY:
        return None
    return not store.stopped(connection, person.workspace, [person.id])


def _drawn(plan: Plan, found: Found, secret: bytes) -> Nudge:
    """The moment as it is written down: whether its hint is sent, and what it suggests, is drawn."""
    forecast, who = found.forecast, f"{found.person.id}:{found.forecast.activity}:{found.week.isoformat()}"
    number = position(secret, f"suggestion:{who}")
    return Nudge(
        id=uuid4().hex,
        person=found.person.id,
        activity=forecast.activity,
        week=found.week,
        day=found.day,
        target=forecast.target,
        done=forecast.done,
        days_left=forecast.days_left,
        expected=forecast.expected,
        probability=forecast.probability,
        gain=forecast.gain,
        chance=SENT_SHARE,
        is_sent=is_sent(secret, found.person.id, forecast.activity, found.week),
        suggestion=suggestion_for(plan, forecast.activity, found.situation, number),
    )


def is_sent(secret: bytes, person: str, activity: str, week: date) -> bool:
    """Whether a hint is sent to somebody where one would be right, or only written down."""
    return is_drawn(secret, f"nudge:{person}:{activity}:{week.isoformat()}", SENT_SHARE)


def _ends(
    connection: Connection, workspace: str, plan: Plan, now: datetime
) -> dict[tuple[str, date, str], float]:
    """What the weeks of hints came to that are closed and have no end written down."""
    waiting = store.unended(connection, workspace, now.date())
    if not waiting:
        return {}
    known = people.some(connection, workspace, sorted({person for person, _, _ in waiting}))
    closed = last_week(plan.calendar, {each.zone for each in known.values()}, now)
    over = [each for each in waiting if each[1] <= closed]
    if not over:
        return {}
    first = min(week for _, week, _ in over)
    team = [known[each] for each in sorted({person for person, _, _ in over})]
    done = counted(connection, plan, team, first, closed + A_WEEK, now)
    return {
        (person, week, activity): sum(
            each.number for each in done.get((person, activity), ()) if week <= each.day < week + A_WEEK
        )
        for person, week, activity in over
    }


def _report(connection: Connection, workspace: str) -> Report:
    said = Counter(store.answers(connection, workspace))
    return Report(effect_of(store.ended(connection, workspace)), said)


def _key(nudge: Nudge) -> str:
    return f"{NUDGE}:{nudge.person}:{nudge.week.isoformat()}:{nudge.activity}"


def _planned(person: Person, plan: Plan, nudge: Nudge, now: datetime) -> Planned:
    """Of use until the person is asked how the day went."""
    asked_at = moment(nudge.day, plan.calendar.prompt_at, person.zone)
    return Planned(
        workspace=person.workspace,
        key=_key(nudge),
        kind=NUDGE,
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=max(asked_at, now + _AN_HOUR),
        priority=Priority.DIGEST,
        about={"nudge": nudge.id},
    )


def _redrawn(person: Person, nudge: Nudge, receipt: str, now: datetime) -> Planned:
    occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
    return Planned(
        workspace=person.workspace,
        key=f"{REDRAWN}:{nudge.id}:{occasion}",
        kind=REDRAWN,
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=now + _REDRAWN_FOR,
        priority=Priority.ANSWER,
        about={"nudge": nudge.id},
        method=Method.UPDATE,
        updates=_key(nudge),
    )
