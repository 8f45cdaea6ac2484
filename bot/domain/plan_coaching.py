"""What a plan says of coaching: how often managers talk to reps; what the bot may suggest, and how rarely."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.domain.plan_kinds import ActivityKind, Count, Situation  # noqa: TC001 - pydantic reads them
from bot.domain.plan_parts import Cadence, Part

LONGEST_SUGGESTION = 200


class Suggestion(Part):
    """One of the plan's own suggestions, tried before the usual ones.

    Attributes:
        text: A sentence that says what to do.
        kind: For which kind of activity; for any if left out.
        situation: For which situation; for any if left out.
    """

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_SUGGESTION)]
    kind: ActivityKind | None = None
    situation: Situation | None = None


class Coaching(Part):
    """How often a manager talks to each rep, and how rarely the bot does."""

    manager_cadence: Cadence = Cadence.WEEKLY
    nudges_per_week: Count = 1
    nudges_per_20_days: Count = 3
    suggestions: tuple[Suggestion, ...] = Field(default=(), max_length=100)

    @property
    def nudges_anybody(self) -> bool:
        """Whether hints are sent at all."""
        return self.nudges_per_week > 0 and self.nudges_per_20_days > 0
