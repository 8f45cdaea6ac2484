"""Coaching: who could use their manager and why, what was talked about, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.coaching_questions import question_for
from bot.domain.coaching_reasons import Reason, Why
from bot.domain.coaching_rhythms import A_WEEK, Rhythm, Spoken, TeamsRhythm
from bot.domain.people import Rank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.domain.people import Person

MOST = 5
"""People in a manager's queue: more than that is a list nobody reads."""

SNOOZED_FOR = A_WEEK
"""How long somebody is left out once their manager has said so."""

RESTS_FOR = A_WEEK
"""How long a talk settles what called for it."""

FURTHEST = timedelta(days=365)
"""How far ahead an action may be dated."""

_LASTING = frozenset({Why.ASKED, Why.FOLLOW_UP, Why.TALK_FIRST, Why.OVERDUE})
"""What a talk does not settle by itself: each of these knows when it is over."""


@dataclass(frozen=True)
class Note:
    """What a manager and a person talked about.

    Attributes:
        id: Its own, random.
        person: Whom it is about.
        by: Who wrote it.
        at: When.
        words: What they discussed.
        action: What they agreed, if anything.
        due: By when, if that was said.
        read_at: When the person said that they have read it.
        settled_at: When the action was settled.
    """

    id: str
    person: str
    by: str
    at: datetime
    words: str
    action: str = ""
    due: date | None = None
    read_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something was agreed that nobody has settled."""
        return bool(self.action) and self.settled_at is None

    def is_due(self, today: date) -> bool:
        """Whether what was agreed is to be looked at by `today`."""
        return self.is_open and self.due is not None and self.due <= today


@dataclass(frozen=True)
class Asked:
    """Somebody asks for coaching.

    Attributes:
        id: Its own, random.
        person: Who.
        told: The manager who was told of it.
        words: About what, in their own words.
        at: When.
        closed_at: When they withdrew it, or were coached.
        withdrawn: Whether they took it back.
    """

    id: str
    person: str
    told: str
    words: str
    at: datetime
    closed_at: datetime | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for a talk."""
        return self.closed_at is None


@dataclass(frozen=True)
class Concern:
    """One person in a manager's queue: why now, and one open question to begin with.

    Attributes:
        person: Who.
        reasons: Why, the most pressing first; at least one.
        question: To ask.
    """

    person: Person
    reasons: tuple[Reason, ...]
    question: str

    @property
    def first(self) -> Reason:
        """The most pressing reason."""
        return self.reasons[0]

    @property
    def due(self) -> Reason | None:
        """What was agreed and is to be looked at now, the first of it."""
        return next((each for each in self.reasons if each.why is Why.FOLLOW_UP), None)

    @property
    def marks(self) -> frozenset[str]:
        """What makes it news: a name for each reason."""
        return frozenset(f"{self.person.id}:{each.why}:{each.id}" for each in self.reasons)


@dataclass(frozen=True)
class Queue:
    """Who could use a manager now.

    Attributes:
        concerns: At most five people, the most pressing first.
        more: How many others there are.
        rhythm: Whom they have spoken with.
        agreed: What was agreed and is not settled yet, the next due first, each with whose it is.
        today: The day it is where they are.
    """

    today: date
    rhythm: Rhythm
    concerns: tuple[Concern, ...] = ()
    more: int = 0
    agreed: tuple[tuple[Person, Note], ...] = ()

    @property
    def waiting(self) -> tuple[tuple[Person, Note], ...]:
        """What is agreed, but for what stands above it with whom it is about."""
        above = {each.due.id for each in self.concerns if each.due is not None}
        return tuple((person, note) for person, note in self.agreed if note.id not in above)

    @property
    def marks(self) -> frozenset[str]:
        """Everything that calls for a talk, by name."""
        return frozenset(mark for each in self.concerns for mark in each.marks)


@dataclass(frozen=True)
class OwnCoaching:
    """What somebody sees of their own coaching.

    Attributes:
        manager: Who reads what they ask.
        asked: What they have asked, while it is open.
        asked_on: The day on which they did, where they are.
        back: When that manager is back, if they are away.
        actions: What they agreed and is not settled.
        is_listed: Whether they are in that manager's queue, and not only told of: no one stands between.
    """

    manager: Person
    asked: Asked | None = None
    asked_on: date | None = None
    back: date | None = None
    actions: tuple[Note, ...] = ()
    is_listed: bool = True


@dataclass(frozen=True)
class HomeCoaching:
    """All of coaching on one person's Home.

    Attributes:
        own: Their own, of a rep with a manager.
        queue: Their team's, of whoever leads reps.
        teams: Of a manager of managers, each manager's.
    """

    own: OwnCoaching | None = None
    queue: Queue | None = None
    teams: tuple[TeamsRhythm, ...] = ()


@dataclass(frozen=True)
class Form:
    """What a manager is shown before they write a note.

    Attributes:
        person: Whom it is about.
        concern: Why now, if they are in the queue.
        open: What was agreed before and is not settled.
        seen: The last note there is, so that none is written past another; "" for none.
        today: The day it is where the manager is.
    """

    person: Person
    concern: Concern | None
    open: tuple[Note, ...]
    seen: str
    today: date

    @property
    def is_listed(self) -> bool:
        """Whether what is agreed comes back on its day: it does in the queue, and reps stand in one."""
        return self.person.rank is Rank.REP

    @property
    def settles(self) -> bool:
        """Whether something is due that counts as done with this talk."""
        return any(each.is_due(self.today) for each in self.open)


@dataclass(frozen=True)
class Told:
    """A note as it is shown to the person, with who wrote it."""

    note: Note
    person: Person
    by: Person


@dataclass(frozen=True)
class Request:
    """What somebody asked, as their manager is told of it."""

    asked: Asked
    person: Person


def queue_of(
    team: Iterable[Person],
    reasons: Mapping[str, Sequence[Reason]],
    spoken: Spoken,
    snoozed: Collection[str],
) -> tuple[tuple[Concern, ...], int]:
    """The people of a team who could use their manager most, and how many others there are.

    Nobody who is away. Who was snoozed is left out unless they asked themselves; what a talk of the last
    week was about is taken as settled by it.
    """
    found = []
    for person in team:
        theirs = _standing(person, reasons.get(person.id, ()), spoken, snoozed)
        if theirs and person.id not in spoken.away:
            question = question_for(theirs[0].why, person.id, spoken.today)
            found.append(Concern(person, theirs, question))
    found.sort(key=lambda each: (_ORDER[each.first.why], each.person.name, each.person.id))
    return tuple(found[:MOST]), max(0, len(found) - MOST)


def _standing(
    person: Person, reasons: Sequence[Reason], spoken: Spoken, snoozed: Collection[str]
) -> tuple[Reason, ...]:
    at = spoken.last.get(person.id)
    rests = at is not None and at > spoken.now - RESTS_FOR
    own = [each for each in reasons if not rests or each.why in _LASTING]
    if person.id in snoozed and not any(each.why is Why.ASKED for each in own):
        return ()
    return tuple(sorted(own, key=lambda each: _ORDER[each.why]))


_ORDER = {why: number for number, why in enumerate(Why)}
