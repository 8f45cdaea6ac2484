"""What a person is shown of their trust: where it stands, what moved it, what would raise it, every row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.ladder import DWELL, FROZEN_AFTER_BREACH, GATES, JUDGED, LEAST_FRESH, TOP, stepped
from bot.domain.ledger import Dim, Event, Kind, Step, weights
from bot.domain.trust import fold, parameters, read
from bot.domain.trust_explained import Row, explained, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from bot.domain.contests import Contest
    from bot.domain.evidence import Entry
    from bot.domain.ladder import Day
    from bot.domain.ledger import Weight
    from bot.domain.people import Person
    from bot.domain.plan_parts import Trust
    from bot.domain.trust import State

MOST_AHEAD = 60
"""Days, weeks or calls that are counted ahead; what takes longer is said to take more."""

WEEK = 5
PAGE = 10

WEIGHTLESS = frozenset(
    {Kind.CHECKIN_EXCUSED, Kind.NOTE, Kind.KUDOS, Kind.DEAL_WON, Kind.DEAL_LOST, Kind.LADDER}
)
"""Rows that add nothing and take nothing: there is nothing to contest in them."""


@dataclass(frozen=True)
class Slip:
    """How full the meter of one dimension is.

    Attributes:
        dim: Of which dimension.
        value: How full.
        warn: Where one is warned.
        act: Where it is full.
    """

    dim: Dim
    value: float
    warn: float
    act: float


@dataclass(frozen=True)
class Ahead:
    """What is still missing before the next step up, in things to do; 0 where nothing is.

    Attributes:
        rung: The next level, from 0.
        checkins: Days that are accounted for on time.
        weeks: Weeks in which every target is hit and confirmed.
        calls: Full-size requests that are approved as asked.
        days: Active days that have to pass.
    """

    rung: int
    checkins: int = 0
    weeks: int = 0
    calls: int = 0
    days: int = 0

    @property
    def is_there(self) -> bool:
        """Whether nothing is missing."""
        return not (self.checkins or self.weeks or self.calls or self.days)


@dataclass(frozen=True)
class Line:
    """One row of the ledger, as it is shown.

    Attributes:
        entry: What it says.
        weights: How much it weighs, and how good it is; nothing while it is frozen.
        contest: The dispute about it as it stands.
    """

    entry: Entry
    weights: tuple[Weight, ...] = ()
    contest: Contest | None = None

    @property
    def is_contestable(self) -> bool:
        """Whether its owner may dispute it: it weighs something, and nobody has as it stands."""
        return Kind(self.entry.kind) not in WEIGHTLESS and self.contest is None


@dataclass(frozen=True)
class Explanation:
    """Somebody's trust, explained.

    Attributes:
        person: Whose.
        level: The name of their level.
        day: The last day that is folded; None before the first.
        end: How it ended; None likewise.
        rows: What made the total, in points; 50 and all of them are the total.
        moved: What changed in the rows within a week.
        slips: The meters.
        ahead: What the next step up takes; None at the top.
        next_level: Its name.
        lines: A page of the ledger, the latest first.
        page: Which one, from 0.
        has_older: Whether there are more.
        own: Whether it is shown to the person themselves, who may contest.
        manager: Who would settle a contest.
        on_trial: Whether nothing follows from it yet.
    """

    person: Person
    level: str
    day: date | None = None
    end: Day | None = None
    rows: tuple[Row, ...] = ()
    moved: tuple[Row, ...] = ()
    slips: tuple[Slip, ...] = ()
    ahead: Ahead | None = None
    next_level: str = ""
    lines: tuple[Line, ...] = ()
    page: int = 0
    has_older: bool = False
    own: bool = True
    manager: Person | None = None
    on_trial: bool = False

    @property
    def total(self) -> int | None:
        """The score as it is shown; None before the first day."""
        return None if self.end is None else whole(self.end.reading.total)


@dataclass(frozen=True)
class Standing:
    """The one line of it on Home.

    Attributes:
        total: The score; None before the first day that is folded.
        level: The name of the level.
        provisional: Whether judgement is still left out.
    """

    total: int | None
    level: str
    provisional: bool = False


@dataclass(frozen=True)
class Course:
    """Trust at the end of one active day, for a chart.

    Attributes:
        day: Its date.
        total: The score.
        level: The name of the level.
        provisional: Whether judgement was still left out.
        rung: The level, from 0.
    """

    day: date
    total: float
    level: str
    provisional: bool
    rung: int


def line_of(entry: Entry, event: Event, contest: Contest | None) -> Line:
    """A row with its weight; an attestation weighs 1, before it is scaled."""
    frozen = contest is not None and contest.freezes
    return Line(entry, tuple(weights([replace(event, contested=frozen)])), contest)


def moved(now: Iterable[Row], before: Iterable[Row]) -> tuple[Row, ...]:
    """What changed from one explanation to another, the largest first; nothing that did not."""
    gone = {(each.dim, each.name): each.points for each in before}
    changed = [Row(each.dim, each.name, each.points - gone.pop((each.dim, each.name), 0)) for each in now]
    changed += [Row(dim, name, -points) for (dim, name), points in gone.items()]
    return tuple(sorted((each for each in changed if each.points), key=lambda each: -abs(each.points)))


def rows_of(day: Day) -> tuple[Row, ...]:
    """The rows that make a day's total."""
    return explained(day.reading)


