"""Messages, and the order they stand in: by channel, by thread, found by their `ts` without scanning."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

FIRST = "0000000000.000000"
LAST = "9999999999.999999"


@dataclass(slots=True)
class Message:
    """One message, as posted by a person or an app."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    bot_id: str = ""
    app_id: str = ""
    username: str = ""
    icons: dict[str, str] | None = None
    subtype: str = ""
    thread_ts: str = ""
    broadcast: bool = False
    edited: dict[str, str] | None = None
    metadata: dict[str, Any] | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    only_for: str = ""
    typed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    offered: dict[str, dict[str, Any]] = field(default_factory=dict)

    def typed_by(self, user: str) -> dict[str, dict[str, Any]]:
        """What one person typed or chose in it; nobody else sees that."""
        return self.typed.setdefault(user, {})

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread that another message began."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


class Timeline:
    """The messages of one channel."""

    def __init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._roots: list[str] = []
        self._threads: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._by_ts)

    def add(self, message: Message) -> None:
        """Put a message where its `ts` says."""
        self._by_ts[message.ts] = message
        if message.is_reply:
            insort(self._threads.setdefault(message.thread_ts, []), message.ts)
        if not message.is_reply or message.broadcast:
            insort(self._roots, message.ts)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        del self._by_ts[message.ts]
        for order in (self._roots, self._threads.get(message.thread_ts, [])):
            at = bisect_left(order, message.ts)
            if at < len(order) and order[at] == message.ts:
                del order[at]

    def get(self, ts: str) -> Message | None:
        """The message with this `ts`."""
        return self._by_ts.get(ts)

    def replies(self, ts: str) -> list[Message]:
        """The replies under a root, oldest first."""
        return [self._by_ts[each] for each in self._threads.get(ts, ())]

    def between(self, oldest: str = FIRST, latest: str = LAST, *, inclusive: bool = False) -> range:
        """The positions of the roots between two moments."""
        low, high = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
        return range(low(self._roots, oldest), max(low(self._roots, oldest), high(self._roots, latest)))

    def at(self, positions: range) -> list[Message]:
        """The roots at these positions, oldest first."""
        return [self._by_ts[self._roots[at]] for at in positions]

    def since(self, ts: str) -> Iterator[Message]:
        """The roots after `ts`, oldest first."""
        for at in self.between(oldest=ts or FIRST):
            yield self._by_ts[self._roots[at]]

    @property
    def last_ts(self) -> str:
        """The `ts` of the newest root, or an empty string."""
        return self._roots[-1] if self._roots else ""


def moment(value: str, default: str) -> str:
    """A `ts` as an argument gives it, in the form in which they are compared; raises ValueError."""
    if not value:
        return default
    try:
        return f"{Decimal(value):.6f}".zfill(len(FIRST))
    except InvalidOperation as error:
        raise ValueError(value) from error
