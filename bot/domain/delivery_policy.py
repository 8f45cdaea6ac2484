"""The timings of sending, and the one inequality that keeps them safe."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Rate:
    """How often a Slack method may be called in one workspace.

    Attributes:
        every: Milliseconds between two calls, on the long run.
        burst: How many may come at once.
    """

    every: int
    burst: int = 1


SLACK_RATES: Mapping[str, Rate] = MappingProxyType({
    "chat.postMessage": Rate(every=250, burst=20),  # "several hundred messages per minute"
    "chat.update": Rate(every=1_300, burst=4),  # tier 3: 50 per minute
    "views.publish": Rate(every=650, burst=8),  # tier 4: 100 per minute
    "conversations.history": Rate(every=1_300, burst=4),
    "conversations.replies": Rate(every=1_300, burst=4),
    "conversations.open": Rate(every=1_300, burst=4),
    "chat.delete": Rate(every=1_300, burst=4),
})  # fmt: skip
"""What Slack's published limits leave us, a full burst in any minute included."""


class UnsafePolicyError(ValueError):
    """Timings with which a message could be sent twice."""


@dataclass(frozen=True)
class Policy:
    """How patient the outbox is. All figures are milliseconds unless said otherwise.

    Attributes:
        lease: How long a claim lasts.
        send_margin: How much of the lease must be left when a request starts.
        http_timeout: How long Slack's answer is waited for.
        latest: How long after we gave up Slack may still act on a request.
        history_lag: How long a posted message may be missing from history.
        skew: How far the lease clocks of two replicas may differ.
        settle: How long after the last claim an absence from history is believed.
        first_look: How soon after a lost answer history is looked at.
        look_back: How far before the first try history is read, for clocks that differ from Slack's.
        audit: How long after a message was sent again a late twin is looked for.
        backoff: The wait after a first failure; doubles with each.
        longest_backoff: The longest wait between two tries.
        channel_gap: The least time between two posts to one channel.
        attempts: How often a message is tried before it fails and a person is told.
        pages: How many pages of history are read before a look counts as failed.
        rates: The pace per Slack method; a method that is missing has none.
    """

    lease: int = 30_000
    send_margin: int = 15_000
    http_timeout: int = 10_000
    latest: int = 60_000
    history_lag: int = 5_000
    skew: int = 10_000
    settle: int = 120_000
    first_look: int = 3_000
    look_back: int = 300_000
    audit: int = 900_000
    backoff: int = 2_000
    longest_backoff: int = 300_000
    channel_gap: int = 1_000
    attempts: int = 40
    pages: int = 20
    rates: Mapping[str, Rate] = field(default_factory=lambda: SLACK_RATES)

    def __post_init__(self) -> None:
        """Refuse timings that cannot be safe, naming the inequality that is broken."""
        if min(self.send_margin, self.http_timeout, self.latest, self.history_lag, self.skew) < 0:
            raise UnsafePolicyError("No timing may be negative.")
        if self.lease <= self.send_margin:
            raise UnsafePolicyError("The lease must be longer than the margin it is to leave.")
        if self.send_margin <= self.http_timeout:
            raise UnsafePolicyError("The send margin must cover the HTTP timeout and a commit.")
        if self.settle < self.doubt_lasts:
            raise UnsafePolicyError(
                f"settle is {self.settle} ms, but Slack may act and show it as late as"
                f" {self.doubt_lasts} ms after a claim: lease - send_margin + http_timeout + latest"
                " + history_lag + skew."
            )
        if self.audit < self.settle:
            raise UnsafePolicyError("The audit must come after the doubt has settled.")

    @property
    def doubt_lasts(self) -> int:
        """The latest moment after a claim at which its message may appear in history."""
        start = self.lease - self.send_margin
        return start + self.http_timeout + self.latest + self.history_lag + self.skew

    def wait_after(self, failures: int) -> int:
        """The wait before the next try, after so many failures."""
        doublings = min(max(failures - 1, 0), 20)
        return min(self.backoff << doublings, self.longest_backoff)


def draw(rate: Rate | None, free_at: int, now: int, wanted: int) -> tuple[int, int]:
    """How many calls may be made now, and when the next one may after them.

    The generic cell rate algorithm: `free_at` is the earliest moment of the next call.
    """
    if free_at > now:
        return 0, free_at
    if rate is None or rate.every == 0:
        return wanted, free_at
    tolerance = (rate.burst - 1) * rate.every
    arrival = max(free_at + tolerance, now)
    granted = min(wanted, (now + tolerance - arrival) // rate.every + 1)
    return granted, arrival + granted * rate.every - tolerance
