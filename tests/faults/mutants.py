"""Deletions from the outbox, one at a time. Each must be noticed by a story or by a seed.

python -m tests.faults.mutants          # looks for the first seeds that notice each
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import String, false, literal_column

from bot.delivery import gateway, planner, recovery, sender
from bot.domain import delivery_moves, delivery_outcomes, delivery_policy
from bot.domain.deliveries import State, Unwanted
from bot.domain.delivery_outcomes import Absent, NotSent
from bot.store import deliveries, delivery_claims, delivery_ends, lanes, rates
from tests.faults import simulation
from tests.faults.simulation import POLICY, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest import MonkeyPatch  # noqa: PT013 - the type only


@dataclass(frozen=True)
class Mutant:
    """One deletion, and who notices: a story by name, or a seed of the simulation."""

    name: str
    apply: Callable[[MonkeyPatch], None]
    story: str | None = None
    seed: int | None = None


def notices(seeds: Iterable[int]) -> int | None:
    """The first seed that finds something wrong."""
    return next((result.seed for result in run(seeds) if result.wrong), None)


@contextmanager
def applied(mutant: Mutant) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        _forget_queries()
        mutant.apply(patch)
        yield
    _forget_queries()


def _forget_queries() -> None:
    delivery_claims._anything_due.cache_clear()
    delivery_claims._to_claim.cache_clear()


def _set(owner: Any, name: str, value: Any) -> Callable[[MonkeyPatch], None]:
    return lambda patch: patch.setattr(owner, name, value)


def _wrapped(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Callable[[MonkeyPatch], None]:
    return lambda patch: patch.setattr(owner, name, wrap(getattr(owner, name)))


def _no_fence(current: Any, claim: Any, outcome: Any) -> bool:
    return current.state in {State.SENDING, State.UNCERTAIN, State.PENDING}


def _straight_back(current: Any, method: Any, why: str, policy: Any, ready_at: int) -> Any:
    return delivery_moves._again(current, policy, why, ready_at)


def _lease_means_again(current: Any, method: Any, policy: Any, now: int) -> Any:
    if current.state is not State.SENDING or current.lease_until > now:
        return None
    return delivery_moves._again(current, policy, "lease_ran_out", now)


def _stale_looks(real: Any) -> Any:
    def looked(current: Any, claim: Any, look: Any, policy: Any, **more: Any) -> Any:
        mine = replace(claim, standing=replace(claim.standing, token=current.token))
        if current.state is State.SENDING:
            current = replace(current, state=State.UNCERTAIN)
        return real(current, mine, look, policy, **more)

    return looked


def _proof_needs_the_lease(real: Any) -> Any:
    def sent(current: Any, claim: Any, outcome: Any, policy: Any, now: int) -> Any:
        held = current.state is State.SENDING and current.token == claim.standing.token
        return real(current, claim, outcome, policy, now) if held else None

    return sent


def _refusal_for(error: str) -> Callable[[MonkeyPatch], None]:
    return _set(delivery_outcomes, "UNPROVEN", delivery_outcomes.UNPROVEN - {error})


def _unique_by_chance(real: Any) -> Any:
    count = itertools.count()
    return lambda planned, outbox, now: real(planned, outbox, now) | {"key": f"{planned.key}:{next(count)}"}


def _all_missing(_connection: Any, _workspace: str, keys: Any) -> set[str]:
    return set(keys)


def _without_halving(database: Any, planned: Any, now: Any) -> Any:
    with database.writing() as connection:
        return planner.Report(written=deliveries.plan(connection, planned, now))


def _never(*_: Any, **__: Any) -> Any:
    return None


def _every_lane(_connection: Any, _workspace: str, wanted: Any, **_: Any) -> set[str]:
    return set(wanted)


def _long_ago() -> Any:
    return literal_column("0")


def _no_state(_key: Any) -> Any:
    return literal_column("''", String)


def _any_kind(real: Any) -> Any:
    return lambda kinds, priority: real(frozenset({"prompt", "card", "unknown", "something else"}), priority)


def _same_token(real: Any) -> Any:
    return lambda standing, *rest, **more: replace(real(standing, *rest, **more), token=standing.token)


def _random_id(real: Any) -> Any:
    count = itertools.count()
    return lambda planned, outbox, now: real(planned, outbox, now) | {"delivery_id": f"{next(count):032x}"}


def _any_error_is_a_refusal(real: Any) -> Any:
    def read_answer(method: Any, status: int, body: Any, retry_after: Any) -> Any:
        found = real(method, status, body, retry_after)
        return NotSent(found.why) if isinstance(found, delivery_outcomes.Doubtful) else found

    return read_answer


def _silence_is_a_refusal(real: Any) -> Any:
    def deliver(self: Any, *rest: Any) -> Any:
        found = real(self, *rest)
        return NotSent(found.why) if isinstance(found, delivery_outcomes.Doubtful) else found

    return deliver


def _blind_is_absent(real: Any) -> Any:
    def look(self: Any, claim: Any) -> Any:
        found = real(self, claim)
        return Absent() if isinstance(found, delivery_outcomes.Unseen) else found

    return look


def _unwanted_is_ignored(real: Any) -> Any:
    def find(connection: Any, workspace: str, key: str) -> Any:
        found = real(connection, workspace, key)
        return found and replace(found, unwanted=None)

    return find


def _never_redrawn(current: Any, now: int) -> Any:
    return replace(current, audit_at=None)


def _without_end(real: Any) -> Any:
    return lambda current, policy, *rest: real(current, replace(policy, attempts=10**9), *rest)


def _no_gap(real: Any) -> Any:
    return lambda claim, outcome, policy, now: real(claim, outcome, replace(policy, channel_gap=0), now)


def _as_it_was(real: Any) -> Any:
    def doubted(standing: Any, planned: Any, outbox: Any) -> Any:
        return standing if standing.token else real(standing, planned, outbox)

    return doubted


def _later_is_never(real: Any) -> Any:
    def tried(current: Any, claim: Any, outcome: Any, policy: Any, now: int) -> Any:
        later = isinstance(outcome, delivery_outcomes.Postponed)
        return real(current, claim, Unwanted("later") if later else outcome, policy, now)

    return tried


MUTANTS = (
    Mutant(
        "without the fence", _set(delivery_moves, "_holds", _no_fence), "only_the_current_holder_moves_a_row"
    ),
    Mutant(
        "without a token that grows",
        _wrapped(delivery_claims, "claimed", _same_token),
        "only_the_current_holder_moves_a_row",
    ),
    Mutant(
        "stale looks move the row",
        _wrapped(delivery_moves, "looked", _stale_looks),
        "a_stale_look_moves_nothing",
    ),
    Mutant(
        "proof needs the lease",
        _wrapped(delivery_moves, "_sent", _proof_needs_the_lease),
        "proof_of_sending_beats_a_lost_lease",
    ),
    Mutant(
        "without the settle time",
        _wrapped(
            delivery_moves,
            "_absent",
            lambda real: (
                lambda current, policy, looked_at, now: delivery_moves._again(
                    current, policy, "never_arrived", now
                )
            ),
        ),
        seed=22,
    ),
    Mutant("without the look", _set(recovery.Recovery, "_look", lambda _self, _claim: Absent()), seed=0),
    Mutant("a failed look is an absence", _wrapped(recovery.Recovery, "_look", _blind_is_absent), seed=4),
    Mutant(
        "without the lease check",
        _set(sender.Sender, "_too_late", _never),
        story="a_slow_machine_does_not_post_late",
    ),
    Mutant("doubt means again", _set(delivery_moves, "_doubted", _straight_back), seed=0),
    Mutant("a lease that ran out means again", _set(delivery_moves, "run_out", _lease_means_again), seed=2),
    Mutant("leases never run out", _set(recovery.Recovery, "run_out", lambda _self: Counter()), seed=0),
    Mutant("without the audit", _set(recovery.Recovery, "audit", lambda _self: Counter()), seed=72),
    Mutant("internal_error is a refusal", _refusal_for("internal_error"), seed=6),
    Mutant("nonsense is a refusal", _wrapped(gateway, "read_answer", _any_error_is_a_refusal), seed=0),
    Mutant("silence is a refusal", _wrapped(gateway.Gateway, "deliver", _silence_is_a_refusal), seed=0),
    Mutant("without looking back", _set(simulation, "POLICY", replace(POLICY, look_back=0)), seed=3),
    Mutant("random ids", _wrapped(deliveries, "_row", _random_id), seed=5),
    Mutant("a restore doubts nothing", _set(deliveries, "doubted_at_restore", _never), seed=5),
    Mutant("nothing is wanted again", _set(deliveries, "wanted_again", _never), seed=3),
    Mutant(
        "what is wanted again is not doubted after a restore",
        _wrapped(deliveries, "_doubted", _as_it_was),
        seed=35,
    ),
    Mutant("later is never", _wrapped(delivery_moves, "_tried", _later_is_never), seed=3),
    Mutant(
        "later is at once",
        _set(delivery_ends, "_POSTPONE", delivery_ends._POSTPONE.where(false())),
        seed=0,
    ),
    Mutant("without expiry", _set(recovery.Recovery, "expire", lambda _self: Counter()), seed=1),
    Mutant("claims any kind", _wrapped(delivery_claims, "_due", _any_kind), seed=0),
    Mutant("a reply holds up its card", _set(delivery_claims, "_state_of", _no_state), seed=1),
    Mutant(
        "late redraws win",
        _set(delivery_moves, "_redrawn", _never_redrawn),
        "an_update_undone_by_a_late_one_is_drawn_again",
    ),
    Mutant(
        "keys are not unique",
        _wrapped(deliveries, "_row", _unique_by_chance),
        "planning_again_writes_nothing",
    ),
    Mutant(
        "without reading first", _set(deliveries, "missing_keys", _all_missing), "an_idle_tick_writes_nothing"
    ),
    Mutant("without halving", _set(planner, "_plan", _without_halving), "a_bad_row_stands_alone"),
    Mutant(
        "unsafe clients",
        _set(gateway.Gateway, "client", lambda self, workspace: self._client_for(workspace)),
        "an_unsafe_client_is_refused",
    ),
    Mutant(
        "retries by itself",
        _wrapped(gateway, "slack_client", lambda _real: lambda token, url, _policy: WebClient(token, url)),
        "an_unsafe_client_is_refused",
    ),
    Mutant(
        "unsafe timings", _set(delivery_policy.Policy, "__post_init__", _never), "unsafe_timings_are_refused"
    ),
    Mutant(
        "without the bucket",
        _set(rates, "draw", lambda _rate, free_at, _now, wanted: (wanted, free_at)),
        "the_pace_is_kept",
    ),
    Mutant(
        "a 429 pauses nobody else",
        _set(sender, "pause", _never),
        "a_pause_slack_asks_for_holds_for_every_message",
    ),
    Mutant(
        "busy lanes are claimed",
        _set(delivery_claims, "_lane_free_at", _long_ago),
        "a_noisy_channel_starves_nobody",
    ),
    Mutant(
        "lanes are not taken", _set(lanes, "enter", _every_lane), "one_lane_carries_one_message_at_a_time"
    ),
    Mutant(
        "without the second's pause",
        _wrapped(delivery_ends, "_exit", _no_gap),
        "one_channel_hears_one_message_a_second",
    ),
    Mutant(
        "useless is sent all the same",
        _set(sender.Sender, "_too_late", _never),
        "usefulness_is_asked_at_the_last_moment",
    ),
    Mutant(
        "cancelled is sent all the same",
        _wrapped(delivery_claims, "find", _unwanted_is_ignored),
        "what_is_cancelled_while_it_is_composed_is_not_sent",
    ),
    Mutant("tries for ever", _wrapped(delivery_moves, "_again", _without_end), "nothing_is_tried_for_ever"),
    Mutant("tells nobody", _set(sender, "tell", _never), "what_cannot_succeed_fails_and_a_person_is_told"),
)


def main() -> int:
    missed = 0
    for mutant in MUTANTS:
        if mutant.seed is None:
            continue
        with applied(mutant):
            found = notices(range(150))
        missed += found is None
        print(f"{mutant.name}: {'NOT NOTICED' if found is None else f'seed {found}'}", flush=True)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
