"""The check-in desk: the form, the submission, and who is owed a prompt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.checkins import (
    Account,
    Checkin,
    Form,
    Prompt,
    clean,
    day_to_fill,
    is_prompted,
    prompt_moment,
    read_counts,
    require_open,
    today_against_expectations,
    week_against_expectations,
    window,
)
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.refusals import NothingExpected
from bot.services.desk import Desk, member, plan_in_force
from bot.store import checkins, deliveries, inbox, people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Expectation, Plan


class Checkins(Desk):
    """The check-in desk."""

    def form(self, workspace: str, user: str, day: date | None = None) -> Form:
        """What to ask `user` about `day`, or about the day they most likely mean."""
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            expected = _expected(plan, person)
            if day is None:
                day = self._day_meant(connection, plan, person)
            before = checkins.find(connection, workspace, user, day)
            require_open(day, plan.calendar, person.zone, self.now(), answered=before is not None)
            asked = {each.activity: (plan.activity(each.activity), each) for each in expected}
            return Form(day, tuple(asked.values()), before)

    def submit(
        self,
        workspace: str,
        user: str,
        *,
        receipt: str,
        day: date,
        typed: Mapping[str, str],
        wins: str = "",
        blockers: str = "",
    ) -> Account:
        """Write the check-in down, with the messages that follow from it.

        A receipt that was seen before changes nothing; the account as it stands is given again.

        Raises:
            BadCounts: when a count is missing or impossible.
            Refusal: when the person or the day is not one that may check in.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            version, plan = plan_in_force(connection, workspace)
            before = checkins.find(connection, workspace, user, day)
            if not inbox.is_new(connection, workspace, receipt, now) and before is not None:
                return _account(connection, plan, person, before, now)
            hours = require_open(day, plan.calendar, person.zone, now, answered=before is not None)
            counts = read_counts(_expected(plan, person), typed)
            said = Checkin(
                day=day,
                counts=counts,
                wins=clean(wins),
                blockers=clean(blockers),
                submitted_at=now if before is None else before.submitted_at,
                on_time=now < hours.cutoff if before is None else before.on_time,
                revision=1 if before is None else before.revision + 1,
            )
            checkins.save(connection, workspace, user, said, version, now)
            deliveries.plan(connection, list(_after_submission(person, said, now)), now)
            return _account(connection, plan, person, said, now)

    def prompt(self, workspace: str, user: str, day: date) -> Prompt | None:
        """What the prompt for `day` says now; None if the person is no longer to be asked."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            found = plans.current(connection, workspace)
            if person is None or found is None or not is_prompted(person, found[1], day):
                return None
            plan = found[1]
            said = checkins.find(connection, workspace, user, day)
            account = None if said is None else _account(connection, plan, person, said, self.now())
            return Prompt(
                person, day, len({each.activity for each in plan.expected_of(person.role)}), account
            )

    def prompts(self, first: datetime, last: datetime) -> list[Planned]:
        """Every prompt due from `first` to `last`, in every workspace, sent or not, but for days answered."""
        with self.database.reading() as connection:
            return [
                prompt
                for workspace, plan in plans.in_force(connection)
                for prompt in _prompts(connection, workspace, plan, first, last)
            ]

    def _day_meant(self, connection: Connection, plan: Plan, person: Person) -> date:
        now = self.now()
        today = local_day(now, person.zone)
        recent = checkins.between(
            connection, person.workspace, [person.id], today - timedelta(days=31), today + ONE_DAY
        )
        answered = frozenset(each.day for each in recent.get(person.id, []))
        return day_to_fill(plan.calendar, person.zone, now, answered, person.first_day)


def _expected(plan: Plan, person: Person) -> tuple[Expectation, ...]:
    expected = plan.expected_of(person.role)
    if not expected:
        raise NothingExpected
    return expected


def _account(connection: Connection, plan: Plan, person: Person, said: Checkin, now: datetime) -> Account:
    monday = said.day - timedelta(days=said.day.weekday())
    today = local_day(now, person.zone)
    week = checkins.between(connection, person.workspace, [person.id], monday, monday + timedelta(days=6))
    return Account(
        person=person,
        checkin=said,
        today=today_against_expectations(plan, person.role, said.counts),
        week=week_against_expectations(plan, person.role, [each.counts for each in week.get(person.id, [])]),
        this_week=today < monday + timedelta(days=7),
        editable_until=window(said.day, plan.calendar, person.zone).settles,
    )


def prompt_key(user: str, day: date) -> str:
    """The obligation to ask `user` about `day`."""
    return f"checkin-prompt:{user}:{day.isoformat()}"


def _prompts(
    connection: Connection, workspace: str, plan: Plan, first: datetime, last: datetime
) -> Iterator[Planned]:
    days = days_between(first.date() - ONE_DAY, last.date() + ONE_DAY)
    answered = checkins.answered(connection, workspace, days)
    moments: dict[tuple[str, date], tuple[datetime, datetime]] = {}  # the same for everyone in a zone
    for person in people.active(connection, workspace):
        for day in days:
            if (person.id, day) in answered or not is_prompted(person, plan, day):
                continue
            key = (person.timezone, day)
            if key not in moments:
                moments[key] = (
                    prompt_moment(day, plan.calendar, person.zone),
                    window(day, plan.calendar, person.zone).cutoff,
                )
            due_at, cutoff = moments[key]
            known = person.added_at is None or person.added_at <= due_at
            if known and first <= due_at <= last:
                yield _prompt(person, day, due_at, cutoff)


def _prompt(person: Person, day: date, due_at: datetime, cutoff: datetime) -> Planned:
    return Planned(
        workspace=person.workspace,
        key=prompt_key(person.id, day),
        kind="checkin-prompt",
        to=person.id,
        person=person.id,
        due_at=due_at,
        useful_until=cutoff,
        priority=Priority.PROMPT,
        about={"day": day.isoformat()},
    )


def _after_submission(person: Person, said: Checkin, now: datetime) -> Iterator[Planned]:
    """The messages a check-in causes: the prompt redrawn, and Home for the person and their manager."""
    about = {"day": said.day.isoformat()}
    yield Planned(
        workspace=person.workspace,
        key=f"checkin-card:{person.id}:{said.day.isoformat()}:{said.revision}",
        kind="checkin-card",
        to=person.id,
        person=person.id,
        due_at=now,
        useful_until=now + timedelta(days=7),
        priority=Priority.ANSWER,
        about=about,
        method=Method.UPDATE,
        updates=prompt_key(person.id, said.day),
    )
    yield home(person.workspace, person.id, now, f"{said.day.isoformat()}:{said.revision}", now)
    if person.manager is not None:
        minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        yield home(person.workspace, person.manager, now, minute.isoformat(), minute)


def home(workspace: str, user: str, now: datetime, occasion: str, due_at: datetime) -> Planned:
    """The redrawing of one person's Home; one per `occasion`."""
    return Planned(
        workspace=workspace,
        key=f"home:{user}:{occasion}",
        kind="home",
        to=user,
        person=user,
        due_at=due_at,
        useful_until=max(now, due_at) + timedelta(days=1),
        priority=Priority.ANSWER,
        method=Method.PUBLISH,
    )
