"""The absence desk: who is away, entered by themselves or by a manager, also afterwards; and who is back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.absences import (
    LONGEST_AGO,
    Absence,
    AwayForm,
    BackAlready,
    Ended,
    Entered,
    NotAColleague,
    NotYourTeam,
    require_sensible,
)
from bot.domain.away_text import mentioned, read_away
from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.checkins import Mark
from bot.domain.deliveries import Planned, Priority
from bot.services.checkins import PROMPTS, SNOOZED, home, managers_home, prompt_key, prompts_redrawn
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.evidence import account
from bot.services.marks import excuse
from bot.services.prompts import asked_about
from bot.store import absences, active_days, audit, checkins, deliveries, inbox, marks, people, trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

KIND = "absence-entered"
ENDED = "absence-ended"
AWAY = "away"
"""Why a message that asks about a day is not wanted, and why such a day is excused."""

_TOLD_WITHIN = timedelta(days=7)
_AROUND = timedelta(days=7)
"""Nothing asks about days further from today."""

_LOOK_BACK = 2 * LONGEST_AGO


@dataclass(frozen=True)
class _Case:
    """One absence before the desk: whose, by whom, and under which plan."""

    person: Person
    by: Person
    version: int
    plan: Plan
    now: datetime

    @property
    def today(self) -> date:
        """The day it is where the person is."""
        return local_day(self.now, self.person.zone)


class Absences(Desk):
    """The absence desk."""

    def form(self, workspace: str, by: str, day: date | None = None, person: str | None = None) -> AwayForm:
        """What the modal begins with: `person`, or whoever asks, away on `day`, or on their today."""
        with self.database.reading() as connection:
            case = self._case(connection, workspace, by, person or by)
            leads = bool(people.reports_of(connection, workspace, by))
            return AwayForm(case.person, day or case.today, for_others=case.by.admin or leads)

    def enter_typed(self, workspace: str, by: str, *, receipt: str, text: str) -> Entered:
        """Enter what somebody typed; a person named in it is who is away.

        Raises:
            Refusal: what `read_away` and `enter` raise.
        """
        with self.database.writing() as connection:
            case = self._case(connection, workspace, by, mentioned(text) or by, alone=True)
            away = read_away(text, case.today)
            return _enter(connection, case, receipt, away.first, away.last)

    def enter(
        self, workspace: str, by: str, *, receipt: str, person: str, first: date, last: date
    ) -> Entered:
        """Write an absence down, with everything that follows from it. One that is known changes nothing.

        Raises:
            NotYourTeam: unless `by` is the person, a manager above, or an admin.
            NotAColleague: when the person is not on the team.
            Refusal: what `require_sensible` raises.
        """
        with self.database.writing() as connection:
            case = self._case(connection, workspace, by, person, alone=True)
            return _enter(connection, case, receipt, first, last)

    def cancel(self, workspace: str, by: str, *, receipt: str, absence: str) -> Ended:
        """End an absence: the days before today stay as they are, and the rest is worked again.

        Raises:
            NotYourTeam: unless `by` is the person, a manager above, or an admin.
            BackAlready: when there is nothing left of it.
        """
        with self.database.writing() as connection:
            found = _known(absences.find(connection, workspace, absence))
            case = self._case(connection, workspace, by, found.person, alone=True)
            found = _known(absences.find(connection, workspace, absence))
            if found.last < case.today or not inbox.is_new(connection, workspace, receipt, case.now):
                raise BackAlready
            return _end(connection, case, found)

    def entered(self, workspace: str, absence: str) -> Entered | None:
        """An absence as it stands now, to tell the person of; None if it is off, or they have left."""
        with self.database.reading() as connection:
            found = absences.find(connection, workspace, absence)
            person = None if found is None else people.find(connection, workspace, found.person)
            by = None if found is None else people.find(connection, workspace, found.entered_by)
            if found is None or person is None or by is None or not person.active:
                return None
            case = _Case(person, by, *plan_in_force(connection, workspace), self.now())
            return Entered(found, person, by, case.today, _days_of(found, _schedule(connection, case)))

    def ended(self, workspace: str, user: str, about: Mapping[str, str | int]) -> Ended | None:
        """An absence that another has ended, from what its message is about; None for who has left."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            by = people.find(connection, workspace, str(about["by"]))
        if person is None or by is None or not person.active:
            return None
        first, last, on = (date.fromisoformat(str(about[name])) for name in ("first", "last", "on"))
        return Ended(person, by, first, last, on)

    def is_away(self, workspace: str, user: str) -> bool:
        """Whether somebody is away at this moment."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
            if person is None:
                return False
            today = local_day(self.now(), person.zone)
            around = absences.of(connection, workspace, [user], today).get(user, [])
            return any(each.covers(today, today) for each in around)

    def _case(
        self, connection: Connection, workspace: str, by: str, person: str, *, alone: bool = False
    ) -> _Case:
        """The case of `person`, if `by` may decide it; with `alone`, one at a time."""
        actor = member(connection, workspace, by)
        found = people.find(connection, workspace, person, alone=alone)
        if found is None or not found.active:
            raise NotAColleague
        if not actor.admin and by not in {person, *_managers_of(connection, found)}:
            raise NotYourTeam
        return _Case(found, actor, *plan_in_force(connection, workspace), self.now())


def _managers_of(connection: Connection, person: Person) -> Iterator[str]:
    """Everyone up the chain, each once."""
    seen = {person.id}
    above = person.manager
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        manager = people.find(connection, person.workspace, above)
        above = None if manager is None else manager.manager


def _enter(connection: Connection, case: _Case, receipt: str, first: date, last: date) -> Entered:
    require_sensible(first, last, case.today)
    person = case.person
    around = absences.of(connection, person.workspace, [person.id], first).get(person.id, [])
    known = next((each for each in around if each.covers(first, last)), None)
    fresh = inbox.is_new(connection, person.workspace, receipt, case.now)
    if known is not None:
        days = _days_of(known, _schedule(connection, case))
        return Entered(known, person, case.by, case.today, days, known=fresh)
    if not fresh:
        raise BackAlready
    absence = Absence(uuid4().hex, person.id, first, last, case.by.id)
    absences.add(connection, person.workspace, absence, case.now)
    active_days.drop(connection, person.workspace, person.id, first, last)
    schedule = _schedule(connection, case)
    entered = _excused(connection, case, absence, schedule)
    _account(connection, case, absence, schedule)
    _note(connection, case, "absence entered", absence)
    _ask_again(connection, case, absence, schedule)
    following = [*_drawn(connection, case, absence, "entered"), *_told(entered, case)]
    deliveries.plan(connection, following, case.now)
    return entered


def _excused(connection: Connection, case: _Case, absence: Absence, schedule: Schedule) -> Entered:
    """The days that are no longer theirs to answer for, excused.

    So is the day before, if it was marked missed on a day that was not theirs to make up for it.
    """
    person, before = case.person, _without(absence, schedule)
    worked = _days_of(absence, schedule)
    eve = schedule.days.last_before(absence.first) or absence.first
    said = checkins.between(connection, person.workspace, [person.id], absence.first, absence.last)
    held = marks.between(connection, person.workspace, [person.id], eve, absence.last)
    answered = {each.day for each in said.get(person.id, [])}
    excused = tuple(
        day
        for day in worked
        if day in answered or (person.id, day) in held or (day < case.today and before.takes(day))
    )
    open_again = held.get((person.id, eve)) is Mark.MISSED and case.now < schedule.window(eve).closes
    due = [eve, *excused] if open_again else list(excused)
    excuse(connection, person.workspace, person, due, AWAY, case.now)
    said_so = tuple(day for day in worked if day in answered)
    return Entered(absence, person, case.by, case.today, worked, said_so, excused)


def _account(connection: Connection, case: _Case, absence: Absence, schedule: Schedule) -> None:
    """Tell the ledger of the weeks in which other days are worked now; trust is folded anew from there."""
    person = case.person
    eve = schedule.days.last_before(absence.first) or absence.first
    trust.touch(connection, person.workspace, {person.id: absence.first}, case.now)
    past = days_between(absence.first, min(absence.last, case.today))
    days = [(person, day) for day in (eve, *past)]
    account(connection, case.plan, case.version, days, case.now, {person.id: schedule})


def _end(connection: Connection, case: _Case, absence: Absence) -> Ended:
    workspace, yesterday = case.person.workspace, case.today - ONE_DAY
    begun = absence.first <= yesterday
    if begun:
        absences.shorten(connection, workspace, absence.id, yesterday)
    else:
        absences.cancel(connection, workspace, absence.id, case.by.id, case.now)
    _note(connection, case, "absence shortened" if begun else "absence cancelled", absence)
    schedule = _schedule(connection, case)
    _account(connection, case, absence, schedule)
    _ask_again(connection, case, absence, schedule)
    ended = Ended(
        case.person, case.by, absence.first, absence.last, case.today, told=_hears(connection, case, absence)
    )
    following = [*_drawn(connection, case, absence, "ended"), *_told_of_end(ended, absence.id, case)]
    deliveries.plan(connection, following, case.now)
    return ended


def _hears(connection: Connection, case: _Case, absence: Absence) -> bool:
    """Whether the person is told of the end: another says so, and they know of the absence."""
    person = case.person
    if case.by.id == person.id or not person.in_slack:
        return False
    key = f"{KIND}:{absence.id}"
    return absence.entered_by == person.id or bool(deliveries.posted(connection, person.workspace, [key]))


def _ask_again(connection: Connection, case: _Case, absence: Absence, schedule: Schedule) -> None:
    """What asks about the days of the absence, and the one before it, moves to where it belongs now.

    What was dropped because the person was away is wanted again where it is still of use.
    """
    eve = schedule.days.last_before(absence.first)
    days = days_between(max(absence.first, case.today - _AROUND), min(absence.last, case.today + _AROUND))
    due = asked_about(case.person, schedule, days if eve is None else [eve, *days])
    useful = [each for each in due if each.useful_until > case.now]
    deliveries.revive(connection, [*useful, *_snoozed(due, case)], AWAY)
    deliveries.reschedule(connection, useful)


def _snoozed(due: list[Planned], case: _Case) -> Iterator[Planned]:
    """Today's reminder at an hour that the person chose; it keeps that hour."""
    for each in due:
        if each.key == prompt_key(PROMPTS[0], each.to, case.today):
            yield replace(each, key=prompt_key(PROMPTS[1], each.to, case.today) + SNOOZED)


