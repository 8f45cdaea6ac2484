"""Milestones: achievements that the bot notices by itself, each with the evidence for it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from bot.domain.histories import WeekLine
    from bot.domain.people import Person

MOST_A_DAY = 3
"""How many are posted on one day about one manager's team; the rest stands in the roundup."""

LEAST_WEEKS = 8
"""Earlier weeks with numbers before any can be the best one yet."""

KEPT = timedelta(days=30)
"""How long one waits for its person to be back; later nobody knows any more what it was about."""


class Kind(StrEnum):
    """What can be reached."""

    TARGET_WEEK = "target-week"
    PERSONAL_BEST = "personal-best"
    FIRST_WIN = "first-win"
    LEVEL_UP = "level-up"
    HELD_PRICE = "held-price"


class State(StrEnum):
    """What has become of a milestone.

    Attributes:
        ASKING: It is only shared if its person says so.
        WAITING: It is to be posted.
        POSTED: It was.
        HELD: There were enough that day; it stands in the roundup.
        PRIVATE: Its person was told, and nobody else.
    """

    ASKING = "asking"
    WAITING = "waiting"
    POSTED = "posted"
    HELD = "held"
    PRIVATE = "private"

    @property
    def is_public(self) -> bool:
        """Whether others may read of it."""
        return self in {State.POSTED, State.HELD}


class NoMilestone(Refusal):
    """It is not theirs to share, or it was shared or kept already."""


@dataclass(frozen=True)
class Milestone:
    """Something that somebody reached.

    Attributes:
        person: Whose.
        key: Names it among the person's own.
        kind: What was reached.
        day: When, on their own calendar; of a week, its first day.
        noticed_at: When the bot noticed.
        facts: What it rests on: the names of activities or of a level, or the request it came from.
        state: What has become of it.
        settled_at: When that was.
        plan_version: The plan that asked for it.
    """

    person: str
    key: str
    kind: Kind
    day: date
    noticed_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    state: State = State.WAITING
    settled_at: datetime | None = None
    plan_version: int = 0

    def begun(self, state: State, plan_version: int) -> Self:
        """The same as it is first written down."""
        return replace(self, state=state, plan_version=plan_version)


@dataclass(frozen=True)
class Reached:
    """A milestone as it is shown.

    Attributes:
        milestone: The milestone.
        person: Whose it is.
        channel: Where such are posted.
        private: Whether its person would rather not have it posted.
        holds: Whether it is still so: a step up may have been taken back.
    """

    milestone: Milestone
    person: Person
    channel: str = ""
    private: bool = False
    holds: bool = True


def hit_every_target(line: WeekLine, weekdays: int) -> bool:
    """Whether every target of a week was reached, of which less than half not being theirs makes it none."""
    asked = [each for each in line.measures if each.target > 0]
    return 2 * line.asked >= weekdays and bool(asked) and all(each.met for each in asked)


def bests(week: Mapping[str, Decimal], before: Iterable[Mapping[str, Decimal]]) -> tuple[str, ...]:
    """The activities of which a week had more than any before it, in the order of `week`.

    Each needs eight earlier weeks in which it was counted.
    """
    found: dict[str, list[Decimal]] = {}
    for totals in before:
        for activity, done in totals.items():
            found.setdefault(activity, []).append(done)
    return tuple(
        activity
        for activity, done in week.items()
        if len(found.get(activity, ())) >= LEAST_WEEKS and done > max(found[activity])
    )


def in_turn(waiting: Iterable[Milestone]) -> list[Milestone]:
    """The order in which they are posted: everybody's first before anybody's second, and else by lot."""
    drawn = sorted(waiting, key=lambda each: hashlib.sha256(f"{each.key}:{each.person}".encode()).digest())
    before: Counter[str] = Counter()
    turns: list[tuple[int, Milestone]] = []
    for each in drawn:
        turns.append((before[each.person], each))
        before[each.person] += 1
    return [each for _, each in sorted(turns, key=lambda turn: turn[0])]


def held_price(asked: Decimal, granted: Decimal, given: Decimal | None) -> bool:
    """Whether a deal was won at list, or with less than was asked for and no more than was granted."""
    return given is not None and given <= granted and (given == 0 or given < asked)
