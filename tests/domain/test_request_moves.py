from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amounts import Money
from bot.domain.authority import Rule
from bot.domain.refusals import Refusal
from bot.domain.request_cards import is_news, seats_left
from bot.domain.request_moves import MOVES, Move, Status
from bot.domain.request_refusals import (
    AlreadySettled,
    NothingAsked,
    NothingSaid,
    NotLess,
    NotNow,
    NotTheirs,
    OwnRequest,
    ReasonTooShort,
    StillAsking,
)
from bot.domain.requests import Case, Request, Seat, questions_in

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHY = "Too much for a pilot"
CASE = Case(
    "price", Decimal(12), "Acme", Money(Decimal(40_000), "USD"), Decimal(40_000), "A pilot", "Too dear"
)
ASKED = Request("R1", 1, "T1", "rita", CASE, Rule.LIMIT, "L1", 3, NOON, seats=(Seat("maya", NOON),))

WAYS = {
    "approve": lambda one, by, at: one.approve(by, at),
    "emergency": lambda one, by, at: one.approve(by, at, emergency=WHY),
    "counter": lambda one, by, at: one.counter(by, at, Decimal(8), reason=WHY),
    "same on conditions": lambda one, by, at: one.counter(by, at, Decimal(12), "Two years", reason=WHY),
    "too much": lambda one, by, at: one.counter(by, at, Decimal(13), "Two years", reason=WHY),
    "decline": lambda one, by, at: one.decline(by, at, WHY),
    "decline briefly": lambda one, by, at: one.decline(by, at, "   no      "),
    "ask": lambda one, by, at: one.ask(by, at, "Who else is bidding?"),
    "answer": lambda one, by, at: one.answer(by, at, "Nobody"),
    "accept": lambda one, by, at: one.accept(by, at),
    "withdraw": lambda one, by, at: one.withdraw(by, at),
    "expire": lambda one, by, at: one.expire(at),
    "escalate": lambda one, by, at: one.escalate(Seat("dana", at)),
}


def told_by(decisions):
    """Where a request stands, by what was written down of it alone."""
    status = Status.PENDING
    for each in decisions:
        status = MOVES[status, each.move]
    return status


@given(
    st.lists(st.tuples(st.sampled_from(sorted(WAYS)), st.sampled_from(["rita", "maya", "dana"])), max_size=30)
)
def test_however_people_press_a_request_is_settled_at_most_once_and_never_by_who_asked(presses):
    now, settlements = ASKED, 0
    for number, (way, by) in enumerate(presses):
        before = now
        try:
            now = WAYS[way](before, by, NOON + timedelta(minutes=number))
        except Refusal:
            assert now is before
            continue
        assert not before.status.is_settled
        assert now.revision == before.revision + 1
        assert now.questions == questions_in(now.decisions)
        assert now.status is told_by(now.decisions)
        settlements += now.status.is_settled
        if now.status in {Status.APPROVED, Status.COUNTERED, Status.DECLINED}:
            assert by != "rita"
        if now.status in {Status.ACCEPTED, Status.WITHDRAWN}:
            assert by == "rita"
        if now.status.is_settled:
            assert now.settled is now.decisions[-1]
            assert now.granted <= now.case.amount
            assert now.granted == 0 or now.status.is_granted
        else:
            assert now.granted is None
    assert settlements <= 1


OFFERED = ASKED.counter("maya", NOON, Decimal(8), reason=WHY)
SETTLED = (
    ASKED.approve("maya", NOON),
    ASKED.decline("maya", NOON, WHY),
    ASKED.withdraw("rita", NOON),
    ASKED.expire(NOON),
    OFFERED.accept("rita", NOON),
    OFFERED.withdraw("rita", NOON),
    OFFERED.expire(NOON),
)


@pytest.mark.parametrize("settled", SETTLED, ids=lambda one: f"{one.status}-{one.revision}")
def test_what_is_settled_stays_so_whatever_anybody_presses(settled):
    for press in WAYS.values():
        for by in ("rita", "maya", "dana"):
            with pytest.raises(Refusal):
                press(settled, by, NOON)
    with pytest.raises(AlreadySettled):
        settled.grant_alone(NOON)


def test_every_way_to_be_settled_is_tried_above():
    assert {each.status for each in SETTLED} == {each for each in Status if each.is_settled}


def test_a_settled_request_says_how_to_who_comes_second():
    settled = ASKED.approve("maya", NOON)
    with pytest.raises(AlreadySettled) as refused:
        settled.decline("dana", NOON, WHY)
    assert refused.value.request.settled.by == "maya"
    assert settled.granted == 12