def _drawn(connection: Connection, case: _Case, absence: Absence, occasion: str) -> Iterator[Planned]:
    """What shows the days of the absence, drawn again: the prompts, and the Homes."""
    person = case.person
    for day in days_between(absence.first, min(absence.last, case.today)):
        yield from prompts_redrawn(connection, person, day, f"{occasion}:{absence.id}", case.now)
    if person.in_slack:
        yield home(person.workspace, person.id, case.now, f"{occasion}:{absence.id}", case.now)
    yield from managers_home(person, case.now)


def _told(entered: Entered, case: _Case) -> Iterator[Planned]:
    """A line to the person, if somebody else entered it."""
    if not entered.own and entered.person.in_slack:
        yield _line(KIND, entered.absence.id, case, {"absence": entered.absence.id})


def _told_of_end(ended: Ended, absence: str, case: _Case) -> Iterator[Planned]:
    """A line to the person, if they are to hear of it."""
    if ended.told:
        days = {name: getattr(ended, name).isoformat() for name in ("first", "last", "on")}
        yield _line(ENDED, absence, case, {"by": ended.by.id, **days})


def _line(kind: str, absence: str, case: _Case, about: Mapping[str, str]) -> Planned:
    return Planned(
        workspace=case.person.workspace,
        key=f"{kind}:{absence}",
        kind=kind,
        to=case.person.id,
        person=case.person.id,
        due_at=case.now,
        useful_until=case.now + _TOLD_WITHIN,
        priority=Priority.PROMPT,
        about=about,
    )


def _note(connection: Connection, case: _Case, what: str, absence: Absence) -> None:
    audit.write(
        connection,
        case.person.workspace,
        entry=uuid4().hex,
        at=case.now,
        by=case.by.id,
        what=what,
        subject=case.person.id,
        plan_version=case.version,
        details={"first": absence.first.isoformat(), "last": absence.last.isoformat()},
    )


def _schedule(connection: Connection, case: _Case) -> Schedule:
    return schedule_for(connection, case.plan, case.person, case.now, _LOOK_BACK)


def _without(absence: Absence, schedule: Schedule) -> Schedule:
    """The schedule as it would be if the absence were not."""
    away = tuple(each for each in schedule.days.away if each != (absence.first, absence.last))
    return replace(schedule, days=replace(schedule.days, away=away))


def _days_of(absence: Absence, schedule: Schedule) -> tuple[date, ...]:
    """The days that the person would have worked."""
    without = _without(absence, schedule)
    return tuple(day for day in days_between(absence.first, absence.last) if without.works(day))


def _known(absence: Absence | None) -> Absence:
    if absence is None:
        raise BackAlready
    return absence
