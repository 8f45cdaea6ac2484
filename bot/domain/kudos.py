"""Kudos: thanks from one person to others, for something they did, tied to one of the plan's values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.people import Person

TAKEN_BACK_WITHIN = timedelta(days=1)


class Status(StrEnum):
    """Where kudos stand."""

    GIVEN = "given"
    TAKEN_BACK = "taken back"
    REMOVED = "removed"


class NoneLeft(Refusal):
    """Everybody who can be thanked in a day by one person has been."""


class NoValues(Refusal):
    """The plan names no values, so there is nothing to tie kudos to."""


class NoKudos(Refusal):
    """There are no such kudos, or they were taken back or removed."""


class NotYours(Refusal):
    """Somebody else gave these kudos."""


class LongGiven(Refusal):
    """They were given more than a day ago."""


class NotYoursToJudge(Refusal):
    """Only admins look at what was reported, and not at their own."""


class NoJudges(Refusal):
    """There is nobody but their giver who could look at a report of them."""


@dataclass(frozen=True)
class Kudos:
    """Thanks that were given.

    Attributes:
        id: Their own.
        giver: Who thanks.
        receivers: Who is thanked, in order.
        private: Those of them who read it privately, and are not named in the post.
        value: The key of the value, with its name and emoji as they were then.
        words: What for.
        link: The message that they are about, if they are about one.
        given_at: When.
        status: Whether they stand.
        settled_by: Who took them back or removed them.
    """

    id: str
    giver: str
    receivers: tuple[str, ...]
    private: frozenset[str]
    value: str
    value_name: str
    emoji: str
    words: str
    link: str
    given_at: datetime
    status: Status = Status.GIVEN
    settled_by: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Who is named in the post; nobody where everybody reads it privately."""
        return tuple(each for each in self.receivers if each not in self.private)

    @property
    def stands(self) -> bool:
        """Whether they were neither taken back nor removed."""
        return self.status is Status.GIVEN

    def is_read_by(self, person: str) -> bool:
        """Whether `person` reads them: anybody does who is thanked, and everybody what is posted."""
        return bool(self.named) or person in self.receivers

    def may_take_back(self, person: str, now: datetime) -> None:
        """See that `person` may take them back.

        Raises:
            NoKudos: where that was done already.
            NotYours: for anybody but the giver.
            LongGiven: after a day.
        """
        if person != self.giver:
            raise NotYours
        if not self.stands:
            raise NoKudos
        if now - self.given_at > TAKEN_BACK_WITHIN:
            raise LongGiven


@dataclass(frozen=True)
class Report:
    """Somebody thinks that kudos should not stand."""

    by: str
    why: str


@dataclass(frozen=True)
class Shown:
    """Kudos with the people in them.

    Attributes:
        kudos: The kudos.
        people: Everybody in them, by id.
        left: How many the giver can still thank today.
        channel: Where they are posted.
        link: The link to the post; "" where there is none.
        reports: Who thinks that they should not stand.
        left_alone: Whether an admin looked at the reports and left it.
        prefers_private: Those of the people whom nothing is posted about any more.
    """

    kudos: Kudos
    people: Mapping[str, Person]
    left: int = 0
    channel: str = ""
    link: str = ""
    reports: tuple[Report, ...] = ()
    left_alone: bool = False
    prefers_private: frozenset[str] = frozenset()

    def name(self, person: str) -> str:
        """What somebody in them is called; "Somebody" where that is not known any more."""
        found = self.people.get(person)
        return "Somebody" if found is None else found.name

    def first_name(self, person: str) -> str:
        """The same, as colleagues say it."""
        found = self.people.get(person)
        return "Somebody" if found is None else found.first_name


@dataclass(frozen=True)
class Thanked:
    """What somebody was thanked for, the latest first.

    Attributes:
        latest: As many as are shown.
        givers: What those are called who gave them, by id.
        count: How many there are.
        left: How many they can still thank today themselves.
    """

    latest: tuple[Kudos, ...]
    givers: Mapping[str, str]
    count: int
    left: int
