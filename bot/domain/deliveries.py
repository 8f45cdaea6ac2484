"""A delivery: one message that must reach Slack, planned once and sent once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_KEY = 255
LONGEST_NAME = 64
LONGEST_TEXT = 40_000
MOST_FACTS = 20
LONGEST_FACT = 500

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LARGEST_INTEGER = 2**53


class Refused(ValueError):  # noqa: N818 - said of a delivery, as of every other refusal here
    """A delivery or message that cannot be stored or sent as it is; the sentence says why."""


class Priority(IntEnum):
    """What goes first when several messages are due."""

    ANSWER = 0
    ESCALATION = 1
    PROMPT = 2
    DIGEST = 3


class Method(StrEnum):
    """What is done in Slack."""

    POST = "post"
    UPDATE = "update"
    PUBLISH = "publish"

    @property
    def api(self) -> str:
        """Slack's name of it."""
        return {"post": "chat.postMessage", "update": "chat.update", "publish": "views.publish"}[self.value]

    @property
    def is_idempotent(self) -> bool:
        """Whether doing it twice shows the same as doing it once."""
        return self is not Method.POST


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Planned:
    """A message that is owed: who, what, when; what it says is composed when it is sent.

    Attributes:
        workspace: The Slack team.
        key: Names the obligation, unique in the workspace: who, what, local date.
        kind: What sort of message it is; the composer is chosen by it.
        to: A channel or user id.
        due_at: When it should be sent, aware.
        useful_until: When it is of no more use; it then expires and is counted.
        priority: Its place in the queue.
        person: The Slack user it concerns.
        about: Small facts for the composer (ids, dates), never text of people.
        method: What is done in Slack.
        updates: Key of the delivery whose posted message this one redraws (`UPDATE` only).
        thread_of: Key of the delivery in whose thread this one is posted (`POST` only).
        resend: Where Slack's history cannot be read after a lost answer: True sends again (its
            buttons are idempotent), False never does.
    """

    workspace: str
    key: str
    kind: str
    to: str
    due_at: datetime
    useful_until: datetime
    priority: Priority = Priority.PROMPT
    person: str | None = None
    about: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    method: Method = Method.POST
    updates: str | None = None
    thread_of: str | None = None
    resend: bool = False

    @property
    def lane(self) -> str:
        """Where it must not overtake another: a channel, a person's messages, or a person's Home."""
        return f"home:{self.to}" if self.method is Method.PUBLISH else self.to


@dataclass(frozen=True)
class Standing:
    """The part of a delivery that moves.

    Attributes:
        state: Where it stands.
        token: Grows at every claim; only who holds the current one may move the row.
        attempts: How often it was tried.
        doubts: How often an answer was lost.
        ready_at: Not before this: the next try, or the next look into history.
        lease_until: When the claim runs out.
        first_at: When it was first tried, by the clock that Slack's timestamps follow; 0 before.
        last_at: When it was last claimed.
        audit_at: When to look once more for a late twin.
        channel: Where it was posted.
        ts: Slack's name of the posted message.
        reason: Why it stands so: an error's name, never text.
        settled_at: When it reached its end.

    Moments are epoch milliseconds of the lease clock, except `first_at`.
    """

    state: State = State.PENDING
    token: int = 0
    attempts: int = 0
    doubts: int = 0
    ready_at: int = 0
    lease_until: int = 0
    first_at: int = 0
    last_at: int = 0
    audit_at: int | None = None
    channel: str | None = None
    ts: str | None = None
    reason: str | None = None
    settled_at: int | None = None


@dataclass(frozen=True)
class Claimed:
    """A stored delivery in hand: what a composer needs to know, and where it stands."""

    workspace: str
    key: str
    kind: str
    to: str
    lane: str
    due_at: datetime
    useful_until: datetime
    priority: Priority
    person: str | None
    about: Mapping[str, str | int]
    method: Method
    updates: str | None
    thread_of: str | None
    resend: bool
    delivery_id: str
    unwanted: str | None
    standing: Standing

    @property
    def attempt(self) -> int:
        """Which try this is, from 1."""
        return self.standing.attempts


