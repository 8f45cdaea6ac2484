"""The check-in desk: the form, the submission, and what the prompt says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import days_between, local_day
from bot.domain.checkins import (
    LONGEST_COMMITMENT,
    PROMISE_LASTS,
    Account,
    Checkin,
    Form,
    Mark,
    Prompt,
    accounts_for,
    clean,
    day_to_fill,
    mark_at,
    mark_unanswered,
    open_promise,
    require_open,
)
from bot.domain.counts import measure, ramp_share, read_counts, summed, targets
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.imports import imports
from bot.domain.paces import targets_by_week
from bot.domain.people import UNMATCHED
from bot.domain.plan import Cadence
from bot.domain.refusals import NothingExpected
from bot.services import import_messages, week_cards
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.evidence import account
from bot.services.import_reading import beside_of, counted_already, imported_around
from bot.store import checkins, deliveries, inbox, marks, outages, people, plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Kept
    from bot.domain.counts import Target
    from bot.domain.imports import Imported
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule, Window

PROMPTS = ("checkin-prompt", "checkin-reminder", "checkin-last-reminder")
"""Every way of asking about a day; each is a kind of delivery, and begins its key."""

SNOOZED = ":snoozed"
"""Ends the key of a reminder that was asked for."""

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Words:
    """What somebody typed into the form, as it was typed.

    Attributes:
        counts: The number for each activity, by key.
        wins: Free text.
        blockers: Free text.
        commitment: Free text.
        kept: What became of the last commitment, if they said.
    """

    counts: Mapping[str, str] = field(default_factory=dict)
    wins: str = ""
    blockers: str = ""
    commitment: str = ""
    kept: Kept | None = None


class Checkins(Desk):
    """The check-in desk."""

    def form(self, workspace: str, user: str, day: date | None = None) -> Form:
        """What to ask `user` about `day`, or about the day they most likely mean."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            asked = activities_asked(plan, person)
            schedule = schedule_for(connection, plan, person, now)
            said = self._around(connection, person, day or local_day(now, person.zone))
            if day is None:
                day = day_to_fill(schedule, now, {each.day for each in said})
            before = next((each for each in said if each.day == day), None)
            require_open(day, schedule, now, answered=before is not None)
            covered = accounts_for(schedule, day, said)
            imported = imported_around(connection, plan, person, schedule, day)
            return Form(
                day=day,
                asked=tuple(_asked(plan, person, day, covered, asked)),
                before=before,
                promise=open_promise(day, said),
                weekly=schedule.cadence is Cadence.WEEKLY,
                covered_days=covered,
                share=ramp_share(plan, person, day),
                imported=counted_already(plan, person, schedule, day, said, imported),
            )

    def submit(self, workspace: str, user: str, *, receipt: str, day: date, words: Words) -> Account:
        """Write the check-in down, with the messages that follow from it.

        A receipt that was seen before changes nothing; the account as it stands is given again.

        Raises:
            BadCounts: when a count is missing or impossible.
            Refusal: when the person or the day is not one that may check in.
        """
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            version, plan = plan_in_force(connection, workspace)
            return self.take(connection, plan, version, person, receipt=receipt, day=day, words=words)

    def take(
        self,
        connection: Connection,
        plan: Plan,
        version: int,
        person: Person,
        *,
        receipt: str,
        day: date,
        words: Words,
    ) -> Account:
        """The same within a transaction that has begun, for somebody whose row is held."""
        now = self.now()
        schedule = schedule_for(connection, plan, person, now)
        around = self._around(connection, person, day)
        before = next((each for each in around if each.day == day), None)
        imported = imported_around(connection, plan, person, schedule, day)
        known = counted_already(plan, person, schedule, day, around, imported)
        if not inbox.is_new(connection, person.workspace, receipt, now) and before is not None:
            return _account(plan, person, schedule, before, around, imported, now)
        hours = require_open(day, schedule, now, answered=before is not None)
        promise = open_promise(day, around)
        said = Checkin(
            day=day,
            counts=read_counts(activities_asked(plan, person), words.counts),
            wins=clean(words.wins),
            blockers=clean(words.blockers),
            submitted_at=now if before is None else before.submitted_at,
            mark=_mark(connection, person, schedule, day, hours, now) if before is None else before.mark,
            revision=1 if before is None else before.revision + 1,
            commitment=clean(words.commitment, LONGEST_COMMITMENT),
            kept=words.kept if promise is not None else None,
            kept_of=promise.made_on if promise is not None and words.kept is not None else None,
            covered_days=accounts_for(schedule, day, around),
            plan_version=version,
            role=person.role,
            beside={each.key: count for each, count in known},
        )
        checkins.save(connection, person.workspace, person.id, said, version, now, before=before)
        if before is None and now >= hours.closes:
            _correct_mark(connection, person, said, now)
        elsewhere = {person.id: imported} if imports(plan) else None
        account(connection, plan, version, [(person, day)], now, {person.id: schedule}, elsewhere)
        following = [
            *prompts_redrawn(connection, person, day, str(said.revision), now),
            *_homes(person, said, now),
            *week_cards.after_submission(connection, plan, person, schedule, said, now),
        ]
        if before is not None and beside_of(plan, schedule, before, around, imported).open:
            following += import_messages.redrawn(connection, [person], f"{day}:{said.revision}", now)
        deliveries.plan(connection, following, now)
        now_said = [*(each for each in around if each.day != day), said]
        return _account(plan, person, schedule, said, now_said, imported, now)

    def prompt(self, workspace: str, user: str, day: date) -> Prompt | None:
        """What the prompt for `day` says now; None if the person is no longer to be asked."""
        now = self.now()
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            found = plans.current(connection, workspace)
            if person is None or found is None or not (person.active and person.in_slack):
                return None
            plan = found[1]
            schedule = schedule_for(connection, plan, person, now)
            around = self._around(connection, person, day)
            said = next((each for each in around if each.day == day), None)
            if said is None and not schedule.asks(day):
                return _excused(person, day, schedule) if schedule.days.is_away(day) else None
            imported = imported_around(connection, plan, person, schedule, day)
            return Prompt(
                person=person,
                day=day,
                activities=len({each.activity for each in plan.expected_of(person.role)}),
                cutoff=schedule.window(day).cutoff,
                weekly=schedule.cadence is Cadence.WEEKLY,
                account=_account(plan, person, schedule, said, around, imported, now) if said else None,
                share=ramp_share(plan, person, day),
                imported=counted_already(plan, person, schedule, day, around, imported),
            )

    def _around(self, connection: Connection, person: Person, day: date) -> list[Checkin]:
        """What the person said from a month before `day` to a week after it, in order."""
        found = checkins.between(
            connection, person.workspace, [person.id], day - PROMISE_LASTS, day + _A_WEEK
        )
        return found.get(person.id, [])


