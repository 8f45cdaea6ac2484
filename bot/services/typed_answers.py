"""The desk of typed answers: a message to the bot that fills in the check-in, or says why it does not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.checkins import PROMISE_LASTS, clean, day_to_fill, require_open
from bot.domain.deliveries import Planned, Priority
from bot.domain.refusals import Refusal
from bot.domain.typed_answers import LONGEST_ANSWER, Reply, TypedAnswer, hear, read_answer
from bot.services.checkins import Checkins, Words, activities_asked
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.import_reading import counted_already, imported_around
from bot.store import checkins, deliveries, inbox, people, typed_answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule

REPLY = "typed-answer"
HELP = "typed-help"

_USEFUL_FOR = timedelta(days=1)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TypedAnswers(Desk):
    """The desk of typed answers.

    Args:
        checkins: The desk that takes check-ins.
    """

    checkins: Checkins = field(kw_only=True)

    def take(self, workspace: str, user: str, *, receipt: str, text: str) -> None:
        """Save what somebody typed as their check-in, if it is whole; they get one reply either way.

        Who typed no answer at all gets a line of help, once a day.
        """
        now = self.now()
        words = clean(text, LONGEST_ANSWER + 1)
        asked: Sequence[Activity] = ()
        day, saved, refused = None, False, ""
        with self.database.writing() as connection:
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            try:
                person = member(connection, workspace, user, alone=True)
                version, plan = plan_in_force(connection, workspace)
                asked = activities_asked(plan, person)
                day, saved = self._fill(connection, plan, version, person, receipt=receipt, words=words)
            except Refusal as refusal:
                refused = type(refusal).__name__
            answer = TypedAnswer(_name(receipt), user, day, words, saved)
            typed_answers.add(connection, workspace, answer, now)
            if read_answer(words, asked).is_attempt:
                reply = _reply(workspace, user, f"{REPLY}:{answer.id}", REPLY, now)
            else:
                today = _today(connection, workspace, user, now)
                reply = _reply(workspace, user, f"{HELP}:{user}:{today.isoformat()}", HELP, now)
            about = {"answer": answer.id} | ({"refused": refused} if refused else {})
            deliveries.plan(connection, [replace(reply, about=about)], now)

    def reply(self, workspace: str, answer: str) -> Reply | None:
        """What to answer to a message that was taken; None if there is nobody to answer any more."""
        with self.database.reading() as connection:
            kept = typed_answers.find(connection, workspace, answer)
            if kept is None or kept.day is None:
                return None
            try:
                person = member(connection, workspace, kept.person)
                plan = plan_in_force(connection, workspace)[1]
                asked = activities_asked(plan, person)
            except Refusal:
                return None
            schedule = schedule_for(connection, plan, person, self.now())
            first, last = schedule.days.week_of(kept.day)
            around = checkins.between(connection, workspace, [person.id], first, last).get(person.id, [])
            before = next((each for each in around if each.day == kept.day), None)
            known = _known(connection, plan, person, schedule, kept.day, around)
        counted = {*known, *(() if before is None else before.counts)}
        prompt = self.checkins.prompt(workspace, kept.person, kept.day) if kept.saved else None
        account = None if prompt is None else prompt.account
        return Reply(tuple(asked), hear(kept.words, asked, counted), kept.day, account)

    def asked(self, workspace: str, user: str) -> list[Activity]:
        """What `user` counts; raises a Refusal for somebody who counts nothing."""
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            return activities_asked(plan_in_force(connection, workspace)[1], person)

    def _fill(
        self, connection: Connection, plan: Plan, version: int, person: Person, *, receipt: str, words: str
    ) -> tuple[date, bool]:
        """The day a message is about, and whether a check-in came of it.

        Raises:
            Refusal: when no day is open.
        """
        now = self.now()
        schedule = schedule_for(connection, plan, person, now)
        today = local_day(now, person.zone)
        around = checkins.between(
            connection, person.workspace, [person.id], today - PROMISE_LASTS, today + _A_WEEK
        ).get(person.id, [])
        day = day_to_fill(schedule, now, {each.day for each in around})
        before = next((each for each in around if each.day == day), None)
        require_open(day, schedule, now, answered=before is not None)
        known = _known(connection, plan, person, schedule, day, around)
        has = {*known, *(() if before is None else before.counts)}
        heard = hear(words, activities_asked(plan, person), has)
        if heard.is_whole:
            self.checkins.take(
                connection,
                plan,
                version,
                person,
                receipt=f"typed:{_name(receipt)}",
                day=day,
                words=restated(heard.reading.counts, before, known),
            )
        return day, heard.is_whole


def _known(
    connection: Connection,
    plan: Plan,
    person: Person,
    schedule: Schedule,
    day: date,
    around: Sequence[Checkin],
) -> dict[str, int]:
    """What another system has counted of what the check-in of `day` asks, by activity."""
    imported = imported_around(connection, plan, person, schedule, day)
    counted = counted_already(plan, person, schedule, day, around, imported)
    return {each.key: count for each, count in counted}


def restated(typed: Mapping[str, str], before: Checkin | None, known: Mapping[str, int]) -> Words:
    """The form as it would have been filled in: what was said before stays, but for what is named now.

    What nobody has said yet is what another system has counted, where it is `known`.
    """
    counted = {key: str(count) for key, count in known.items()}
    if before is None:
        return Words(counts={**counted, **typed})
    kept = {key: f"{count:f}" for key, count in before.counts.items()}
    return Words({**counted, **kept, **typed}, before.wins, before.blockers, before.commitment, before.kept)


def _today(connection: Connection, workspace: str, user: str, now: datetime) -> date:
    person = people.find(connection, workspace, user)
    return now.astimezone(UTC).date() if person is None else local_day(now, person.zone)


def _name(receipt: str) -> str:
    """What a message is called here: the same each time Slack tells of it."""
    return hashlib.sha256(receipt.encode()).hexdigest()[:32]


def _reply(workspace: str, user: str, key: str, kind: str, now: datetime) -> Planned:
    return Planned(
        workspace=workspace,
        key=key,
        kind=kind,
        to=user,
        person=user,
        due_at=now,
        useful_until=now + _USEFUL_FOR,
        priority=Priority.ANSWER,
    )