@pytest.mark.parametrize(
    ("way", "by", "refusal"),
    [
        ("approve", "rita", OwnRequest),
        ("counter", "rita", OwnRequest),
        ("decline", "rita", OwnRequest),
        ("ask", "rita", OwnRequest),
        ("answer", "rita", NothingAsked),
        ("answer", "maya", NotTheirs),
        ("accept", "rita", NotNow),
        ("accept", "maya", NotTheirs),
        ("withdraw", "maya", NotTheirs),
        ("too much", "maya", NotLess),
        ("decline briefly", "maya", ReasonTooShort),
    ],
)
def test_who_may_not_or_not_now_is_refused(way, by, refusal):
    with pytest.raises(refusal):
        WAYS[way](ASKED, by, NOON)


def test_a_counter_is_accepted_at_its_own_amount():
    offered = ASKED.counter("maya", NOON, Decimal(8), " Two years ", reason=WHY)
    assert offered.offer.conditions == "Two years"
    accepted = offered.accept("rita", NOON)
    assert (accepted.status, accepted.granted) == (Status.ACCEPTED, 8)
    with pytest.raises(NotNow):
        offered.approve("dana", NOON)
    assert offered.expire(NOON).granted == 0


def test_one_question_at_a_time():
    asking = ASKED.ask("maya", NOON, "Who else is bidding?")
    assert asking.question.text == "Who else is bidding?"
    with pytest.raises(StillAsking):
        asking.ask("dana", NOON, "What else do they say?")
    answered = asking.answer("rita", NOON, "Nobody")
    assert answered.question is None
    assert answered.questions[0].answer == "Nobody"
    assert questions_in(answered.decisions) == answered.questions
    assert asking.approve("maya", NOON).status is Status.APPROVED


def test_an_answer_says_something():
    asked = ASKED.ask("maya", NOON, "Who else is bidding?")
    with pytest.raises(NothingSaid):
        asked.answer("rita", NOON, " \n \u200b")


def test_what_nobody_can_see_is_neither_a_reason_nor_a_condition():
    with pytest.raises(ReasonTooShort):
        ASKED.decline("maya", NOON, "no" + "\u200b" * 20)
    with pytest.raises(NotLess):
        ASKED.counter("maya", NOON, Decimal(12), "\u2060", reason=WHY)


def test_nobody_is_asked_to_decide_their_own_request():
    with pytest.raises(OwnRequest):
        ASKED.escalate(Seat("rita", NOON))


def test_an_emergency_needs_its_reason():
    with pytest.raises(ReasonTooShort):
        ASKED.approve("dana", NOON, emergency="now!")
    assert ASKED.approve("dana", NOON, emergency=WHY).settled.emergency


def test_what_is_within_ones_authority_is_granted_at_once():
    own = replace(ASKED, rule=Rule.WITHIN, seats=()).grant_alone(NOON)
    assert own.is_own
    assert own.settled.by == "rita"
    assert own.granted == 12


def test_seats_are_found_by_who_sits_there():
    onward = ASKED.escalate(Seat("dana", NOON))
    assert onward.seat_of("dana").since == NOON
    assert onward.seat_of("omar") is None
    assert onward.decisions[-1].move is Move.ESCALATE
    assert replace(ASKED, seats=()).reaching(Seat("dana", NOON)).seats == (Seat("dana", NOON),)


@pytest.mark.parametrize(
    ("reached", "able", "left"),
    [
        ("maya", {"maya"}, "maya"),
        ("maya omar/maya", {"maya", "omar"}, "maya omar/maya"),
        ("omar/maya maya", {"maya", "omar"}, "maya"),
        ("omar/maya maya", {"omar"}, "omar/maya"),
        ("omar/maya dana", {"dana", "omar"}, "omar/maya dana"),
        ("maya dana", {"dana"}, "dana"),
        ("maya dana", set(), ""),
    ],
)
def test_who_stood_in_gives_way_only_to_who_was_asked_after_them(reached, able, left):
    def seats(text):
        each = (name.partition("/") for name in text.split())
        return tuple(Seat(person, NOON, instead or None) for person, _, instead in each)

    assert seats_left(replace(ASKED, seats=seats(reached)), able) == seats(left)


def test_a_move_is_news_until_one_has_moved_or_it_is_of_no_more_use():
    asked = ASKED.ask("maya", NOON, "Who else is bidding?")
    assert is_news(asked, 1, "rita")
    answered = asked.answer("rita", NOON, "Nobody")
    assert (is_news(answered, 1, "rita"), is_news(answered, 2, "maya")) == (False, True)
    declined = answered.escalate(Seat("dana", NOON)).decline("dana", NOON, WHY)
    assert [is_news(declined, number, "maya") for number in (2, 3, 4)] == [False, False, True]
