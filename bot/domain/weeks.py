"""A person's week before their manager: the numbers, their usual range, and what the manager says of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from statistics import quantiles
from typing import TYPE_CHECKING, Self

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.checkins import Checkin
    from bot.domain.imports import Differing
    from bot.domain.people import Person
    from bot.domain.plan import Activity

USUAL_WEEKS = 8
"""How many earlier weeks make the usual range."""

FEWEST_WEEKS = 3
"""With fewer, nothing is usual yet."""

WORD_LASTS = timedelta(days=28)
"""How long after a week closed for edits its manager may still say what they see in it."""

MOST_SHOWN = 40
"""People on one card; the rest follow when these are settled."""

_FINGERPRINT = 12


class NotTheirManager(Refusal):
    """The person who acted does not lead the one whose week it is, or no longer does."""


class NumbersChanged(Refusal):
    """The numbers are not the ones that were shown; `name` says whose, and is "" for several people."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name


class WeekClosed(Refusal):
    """The week can no longer be looked over."""


class Verdict(StrEnum):
    """What a manager says of a week."""

    LOOKS_RIGHT = "looks_right"
    TALK_FIRST = "talk_first"


class Stand(StrEnum):
    """How one person's week stands before the manager."""

    NOTHING_ASKED = "nothing asked"
    AWAY = "away"
    NOTHING_IN = "nothing in"
    OPEN = "open"
    CAME_SINCE = "came since"
    CONFIRMED = "confirmed"
    TALK_FIRST = "talk first"


@dataclass(frozen=True)
class Review:
    """A manager's word on one person's week.

    Attributes:
        person: Whose week.
        week: Its first day.
        revision: 1 for the first word, growing with each.
        verdict: The word.
        seen: The check-ins the manager saw: the revision of each day.
        by: The manager.
    """

    person: str
    week: date
    revision: int
    verdict: Verdict
    seen: Mapping[date, int]
    by: str

    def verifies(self, day: date, revision: int) -> bool:
        """Whether the check-in of `day`, as it stands at `revision`, is confirmed by this."""
        return self.verdict is Verdict.LOOKS_RIGHT and self.seen.get(day) == revision


@dataclass(frozen=True)
class Range:
    """Where a week's total usually lies, both ends included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Total:
    """One activity's total of a week; `usual` is where it usually lies, None while that is not known."""

    activity: Activity
    done: Decimal
    usual: Range | None


@dataclass(frozen=True)
class PersonsWeek:
    """One person's week as their manager sees it.

    Attributes:
        person: Whose.
        week: Its first day.
        asked: The days they were asked about.
        said: Their check-ins.
        totals: Each activity's total.
        review: What was said of it last.
        away: They were on leave for some of it.
        weekly: One check-in covers the week.
        closes: Until when a word on it counts.
        differing: The numbers that another system has differently, once its manager is to see both.
    """

    person: Person
    week: date
    asked: tuple[date, ...]
    said: tuple[Checkin, ...]
    totals: tuple[Total, ...]
    review: Review | None
    away: bool
    weekly: bool
    closes: datetime
    differing: tuple[Differing, ...] = ()

    @property
    def answered(self) -> int:
        """How many of the days asked about are in."""
        return len({each.day for each in self.said} & set(self.asked))

    @property
    def since(self) -> tuple[date, ...]:
        """The days that came in, or were changed, after the manager's word; all of them before it."""
        review = self.review
        return tuple(
            each.day for each in self.said if review is None or not review.verifies(each.day, each.revision)
        )

    @property
    def stand(self) -> Stand:
        """How it stands."""
        if self.review is not None and self.review.verdict is Verdict.TALK_FIRST:
            return Stand.TALK_FIRST
        if not self.said:
            return self._silence()
        if self.review is None:
            return Stand.OPEN
        return Stand.CAME_SINCE if self.since else Stand.CONFIRMED

    def _silence(self) -> Stand:
        if self.asked:
            return Stand.NOTHING_IN
        return Stand.AWAY if self.away else Stand.NOTHING_ASKED

    @property
    def is_open(self) -> bool:
        """Whether there are numbers that wait for a word."""
        return self.stand in {Stand.OPEN, Stand.CAME_SINCE}

    @property
    def choices(self) -> tuple[Verdict, ...]:
        """What can be said of it."""
        can = {
            Verdict.LOOKS_RIGHT: self.is_open or (self.stand is Stand.TALK_FIRST and bool(self.said)),
            Verdict.TALK_FIRST: self.is_open or self.stand in {Stand.NOTHING_IN, Stand.CONFIRMED},
        }
        return tuple(each for each in Verdict if can[each])

    @property
    def fingerprint(self) -> str:
        """A short name of the numbers as they stand: different once one of them is."""
        said = (f"{each.day}:{key}:{each.counts[key]}" for each in self.said for key in sorted(each.counts))
        return _fingerprint([*said, *(f"{each.choice.opaque}:{each.kept}" for each in self.differing)])

    def reviewed(self, verdict: Verdict, by: str) -> Review | None:
        """The word `verdict` on it as it stands now; None if that is what stands already."""
        before = self.review
        seen = {each.day: each.revision for each in self.said}
        said_already = before is not None and before.verdict is verdict
        if before is not None and said_already and (verdict is Verdict.TALK_FIRST or before.seen == seen):
            return None
        revision = 1 if before is None else before.revision + 1
        return Review(self.person.id, self.week, revision, verdict, seen, by)


