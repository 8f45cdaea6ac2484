"""The moves a delivery can make. Each takes where it stands and returns where it stands then.

A move that may not be made returns None: the row stays as it is.

    pending → sending → sent | failed | cancelled
              sending → uncertain → sent | pending
    pending → expired | cancelled
    cancelled → pending, while nothing of it can have been sent
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.deliveries import Claimed, Method, Standing, State, Unwanted
from bot.domain.delivery_outcomes import (
    Absent,
    Doubtful,
    Found,
    Look,
    NotSent,
    Outcome,
    Postponed,
    Sent,
    Unreadable,
    Waiting,
)

if TYPE_CHECKING:
    from bot.domain.delivery_policy import Policy

GIVE_UP_AFTER = 7 * 24 * 3_600_000
"""How long a lost answer is looked for before a person is told, in ms."""


def claimed(standing: Standing, policy: Policy, *, today: int, now: int) -> Standing:
    """In hand, under a new token. `today` is the clock of Slack's timestamps, `now` the lease clock."""
    return replace(
        standing,
        state=State.SENDING,
        token=standing.token + 1,
        attempts=standing.attempts + 1,
        lease_until=now + policy.lease,
        first_at=standing.first_at or today,
        last_at=now,
        reason=None,
    )


def finished(
    current: Standing, claim: Claimed, outcome: Outcome, policy: Policy, now: int
) -> Standing | None:
    """After a try. Proof of sending beats any lease; anything else needs the token."""
    if isinstance(outcome, Sent):
        return _sent(current, claim, outcome, policy, now)
    if not _holds(current, claim, outcome):
        return None
    return _tried(replace(current, doubts=claim.standing.doubts), claim, outcome, policy, now)


def run_out(current: Standing, method: Method, policy: Policy, now: int) -> Standing | None:
    """After the lease: nobody knows what became of the try."""
    if current.state is not State.SENDING or current.lease_until > now:
        return None
    return _doubted(current, method, "lease_ran_out", policy, now)


def looked(
    current: Standing, claim: Claimed, look: Look, policy: Policy, *, looked_at: int, now: int, useless: bool
) -> Standing | None:
    """After a look into history that began at `looked_at`.

    An absence is believed only once Slack can no longer act on the last try.
    """
    if current.state is not State.UNCERTAIN or current.token != claim.standing.token:
        return None
    match look:
        case Found():
            return _found(current, look, policy, now)
        case Absent():
            return _absent(current, policy, looked_at, now)
        case Unreadable() if claim.resend:
            return _again(current, policy, look.why, now)
        case Unreadable() if useless:
            return _ended(current, State.EXPIRED, f"may_have_arrived:{look.why}", now)
        case _:  # Unreadable or Unseen
            return _unresolved(current, look.why, policy, looked_at, now)


def surplus(current: Standing, look: Look) -> tuple[str, ...]:
    """The copies to delete: all but the one the row names, or else the earliest."""
    if not isinstance(look, Found):
        return ()
    kept = current.ts if current.ts in look.copies else look.copies[0]
    return tuple(ts for ts in look.copies if ts != kept)


def audited(
    current: Standing, claim: Claimed, look: Look, policy: Policy, *, looked_at: int, now: int, clean: bool
) -> Standing | None:
    """After the last look for a twin; `clean` says that every twin found was deleted."""
    if current.state is not State.SENT or current.audit_at is None:
        return None
    if claim.method.is_idempotent:
        return _redrawn(current, now)
    over = isinstance(look, Unreadable) or looked_at - current.last_at >= GIVE_UP_AFTER
    done = isinstance(look, Found | Absent) and clean and looked_at - current.last_at >= policy.settle
    audit_at = None if over or done else now + policy.audit
    if isinstance(look, Found) and current.ts not in look.copies:
        return replace(current, audit_at=audit_at, channel=look.channel, ts=look.copies[0])
    return replace(current, audit_at=audit_at)


def expired(current: Standing, now: int) -> Standing | None:
    """After its usefulness has passed while it waited."""
    return _ended(current, State.EXPIRED, "no_longer_useful", now) if current.state is State.PENDING else None


def wanted_again(current: Standing, reason: str) -> Standing | None:
    """After what made it unwanted, for `reason`, turned out otherwise; as if it had never been tried."""
    cancelled = current.state is State.CANCELLED and current.reason == reason and current.doubts == 0
    if not cancelled:
        return None
    return replace(
        current, state=State.PENDING, attempts=0, ready_at=0, first_at=0, reason=None, settled_at=None
    )


