"""Balances, week by week: what a team carries and decides, and what two weeks running of it call for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, median
from typing import TYPE_CHECKING, Self

from bot.domain.balance import FRUSTRATED_FROM, LONG_WAIT, Balance, Concession
from bot.domain.calendar import WorkingDays, moment
from bot.domain.counts import targets
from bot.domain.ledger import Step
from bot.domain.outcomes import Result
from bot.domain.refusals import Refusal
from bot.domain.request_clock import waited
from bot.domain.request_moves import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from bot.domain.balance import Carried
    from bot.domain.ladder import Standing
    from bot.domain.outcomes import Outcome
    from bot.domain.people import Person
    from bot.domain.plan import Level, Plan
    from bot.domain.plan_parts import Calendar, Power
    from bot.domain.requests import Request
    from bot.domain.schedules import Schedule

A_WEEK = timedelta(days=7)
WINDOW = 60
"""How many of somebody's own active days a reading looks back on."""

CLOSELY_AFTER_A_STEP = 20
"""Active days after a step up in which more of what somebody decides alone is looked at."""

_DECIDED = frozenset({Status.APPROVED, Status.ACCEPTED, Status.DECLINED})


class NoMapYet(Refusal):
    """There is no reading of any team of theirs yet."""


@dataclass(frozen=True)
class Facts:
    """What a reading was taken from, as it was then.

    Attributes:
        level: Their level.
        limit: How many percent they might give alone.
        more_load: How much more than the team's usual they carry: .4 for two fifths more, below 0 for less.
        asked: How often they asked in the window.
        unchanged: How many of these were approved as they were asked.
        hours: Working hours until the first answer, on average.
        lost: How many came to nothing while they waited.
        alone: How often they decided by themselves.
    """

    level: str
    limit: float
    more_load: float
    asked: int
    unchanged: int
    hours: float
    lost: int
    alone: int


@dataclass(frozen=True)
class Reading:
    """One person's balance in one week.

    Attributes:
        person: Their Slack id.
        week: The first day of the week.
        team: Whose team they were on.
        balance: Of that week.
        facts: What it was taken from.
        frustrated_since: The first week of those in a row in which they are frustrated; None if they are not.
        reviewed_since: Likewise for the closer look.
    """

    person: str
    week: date
    team: str
    balance: Balance
    facts: Facts
    frustrated_since: date | None = None
    reviewed_since: date | None = None

    @property
    def is_frustrated(self) -> bool:
        """Whether they are, for the second week at least."""
        return self.frustrated_since is not None and self.frustrated_since < self.week

    @property
    def is_reviewed(self) -> bool:
        """Whether a closer look is worth it, for the second week at least."""
        return self.reviewed_since is not None and self.reviewed_since < self.week

    @property
    def calls_for_a_word(self) -> bool:
        """Whether their manager is to be told: in the second frustrated week, once for all that follow."""
        return self.frustrated_since == self.week - A_WEEK

    def after(self, before: Reading | None, *, stepped_up: bool = False) -> Self:
        """The same, with how long it has been so; `before` is the week before, if that was read.

        What a limit held back counts anew once that limit has changed, and a while after a step up.
        """
        known = before if before is not None and before.week == self.week - A_WEEK else None
        held = known if known and known.facts.level == self.facts.level and not stepped_up else None
        return type(self)(
            self.person,
            self.week,
            self.team,
            self.balance,
            self.facts,
            _since(self.balance.frustrated, self.week, held.frustrated_since if held else None),
            _since(self.balance.reviewed, self.week, known.reviewed_since if known else None),
        )


@dataclass(frozen=True)
class TeamBalance:
    """A team's latest readings, for its manager and whoever is above.

    Attributes:
        manager: Whose team.
        week: The first day of the week that was read.
        people: Everybody who was read, by name.
    """

    manager: Person
    week: date
    people: tuple[tuple[Person, Reading], ...]


@dataclass(frozen=True)
class Held:
    """Somebody whom their limit holds back, for their manager.

    Attributes:
        person: Who.
        reading: Of the week in which it was noticed.
        power: The power it is about.
        level: What their level is called now.
        above: The rungs above, nearest first, each with how many percent it allows.
        moved: Whether their level has changed since.
    """

    person: Person
    reading: Reading
    power: Power
    level: str
    above: tuple[tuple[Level, Decimal], ...]
    moved: bool


def price_of(plan: Plan) -> Power | None:
    """The power that balances are read from: the plan's first in percent."""
    return next((each for each in plan.powers if each.unit == "%"), None)


def last_week(calendar: Calendar, zones: Iterable[ZoneInfo], now: datetime) -> date:
    """The first day of the last week that is over for everybody, and closed to edits by the plan's cutoff."""
    week, _ = WorkingDays(calendar.weekdays).week_of(now.date() + timedelta(days=1))
    places = list(zones)
    while any(now < moment(week + A_WEEK, calendar.cutoff, each) for each in places):
        week -= A_WEEK
    return week


