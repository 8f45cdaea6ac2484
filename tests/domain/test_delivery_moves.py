"""The moves of a delivery, one table of before and after for each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.deliveries import Claimed, Method, Priority, Standing, State, Unwanted
from bot.domain.delivery_moves import (
    GIVE_UP_AFTER,
    audited,
    claimed,
    doubted_at_restore,
    expired,
    finished,
    looked,
    run_out,
)
from bot.domain.delivery_outcomes import (
    Absent,
    Doubtful,
    Found,
    NotSent,
    Sent,
    Unreadable,
    Unseen,
    Waiting,
)
from bot.domain.delivery_policy import Policy

POLICY = Policy()
NOW = 1_000_000
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SENDING = Standing(
    State.SENDING, token=3, attempts=1, lease_until=NOW + 10_000, first_at=9, last_at=NOW - 20_000
)
UNCERTAIN = replace(SENDING, state=State.UNCERTAIN, doubts=1)
SENT = replace(SENDING, state=State.SENT, channel="D1", ts="2.0", settled_at=NOW, audit_at=NOW)
ARRIVED = Sent("D1", "2.0")


def held(standing=SENDING, **more) -> Claimed:
    fields = {
        "workspace": "T1",
        "key": "k",
        "kind": "prompt",
        "to": "U1",
        "lane": "U1",
        "due_at": DUE,
        "useful_until": DUE + timedelta(hours=1),
        "priority": Priority.PROMPT,
        "person": None,
        "about": {},
        "method": Method.POST,
        "updates": None,
        "thread_of": None,
        "resend": False,
        "delivery_id": "id",
        "unwanted": None,
        "standing": standing,
    }
    return Claimed(**fields | more)


def test_a_claim_takes_a_new_token_and_remembers_the_first_try():
    first = claimed(Standing(reason="ratelimited"), POLICY, today=7, now=NOW)
    assert first == Standing(
        State.SENDING, token=1, attempts=1, lease_until=NOW + POLICY.lease, first_at=7, last_at=NOW
    )
    second = claimed(first, POLICY, today=8, now=NOW + 1)
    assert (second.token, second.attempts, second.first_at) == (2, 2, 7)
    assert held(second).attempt == 2


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        (ARRIVED, {"state": State.SENT, "channel": "D1", "ts": "2.0", "settled_at": NOW}),
        (Unwanted("answered"), {"state": State.CANCELLED, "reason": "answered", "settled_at": NOW}),
        (
            Waiting("busy", 500),
            {"state": State.PENDING, "attempts": 0, "ready_at": NOW + 500, "reason": "busy"},
        ),
        (NotSent("odd"), {"state": State.PENDING, "ready_at": NOW + 2_000, "reason": "odd"}),
        (
            NotSent("slow", retry_after=9_000),
            {"state": State.PENDING, "ready_at": NOW + 9_000, "reason": "slow"},
        ),
        (NotSent("gone", final=True), {"state": State.FAILED, "reason": "gone", "settled_at": NOW}),
        (
            Doubtful("lost"),
            {"state": State.UNCERTAIN, "doubts": 1, "ready_at": NOW + POLICY.first_look, "reason": "lost"},
        ),
    ],
)
def test_what_a_try_leads_to(outcome, changes):
    assert finished(SENDING, held(), outcome, POLICY, NOW) == replace(SENDING, **changes)


@pytest.mark.parametrize(
    "state", [State.PENDING, State.FAILED, State.EXPIRED, State.CANCELLED, State.UNCERTAIN]
)
def test_proof_of_sending_beats_everything(state):
    after = finished(replace(SENDING, state=state, token=9), held(), ARRIVED, POLICY, NOW)
    assert after is not None
    assert after.state is State.SENT
    assert after.audit_at == NOW + POLICY.audit


@pytest.mark.parametrize("outcome", [NotSent("odd"), Doubtful("lost"), Waiting("busy"), Unwanted("answered")])
@pytest.mark.parametrize(
    "current",
    [replace(SENDING, token=4), replace(SENDING, state=State.PENDING), SENT],
    ids=lambda one: one.state,
)
def test_anything_else_needs_the_token(outcome, current):
    assert finished(current, held(), outcome, POLICY, NOW) is None


def test_a_lost_lease_is_settled_by_who_knows_that_nothing_was_sent():
    assert finished(UNCERTAIN, held(), Doubtful("lost"), POLICY, NOW) is None
    after = finished(UNCERTAIN, held(), NotSent("odd"), POLICY, NOW)
    assert after is not None
    assert (after.state, after.doubts) == (State.PENDING, 0)


def test_a_second_proof_asks_for_an_audit_unless_it_is_the_same_message():
    assert finished(SENT, held(), ARRIVED, POLICY, NOW) is None
    assert finished(SENT, held(), Sent("D1", "3.0"), POLICY, NOW + 5) == replace(SENT, audit_at=NOW + 5)
    assert finished(SENT, held(method=Method.PUBLISH), Sent(), POLICY, NOW) is None


@pytest.mark.parametrize(("method", "wait"), [(Method.POST, POLICY.audit), (Method.UPDATE, POLICY.settle)])
def test_what_was_done_again_after_doubt_is_looked_at_once_more(method, wait):
    again = replace(SENDING, doubts=1)
    after = finished(again, held(again, method=method), ARRIVED, POLICY, NOW)
    assert after is not None
    assert after.audit_at == NOW + wait


@pytest.mark.parametrize(
    ("look", "more", "changes"),
    [
        (
            Found("D1", ("2.0",)),
            {},
            {"state": State.SENT, "channel": "D1", "ts": "2.0", "settled_at": NOW, "reason": None},
        ),
        (
            Found("D1", ("2.0", "3.0")),
            {},
            {"state": State.SENT, "channel": "D1", "ts": "2.0", "settled_at": NOW, "audit_at": NOW},
        ),
        (Absent(), {}, {"ready_at": NOW + 20_000}),
        (
            Absent(),
            {"looked_at": NOW + 100_000},
            {"state": State.PENDING, "ready_at": NOW, "reason": "never_arrived"},
        ),
        (Unreadable("missing_scope"), {}, {"ready_at": NOW + 20_000, "reason": "missing_scope"}),
        (
            Unreadable("missing_scope"),
            {"useless": True},
            {"state": State.EXPIRED, "reason": "may_have_arrived:missing_scope", "settled_at": NOW},
        ),
        (Unseen("TimeoutError"), {"useless": True}, {"ready_at": NOW + 20_000, "reason": "TimeoutError"}),
        (
            Unseen("TimeoutError"),
            {"looked_at": NOW + GIVE_UP_AFTER},
            {"state": State.FAILED, "reason": "may_have_arrived:TimeoutError", "settled_at": NOW},
        ),
    ],
)
def test_what_a_look_leads_to(look, more, changes):
    asked = {"looked_at": NOW, "now": NOW, "useless": False} | more
    assert looked(UNCERTAIN, held(), look, POLICY, **asked) == replace(UNCERTAIN, **changes)


def test_a_card_is_sent_again_where_history_cannot_be_read():
    after = looked(
        UNCERTAIN, held(resend=True), Unreadable("no"), POLICY, looked_at=NOW, now=NOW, useless=False
    )
    assert after is not None
    assert after.state is State.PENDING


def test_a_copy_found_after_a_second_try_is_audited():
    twice = replace(UNCERTAIN, doubts=2)
    after = looked(twice, held(), Found("D1", ("2.0",)), POLICY, looked_at=NOW, now=NOW, useless=False)
    assert after is not None
    assert after.audit_at == NOW + POLICY.audit


@pytest.mark.parametrize("current", [SENDING, replace(UNCERTAIN, token=4)])
def test_a_look_that_is_out_of_date_moves_nothing(current):
    assert looked(current, held(), Absent(), POLICY, looked_at=NOW, now=NOW, useless=False) is None


LATER = SENT.last_at + POLICY.settle


@pytest.mark.parametrize(
    ("look", "looked_at", "clean", "changes"),
    [
        (Found("D1", ("2.0",)), LATER, True, {"audit_at": None}),
        (Absent(), LATER, True, {"audit_at": None}),
        (Found("D1", ("2.0", "3.0")), LATER, False, {"audit_at": NOW + POLICY.audit}),
        (Found("D1", ("2.0",)), LATER - 1, True, {"audit_at": NOW + POLICY.audit}),
        (Found("D1", ("3.0",)), LATER, True, {"audit_at": None, "ts": "3.0"}),
        (Unseen("TimeoutError"), LATER, True, {"audit_at": NOW + POLICY.audit}),
        (Unreadable("missing_scope"), LATER, True, {"audit_at": None}),
        (Unseen("TimeoutError"), LATER + GIVE_UP_AFTER, True, {"audit_at": None}),
    ],
)
def test_what_an_audit_leads_to(look, looked_at, clean, changes):
    after = audited(SENT, held(), look, POLICY, looked_at=looked_at, now=NOW, clean=clean)
    assert after == replace(SENT, **changes)


def test_an_audit_of_what_has_moved_on_changes_nothing():
    asked: dict[str, Any] = {"looked_at": LATER, "now": NOW, "clean": True}
    assert audited(SENDING, held(), Absent(), POLICY, **asked) is None
    assert audited(replace(SENT, audit_at=None), held(), Absent(), POLICY, **asked) is None


def test_a_redraw_that_is_not_needed_any_more_leaves_the_row_sent():
    update = held(SENT, method=Method.UPDATE)
    again = audited(SENT, update, Unseen("not_needed"), POLICY, looked_at=NOW, now=NOW, clean=True)
    assert again == replace(
        SENT, state=State.PENDING, attempts=0, audit_at=None, ready_at=NOW, reason="redraw"
    )
    over = expired(again, NOW)
    assert over is not None
    assert over.state is State.SENT


def test_what_waited_too_long_expires():
    assert expired(Standing(), NOW) == Standing(State.EXPIRED, reason="no_longer_useful", settled_at=NOW)


def test_a_post_that_outlived_its_lease_is_doubted():
    after = run_out(SENDING, Method.POST, POLICY, SENDING.lease_until)
    assert after == replace(
        SENDING, state=State.UNCERTAIN, doubts=1, ready_at=SENDING.lease_until, reason="lease_ran_out"
    )


@pytest.mark.parametrize(
    ("current", "method"),
    [(SENT, Method.POST), (Standing(State.FAILED), Method.POST), (Standing(), Method.UPDATE)],
)
def test_a_restore_doubts_only_posts_that_wait(current, method):
    assert doubted_at_restore(current, method, backup_at=5, now=NOW) is None


def test_a_restore_looks_from_the_backup_on():
    after = doubted_at_restore(Standing(first_at=3), Method.POST, backup_at=5, now=NOW)
    assert after is not None
    assert (after.state, after.first_at, after.last_at, after.token) == (State.UNCERTAIN, 3, NOW, 1)
    fresh = doubted_at_restore(Standing(), Method.POST, backup_at=5, now=NOW)
    assert fresh is not None
    assert fresh.first_at == 5
