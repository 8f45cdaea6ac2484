"""Steps on the ladder: called for by the evidence or made by hand, and how each is settled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from bot.domain.authority import limit_of
from bot.domain.ladder import DWELL, Proposal
from bot.domain.ledger import Step as Way
from bot.domain.refusals import Refusal
from bot.domain.requests import require_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from bot.domain.ledger import Dim
    from bot.domain.people import Person
    from bot.domain.plan import Level, Plan, Power
    from bot.domain.step_evidence import Evidence

AGAIN_AFTER = DWELL
"""Active days after a "Not yet" until the same step can be proposed again."""


class Status(StrEnum):
    """Where a step stands."""

    OPEN = "open"
    GRANTED = "granted"
    STEPPED_BACK = "stepped back"
    PUT_OFF = "put off"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"

    @property
    def is_made(self) -> bool:
        """Whether it has changed somebody's level."""
        return self in {Status.GRANTED, Status.STEPPED_BACK}


class Move(StrEnum):
    """What can be done with an open step."""

    GRANT = "grant"
    STEP_BACK = "step back"
    PUT_OFF = "put off"
    WITHDRAW = "withdraw"
    OVERTAKE = "overtake"


MOVES = {
    (Way.PROMOTE, Move.GRANT): Status.GRANTED,
    (Way.DEMOTE, Move.STEP_BACK): Status.STEPPED_BACK,
    **{
        (way, move): status
        for way in Way
        for move, status in (
            (Move.PUT_OFF, Status.PUT_OFF),
            (Move.WITHDRAW, Status.WITHDRAWN),
            (Move.OVERTAKE, Status.OVERTAKEN),
        )
    },
}
"""Every move from an open step, by which way the step leads."""


class Origin(StrEnum):
    """Where a step came from."""

    PROPOSED = "proposed"
    BY_HAND = "by hand"


class SettledStep(Refusal):
    """The step is settled; the refusal says how, and by whom."""

    def __init__(self, step: Step, by: str = "") -> None:
        super().__init__(step.status.value)
        self.step = step
        self.by = by


class NoStep(Refusal):
    """There is no such step here, or it does not lead that way."""


class NotYourRep(Refusal):
    """Who would move somebody is not a manager above them."""


class NoWayBack(Refusal):
    """A step back does not say what earns it back."""


