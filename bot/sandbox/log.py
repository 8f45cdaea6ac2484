"""What went between the app and the workspace, newest last, for tests and developers."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT = 5000


@dataclass
class Entry:
    """One Web API call, or one envelope to the app."""

    n: int
    at: float
    kind: str
    name: str
    request: Any
    ok: bool | None = None
    error: str = ""
    status: int = 0
    ms: float = 0.0
    response: Any = None

    def shape(self) -> dict[str, Any]:
        """The entry as the control API shows it."""
        return {
            "n": self.n,
            "at": self.at,
            self.kind: self.name,
            "ok": self.ok,
            "error": self.error,
            "status": self.status,
            "ms": round(self.ms, 1),
            "request": self.request,
            "response": self.response,
        }


@dataclass
class Log:
    """The last few thousand entries, and how often the app was told to slow down."""

    rate_limited: int = 0
    _count: int = 0
    _entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))

    def begin(self, kind: str, name: str, at: float, request: Any) -> Entry:
        """A new entry, of kind `method` or `envelope`; whoever began it fills in how it ended."""
        self._count += 1
        entry = Entry(self._count, at, kind, name, request)
        self._entries.append(entry)
        return entry

    def since(self, n: int) -> list[Entry]:
        """The entries after number `n`."""
        return [entry for entry in self._entries if entry.n > n]