def activities_asked(plan: Plan, person: Person) -> list[Activity]:
    """What the person counts, each activity once; raises NothingExpected where there is nothing."""
    keys = dict.fromkeys(each.activity for each in plan.expected_of(person.role))
    if not keys:
        raise NothingExpected
    return [plan.activity(key) for key in keys]


def prompt_key(kind: str, user: str, day: date) -> str:
    """The obligation to ask `user` about `day` in one of the ways of `PROMPTS`."""
    return f"{kind}:{user}:{day.isoformat()}"


def asked_under(user: str, day: date) -> dict[str, str]:
    """Every key under which `user` may have been asked about `day`, with its kind."""
    keys = {prompt_key(kind, user, day): kind for kind in PROMPTS}
    return keys | {prompt_key(PROMPTS[1], user, day) + SNOOZED: PROMPTS[1]}


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


def managers_home(person: Person, now: datetime) -> Iterator[Planned]:
    """The redrawing of the Home of `person`'s manager, at most once a minute."""
    if person.manager is not None and not person.manager.startswith(UNMATCHED):
        minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        yield home(person.workspace, person.manager, now, minute.isoformat(), minute)


def _excused(person: Person, day: date, schedule: Schedule) -> Prompt:
    return Prompt(person, day, 0, schedule.window(day).cutoff, weekly=False, account=None, away=True)


