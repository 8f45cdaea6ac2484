"""The step desk: what the evidence calls for, what managers answer, and whom they move by hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day, moment
from bot.domain.ledger import Step as Way
from bot.domain.people import Rank
from bot.domain.requests import require_reason
from bot.domain.step_evidence import evidence_of
from bot.domain.steps import (
    ByHand,
    Move,
    NoStep,
    NoSuchLevel,
    NotYourRep,
    OpenContests,
    Origin,
    SettledStep,
    Status,
    Step,
    by_hand,
)
from bot.services import step_messages
from bot.services.balances import drawn_again
from bot.services.desk import Desk, member, plan_in_force, schedule_for
from bot.services.people import record
from bot.services.slips import warn, warning_of
from bot.services.step_cards import levels_of, open_contests, picture
from bot.services.step_proposals import leaders_of, propose
from bot.services.step_trail import write_entry, write_moved
from bot.store import deliveries, inbox, people, steps, trust

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.slips import Warned
    from bot.domain.steps import Levels, Picture

_EVIDENCE = "the evidence carried it"
"""Why a level was changed, where a manager had nothing to add."""


class Steps(Desk):
    """The step desk."""

    def propose(self) -> int:
        """Open every step that the last folded days call for, and take back what they no longer do.

        Repeatable, in every process; how many steps that concerned.
        """
        return propose(self.database, self.now)

    def warn(self) -> int:
        """Tell every rep whose conduct has begun to slip, once; how many were told."""
        return warn(self.database, self.now)

    def warning(self, workspace: str, person: str) -> Warned | None:
        """What slips with somebody, and what makes it good; None once nothing does."""
        with self.database.reading() as connection:
            return warning_of(connection, workspace, person)

    def card(self, workspace: str, step: str) -> Picture | None:
        """What to show of a step; None where there is none."""
        with self.database.reading() as connection:
            found = steps.find(connection, workspace, step)
            return None if found is None else picture(connection, found, self.now())

    def works_at(self, workspace: str, manager: str) -> datetime | None:
        """When a manager who does not work today does again, in UTC; None for who does, or never will."""
        now = self.now()
        with self.database.reading() as connection:
            person = member(connection, workspace, manager)
            _, plan = plan_in_force(connection, workspace)
            days = schedule_for(connection, plan, person, now).days
            today = local_day(now, person.zone)
            following = None if days.includes(today) else days.next_after(today)
            return None if following is None else moment(following, plan.calendar.quiet[1], person.zone)

    def open_for(self, workspace: str, user: str, step: str) -> Picture:
        """A step that `user` is about to answer.

        Raises:
            NotYourRep: for anybody but the managers above.
            SettledStep: once it is settled.
        """
        with self.database.reading() as connection:
            found = _found(steps.find(connection, workspace, step))
            _led(connection, workspace, user, found.person)
            _require_open(connection, found)
            return picture(connection, found, self.now())

    def grant(self, workspace: str, user: str, step: str, *, receipt: str) -> None:
        """Make a step up."""
        self._settle(workspace, user, step, receipt, Move.GRANT)

    def step_back(
        self, workspace: str, user: str, step: str, *, receipt: str, reason: str, earns_back: str
    ) -> None:
        """Make a step down, with a reason and what earns it back."""
        self._settle(workspace, user, step, receipt, Move.STEP_BACK, reason, earns_back)

    def put_off(self, workspace: str, user: str, step: str, *, receipt: str, reason: str) -> None:
        """Leave the level as it is for now, with a reason that the rep reads."""
        self._settle(workspace, user, step, receipt, Move.PUT_OFF, reason)

    def by_hand(self, workspace: str, user: str, person: str) -> ByHand:
        """What the form to move a rep begins with; raises NotYourRep for anybody but the managers above."""
        with self.database.reading() as connection:
            _, plan = plan_in_force(connection, workspace)
            whom, _ = _led(connection, workspace, user, person)
            choices = {each.key: each.name for each in plan.levels if each.key != whom.level}
            return ByHand(levels_of(connection, plan, whom), choices)

    def move(self, workspace: str, user: str, person: str, *, receipt: str, level: str, reason: str) -> None:
        """Move a rep to any level, with a reason.

        Raises:
            NotYourRep: for anybody but the managers above.
            NoSuchLevel: for a level the plan does not have.
            SameLevel: for the one they are on.
            ReasonTooShort: without a reason.
        """
        now = self.now()
        with self.database.writing() as connection:
            people.find(connection, workspace, person, alone=True)
            whom, by = _led(connection, workspace, user, person)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            step = _made_by_hand(connection, whom, by, receipt, level, reason, now)
            steps.add(connection, step)
            write_entry(connection, step, user, now)
            _make(connection, step, whom, now)
            told = {each.id for each in leaders_of(connection, whom)[:1]} | {by.id}
            owed = [step_messages.known(step, each, now) for each in sorted(told)]
            deliveries.plan(connection, owed, now)

    def levels(self, workspace: str, user: str) -> Levels:
        """The level of `user`, and how they came to it."""
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            return levels_of(connection, plan, person)

    def _settle(
        self,
        workspace: str,
        user: str,
        step: str,
        receipt: str,
        move: Move,
        reason: str = "",
        earns_back: str = "",
    ) -> None:
        now = self.now()
        with self.database.writing() as connection:
            seen = _found(steps.find(connection, workspace, step))
            people.find(connection, workspace, seen.person, alone=True)
            found = _found(steps.find(connection, workspace, step))  # as it is now: waiting took time
            whom, by = _led(connection, workspace, user, found.person)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            _require_open(connection, found)
            version, plan = plan_in_force(connection, workspace)
            if plan.level(found.to_level) is None:
                raise NoSuchLevel
            if move is Move.GRANT and open_contests(connection, workspace, whom.id):
                raise OpenContests(whom)
            last = trust.latest(connection, workspace, [whom.id], plan.trust).get(whom.id)
            after = found.settle(
                move,
                now,
                by=by.id,
                aday=found.aday if last is None else last.end.aday,
                version=version,
                reason=reason,
                earns_back=earns_back,
            )
            write_moved(connection, found, after, now)
            if after.status.is_made:
                _make(connection, after, whom, now)
            else:
                deliveries.plan(connection, [step_messages.told(after, now)], now)


def _made_by_hand(
    connection: Connection,
    whom: Person,
    by: Person,
    receipt: str,
    level: str,
    reason: str,
    now: datetime,
) -> Step:
    """The step that a manager makes without having been asked."""
    version, plan = plan_in_force(connection, whom.workspace)
    way = by_hand(plan, whom, level)
    require_reason(reason)
    last = trust.latest(connection, whom.workspace, [whom.id], plan.trust).get(whom.id)
    aday = 0 if last is None else last.end.aday
    return Step(
        id=step_id(whom.workspace, receipt),
        workspace=whom.workspace,
        person=whom.id,
        what=way,
        origin=Origin.BY_HAND,
        from_level=whom.level,
        to_level=level,
        day=local_day(now, whom.zone),
        aday=aday,
        evidence=None if last is None else evidence_of(last.end, plan.trust, way),
        opened_at=now,
        plan_version=version,
        status=Status.GRANTED if way is Way.PROMOTE else Status.STEPPED_BACK,
        settled_at=now,
        settled_by=by.id,
        settled_aday=aday,
        reason=reason.strip(),
    )


def _make(connection: Connection, step: Step, whom: Person, now: datetime) -> None:
    """Change the level as a step says; the rep is told, and then Homes and cards show it."""
    after = replace(whom, level=step.to_level)
    why = step.reason or _EVIDENCE
    record(connection, step.workspace, [(whom, after)], by=step.settled_by or "", why=why, now=now, step=step)
    owed = [
        step_messages.told(step, now),
        *step_messages.homes(step, whom, now),
        *drawn_again(connection, whom, step.id, now),
    ]
    deliveries.plan(connection, owed, now)


def step_id(workspace: str, receipt: str) -> str:
    """The id of the step that follows from a receipt."""
    return hashlib.sha256(f"step:{workspace}:{receipt}".encode()).hexdigest()[:32]


def _found(step: Step | None) -> Step:
    if step is None:
        raise NoStep
    return step


def _require_open(connection: Connection, step: Step) -> None:
    if step.status is Status.OPEN:
        return
    by = None if step.settled_by is None else people.find(connection, step.workspace, step.settled_by)
    raise SettledStep(step, "" if by is None else by.first_name)


def _led(connection: Connection, workspace: str, user: str, person: str) -> tuple[Person, Person]:
    """A rep on the team, and `user` as a manager anywhere above them; raises NotYourRep."""
    by = member(connection, workspace, user)
    whom = people.find(connection, workspace, person)
    if whom is None or not whom.active or whom.rank is not Rank.REP:
        raise NotYourRep
    if by.id not in {each.id for each in leaders_of(connection, whom)}:
        raise NotYourRep
    return whom, by
