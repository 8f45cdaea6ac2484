"""What follows from counts that came from another system, in the transaction that writes them down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.imports import NOTHING, days_of, overruled, questions, recounted
from bot.services import import_messages, week_cards
from bot.services.checkins import asked_under, home, prompt_redrawn
from bot.services.desk import LOOK_BACK, schedules_for
from bot.services.evidence import account
from bot.services.import_reading import ON_CARDS, imported_of_all
from bot.store import checkins, deliveries, people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.checkins import Checkin
    from bot.domain.deliveries import Planned
    from bot.domain.imports import Imported
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.store.imports import Key

_SHOWN = timedelta(days=14)
"""What is older is neither on anybody's Home nor asked about."""

_AROUND = timedelta(days=7)


@dataclass(frozen=True)
class _Case:
    """Who and what it is about."""

    plan: Plan
    team: Sequence[Person]
    days: Mapping[str, Collection[date]]
    schedules: Mapping[str, Schedule]
    now: datetime

    @property
    def workspace(self) -> str:
        """Whose people they are."""
        return self.team[0].workspace

    @property
    def minute(self) -> datetime:
        """When it is shown: whatever else comes until then is shown with it."""
        return self.now.replace(second=0, microsecond=0) + timedelta(minutes=1)

    @property
    def occasion(self) -> str:
        """What that is called."""
        return f"import:{self.minute.isoformat()}"

    def since(self, person: Person, age: timedelta) -> list[date]:
        """The days of a person that are not older than `age`."""
        first = local_day(self.now, person.zone) - age
        return sorted(day for day in self.days[person.id] if day >= first)


def follow(
    connection: Connection, workspace: str, plan: Plan, version: int, changed: Collection[Key], now: datetime
) -> None:
    """Let the ledger say what these days come to, ask who said something else, draw what shows them."""
    days: dict[str, set[date]] = {}
    for person, day, _ in changed:
        days.setdefault(person, set()).add(day)
    known = people.some(connection, workspace, sorted(days))
    team = [known[each] for each in sorted(known)]  # in one order, so that no two writers wait for each other
    if not team:
        return
    oldest = min(min(each) for each in days.values())
    look_back = max(LOOK_BACK, now.date() - oldest + _AROUND)
    schedules = schedules_for(connection, plan, team, now, look_back)
    case = _Case(plan, team, days, schedules, now)
    accounts = _accounts(connection, case)
    checkins.recount(connection, workspace, list(_recounted(case, accounts)))
    account(connection, plan, version, list(_accounted(connection, case)), now, schedules)
    here = replace(case, team=[each for each in team if each.active and each.in_slack])
    owed = [*_homes(here), *_prompts(connection, here), *_asked(connection, here, accounts)]
    deliveries.plan(connection, owed, now)


def _accounted(connection: Connection, case: _Case) -> Iterator[tuple[Person, date]]:
    """The days whose weeks have a check-in: of others the ledger says nothing about targets."""
    days = [day for each in case.days.values() for day in each]
    said = checkins.answered_by(
        connection, case.workspace, list(case.days), min(days) - _AROUND, max(days) + _AROUND
    )
    for each in case.team:
        week_of = case.schedules[each.id].days.week_of
        weeks = {week_of(day) for day in said.get(each.id, ())}
        yield from ((each, day) for day in sorted(case.days[each.id]) if week_of(day) in weeks)


@dataclass(frozen=True)
class _Accounts:
    """What somebody said in the weeks that these days are in, and what is known of them now."""

    said: Sequence[Checkin]
    known: Imported


def _accounts(connection: Connection, case: _Case) -> Mapping[str, _Accounts]:
    """Of each person who said anything lately, by id."""
    recent = {each.id: lately for each in case.team if (lately := case.since(each, ON_CARDS))}
    if not recent:
        return {}
    first = min(each[0] for each in recent.values()) - _AROUND
    last = max(each[-1] for each in recent.values()) + _AROUND
    said = checkins.between(connection, case.workspace, list(recent), first, last)
    team = [each for each in case.team if each.id in said]
    known = imported_of_all(connection, case.plan, team, first, last)
    found = {}
    for each in team:
        week_of = case.schedules[each.id].days.week_of
        touched = {week_of(day)[0] for day in recent[each.id]}
        theirs = [one for one in said[each.id] if week_of(one.day)[0] in touched]
        if theirs:
            found[each.id] = _Accounts(theirs, known.get(each.id, NOTHING))
    return found


def _recounted(case: _Case, accounts: Mapping[str, _Accounts]) -> Iterator[tuple[str, date, str, int]]:
    """The numbers that people took over from the other system, where it has others now."""
    for who, each in accounts.items():
        answered = [one.day for one in each.said]
        for one in each.said:
            days = days_of(one, answered, case.schedules[who])
            for activity, count in recounted(case.plan, one, days, each.known):
                yield who, one.day, activity, count


def _homes(case: _Case) -> Iterator[Planned]:
    """The Homes that show any of it, at most once a minute."""
    for each in case.team:
        if case.since(each, _SHOWN):
            yield home(each.workspace, each.id, case.now, case.occasion, case.minute)


def _prompts(connection: Connection, case: _Case) -> Iterator[Planned]:
    """Whatever asks about these days, likewise: it says what is counted already."""
    keys: dict[str, tuple[Person, date, str]] = {}
    for each in case.team:
        schedule = case.schedules[each.id]
        asked = {schedule.day_covering(day) for day in case.since(each, _SHOWN)} - {None}
        for day in (day for day in asked if day is not None):
            keys |= {key: (each, day, kind) for key, kind in asked_under(each.id, day).items()}
    if keys:
        for key in sorted(deliveries.posted(connection, case.workspace, list(keys))):
            person, day, kind = keys[key]
            yield prompt_redrawn(person, day, key, kind, case.occasion, case.minute)


def _asked(connection: Connection, case: _Case, accounts: Mapping[str, _Accounts]) -> Iterator[Planned]:
    """The question to everybody who said something else of these days, and their managers' cards."""
    cards: dict[date, set[str]] = {}
    answered = [each for each in case.team if each.id in accounts]
    for each in answered:
        schedule, theirs = case.schedules[each.id], accounts[each.id]
        for week in {schedule.days.week_of(one.day)[0] for one in theirs.said} if each.manager else ():
            cards.setdefault(week, set()).add(str(each.manager))
        lately = [one for one in theirs.said if one.day >= local_day(case.now, each.zone) - _SHOWN]
        if open_ones := questions(case.plan, schedule, lately, theirs.known, case.now):
            until = max(schedule.window(one.day).settles for one in open_ones)
            yield from import_messages.question(each, until, case.now)
    noted = [
        (each, case.schedules[each.id].quiet_until(case.now) or case.now)
        for each in answered
        if _overrules(case, each, accounts[each.id])
    ]
    yield from import_messages.notes(connection, noted, case.now)
    yield from import_messages.redrawn(connection, answered, case.occasion, case.minute)
    for week, managers in sorted(cards.items()):
        yield from week_cards.redrawn(
            connection, case.workspace, managers, week, case.minute.isoformat(), case.minute
        )


def _overrules(case: _Case, person: Person, theirs: _Accounts) -> bool:
    """Whether these counts stand in the place of something that was said of a week that is closed."""
    came = {(day, each.key) for day in case.days[person.id] for each in case.plan.activities}
    lately = case.now - ON_CARDS
    found = overruled(case.plan, case.schedules[person.id], theirs.said, theirs.known, case.now, came)
    return any(each.day >= local_day(lately, person.zone) for each in found)
