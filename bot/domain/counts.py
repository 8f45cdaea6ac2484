"""Counts: what a number may be, what is expected at this point of a ramp, and how the two compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan

MOST = 10_000
"""The largest count of one activity in one check-in."""

_DECIMALS = 2
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,40})(?:[.,](?P<rest>[0-9]{0,40}))?")


class Fault(StrEnum):
    """Why a count cannot be taken."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not whole"
    TOO_FINE = "too fine"
    NEGATIVE = "negative"
    TOO_MANY = "too many"


class BadCounts(Refusal):
    """Some counts cannot be taken; `faults` says which and why."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{key}: {fault}" for key, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Target:
    """What is expected of one activity in one day, or in one week."""

    activity: Activity
    amount: Decimal
    per: str


@dataclass(frozen=True)
class Measure:
    """One activity's count beside what is expected of it."""

    activity: str
    name: str
    unit: str
    done: Decimal
    target: Decimal
    per: str

    @property
    def share(self) -> float:
        """How much of the target is done, from 0 to 1; 1 where nothing is asked."""
        return min(1.0, float(self.done / self.target)) if self.target > 0 else 1.0

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.done >= self.target


def targets(plan: Plan, person: Person, day: date, per: str, *, days: int = 1) -> tuple[Target, ...]:
    """What is expected of `person` on `day`, or in its week, ramp included.

    Args:
        plan: With the role's expectations and its ramp.
        person: Whose months on the team decide the share.
        day: The day in question.
        per: "day" or "week".
        days: How many working days a target per day stands for.
    """
    share = ramp_share(plan, person, day)
    return tuple(
        Target(activity, _ramped(each.target, share, whole=not activity.decimals) * days, per)
        for each in plan.expected_of(person.role)
        if each.per == per
        for activity in (plan.activity(each.activity),)
    )


def ramp_share(plan: Plan, person: Person, day: date) -> Decimal:
    """The share of each target that is asked of `person` on `day`: less in the first months."""
    role = plan.role(person.role) if person.role is not None else None
    months = months_between(person.starts_on, day)
    if role is None or not 0 <= months < len(role.ramp):
        return Decimal(1)
    return Decimal(str(role.ramp[months]))


def months_between(first: date, day: date) -> int:
    """Whole months from `first` to `day`; below 0 before `first`."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return months - 1 if day.day < first.day else months


def _ramped(target: Decimal, share: Decimal, *, whole: bool) -> Decimal:
    """The target as it is asked and shown: at least one where anything is asked, and no half calls."""
    if target <= 0 or share == 1:
        return Decimal(target)
    step = Decimal(1) if whole else Decimal("0.01")
    return max(step, (target * share).quantize(step, ROUND_HALF_UP))


def measure(targets_: Iterable[Target], counts: Mapping[str, Decimal]) -> tuple[Measure, ...]:
    """Counts beside what is expected."""
    return tuple(
        Measure(
            activity=each.activity.key,
            name=each.activity.name,
            unit=each.activity.unit,
            done=counts.get(each.activity.key, Decimal(0)),
            target=each.amount,
            per=each.per,
        )
        for each in targets_
    )


def summed(days: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The counts of several check-ins, added up by activity."""
    sums: dict[str, Decimal] = {}
    for counts in days:
        for activity, count in counts.items():
            sums[activity] = sums.get(activity, Decimal(0)) + count
    return sums


def read_counts(asked: Sequence[Activity], typed: Mapping[str, str]) -> dict[str, Decimal]:
    """The number for each activity that is asked, from what was typed.

    Raises:
        BadCounts: naming every activity whose count is missing, no number, or not in 0…10,000.
    """
    counts: dict[str, Decimal] = {}
    faults: dict[str, Fault] = {}
    for activity in asked:
        verdict = read_count(typed.get(activity.key, ""), decimals=activity.decimals)
        if isinstance(verdict, Fault):
            faults[activity.key] = verdict
        else:
            counts[activity.key] = verdict
    if faults:
        raise BadCounts(faults)
    return counts


def read_count(typed: str, *, decimals: bool = False) -> Decimal | Fault:
    """One number as it was typed, or why it cannot be taken."""
    text = typed.strip()
    if not text:
        return Fault.EMPTY
    match = _NUMBER.fullmatch(text)
    if match is None:
        return Fault.TOO_MANY if text.isascii() and text.isdigit() else Fault.NOT_A_NUMBER
    whole, rest = match["whole"], match["rest"] or ""
    number = Decimal(f"{whole}.{rest}" if rest.strip("0") else whole)
    if match["sign"] == "-" and number > 0:
        return Fault.NEGATIVE
    if len(rest) > _DECIMALS:  # "1.000" may be one or a thousand: it is not guessed
        return Fault.TOO_FINE if decimals else Fault.NOT_WHOLE
    if rest.strip("0") and not decimals:
        return Fault.NOT_WHOLE
    return Fault.TOO_MANY if number > MOST else abs(number)