@dataclass(frozen=True)
class TeamWeek:
    """A manager's card: the week of everybody who answers to them and had something to count.

    Attributes:
        manager: Whose card.
        week: Its first day.
        last: Its last day that the manager works.
        closes: Until when a word on any of them counts.
        now: When it is drawn.
        people: Those who fit on one card, by name.
        more: How many others there are.
    """

    manager: Person
    week: date
    last: date
    closes: datetime
    now: datetime
    people: tuple[PersonsWeek, ...]
    more: int = 0

    @property
    def counts(self) -> bool:
        """Whether anybody was asked for numbers, or gave some."""
        return any(each.asked or each.said for each in self.people)

    @property
    def open(self) -> tuple[PersonsWeek, ...]:
        """Those whose numbers wait for a word."""
        return tuple(each for each in self.people if each.is_open and not self.is_closed(each))

    def is_closed(self, week: PersonsWeek) -> bool:
        """Whether it is too late for a word on this one."""
        return week.closes <= self.now

    @property
    def fingerprint(self) -> str:
        """A short name of everybody's numbers as they stand."""
        return _fingerprint(sorted(f"{each.person.id}:{each.fingerprint}" for each in self.people))


@dataclass(frozen=True)
class Shown:
    """What a button of the card was drawn beside: the week, whose, and the numbers' fingerprint."""

    week: date
    who: str
    fingerprint: str

    @property
    def opaque(self) -> str:
        """The id that the button carries."""
        return f"{self.week.isoformat()}:{self.who}:{self.fingerprint}"

    @classmethod
    def read(cls, opaque: str) -> Self:
        """What a button carries.

        Raises:
            NotTheirManager: for an id that no button of ours carries.
        """
        first, _, rest = opaque.partition(":")
        who, _, fingerprint = rest.rpartition(":")
        try:
            return cls(date.fromisoformat(first), who, fingerprint)
        except ValueError:
            raise NotTheirManager from None


def fitting(people: Sequence[PersonsWeek]) -> tuple[PersonsWeek, ...]:
    """Those who fit on one card, in the given order; where not all do, the open ones come first."""
    if len(people) <= MOST_SHOWN:
        return tuple(people)
    first = sorted(people, key=lambda each: not each.is_open)[:MOST_SHOWN]
    kept = {each.person.id for each in first}
    return tuple(each for each in people if each.person.id in kept)


def usual_range(totals: Sequence[Decimal], *, decimals: bool = False) -> Range | None:
    """Where the totals of earlier weeks usually lie: from their lower to their upper quartile.

    The quartiles are those of Hyndman and Fan's type 7, widened to whole numbers where only such are
    counted. None with fewer than three weeks.
    """
    if len(totals) < FEWEST_WEEKS:
        return None
    low, _, high = quantiles(totals, n=4, method="inclusive")
    step = Decimal("0.01") if decimals else Decimal(1)
    return Range(low.quantize(step, ROUND_FLOOR), high.quantize(step, ROUND_CEILING))


def _fingerprint(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_FINGERPRINT]
