"""Who on a team could use their manager now, gathered from everywhere in a few statements."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.coaching import Queue, queue_of
from bot.domain.coaching_reasons import Reason, Why
from bot.domain.coaching_rhythms import Spoken, TeamsRhythm, rhythm_of, span_of
from bot.domain.people import Rank
from bot.domain.setup import UNSEEN_FOR
from bot.domain.weeks import WORD_LASTS
from bot.services.blockers import FRESH, repeated_in
from bot.services.coaching_recognition import worth_saying
from bot.services.desk import placed, schedules_for
from bot.services.drops import dropping
from bot.services.paces import forecasts
from bot.services.slips import warnings_of
from bot.services.team_balances import RECENT
from bot.store import balances, coaching, setup, talks, weeks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.coaching import Note
    from bot.domain.people import Person
    from bot.domain.plan import Cadence, Plan
    from bot.domain.schedules import Schedule

REMEMBERED = timedelta(days=120)
"""How far back a talk is known of."""

_CONFIRMED_BY_NOW = timedelta(days=7)
"""A week that ended more recently may be confirmed yet."""


def led_by(reports: Sequence[Person]) -> list[Person]:
    """Those of a manager's reports whom they coach: the reps who are in Slack and whose hours are known."""
    return placed(each for each in reports if each.rank is Rank.REP and each.in_slack)


def queue_for(
    connection: Connection, plan: Plan, manager: Person, reports: Sequence[Person], now: datetime
) -> Queue | None:
    """A manager's queue; None for who leads no reps."""
    team = led_by(reports)
    if not team:
        return None
    workspace, ids = manager.workspace, [each.id for each in team]
    schedules = schedules_for(connection, plan, [manager, *team], now)
    last = talks.latest(connection, workspace, ids, now - REMEMBERED)
    spoken = _spoken(manager, team, schedules, last, now)
    agreed = coaching.agreed(connection, workspace, ids)
    reasons: dict[str, list[Reason]] = {}
    for who, reason in _reasons(connection, plan, team, schedules, spoken, agreed):
        reasons.setdefault(who, []).append(reason)
    snoozed = coaching.snoozed(connection, workspace, manager.id, now)
    concerns, more = queue_of(team, reasons, spoken, snoozed)
    named = {each.id: each for each in team}
    return Queue(
        today=spoken.today,
        concerns=concerns,
        more=more,
        rhythm=rhythm_of(_spans(plan, team), team, spoken),
        agreed=tuple((named[each.person], each) for each in agreed),
    )


def rhythms_of(
    connection: Connection,
    plan: Plan,
    below: Sequence[tuple[Person, Sequence[Person]]],
    now: datetime,
) -> tuple[TeamsRhythm, ...]:
    """How each manager keeps up with their team, in three statements; nobody who leads no reps."""
    teams = [(manager, led_by(theirs)) for manager, theirs in below]
    teams = [(manager, theirs) for manager, theirs in teams if theirs]
    if not teams:
        return ()
    everybody = [each for manager, theirs in teams for each in (manager, *theirs)]
    workspace, ids = everybody[0].workspace, [each.id for each in everybody]
    schedules = schedules_for(connection, plan, everybody, now)
    last = talks.latest(connection, workspace, ids, now - REMEMBERED)
    agreed = coaching.agreed(connection, workspace, ids)
    found = []
    for manager, theirs in teams:
        spoken = _spoken(manager, theirs, schedules, last, now)
        names = {each.id for each in theirs}
        own = [each for each in agreed if each.person in names]
        rhythm = rhythm_of(_spans(plan, theirs), theirs, spoken)
        overdue = sum(each.is_due(spoken.today) for each in own)
        found.append(TeamsRhythm(manager, rhythm, len(own), overdue))
    return tuple(found)


def _spans(plan: Plan, team: Sequence[Person]) -> dict[str, Cadence]:
    usual = plan.coaching.manager_cadence
    return {each.id: span_of(usual, plan.cadence_of(each.level)) for each in team}