def doubted_at_restore(current: Standing, method: Method, *, backup_at: int, now: int) -> Standing | None:
    """After a restore from backup: it may have been sent since `backup_at` (by Slack's clock)."""
    if method.is_idempotent or current.state not in {State.PENDING, State.SENDING, State.UNCERTAIN}:
        return None
    return replace(
        current,
        state=State.UNCERTAIN,
        token=current.token + 1,
        doubts=current.doubts + 1,
        first_at=min(current.first_at or backup_at, backup_at),
        last_at=now,
        ready_at=now,
        reason="restored",
    )


def _holds(current: Standing, claim: Claimed, outcome: Outcome) -> bool:
    """Whether the try was the last one; a lost lease may still be settled by who knows it was not sent."""
    if current.token != claim.standing.token:
        return False
    if current.state is State.UNCERTAIN:
        return not isinstance(outcome, Doubtful)
    return current.state is State.SENDING


def _tried(
    current: Standing,
    claim: Claimed,
    outcome: NotSent | Doubtful | Waiting | Postponed | Unwanted,
    policy: Policy,
    now: int,
) -> Standing:
    match outcome:
        case Unwanted():
            return _ended(current, State.CANCELLED, outcome.reason, now)
        case Waiting():
            spared = replace(current, attempts=current.attempts - 1, reason=outcome.why)
            return replace(spared, state=State.PENDING, ready_at=now + outcome.delay)
        case Postponed():
            return replace(current, state=State.PENDING, ready_at=now, reason=outcome.why)
        case NotSent() if outcome.final:
            return _ended(current, State.FAILED, outcome.why, now)
        case NotSent():
            wait = max(outcome.retry_after, policy.wait_after(current.attempts))
            return _again(current, policy, outcome.why, now + wait)
        case _:  # Doubtful
            return _doubted(current, claim.method, outcome.why, policy, now + policy.first_look)


def _sent(current: Standing, claim: Claimed, outcome: Sent, policy: Policy, now: int) -> Standing | None:
    if current.state is State.SENT:
        if claim.method.is_idempotent or current.ts == outcome.ts:
            return None
        return replace(current, audit_at=now)  # a twin: the audit deletes it
    again = claim.standing.doubts > 0 or current.token != claim.standing.token
    if claim.method.is_idempotent:
        check_in = policy.settle if again else None
    else:
        check_in = policy.audit if again else None
    return replace(
        current,
        state=State.SENT,
        channel=outcome.channel,
        ts=outcome.ts,
        reason=None,
        settled_at=now,
        audit_at=None if check_in is None else now + check_in,
    )


def _found(current: Standing, look: Found, policy: Policy, now: int) -> Standing:
    audit_at = now + policy.audit if current.doubts > 1 else None
    return replace(
        current,
        state=State.SENT,
        channel=look.channel,
        ts=look.copies[0],
        reason=None,
        settled_at=now,
        audit_at=now if len(look.copies) > 1 else audit_at,
    )


def _absent(current: Standing, policy: Policy, looked_at: int, now: int) -> Standing:
    age = max(looked_at - current.last_at, 0)
    if age >= policy.settle:
        return _again(current, policy, "never_arrived", now)
    settled = current.last_at + policy.settle
    return replace(current, ready_at=max(now, min(now + max(age, policy.first_look), settled)))


def _unresolved(current: Standing, why: str, policy: Policy, looked_at: int, now: int) -> Standing:
    age = max(looked_at - current.last_at, 0)
    if age >= GIVE_UP_AFTER:
        return _ended(current, State.FAILED, f"may_have_arrived:{why}", now)
    wait = max(policy.first_look, min(age, policy.longest_backoff))
    return replace(current, ready_at=now + wait, reason=why)


def _doubted(current: Standing, method: Method, why: str, policy: Policy, ready_at: int) -> Standing:
    doubts = current.doubts + 1
    if not method.is_idempotent:
        return replace(current, state=State.UNCERTAIN, doubts=doubts, ready_at=ready_at, reason=why)
    again = _again(replace(current, doubts=doubts), policy, why, ready_at)
    return again if again.state is State.FAILED else replace(again, reason=why)


def _again(current: Standing, policy: Policy, why: str, ready_at: int) -> Standing:
    if current.attempts >= policy.attempts:
        return _ended(current, State.FAILED, why, ready_at)
    return replace(current, state=State.PENDING, ready_at=ready_at, reason=why)


def _redrawn(current: Standing, now: int) -> Standing:
    """A late request may have undone what was drawn after it: draw once more."""
    return replace(
        current, state=State.PENDING, attempts=0, doubts=0, audit_at=None, ready_at=now, reason="redraw"
    )


def _ended(current: Standing, state: State, reason: str, now: int) -> Standing:
    """At its end; what had arrived before, and was only being redrawn, stays sent."""
    if current.settled_at is not None:
        return replace(current, state=State.SENT)
    return replace(current, state=state, reason=reason, settled_at=now)
