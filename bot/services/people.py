"""The people desk: who is on the team."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.calendar import ONE_DAY, local_day
from bot.domain.people import Rank, is_zone
from bot.domain.refusals import UnknownZone
from bot.services import step_trail
from bot.services.desk import Desk
from bot.services.evidence import moved, reconcile, rung_of
from bot.store import active_days, audit, people, plans, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.steps import Step

SLACK = "Slack"
LEFT = "left Slack"


class People(Desk):
    """The people desk."""

    def zone_of(self, workspace: str, user: str) -> ZoneInfo | None:
        """Where an active person is; None for anyone else."""
        with self.database.reading() as connection:
            person = people.find(connection, workspace, user)
        return person.zone if person is not None and person.active else None

    def everyone(self, workspace: str) -> list[Person]:
        """Everybody who is or was on the team, by name."""
        with self.database.reading() as connection:
            return people.everyone(connection, workspace)

    def enroll(self, team: Sequence[Person], *, by: str, why: str = "") -> int:
        """Put people on the team or change what is known of them; how many rows differed.

        Raises:
            UnknownZone: for a time zone that does not exist; nobody is enrolled then.
        """
        if any(not is_zone(person.timezone) for person in team):
            raise UnknownZone
        now = self.now()
        changed = 0
        with self.database.writing() as connection:
            for person in team:
                before = people.find(connection, person.workspace, person.id, alone=True)
                if before != person:
                    record(connection, person.workspace, [(before, person)], by=by, why=why, now=now)
                    changed += 1
        return changed

    def moved(self, workspace: str, user: str, timezone: str) -> None:
        """Slack says that somebody lives by another clock: an active person's time zone follows."""
        with self.database.reading() as connection:
            seen = people.find(connection, workspace, user)
        if seen is None or not seen.active or seen.timezone == timezone or not is_zone(timezone):
            return
        self._change(workspace, user, "time zone", lambda person: replace(person, timezone=timezone))

    def left(self, workspace: str, user: str) -> None:
        """Slack says that somebody's account is gone: they are no longer on the team."""
        self._change(workspace, user, LEFT, lambda person: replace(person, active=False))

    def _change(self, workspace: str, user: str, why: str, change: Callable[[Person], Person]) -> None:
        """What Slack says of somebody on the team is written down; of anybody else, nothing is."""
        with self.database.writing() as connection:
            before = people.find(connection, workspace, user, alone=True)
            if before is not None and before.active:
                record(connection, workspace, [(before, change(before))], by=SLACK, why=why, now=self.now())


def record(
    connection: Connection,
    workspace: str,
    changes: Iterable[tuple[Person | None, Person]],
    *,
    by: str,
    why: str,
    now: datetime,
    step: Step | None = None,
) -> None:
    """Write people down as they are after the change, and the change into the audit trail.

    Whoever's level changes is told, but for a `step`: of that, its own desk tells.
    """
    pairs = list(changes)
    plan = plans.current(connection, workspace)
    people.save_all(connection, workspace, [after for _, after in pairs], now)
    for before, after in pairs:
        if plan is None or before is None:
            continue
        if before.level != after.level:
            moved(connection, plan[1], plan[0], before, after, uuid4().hex, now)
            step_trail.overtake(connection, workspace, [after.id], plan[0], now)
            if step is None:
                step_trail.write_elsewhere(connection, *plan, before, after, by=by, why=why, now=now)
        elif (before.rank, before.active) != (after.rank, after.active):
            reconcile(connection, plan[1], plan[0], [after], now)
    if plan is not None:
        _resume(connection, workspace, plan[1], pairs, now)
    audit.add(
        connection,
        [
            audit.AuditRow(
                workspace=workspace,
                id=uuid4().hex,
                at=now,
                by=by,
                what="person added" if before is None else "person changed",
                subject=after.id,
                why=why,
                plan_version=None if plan is None else plan[0],
                details=json.dumps(_difference(before, after), sort_keys=True),
            )
            for before, after in pairs
        ],
    )


def _resume(
    connection: Connection,
    workspace: str,
    plan: Plan,
    pairs: Sequence[tuple[Person | None, Person]],
    now: datetime,
) -> None:
    """Who becomes a rep, or comes back as one, goes on from tomorrow: no day of the gap is lived."""
    back = [
        after
        for before, after in pairs
        if before is not None and _is_counted(plan, after) and not _is_counted(plan, before)
    ]
    trust.begin(connection, workspace, {each.id: rung_of(plan, each.level) for each in back}, now)
    tomorrow = {each.id: local_day(now, each.zone) + ONE_DAY for each in back}
    active_days.resume(connection, workspace, tomorrow, now)


def _is_counted(plan: Plan, person: Person) -> bool:
    return person.active and person.rank is Rank.REP and bool(plan.expected_of(person.role))


def _difference(before: Person | None, after: Person) -> dict[str, list[str]]:
    """What changed: each field with its old and new value."""
    old = {} if before is None else asdict(before)
    return {
        name: [str(old.get(name, "")), str(value)]
        for name, value in asdict(after).items()
        if name != "added_at" and old.get(name) != value
    }