def slips_of(state: State, trust: Trust) -> tuple[Slip, ...]:
    """The meters, each with where it warns and where it is full."""
    return tuple(
        Slip(dim, state.sums[dim].slip, each.warn, each.act) for dim, each in parameters(trust).items()
    )


def stepped_since(day: Day, rung: int) -> Day:
    """The same day, from the level that somebody has stepped to since."""
    if day.standing.level == rung:
        return day
    step = Step.PROMOTE if rung > day.standing.level else Step.DEMOTE
    standing, state = day.standing, day.state
    for _ in range(abs(rung - day.standing.level)):
        standing, state = stepped(standing, state, step, day.aday, rung)
    return replace(day, standing=standing, state=state)


def ahead(day: Day, trust: Trust, rungs: int) -> Ahead | None:
    """What is missing before the next step up, each found by living through as much of it as it takes.

    None on the highest of `rungs` levels.
    """
    level = day.standing.level
    if level >= min(rungs - 1, TOP):
        return None
    gate = GATES[level]
    limits = parameters(trust)
    judged = day.reading.sums[Dim.J].n
    needs_judgement = level > 0 or judged >= JUDGED
    least = LEAST_FRESH if level > 0 else 0.0

    def is_reliable(state: State) -> bool:
        return _score(state, trust, Dim.R) >= gate.reliability and _calm(state, Dim.R)

    def is_active(state: State) -> bool:
        return _score(state, trust, Dim.A) >= gate.activity and _calm(state, Dim.A)

    def is_sound(state: State) -> bool:
        enough = not needs_judgement or _score(state, trust, Dim.J) >= gate.judgement
        return enough and state.fresh >= least and _calm(state, Dim.J)

    def _calm(state: State, dim: Dim) -> bool:
        return state.sums[dim].slip < limits[dim].warn

    state, aday = day.state, day.aday
    frozen = 0 if state.breach_on is None else FROZEN_AFTER_BREACH - (aday - state.breach_on)
    dwell = DWELL * 2 ** day.standing.strikes_on(aday) - (aday - day.standing.since)
    return Ahead(
        rung=level + 1,
        checkins=_until(is_reliable, state, trust, [Kind.CHECKIN_ON_TIME], aday),
        weeks=-(-_until(is_active, state, trust, _activity(state), aday, most=MOST_AHEAD * WEEK) // WEEK),
        calls=_until(is_sound, state, trust, [Kind.REQUEST_DECIDED], aday),
        days=max(0, frozen, dwell),
    )


def _activity(state: State) -> list[Kind]:
    """The kinds of activity that somebody has evidence of; both where there is none yet."""
    both = [Kind.ACTIVITY_DAY, Kind.ACTIVITY_WEEK]
    known = [kind for kind in both if kind in state.sums[Dim.A].kinds]
    return known or both


def _score(state: State, trust: Trust, dim: Dim) -> float:
    return read(state, trust, state.aday).dims[dim]


def _until(
    is_met: Callable[[State], bool],
    state: State,
    trust: Trust,
    kinds: Sequence[Kind],
    aday: int,
    most: int = MOST_AHEAD,
) -> int:
    """How many days with the best of these kinds it takes; one more than `most` where that is not enough."""
    lived = fold(state, trust, aday, []) if state.aday < aday else state
    for count in range(most + 1):
        if is_met(lived):
            return count
        day = lived.aday + 1
        lived = fold(lived, trust, day, [_best(kind, day) for kind in kinds if _falls(kind, count)])
    return most + 1


def _falls(kind: Kind, count: int) -> bool:
    """Whether a kind has a row on this day: the week's is on the last of five."""
    return kind is not Kind.ACTIVITY_WEEK or count % WEEK == WEEK - 1


def _best(kind: Kind, aday: int) -> Event:
    """As good as a row of this kind can be."""
    full = Event(aday, "ahead", kind).full
    return Event(aday, "ahead", kind, metrics=((1.0, 1.0),), requested=full, granted=full, size=full)