def _asked(
    plan: Plan, person: Person, day: date, covered: int, asked: Sequence[Activity]
) -> Iterator[Target]:
    """Each activity once, with what is expected of it first by the day, else by the week."""
    expected = (*targets(plan, person, day, "day", days=covered), *targets(plan, person, day, "week"))
    for activity in asked:
        yield next(each for each in expected if each.activity.key == activity.key)


def _mark(
    connection: Connection, person: Person, schedule: Schedule, day: date, hours: Window, now: datetime
) -> Mark:
    """What a first check-in counts as; a mark given already stays, unless it came in time after all."""
    if now < hours.cutoff:
        return Mark.ON_TIME
    asked_at = schedule.prompt_at(day)
    out = outages.since(connection, person.workspace, asked_at)
    mark = mark_at(now, hours, asked_at, out)
    if mark is not Mark.MISSED:
        return mark
    held = marks.between(connection, person.workspace, [person.id], day, day).get((person.id, day))
    asked = bool(deliveries.posted(connection, person.workspace, list(asked_under(person.id, day))))
    return held or mark_unanswered(hours, asked_at, out, asked=asked)


def _correct_mark(connection: Connection, person: Person, said: Checkin, now: datetime) -> None:
    """Where the day was marked as unanswered and the answer counts otherwise, that stands from now on."""
    held = marks.between(connection, person.workspace, [person.id], said.day, said.day)
    if held and said.mark not in held.values():
        marks.add(connection, person.workspace, [(person.id, said.day, said.mark)], "answered", now)


def _account(
    plan: Plan,
    person: Person,
    schedule: Schedule,
    said: Checkin,
    around: Sequence[Checkin],
    imported: Imported,
    now: datetime,
) -> Account:
    first, last = schedule.days.week_of(said.day)
    in_week = [each.counts for each in around if first <= each.day <= last]
    worked = sum(schedule.works(day) for day in days_between(first, last))
    return Account(
        person=person,
        checkin=said,
        today=measure(targets(plan, person, said.day, "day", days=said.covered_days), said.counts),
        week=measure(targets_by_week(plan, person, schedule, said.day, worked), summed(in_week)),
        this_week=local_day(now, person.zone) <= last,
        editable_until=schedule.window(said.day).settles,
        weekly=schedule.cadence is Cadence.WEEKLY,
        share=ramp_share(plan, person, said.day),
        beside=beside_of(plan, schedule, said, around, imported),
    )


def prompts_redrawn(
    connection: Connection, person: Person, day: date, occasion: str, now: datetime
) -> Iterator[Planned]:
    """Whatever was posted to ask about `day` is drawn again; once per `occasion`."""
    keys = asked_under(person.id, day)
    for key in sorted(deliveries.posted(connection, person.workspace, list(keys))):
        yield prompt_redrawn(person, day, key, keys[key], occasion, now)


def prompt_redrawn(
    person: Person, day: date, key: str, kind: str, occasion: str, due_at: datetime
) -> Planned:
    """What was posted under `key` to ask about `day` is drawn again."""
    return Planned(
        workspace=person.workspace,
        key=f"checkin-card:{key}:{occasion}",
        kind="checkin-card",
        to=person.id,
        person=person.id,
        due_at=due_at,
        useful_until=due_at + timedelta(days=7),
        priority=Priority.ANSWER,
        about={"day": day.isoformat(), "asked": kind},
        method=Method.UPDATE,
        updates=key,
    )


def _homes(person: Person, said: Checkin, now: datetime) -> Iterator[Planned]:
    """The person's Home drawn again, and their manager's."""
    yield home(person.workspace, person.id, now, f"{said.day.isoformat()}:{said.revision}", now)
    yield from managers_home(person, now)
