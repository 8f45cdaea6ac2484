"""What the outbox promises when an answer is lost, one story each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.domain import delivery_moves
from bot.domain.deliveries import Message, Method, State, epoch_ms
from bot.domain.delivery_outcomes import Absent, NotSent, Sent, Waiting
from bot.store.delivery_claims import Now, claim
from bot.store.delivery_ends import finish, settle
from tests.delivery.rig import KINDS, POLICY, Rig

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.deliveries import Claimed


def a_lost_answer_is_found_within_seconds(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["drop_after"]
    assert rig.tick()["uncertain"] == 1
    assert rig.after(4)["sent"] == 1
    assert rig.texts == ["hello p1"]
    assert rig.row("p1").standing.ts == rig.slack.posted[0].ts


def what_never_arrived_is_sent_again_after_the_doubt_has_settled(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["drop_before"]
    rig.tick()
    rig.until_idle(100)
    assert rig.texts == []
    rig.until_idle(60)
    assert rig.texts == ["hello p1"]


def a_late_twin_is_deleted(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["drop_before"]
    rig.tick()
    rig.until_idle(150)
    first = rig.slack.posted[0]
    rig.slack.post({
        "channel": "U1",
        "text": "hello p1",
        "metadata": {"event_payload": {"delivery_id": first.delivery_id}},
    })  # fmt: skip
    rig.until_idle(1_000, step=20)
    assert [one.ts for one in rig.slack.visible(first.delivery_id)] == [first.ts]
    assert rig.health().twins == 1


def a_failed_look_is_no_absence(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["drop_after", "none", "status_500_before", "garbage_before", "drop_before"]
    rig.tick()
    rig.until_idle(300)
    assert rig.texts == ["hello p1"]
    assert rig.state("p1") is State.SENT


def where_history_cannot_be_read_prompts_are_never_sent_twice(rig: Rig) -> None:
    rig.slack.unreadable = True
    rig.plan("p1", to="C1")
    rig.slack.script = ["drop_before"]
    rig.until_idle(3 * 3_600, step=60)
    assert rig.texts == []
    assert rig.state("p1") is State.EXPIRED
    assert rig.told == [("p1", "may_have_arrived:missing_scope")]


def where_history_cannot_be_read_cards_are_sent_again(rig: Rig) -> None:
    rig.slack.unreadable = True
    rig.plan("p1", to="C1", resend=True)
    rig.slack.script = ["drop_before"]
    rig.until_idle(60)
    assert rig.texts == ["hello p1"]


def an_update_undone_by_a_late_one_is_drawn_again(rig: Rig) -> None:
    rig.plan("card", to="C1")
    rig.tick()
    rig.plan("card:2", to="C1", method=Method.UPDATE, updates="card")
    rig.say = lambda _claim: Message("second picture")
    rig.slack.script = ["drop_before"]
    rig.until_idle(20)
    assert rig.texts == ["second picture"]
    rig.slack.posted[0].text = "a late first picture"
    rig.until_idle(200)
    assert rig.texts == ["second picture"]
    assert rig.state("card:2") is State.SENT


def a_killed_sender_leaves_doubt_not_a_second_message(rig: Rig) -> None:
    rig.plan("p1")
    with pytest.raises(_KilledError):
        rig.another(executor=_Dying(rig)).send()
    assert rig.texts == ["hello p1"]
    rig.until_idle(60)
    assert rig.texts == ["hello p1"]
    assert rig.state("p1") is State.SENT


def only_the_current_holder_moves_a_row(rig: Rig) -> None:
    rig.plan("p1")
    frozen = _claim(rig)

    def compose(_claim: Claimed) -> Message:
        with rig.database.writing() as connection:
            assert not finish(connection, [(frozen, NotSent("late"))], POLICY, _lease(rig))
        return Message("hello")

    rig.say = compose
    rig.until_idle(200)
    assert rig.texts == ["hello"]


def a_stale_look_moves_nothing(rig: Rig) -> None:
    rig.plan("p1")
    rig.slack.script = ["drop_before"]
    rig.tick()
    stale = rig.row("p1")
    rig.slack.script = ["none"] * 40
    while rig.row("p1").attempt < 2:
        rig.slack.script = ["none", "drop_before"] if rig.world.now > 115_000 else []
        rig.after(2)
    assert rig.state("p1") is State.UNCERTAIN
    rig.world.sleep(121_000)
    look = partial(
        delivery_moves.looked,
        claim=stale,
        look=Absent(),
        policy=POLICY,
        looked_at=_lease(rig),
        now=_lease(rig),
        useless=False,
    )
    with rig.database.writing() as connection:
        assert not settle(connection, [(stale, look)])


def proof_of_sending_beats_a_lost_lease(rig: Rig) -> None:
    rig.slack.unreadable = True
    rig.plan("p1", to="C1")
    slow = _claim(rig)
    rig.after(31)
    assert rig.state("p1") is State.UNCERTAIN
    with rig.database.writing() as connection:
        finish(connection, [(slow, Sent("C1", "1.000001"))], POLICY, _lease(rig))
    assert rig.state("p1") is State.SENT
    assert rig.row("p1").standing.ts == "1.000001"


def who_knows_it_was_not_posted_need_not_wait_for_the_doubt_to_settle(rig: Rig) -> None:
    rig.plan("p1")
    slow = _claim(rig)
    rig.after(31)
    with rig.database.writing() as connection:
        finish(connection, [(slow, Waiting("too_little_lease_left"))], POLICY, _lease(rig))
    rig.until_idle(5)
    assert rig.texts == ["hello p1"]


def _claim(rig: Rig) -> Claimed:
    """Taken in hand by a process that does nothing more."""
    with rig.database.writing() as connection:
        (one,) = claim(connection, KINDS, POLICY, Now(_lease(rig), _lease(rig)), 1)
    return one


def _lease(rig: Rig) -> int:
    return epoch_ms(rig.now())


class _KilledError(BaseException):
    """The process is gone."""


class _Dying:
    """Posts, and is killed before it can write that down."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig

    def submit(self, deliver: Callable[..., object], *args: object) -> None:
        deliver(*args)
        raise _KilledError
