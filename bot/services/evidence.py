"""What check-ins, marks and reviews say in the ledger, written in the transaction that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.evidence import Entry, Week, entries_of, keys_of
from bot.domain.ledger import Kind, Step
from bot.domain.people import Rank
from bot.services.desk import schedules_for
from bot.store import checkins, evidence, marks, plans, trust, weeks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule


def account(
    connection: Connection,
    plan: Plan,
    version: int,
    days: Iterable[tuple[Person, date]],
    now: datetime,
    schedules: Mapping[str, Schedule] | None = None,
) -> int:
    """Let the ledger say what is known of the weeks that these days are in; how many rows that took.

    Args:
        connection: Within the transaction that changed what is known.
        plan: In force.
        version: Its version.
        days: Whose weeks, each by any day in it; all people of one workspace.
        now: For the schedules, and when the rows are written.
        schedules: Everybody's, where they are at hand.
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
    found = _weeks(connection, plan, version, team, known, spans)
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
    """Write in the ledger that a rep's level was changed: a row for each rung.

    What is not on the ladder is no step; nor is anything before the rep's trust has begun.
    """
    rungs = [each.key for each in plan.levels]
    if after.rank is not Rank.REP or before.level not in rungs or after.level not in rungs:
        return
    if not trust.has_begun(connection, after.workspace, after.id):
        return
    distance = rungs.index(after.level) - rungs.index(before.level)
    what = Step.PROMOTE if distance > 0 else Step.DEMOTE
    for number in range(abs(distance)):
        entry = Entry(
            key=f"ladder:{step}:{number}",
            person=after.id,
            day=local_day(now, after.zone),
            kind=Kind.LADDER.value,
            facts={"what": what.value},
            plan_version=version,
        )
        evidence.add(connection, after.workspace, entry, now)


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
) -> dict[str, list[Week]]:
    """These weeks of these people, in three statements and one for each earlier plan."""
    workspace, ids = team[0].workspace, [each.id for each in team]
    first = min(begins for each in spans.values() for begins, _ in each)
    last = max(ends for each in spans.values() for _, ends in each)
    said = checkins.between(connection, workspace, ids, first, last)
    given = marks.between(connection, workspace, ids, first, last)
    words = weeks.reviews(connection, workspace, ids, first, last)
    versions = {each.plan_version for theirs in said.values() for each in theirs} - {version}
    known = plans.readable(connection, workspace, versions) | {version: plan}
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
            )
            for begins, ends in spans[person.id]
        ]
        for person in team
    }