@dataclass(frozen=True)
class Picture:
    """A drawing that a message shows; an image block refers to it by its name.

    Attributes:
        name: Its own within the message.
        alt: What it shows, in words.
        png: The drawing.
    """

    name: str
    alt: str
    png: bytes


@dataclass(frozen=True)
class Message:
    """What is shown in Slack.

    Attributes:
        text: For notifications and screen readers; never empty, except with a `view`.
        blocks: Block Kit.
        view: A Home view, for `Method.PUBLISH`.
        pictures: The drawings that the blocks show.
    """

    text: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    view: dict[str, Any] | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Unwanted:
    """Why a message need not be sent any more: answered, on leave, settled."""

    reason: str


@dataclass(frozen=True)
class Later:
    """The message is wanted, but not before `until`, an aware moment."""

    until: datetime


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, of an aware moment."""
    return (moment - _EPOCH) // _MILLISECOND


def from_epoch_ms(milliseconds: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + milliseconds * _MILLISECOND


def check(planned: Planned) -> Planned:
    """The delivery, if both engines can store it and Slack could show it; else `Refused`."""
    for name, longest in (
        ("workspace", 32),
        ("key", LONGEST_KEY),
        ("kind", LONGEST_NAME),
        ("to", LONGEST_NAME),
    ):
        _check_text(name, getattr(planned, name), longest)
    for name, longest in (("person", LONGEST_NAME), ("updates", LONGEST_KEY), ("thread_of", LONGEST_KEY)):
        if getattr(planned, name) is not None:
            _check_text(name, getattr(planned, name), longest)
    _check_moments(planned)
    _check_method(planned)
    _check_facts(planned)
    return planned


def check_message(message: Message, method: Method) -> Message:
    """The message, if Slack could show it by this method; else `Refused`."""
    if method is Method.PUBLISH:
        if not message.view:
            raise Refused("A Home needs a view.")
        return message
    _check_text("text", message.text, LONGEST_TEXT)
    if not message.text.strip():
        raise Refused("The text is empty: a notification would say nothing.")
    return message


def _check_text(name: str, value: object, longest: int) -> None:
    if not isinstance(value, str):
        raise Refused(f"{name} must be text, not {type(value).__name__}.")
    if not value:
        raise Refused(f"{name} is empty.")
    if len(value) > longest:
        raise Refused(f"{name} is longer than {longest} characters.")
    if "\0" in value:
        raise Refused(f"{name} contains a NUL character.")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Refused(f"{name} contains half of a surrogate pair.")


def _check_moments(planned: Planned) -> None:
    for name in ("due_at", "useful_until"):
        moment = getattr(planned, name)
        if not isinstance(moment, datetime) or moment.utcoffset() is None:
            raise Refused(f"{name} must be a moment with a time zone.")
    if planned.useful_until <= planned.due_at:
        raise Refused("useful_until must come after due_at.")


def _check_method(planned: Planned) -> None:
    if not isinstance(planned.priority, Priority) or not isinstance(planned.method, Method):
        raise Refused("priority and method must be of their own types.")
    if (planned.updates is not None) != (planned.method is Method.UPDATE):
        raise Refused("An update names the delivery it redraws, and nothing else does.")
    if planned.thread_of is not None and planned.method is not Method.POST:
        raise Refused("Only a post goes into a thread.")
    if planned.key in {planned.updates, planned.thread_of}:
        raise Refused("A delivery cannot refer to itself.")


def _check_facts(planned: Planned) -> None:
    if len(planned.about) > MOST_FACTS:
        raise Refused(f"about holds more than {MOST_FACTS} facts.")
    for name, value in planned.about.items():
        _check_text("a name in about", name, LONGEST_NAME)
        if isinstance(value, str):
            _check_text(f"about[{name!r}]", value or "-", LONGEST_FACT)
        elif isinstance(value, bool) or not isinstance(value, int):
            raise Refused(f"about[{name!r}] must be text or a whole number, not {type(value).__name__}.")
        elif abs(value) > _LARGEST_INTEGER:
            raise Refused(f"about[{name!r}] is too large a number.")
