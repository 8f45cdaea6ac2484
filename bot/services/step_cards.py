"""What is shown of steps and of how somebody came to their level, read in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.allowances import level_name
from bot.domain.calendar import days_between, local_day
from bot.domain.ledger import Step as Way
from bot.domain.ledger_files import event_of
from bot.domain.step_evidence import at_stake
from bot.domain.steps import AGAIN_AFTER, LevelChange, Levels, Picture, Status, changes
from bot.services.desk import schedule_for
from bot.store import audit, contests, evidence, people, plans, trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.ledger import Dim
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.steps import Step

MOST_SHOWN = 8
"""Changes of somebody's level that are shown."""

_SOON = timedelta(days=60)
_LONGEST = timedelta(days=400)


def picture(connection: Connection, step: Step, now: datetime) -> Picture:
    """What to show of a step."""
    plan = plans.find(connection, step.workspace, step.plan_version)
    found = people.some(
        connection,
        step.workspace,
        [step.person, step.asked, step.settled_by or ""],
    )
    assert plan is not None  # noqa: S101 - plans are never removed
    person = found[step.person]
    before, after = plan.level(step.from_level), plan.level(step.to_level)
    contested, stake = _contested(connection, plan, step)
    recadenced = before is None or after is None or before.checkin is not after.checkin
    return Picture(
        step=step,
        person=person,
        asked=found.get(step.asked),
        by=found.get(step.settled_by or ""),
        before=before,
        after=after,
        changes=() if after is None else tuple(changes(plan, before, after)),
        currency=plan.approvals.currency,
        settled_on=None if step.settled_at is None else local_day(step.settled_at, person.zone),
        next_checkin=_next_checkin(connection, plan, step, person, now) if recadenced else None,
        again_on=_again_on(connection, plan, step, person),
        contested=contested,
        at_stake=stake,
    )


def open_contests(connection: Connection, workspace: str, person: str) -> list[str]:
    """The keys of the rows that somebody contests and nobody has settled."""
    theirs = contests.of(connection, workspace, [person]).get(person, {})
    return [key for key, each in theirs.items() if each.is_open]


def _contested(connection: Connection, plan: Plan, step: Step) -> tuple[int, Mapping[Dim, float]]:
    """How many contested rows an open step up leaves out, and what they would lower."""
    if step.status is not Status.OPEN or step.what is not Way.PROMOTE:
        return 0, {}
    keys = open_contests(connection, step.workspace, step.person)
    last = trust.latest(connection, step.workspace, [step.person], plan.trust).get(step.person)
    if not keys:
        return 0, {}
    assert last is not None  # noqa: S101 - a step up is drawn from a folded day
    found = evidence.under(connection, step.workspace, {step.person: keys}).values()
    rows = [event_of(last.end.aday, each) for each in found]
    return len(keys), at_stake(last.end, plan.trust, rows)


def levels_of(connection: Connection, plan: Plan, person: Person) -> Levels:
    """Somebody's level, and how they came to it."""
    return Levels(person, level_name(plan, person), tuple(_history(connection, plan, person)))


def _history(connection: Connection, plan: Plan, person: Person) -> Iterator[LevelChange]:
    entries = audit.levels_of(connection, person.workspace, person.id, MOST_SHOWN)
    names = people.some(connection, person.workspace, sorted({each.by for each in entries}))
    for each in entries:
        before, after = (level_name(plan, replace(person, level=level)) for level in each.levels)
        by = names[each.by].first_name if each.by in names else each.by
        yield LevelChange(local_day(each.at, person.zone), before, after, by, each.why)


def _next_checkin(
    connection: Connection, plan: Plan, step: Step, person: Person, now: datetime
) -> date | None:
    """The next day to account for on the new level; None where nothing is counted."""
    schedule = schedule_for(connection, plan, replace(person, level=step.to_level), now)
    today = local_day(now, person.zone)
    return next((day for day in days_between(today, today + _SOON) if schedule.asks(day)), None)


def _again_on(connection: Connection, plan: Plan, step: Step, person: Person) -> date | None:
    """After a "Not yet": the working day after those that must pass first."""
    if step.status is not Status.PUT_OFF or step.settled_at is None:
        return None
    schedule = schedule_for(connection, plan, person, step.settled_at)
    first = local_day(step.settled_at, person.zone)
    worked = [day for day in days_between(first, first + _LONGEST) if schedule.works(day)]
    return worked[AGAIN_AFTER] if len(worked) > AGAIN_AFTER else None
