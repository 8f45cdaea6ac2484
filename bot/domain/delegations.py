"""Delegations: a manager lets another one decide for them, under their authority, for some days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.people import Rank
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.people import Person


class CannotDelegate(Refusal):
    """Only who may grant something can let another one do so, and only to another manager or director."""


class DelegationOver(Refusal):
    """A delegation would be over before it is entered, or has ended already."""


class NobodyToDelegateTo(Refusal):
    """It is not said who decides meanwhile, or that person is not on the team."""


@dataclass(frozen=True)
class Delegation:
    """From `first` to `last`, `delegate` decides for `person`; local days of `person`."""

    id: str
    person: str
    delegate: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Delegated:
    """A delegation as it stands, before somebody reads of it.

    Attributes:
        delegation: From when to when.
        person: For whom somebody decides.
        delegate: Who does.
        today: The day it is where the reader is.
    """

    delegation: Delegation
    person: Person
    delegate: Person
    today: date


def require_delegate(person: Person, delegate: Person) -> None:
    """See that `person` may let `delegate` decide for them.

    Raises:
        CannotDelegate: when they may not.
    """
    ranks = {Rank.MANAGER, Rank.DIRECTOR}
    if person.rank not in ranks or delegate.rank not in ranks or person.id == delegate.id:
        raise CannotDelegate


def standing_in(delegations: Iterable[Delegation], days: dict[str, date]) -> dict[str, str]:
    """Who decides for whom, given everybody's own local day; the delegation entered last counts."""
    found: dict[str, str] = {}
    for each in delegations:
        day = days.get(each.person)
        if day is not None and each.holds(day):
            found.setdefault(each.person, each.delegate)
    return found
