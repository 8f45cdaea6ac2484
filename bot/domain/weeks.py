"""A person's week before their manager: the numbers, their usual range, and what the manager says of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Verdict(StrEnum):
    """What a manager says of a week."""

    LOOKS_RIGHT = "looks_right"
    TALK_FIRST = "talk_first"


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
