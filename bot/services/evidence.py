"""What check-ins, marks and reviews say in the ledger, written in the transaction that changes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.calendar import ONE_DAY, days_between, local_day
from bot.domain.evidence import Entry, Week, entries_of, keys_of
from bot.domain.imports import NOTHING, imports
from bot.domain.ledger import Kind, Step
from bot.domain.people import Rank
from bot.services.desk import schedules_for
from bot.store import checkins, evidence, ladders, marks, plans, weeks
from bot.store import imports as counted_elsewhere

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.imports import Imported
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule

_SOON = 2
"""Active days, the first among them, within which a step up is taken back without a strike."""


def account(
    connection: Connection,
    plan: Plan,
    version: int,
    days: Iterable[tuple[Person, date]],
    now: datetime,
    schedules: Mapping[str, Schedule] | None = None,
    imported: Mapping[str, Imported] | None = None,
) -> int:
    """Let the ledger say what is known of the weeks that these days are in; how many rows that took.

    Args:
        connection: Within the transaction that changed what is known.
        plan: In force.
        version: Its version.
        days: Whose weeks, each by any day in it; all people of one workspace.
        now: For the schedules, and when the rows are written.
        schedules: Everybody's, where they are at hand.
        imported: What another system knows of everybody in these weeks, likewise.
    """
    wanted: dict[str, tuple[Person, set[date]]] = {}
    for person, day in days:
        if person.rank is Rank.REP:
            wanted.setdefault(person.id, (person, set()))[1].add(day)
    if not wanted:
        return 0
    team = [person for person, _ in wanted.values()]
    known = schedules or schedules_for(connection, plan, team, now)
    spans = {
        person.id: sorted({known[person.id].days.week_of(day) for day in theirs})
        for person, theirs in wanted.values()
    }
    found = _weeks(connection, plan, version, team, known, spans, imported)
    return evidence.settle(
        connection,
        team[0].workspace,
        {person.id: [key for week in found[person.id] for key in keys_of(week)] for person in team},
        [entry for person in team for week in found[person.id] for entry in entries_of(week)],
        now,
    )


def moved(
    connection: Connection, plan: Plan, version: int, before: Person, after: Person, step: str, now: datetime
) -> None:
    """Write in the ledger that a rep's level was changed: one row, however many rungs it led over.

    What is not on the ladder is no step, nor is anything before the rep's trust has begun.
    """
    last = _stands(connection, after.workspace, [after.id]).get(after.id)
    keys = {each.key for each in plan.levels}
    to, known = rung_of(plan, after.level), {before.level, after.level} <= keys
    if last is None or before.rank is not Rank.REP or not known or to == last.rung:
        reconcile(connection, plan, version, [after], now)
        return
    facts = {
        "what": (Step.PROMOTE if to > last.rung else Step.DEMOTE).value,
        "from": last.rung,
        "to": to,
        **({"undo": True} if _undoes(connection, plan, after, last, to, now) else {}),
    }
    _step(connection, version, after, last, facts, step, now)


def reconcile(
    connection: Connection, plan: Plan, version: int, team: Sequence[Person], now: datetime
) -> None:
    """Let the ledgers of these people of one workspace say which rung their level is, where they say another.

    That is no step: nobody has moved, but the plan's ladder has, or the level of who was no rep for a while.
    """
    reps = {each.id: each for each in team if each.rank is Rank.REP}
    for who, last in _stands(connection, team[0].workspace, sorted(reps)).items() if reps else ():
        to = rung_of(plan, reps[who].level)
        if to != last.rung:
            what = Step.PROMOTE if to > last.rung else Step.DEMOTE
            facts = {"what": what.value, "to": to, "quiet": True}
            _step(connection, version, reps[who], last, facts, f"plan {version}", now)


@dataclass(frozen=True)
class _Stand:
    """Where somebody's ledger has come to: the rung, the row that says so, and how many rows there are."""

    rung: int
    row: Entry | None
    rows: int