def loads(plan: Plan, team: Sequence[Person], day: date) -> dict[str, float]:
    """How much each carries on `day`, 1 being what is usual on the team.

    Each of somebody's targets, the ramp included, is divided by the median of those on the team who have
    the same; the load is the mean of these. Targets of nothing are left out; who has none carries 0.
    """
    own = {
        each.id: {
            (one.activity.key, one.per): float(one.amount)
            for per in ("day", "week")
            for one in targets(plan, each, day, per)
            if one.amount > 0
        }
        for each in team
    }
    usual: dict[tuple[str, str], list[float]] = {}
    for theirs in own.values():
        for metric, amount in theirs.items():
            usual.setdefault(metric, []).append(amount)
    return {
        who: fmean([amount / median(usual[metric]) for metric, amount in theirs.items()]) if theirs else 0.0
        for who, theirs in own.items()
    }


def concession_of(
    request: Request, zone: ZoneInfo, asked: Schedule | None, told: Sequence[Outcome] = ()
) -> Concession | None:
    """What a settled request says of its requester's balance; None where it says nothing.

    A request that ran out, or was taken back after a long wait, is one that came to nothing while it
    waited; so is one granted after the day by which it was needed whose deal was lost. What was taken back
    sooner, or with a question still open, says nothing.

    Args:
        request: Settled, by whomever.
        zone: Where the requester is.
        asked: The hours of whom it reached first, if it reached anybody.
        told: What the requester said became of it, oldest first.
    """
    settled = request.settled
    if settled is None:
        return None
    decided = request.status in _DECIDED or request.offer is not None
    hours = 0.0 if asked is None else waited(request, asked, settled.at) / timedelta(hours=1)
    soon = request.status is Status.WITHDRAWN and hours < LONG_WAIT
    if not decided and (soon or request.question is not None):
        return None
    needed = request.case.needed_by
    too_late = needed is not None and settled.at.astimezone(zone).date() > needed
    lost = bool(told) and told[-1].result is Result.LOST
    return Concession(
        size=request.case.amount,
        value=float(request.case.deal_value),
        alone=request.is_own,
        unchanged=request.status is Status.APPROVED and not request.is_own,
        waited=hours,
        lost_waiting=not decided or (lost and too_late and not request.is_own),
    )


def facts_of(own: Carried, team: Sequence[Carried], level: str) -> Facts:
    """What to say of a reading, beside its figures."""
    asked = [each for each in own.concessions if not each.alone]
    usual = median([each.load for each in team])
    return Facts(
        level=level,
        limit=float(own.limit),
        more_load=own.load / usual - 1 if usual > 0 else 0.0,
        asked=len(asked),
        unchanged=sum(each.unchanged for each in asked),
        hours=fmean([each.waited for each in asked]) if asked else 0.0,
        lost=sum(each.lost_waiting for each in asked),
        alone=sum(each.alone for each in own.concessions),
    )


def rungs_above(plan: Plan, level: str) -> tuple[Level, ...]:
    """The levels above one, nearest first; none above a level that the plan does not know."""
    keys = [each.key for each in plan.levels]
    return plan.levels[keys.index(level) + 1 :] if level in keys else ()


def just_stepped_up(standing: Standing, aday: int, lately: Iterable[Step] = ()) -> bool:
    """Whether somebody's last step was up, and in their last 20 active days.

    Args:
        standing: At the end of the last day that is folded.
        aday: That day's number.
        lately: The steps made since then, which count at once.
    """
    rungs = sum(1 if each is Step.PROMOTE else -1 for each in lately)
    if rungs:
        return rungs > 0
    rose = standing.since > 0 and standing.fell_on != standing.since
    return rose and aday - standing.since < CLOSELY_AFTER_A_STEP


def sides(people: Iterable[tuple[Person, Reading]]) -> Mapping[str, list[Person]]:
    """Who carries `more` than they may decide, who `less`, and who is in balance (`even`)."""
    found: dict[str, list[Person]] = {"more": [], "even": [], "less": []}
    for person, reading in people:
        found[side(reading.balance)].append(person)
    return found


def side(balance: Balance) -> str:
    """On which side of the balanced band somebody is: `more` responsibility, `less`, or `even`."""
    if balance.mismatch >= FRUSTRATED_FROM:
        return "more"
    return "less" if balance.mismatch <= -FRUSTRATED_FROM else "even"


def _since(flagged: bool, week: date, before: date | None) -> date | None:  # noqa: FBT001 - what is dated
    if not flagged:
        return None
    return week if before is None else before
