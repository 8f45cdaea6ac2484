"""One person's page for the next talk: what has been since the last one, the same for whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.blockers import alike, says_something
from bot.domain.checkins import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.balances import Reading
    from bot.domain.blockers import Repeated
    from bot.domain.checkins import Checkin, Commitment
    from bot.domain.coaching import Asked, Note, Told
    from bot.domain.drops import Drop
    from bot.domain.histories import Progress, WeekLine
    from bot.domain.kudos import Kudos
    from bot.domain.milestones import Milestone
    from bot.domain.outcomes import Outcome
    from bot.domain.paces import Forecast
    from bot.domain.people import Person
    from bot.domain.plan_parts import Power
    from bot.domain.requests import Request
    from bot.domain.retrospects import Answer
    from bot.domain.trust_explained import Row

WITHOUT_A_TALK = timedelta(days=28)
"""How far back a page goes where there was no talk."""

FURTHEST = timedelta(days=56)
"""How far back it goes at most."""

MOST = 6
"""Lines of one kind."""


@dataclass(frozen=True)
class Promises:
    """What became of what somebody said they would do.

    Attributes:
        kept: How many they kept.
        missed: How many they did not get to.
        words: The last of these, in their words, the latest first.
        moot: How many made no sense any more.
        open: The last one, while nothing is said of it.
    """

    kept: int
    missed: int
    words: tuple[str, ...]
    moot: int
    open: Commitment | None


@dataclass(frozen=True)
class Asking:
    """One request and what came of it; without the power, where the plan has dropped it."""

    request: Request
    power: Power | None
    told: Outcome | None


@dataclass(frozen=True)
class Sheet:
    """Everything on the page.

    Attributes:
        person: Whose.
        manager: Who leads them, if anybody does.
        since: From which day on it tells.
        last: The last talk, if there was one.
        asked: What they would like to talk about.
        agreed: What was agreed and is not settled.
        week: This week so far.
        weeks: The weeks before, the latest first.
        promises: What became of their commitments.
        requests: What they asked for, the latest first.
        moved: What moved their trust.
        reading: How what they carry compares with what they may decide, if that was read lately.
        repeated: What keeps being in their way.
        blockers: What else was in their way, each with its day, the latest first.
        wins: What went well, likewise.
        answers: What they would do differently, the latest week first.
        thanked: What people thanked them for, each with who did; nothing that they read privately.
        reached: What was noticed of them, likewise.
        out_of_reach: The targets that this week can't reach any more.
        drops: What they do less of, week after week.
        currency: Of amounts.
    """

    person: Person
    manager: Person | None
    since: date
    last: Told | None
    asked: Asked | None
    agreed: tuple[Note, ...]
    week: tuple[Progress, ...]
    weeks: tuple[WeekLine, ...]
    promises: Promises
    requests: tuple[Asking, ...]
    moved: tuple[Row, ...]
    reading: Reading | None
    repeated: tuple[Repeated, ...]
    blockers: tuple[tuple[date, str], ...]
    wins: tuple[tuple[date, str], ...]
    answers: tuple[Answer, ...]
    thanked: tuple[tuple[Kudos, str], ...] = ()
    reached: tuple[Milestone, ...] = ()
    out_of_reach: tuple[Forecast, ...] = ()
    drops: tuple[Drop, ...] = ()
    currency: str = "USD"

    @property
    def bunched(self) -> bool:
        """Whether their concessions lie just under the limit."""
        return self.reading is not None and self.reading.is_reviewed

    @property
    def held_back(self) -> bool:
        """Whether the limit is too small for the work."""
        return self.reading is not None and self.reading.is_frustrated


def began(talks: Iterable[date], today: date) -> date:
    """From which day on a page tells: the last talk before today, within reason."""
    before = [each for each in talks if each < today]
    return max(today - FURTHEST, max(before, default=today - WITHOUT_A_TALK))


def promises_of(said: Mapping[date, Checkin], since: date, still_open: Commitment | None) -> Promises:
    """What became of the commitments that were accounted for since a day."""
    told = [each for day, each in sorted(said.items(), reverse=True) if day >= since]
    words = [
        said[day].commitment
        for day in (each.kept_of for each in told if each.kept is Kept.NO)
        if day is not None and day in said
    ]
    return Promises(
        kept=sum(each.kept is Kept.YES for each in told),
        missed=sum(each.kept is Kept.NO for each in told),
        words=tuple(words[:MOST]),
        moot=sum(each.kept is Kept.NO_LONGER_SENSIBLE for each in told),
        open=still_open,
    )


def typed_since(
    typed: Iterable[tuple[date, str]], since: date, but: Iterable[Repeated] = ()
) -> tuple[tuple[date, str], ...]:
    """What says something of what was typed since a day, the latest first; but for what repeats itself."""
    told = [each.words for each in but]
    found = [
        (day, words)
        for day, words in typed
        if day >= since and says_something(words) and not any(alike(words, each) for each in told)
    ]
    return tuple(sorted(found, reverse=True)[:MOST])
