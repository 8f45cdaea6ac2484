"""What the outbox promises on an ordinary day, one story each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from slack_sdk import WebClient

from bot.delivery import gateway
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Message, Method, Priority, State
from bot.domain.delivery_policy import Policy, Rate, UnsafePolicyError
from tests.delivery.rig import POLICY, Rig, unwanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.deliveries import Claimed


def a_message_is_sent_once(rig: Rig) -> None:
    assert rig.plan("p1") == 1
    assert rig.tick()["sent"] == 1
    rig.until_idle(60)
    assert rig.texts == ["hello p1"]


def planning_again_writes_nothing(rig: Rig) -> None:
    assert rig.plan("p1", "p2") == 2
    assert rig.plan("p1", "p2") == 0
    rig.until_idle(60)
    assert rig.plan("p1") == 0
    assert sorted(rig.texts) == ["hello p1", "hello p2"]


def an_idle_tick_writes_nothing(rig: Rig) -> None:
    rig.plan("p1")
    rig.tick()
    owed = [rig.owes("p1")]
    writing = rig.database.writing
    rig.database.writing = _forbidden  # type: ignore[assignment,method-assign]  # to see whether it is asked for
    try:
        assert plan_in_halves(rig.database, owed, rig.now()).written == 0
        assert not rig.after(5)
    finally:
        rig.database.writing = writing  # type: ignore[method-assign]  # as it was


def a_bad_row_stands_alone(rig: Rig) -> None:
    bad = replace(rig.owes("bad"), to="C\0")
    report = plan_in_halves(rig.database, [rig.owes("p1"), bad, rig.owes("p2", "U2")], rig.now())
    assert report.written == 2
    assert [(one.key, why) for one, why in report.refused] == [("bad", "to contains a NUL character.")]


def a_pause_slack_asks_for_holds_for_every_message(rig: Rig) -> None:
    rig.plan("p1")
    rig.plan("p2", to="U2")
    rig.slack.script = ["limited"]
    rig.tick()
    assert rig.state("p1") is State.PENDING
    rig.plan("p3", to="U3")
    rig.world.sleep(5_000)
    rig.another().tick()
    assert "hello p3" not in rig.texts
    rig.until_idle(40)
    assert sorted(rig.texts) == ["hello p1", "hello p2", "hello p3"]
    assert rig.health().refusals == 1


def the_pace_is_kept(rig: Rig) -> None:
    policy = replace(POLICY, rates={"chat.postMessage": Rate(every=500, burst=3)})
    rig.outbox = rig.another(policy=policy)
    for number in range(10):
        rig.plan(f"p{number}", to=f"U{number}")
    rig.tick()
    assert len(rig.texts) <= 5
    assert rig.health().refusals == 0
    rig.until_idle(10)
    assert len(rig.texts) == 10


def one_channel_hears_one_message_a_second(rig: Rig) -> None:
    rig.plan("p1", "p2", "p3", to="C1")
    rig.tick()
    assert rig.texts == ["hello p1"]
    rig.after(0.5)
    assert rig.texts == ["hello p1"]
    rig.after(0.6)
    assert len(rig.texts) == 2


def a_noisy_channel_starves_nobody(rig: Rig) -> None:
    rig.plan(*(f"a{number:03}" for number in range(100)), to="C1")
    rig.world.sleep(1_000)
    rig.plan("z", to="C2")
    rig.tick()
    assert "hello z" in rig.texts


def one_lane_carries_one_message_at_a_time(rig: Rig) -> None:
    rig.plan("p1", "p2", to="C1")
    other = rig.another()
    under_way: list[str] = []

    def compose(claim: Claimed) -> Message:
        under_way.append(claim.key)
        other.send()
        return Message("hello")

    rig.say = compose
    rig.tick()
    assert under_way == ["p1"]


def what_is_no_longer_useful_expires(rig: Rig) -> None:
    rig.plan("p1", useful_until=rig.now() + timedelta(minutes=5))
    rig.world.sleep(301_000)
    assert rig.tick()["expired"] == 1
    assert rig.texts == []


def usefulness_is_asked_at_the_last_moment(rig: Rig) -> None:
    rig.plan("p1", useful_until=rig.now() + timedelta(seconds=5))
    rig.say = _slowly(rig, 6_000)
    rig.tick()
    assert rig.texts == []
    assert rig.after(3)["expired"] == 1


def what_is_already_answered_is_not_sent(rig: Rig) -> None:
    rig.plan("p1")
    rig.say = unwanted
    assert rig.tick()["cancelled"] == 1
    assert rig.row("p1").standing.reason == "answered"


def what_is_cancelled_while_it_is_composed_is_not_sent(rig: Rig) -> None:
    rig.plan("p1")

    def compose(claim: Claimed) -> Message:
        rig.cancel(claim.key)
        return Message("too late")

    rig.say = compose
    assert rig.tick()["cancelled"] == 1
    assert rig.texts == []


def what_is_cancelled_before_is_counted(rig: Rig) -> None:
    rig.plan("p1", "p2")
    assert rig.cancel("p1", "nobody") == 1
    rig.until_idle(10)
    assert rig.texts == ["hello p2"]
    assert rig.state("p1") is State.CANCELLED


def what_cannot_succeed_fails_and_a_person_is_told(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["error:is_archived"]
    rig.tick()
    assert rig.told == [("p1", "is_archived")]
    rig.until_idle(60)
    assert rig.told == [("p1", "is_archived")]


def nothing_is_tried_for_ever(rig: Rig) -> None:
    rig.plan("p1", useful_until=rig.now() + timedelta(days=30))
    rig.slack.script = ["unknown_refusal"] * 60
    rig.until_idle(6 * 3_600, step=60)
    assert rig.state("p1") is State.FAILED
    assert len(rig.slack.requests) == POLICY.attempts
    assert rig.told == [("p1", "something_new")]


def a_fault_in_composing_is_tried_again(rig: Rig) -> None:
    rig.plan("p1")
    rig.say = _faulty
    assert rig.tick()["pending"] == 1
    rig.say = lambda _claim: Message("mended")
    rig.until_idle(10)
    assert rig.texts == ["mended"]


def an_empty_text_is_never_posted(rig: Rig) -> None:
    rig.plan("p1")
    rig.say = lambda _claim: Message(" ")
    assert rig.tick()["pending"] == 1
    assert rig.texts == []


def urgent_goes_first(rig: Rig) -> None:
    rig.plan("d", to="U1", priority=Priority.DIGEST)
    rig.plan("p", to="U2", priority=Priority.PROMPT)
    rig.plan("e", to="U3", priority=Priority.ESCALATION)
    rig.plan("a", to="U4", priority=Priority.ANSWER)
    rig.tick()
    assert rig.texts == ["hello a", "hello e", "hello p", "hello d"]


def an_unknown_kind_is_left_alone(rig: Rig) -> None:
    rig.outbox = rig.another(kinds=frozenset({"something else"}))
    rig.plan("p1")
    rig.until_idle(20)
    assert rig.state("p1") is State.PENDING
    assert rig.row("p1").standing.token == 0


def a_reply_waits_for_what_it_answers(rig: Rig) -> None:
    rig.plan("card", to="C1")
    rig.plan("reply", to="C1", thread_of="card", priority=Priority.ANSWER)
    rig.until_idle(10)
    card, reply = rig.slack.posted
    assert (card.text, reply.text) == ("hello card", "hello reply")
    assert reply.thread_ts == card.ts


def an_update_redraws_what_was_posted(rig: Rig) -> None:
    rig.plan("card", to="C1")
    rig.tick()
    rig.plan("card:2", to="C1", method=Method.UPDATE, updates="card")
    rig.say = lambda _claim: Message("decided")
    rig.until_idle(10)
    assert rig.texts == ["decided"]


def an_update_of_what_is_not_sent_yet_is_not_needed(rig: Rig) -> None:
    rig.plan("card", to="C1")
    rig.plan("card:2", to="C1", method=Method.UPDATE, updates="card", priority=Priority.ANSWER)
    rig.until_idle(10)
    assert rig.state("card:2") is State.CANCELLED
    assert rig.state("card") is State.SENT


def a_slow_machine_does_not_post_late(rig: Rig) -> None:
    rig.plan("p1")
    rig.say = _slowly(rig, 16_000)
    rig.tick()
    assert rig.texts == []
    rig.say = lambda _claim: Message("in time")
    rig.until_idle(10)
    assert rig.texts == ["in time"]


def an_unsafe_client_is_refused(rig: Rig) -> None:
    rig.plan("p1")
    rig.client = WebClient(token="xoxb-1", base_url="http://127.0.0.1:9/", timeout=10)
    assert rig.client.retry_handlers
    rig.tick()
    assert rig.row("p1").standing.reason == "not_composed"
    safe = gateway.slack_client("xoxb-1", "http://127.0.0.1:9/", POLICY)
    assert not safe.retry_handlers
    assert safe.timeout * 1000 <= POLICY.http_timeout


def unsafe_timings_are_refused(_rig: Rig) -> None:
    with pytest.raises(UnsafePolicyError, match="settle"):
        Policy(settle=90_000)
    with pytest.raises(UnsafePolicyError, match="margin"):
        Policy(lease=10_000)
    with pytest.raises(UnsafePolicyError, match="audit"):
        Policy(audit=60_000)


def _forbidden() -> None:
    raise AssertionError("an idle tick took the write lock")


def _faulty(_claim: Claimed) -> Message:
    raise LookupError("no such person")


def _slowly(rig: Rig, milliseconds: int) -> Callable[[Claimed], Message]:
    def compose(_claim: Claimed) -> Message:
        rig.world.sleep(milliseconds)
        return Message("slow")

    return compose