class OpenContests(Refusal):
    """Rows that a rep contests wait for a manager's word, so nobody knows what they come to."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.id)
        self.person = person


class NoSuchLevel(Refusal):
    """The plan has no such level."""


class SameLevel(Refusal):
    """Somebody would be moved to where they stand."""


@dataclass(frozen=True)
class Step:
    """One step, and where it stands.

    Attributes:
        id: Its own.
        workspace: The Slack team.
        person: Whose it is.
        what: Which way.
        origin: The evidence, or a manager.
        from_level: The level it leads from.
        to_level: And to.
        day: The person's last active day that it is drawn from.
        aday: That day's number.
        evidence: What called for it, or was known when it was made by hand.
        opened_at: When.
        plan_version: What it was proposed under, and then settled under.
        asked: The manager who has the card; "" where nobody was asked.
        status: Where it stands.
        settled_at: When it was settled.
        settled_by: By whom; None for the clock.
        settled_aday: The person's last active day then.
        reason: What the manager said.
        earns_back: After a step back: what leads up again.
        revision: How often it has changed.
    """

    id: str
    workspace: str
    person: str
    what: Way
    origin: Origin
    from_level: str
    to_level: str
    day: date
    aday: int
    evidence: Evidence | None
    opened_at: datetime
    plan_version: int
    asked: str = ""
    status: Status = Status.OPEN
    settled_at: datetime | None = None
    settled_by: str | None = None
    settled_aday: int | None = None
    reason: str = ""
    earns_back: str = ""
    revision: int = 0

    def settle(
        self,
        move: Move,
        now: datetime,
        *,
        by: str | None,
        aday: int,
        version: int,
        reason: str = "",
        earns_back: str = "",
    ) -> Self:
        """The step after a move that ends it.

        Raises:
            NoStep: for a move that does not suit the way it leads.
            ReasonTooShort: for a "Not yet" or a step back without a reason.
            NoWayBack: for a step back that does not say what earns it back.
        """
        status = MOVES.get((self.what, move))
        if status is None:
            raise NoStep
        if move in {Move.PUT_OFF, Move.STEP_BACK}:
            require_reason(reason)
        if move is Move.STEP_BACK and not earns_back.strip():
            raise NoWayBack
        return replace(
            self,
            status=status,
            settled_at=now,
            settled_by=by,
            settled_aday=aday,
            plan_version=version,
            reason=reason.strip(),
            earns_back=earns_back.strip(),
            revision=self.revision + 1,
        )

    def passed_on(self, to: str) -> Self:
        """The same, with another manager."""
        return replace(self, asked=to, revision=self.revision + 1)


@dataclass(frozen=True)
class Call:
    """What the last folded day of a rep calls for.

    Attributes:
        person: Whose.
        level: The level they are on now.
        manager: Whom they answer to.
        day: The day.
        aday: Its number.
        rung: Where they stood at the end of it.
        since: The active day of their last step by then.
        what: A step up, a step down, or a warning.
        dims: What a warning or a step down is about.
    """

    person: str
    level: str
    manager: str | None
    day: date
    aday: int
    rung: int
    since: int
    what: Proposal
    dims: tuple[Dim, ...] = ()

    @property
    def way(self) -> Way:
        """Which way it leads."""
        return Way(self.what.value)

    def levels(self, plan: Plan) -> tuple[str, str] | None:
        """The levels it leads from and to; None where they have moved since, or the plan has none there."""
        keys = [each.key for each in plan.levels]
        to = self.rung + (1 if self.way is Way.PROMOTE else -1)
        moved = self.level not in keys or keys.index(self.level) != self.rung or self.since >= self.aday
        return None if moved or not 0 <= to < len(keys) else (self.level, keys[to])

    def carries(self, step: Step, plan: Plan) -> bool:
        """Whether it still calls for an open step."""
        return self.way is step.what and self.levels(plan) == (step.from_level, step.to_level)


def by_hand(plan: Plan, person: Person, level: str) -> Way:
    """Which way a move to `level` leads; raises NoSuchLevel or SameLevel."""
    keys = [each.key for each in plan.levels]
    if level not in keys:
        raise NoSuchLevel
    if level == person.level:
        raise SameLevel
    before = keys.index(person.level) if person.level in keys else -1
    return Way.PROMOTE if keys.index(level) > before else Way.DEMOTE


@dataclass(frozen=True)
class Change:
    """What a power's limit is before and after a step."""

    power: Power
    before: Decimal
    after: Decimal


def changes(plan: Plan, before: Level | None, after: Level) -> Iterator[Change]:
    """The limits that differ between two levels, as the plan has its powers."""
    for power in plan.powers:
        change = Change(power, limit_of(before, power), limit_of(after, power))
        if change.before != change.after:
            yield change


@dataclass(frozen=True)
class LevelChange:
    """One line in the history of somebody's levels: when, from what to what, who, and why."""

    day: date
    before: str
    after: str
    by: str
    why: str


@dataclass(frozen=True)
class Levels:
    """Somebody's level and how they came to it, newest first."""

    person: Person
    level: str
    history: tuple[LevelChange, ...]


@dataclass(frozen=True)
class ByHand:
    """What the form to move somebody begins with."""

    levels: Levels
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Picture:
    """What to show of a step.

    Attributes:
        step: The step.
        person: Whose it is.
        asked: The manager who has the card.
        by: Who settled it.
        before: The level it leads from, None where the plan no longer has it.
        after: And to.
        changes: The limits that differ.
        currency: The plan's.
        settled_on: The day on which it was settled, where the person is.
        next_checkin: The next day that is accounted for, where the cadence changes.
        again_on: After a "Not yet": the day from which it can come back.
        contested: For an open step up: how many rows wait that the rep contests.
        at_stake: And what they would lower each dimension to, roughly, if they stand.
    """

    step: Step
    person: Person
    asked: Person | None
    by: Person | None
    before: Level | None
    after: Level | None
    changes: tuple[Change, ...]
    currency: str
    settled_on: date | None = None
    next_checkin: date | None = None
    again_on: date | None = None
    contested: int = 0
    at_stake: Mapping[Dim, float] = field(default_factory=dict)