def _spoken(
    manager: Person,
    team: Sequence[Person],
    schedules: Mapping[str, Schedule],
    last: Mapping[str, Mapping[str, datetime]],
    now: datetime,
) -> Spoken:
    away = {
        each.id for each in team if schedules[each.id].days.is_away(local_day(now, schedules[each.id].zone))
    }
    own = schedules[manager.id]
    anybody = {person: max(by.values()) for person, by in last.items()}
    themselves = {person: by[manager.id] for person, by in last.items() if manager.id in by}
    return Spoken(anybody, themselves, away, own.zone, own.days, now)


def _reasons(
    connection: Connection,
    plan: Plan,
    team: Sequence[Person],
    schedules: Mapping[str, Schedule],
    spoken: Spoken,
    agreed: Sequence[Note],
) -> Iterator[tuple[str, Reason]]:
    workspace, ids = team[0].workspace, [each.id for each in team]
    for who, asked in coaching.asking(connection, workspace, ids).items():
        yield who, Reason(Why.ASKED, id=asked.id, words=asked.words, day=local_day(asked.at, spoken.zone))
    for note in agreed:
        if note.is_due(spoken.today):
            yield note.person, Reason(Why.FOLLOW_UP, id=note.id, words=note.action, day=note.due)
    yield from _blocked(connection, team, schedules, spoken.today)
    yield from _held_back(connection, workspace, ids, spoken.now)
    for who, drops in dropping(connection, plan, team, spoken.now).items():
        yield who, Reason(Why.DROPPED, id=" ".join(each.activity for each in drops), drops=drops)
    for who, warned in warnings_of(connection, workspace, plan, ids).items():
        dims = "".join(each.dim for each in warned.slips)
        yield who, Reason(Why.SLIPPING, id=dims, slips=warned.slips)
    yield from _to_talk_about(connection, workspace, ids, spoken)
    yield from _unconfirmed(connection, team, spoken.now)
    yield from _out_of_reach(connection, plan, team, spoken.now)
    yield from worth_saying(connection, team, spoken.now)
    spans = _spans(plan, team)
    for each in team:
        if each.id not in spoken.away and spoken.is_overdue(each, spans[each.id]):
            yield each.id, Reason(Why.OVERDUE, day=spoken.day(each))


def _blocked(
    connection: Connection, team: Sequence[Person], schedules: Mapping[str, Schedule], today: date
) -> Iterator[tuple[str, Reason]]:
    """One person's blocker that comes back; what is in the way of several is in the morning's digest."""
    for each in repeated_in(connection, team, schedules, today, today - FRESH):
        if not each.is_shared:
            for person in each.people:
                yield person.id, Reason(Why.BLOCKED, words=each.words, count=each.days)


def _held_back(
    connection: Connection, workspace: str, ids: Sequence[str], now: datetime
) -> Iterator[tuple[str, Reason]]:
    for who, reading in balances.latest(connection, workspace, ids, now.date() - RECENT).items():
        if reading.is_frustrated:
            facts = reading.facts
            yield who, Reason(Why.HELD_BACK, count=facts.unchanged, of=facts.asked)


def _out_of_reach(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> Iterator[tuple[str, Reason]]:
    for who, likely in forecasts(connection, plan, team, now).items():
        lost = tuple(each for each in likely if each.is_beyond_rescue)
        if lost:
            yield who, Reason(Why.OUT_OF_REACH, id=" ".join(each.activity for each in lost), forecasts=lost)


def _to_talk_about(
    connection: Connection, workspace: str, ids: Sequence[str], spoken: Spoken
) -> Iterator[tuple[str, Reason]]:
    """The weeks that a manager left open, until a talk after that."""
    first = spoken.today - WORD_LASTS - timedelta(days=7)
    for who, left in weeks.left_open(connection, workspace, ids, first).items():
        since = spoken.last.get(who)
        for week, said_at in left:
            if since is None or since < said_at:
                yield who, Reason(Why.TALK_FIRST, id=week.isoformat(), day=week)


def _unconfirmed(
    connection: Connection, team: Sequence[Person], now: datetime
) -> Iterator[tuple[str, Reason]]:
    today = now.astimezone(UTC).date()
    first = today - UNSEEN_FOR
    unseen = setup.never_confirmed(
        connection, team[0].workspace, first, today - _CONFIRMED_BY_NOW, [each.id for each in team]
    )
    for each in team:
        if each.id in unseen and each.first_day <= first:
            yield each.id, Reason(Why.UNCONFIRMED, count=UNSEEN_FOR.days // 7)
