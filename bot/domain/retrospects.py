"""A rep's own look at their week: what came of it, and what they would do differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.histories import Progress
    from bot.domain.kudos import Kudos
    from bot.domain.people import Person


@dataclass(frozen=True)
class Answer:
    """What somebody would do differently.

    Attributes:
        week: The first day of the week it is about.
        words: Theirs.
        revision: 1 for the first answer, growing with each.
    """

    week: date
    words: str
    revision: int = 1


@dataclass(frozen=True)
class Retrospect:
    """A rep's week as they are shown it at its end.

    Attributes:
        person: Whose.
        week: Its first day.
        progress: What was done of what was asked.
        thanked: What people thanked them for that week, each with who did.
        answer: What they said, if they have.
        closes: Until when they may say it, or something else.
        is_open: Whether they still may.
        says_something: Whether there is any check-in of that week.
        waits: When to look again for the last day's check-in; None once that is in, or late enough.
    """

    person: Person
    week: date
    progress: tuple[Progress, ...]
    thanked: tuple[tuple[Kudos, str], ...]
    answer: Answer | None
    closes: datetime
    is_open: bool
    says_something: bool
    waits: datetime | None = None