def _stands(connection: Connection, workspace: str, people: Sequence[str]) -> dict[str, _Stand]:
    """Where the ledgers of these people have come to; nobody whose trust has not begun."""
    rows = evidence.steps(connection, workspace, people)
    return {
        who: _Stand(rows[who][-1].facts["to"], rows[who][-1], len(rows[who]))
        if who in rows
        else _Stand(began, None, 0)
        for who, began in ladders.began(connection, workspace, people).items()
    }


def _undoes(connection: Connection, plan: Plan, person: Person, last: _Stand, to: int, now: datetime) -> bool:
    """Whether a move down only takes back a step up of the same active day or the one before."""
    if last.row is None or not last.row.facts.get("from", to + 1) <= to < last.rung:
        return False
    schedule = schedules_for(connection, plan, [person], now)[person.id]
    today = local_day(now, person.zone)
    worked = sum(schedule.works(day) for day in days_between(last.row.day, today))
    return worked + (not schedule.works(today)) <= _SOON


def _step(
    connection: Connection,
    version: int,
    person: Person,
    last: _Stand,
    facts: Mapping[str, Any],
    step: str,
    now: datetime,
) -> None:
    """One more row about the ladder. Its number keeps the rows of one day in the order they came in."""
    today = local_day(now, person.zone)
    entry = Entry(
        key=f"ladder:{last.rows:06d}:{step}",
        person=person.id,
        day=today if last.row is None else max(today, last.row.day),
        kind=Kind.LADDER.value,
        facts=facts,
        plan_version=version,
    )
    evidence.add(connection, person.workspace, entry, now)


def steps_after(connection: Connection, workspace: str, folded: Mapping[str, date]) -> dict[str, list[Step]]:
    """The steps in the ledgers of these people that are not folded yet, each being folded to a day."""
    later = evidence.since(connection, workspace, {who: day + ONE_DAY for who, day in folded.items()})
    steps = {
        who: [Step(each.facts["what"]) for each in rows if each.kind == Kind.LADDER]
        for who, rows in later.items()
    }
    return {who: made for who, made in steps.items() if made}


def rung_of(plan: Plan, level: str) -> int:
    """The rung that a level is, from 0; the lowest for a level the plan does not know."""
    rungs = [each.key for each in plan.levels]
    return rungs.index(level) if level in rungs else 0


def _weeks(
    connection: Connection,
    plan: Plan,
    version: int,
    team: Sequence[Person],
    schedules: Mapping[str, Schedule],
    spans: Mapping[str, Collection[tuple[date, date]]],
    imported: Mapping[str, Imported] | None,
) -> dict[str, list[Week]]:
    """These weeks of these people, in three statements and one for each earlier plan.

    One more where counts come from another system, and are not at hand.
    """
    workspace, ids = team[0].workspace, [each.id for each in team]
    first = min(begins for each in spans.values() for begins, _ in each)
    last = max(ends for each in spans.values() for _, ends in each)
    said = checkins.between(connection, workspace, ids, first, last)
    given = marks.between(connection, workspace, ids, first, last)
    words = weeks.reviews(connection, workspace, ids, first, last)
    versions = {each.plan_version for theirs in said.values() for each in theirs} - {version}
    known = plans.readable(connection, workspace, versions) | {version: plan}
    if imported is None and any(imports(each) for each in known.values()):
        imported = counted_elsewhere.between(connection, workspace, ids, first, last)
    elsewhere = imported or {}
    return {
        person.id: [
            Week(
                person=person,
                schedule=schedules[person.id],
                first=begins,
                last=ends,
                said={each.day: each for each in said.get(person.id, []) if begins <= each.day <= ends},
                marks={day: mark for (who, day), mark in given.items() if who == person.id},
                review=words.get((person.id, begins)),
                plans=known,
                version=version,
                imported=elsewhere.get(person.id, NOTHING),
            )
            for begins, ends in spans[person.id]
        ]
        for person in team
    }
