"""Trust on trial: everything is worked out, nothing follows, and this is what would have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ladder import Proposal
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.domain.ladder import Day, Proposed
    from bot.domain.people import Person
    from bot.domain.plan import Mode


class NotALeaderHere(Refusal):
    """Somebody to whom nobody answers asked how people's trust stands."""


class OnlyAdminsTurnLive(Refusal):
    """Somebody who is no admin would have trust live."""


class LiveAlready(Refusal):
    """Trust is live, so it cannot be turned live."""


@dataclass(frozen=True)
class CalledFor:
    """One active day on which the evidence called for something."""

    day: date
    aday: int
    level: int
    total: float
    proposal: Proposed


@dataclass(frozen=True)
class Stretch:
    """Active days in a row on which the evidence called for the same.

    Attributes:
        proposal: For what.
        level: The rung they stood on.
        first: The first of these days.
        last: The last.
        days: How many they are.
        began: The total at the end of the first.
        ended: And of the last.
        holds: Whether it is so as of the last day that is folded.
    """

    proposal: Proposed
    level: int
    first: date
    last: date
    days: int
    began: float
    ended: float
    holds: bool

    @property
    def to_level(self) -> int:
        """The rung that it would lead to; the same one for a warning."""
        return self.level + {Proposal.PROMOTE: 1, Proposal.DEMOTE: -1}.get(self.proposal.what, 0)


@dataclass(frozen=True)
class Trial:
    """One person's.

    Attributes:
        person: Whose.
        level: The name of the rung that they stand on in their ledger, or on the team before it begins.
        day: The date of the last day that is folded; None before the first.
        end: How that day ended.
        stretches: What the evidence called for, the earliest first.
    """

    person: Person
    level: str
    day: date | None
    end: Day | None
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Report:
    """What trust comes to, and where it leads or would have led.

    Attributes:
        live: Whether steps are proposed.
        since: When that was decided; None where it was always so.
        levels: The names of the rungs, the lowest first.
        people: Everybody it is about, by name.
        may_turn: Whether who reads it may turn it live.
    """

    live: bool
    since: datetime | None
    levels: tuple[str, ...]
    people: tuple[Trial, ...]
    may_turn: bool = False

    @property
    def news(self) -> int:
        """For how many people there would have been anything."""
        return sum(1 for each in self.people if each.stretches)


def stretches_of(days: Iterable[CalledFor], latest: int) -> tuple[Stretch, ...]:
    """What somebody's evidence called for, day-ordered; `latest` is their last active day that is folded."""
    found: list[Stretch] = []
    aday = 0
    for each in days:
        holds = each.aday == latest
        before = found[-1] if found and each.aday == aday + 1 else None
        if before is not None and (before.proposal, before.level) == (each.proposal, each.level):
            found[-1] = Stretch(
                *(each.proposal, each.level, before.first, each.day, before.days + 1),
                *(before.began, each.total, holds),
            )
        else:
            found.append(
                Stretch(each.proposal, each.level, each.day, each.day, 1, each.total, each.total, holds)
            )
        aday = each.aday
    return tuple(found)


def turned(modes: Sequence[tuple[datetime, Mode]]) -> datetime | None:
    """When the mode changed last, of each plan's moment and mode in order; None where it never did."""
    changes = [at for (at, mode), (_, before) in zip(modes[1:], modes, strict=False) if mode != before]
    return changes[-1] if changes else None
