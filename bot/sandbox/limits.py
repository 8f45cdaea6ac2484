"""Slack's rate limits, for those who switch them on: so many calls a minute, one message a second."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from math import ceil

from bot.sandbox.errors import RateLimited

WINDOW = 60.0
SECONDS_BETWEEN_MESSAGES = 1.0
POSTING = frozenset({"chat.postMessage"})


@dataclass
class Limits:
    """What was called when, by the workspace's clock."""

    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _posts: dict[str, float] = field(default_factory=dict)

    def check(self, method: str, per_minute: int, channel: str, now: float) -> None:
        """Count one call; raises RateLimited if it is one too many."""
        if method in POSTING:
            self._space(channel, now)
        calls = self._calls[method]
        while calls and now - calls[0] >= WINDOW:
            calls.popleft()
        if len(calls) >= per_minute:
            raise RateLimited(max(1, ceil(WINDOW - (now - calls[0]))))
        calls.append(now)

    def _space(self, channel: str, now: float) -> None:
        if now - self._posts.get(channel, 0.0) < SECONDS_BETWEEN_MESSAGES:
            raise RateLimited(1)
        self._posts[channel] = now
