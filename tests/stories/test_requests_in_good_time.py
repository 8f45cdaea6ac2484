"""What comes after a request's time has run out, before anybody has looked at the clock."""

from datetime import timedelta

import pytest

from bot.domain.people import Rank
from bot.domain.request_moves import Move, Status
from bot.domain.request_refusals import AlreadySettled, NothingAsked, NotTheirs, StillAsking
from bot.sandbox.client import text_of
from bot.store import requests
from bot.views.refusals import sentence
from tests.stories.office import MONDAY, usual_plan
from tests.stories.test_requests import asks, open_ones


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def omar(office, dana):
    return office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def approvals(office, dana, maya, omar, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, omar.id, rita.id))


def latest(office):
    with office.bot.database.reading() as connection:
        return requests.everything(connection, office.workspace)[-1]


def test_a_click_that_comes_before_the_clock_is_looked_at_approves_nothing_that_has_lapsed(
    office, maya, rita, approvals
):
    asks(office, rita)
    office.jump(timedelta(days=10))
    maya.presses("Approve")
    assert "Nobody decided in time, so it has lapsed." in text_of(maya.modal())
    assert latest(office).status is Status.EXPIRED
    assert latest(office).decisions[-1].move is Move.EXPIRE
    office.settle()
    assert "so it lapsed" in text_of(rita.dm()[0])
    assert any("so it lapsed" in text for text in office.said_to(rita)[1:])
    assert office.bot.requests.chase() == 0
    assert latest(office).status is Status.EXPIRED


def test_an_offer_that_has_lapsed_is_not_taken_either(office, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    office.bot.requests.counter(
        office.workspace, maya.id, request.id, receipt="1", amount="8", reason="Twelve is too much here"
    )
    office.settle()
    office.jump(timedelta(days=10))
    rita.presses("Accept")
    assert "The offer wasn't taken in time, so it has lapsed." in text_of(rita.modal())
    assert latest(office).status is Status.EXPIRED
    assert latest(office).granted == 0


def question(office, by, request, text="Who else is bidding?"):
    asked = office.bot.requests.ask_back(
        office.workspace, by.id, request.id, receipt=f"{by.id}:{text}", question=text
    )
    office.settle()
    return asked


def test_who_owes_an_answer_is_reminded_once_and_can_answer_there(office, maya, rita, approvals):
    asks(office, rita)
    question(office, maya, *open_ones(office))
    assert "Rita owes an answer. It lapses <!date^" in text_of(maya.dm()[0])
    assert office.bot.requests.chase() == 0
    office.travel_to(MONDAY, "09:15")
    assert office.bot.requests.chase() == 1
    assert office.bot.requests.chase() == 0
    office.settle()
    assert "Maya is waiting for your answer: Price concession of 12 % for Acme." in text_of(rita.dm()[-1])
    assert "Who else is bidding?" in text_of(rita.dm()[-1])
    assert sum("is waiting" in text for text in office.said_to(maya)) == 0
    rita.presses("Answer")
    rita.fills({"Your answer": "Only Orbit"})
    assert rita.submits().ok
    office.settle()
    (reminder,) = [each for each in rita.dm() if "Waits for Maya" in text_of(each)][1:]
    assert "Answer" not in str(reminder["blocks"])
    question(office, maya, open_ones(office)[0], text="And what do they offer?")
    office.travel_to(MONDAY, "11:30")
    assert office.bot.requests.chase() == 1


def test_a_question_that_nobody_answers_ends_the_request_in_the_end(office, maya, rita, approvals):
    asks(office, rita)
    question(office, maya, *open_ones(office))
    office.change(rita, active=False)
    office.travel_to(MONDAY + timedelta(days=3), "07:45")
    office.bot.requests.chase()
    assert open_ones(office)
    office.travel_to(MONDAY + timedelta(days=3), "08:15")
    assert office.bot.requests.chase() == 1
    assert latest(office).status is Status.EXPIRED
    office.settle()
    assert "The question wasn't answered in time, so it lapsed." in text_of(maya.dm()[0])
    with pytest.raises(AlreadySettled) as late:
        office.bot.requests.approve(office.workspace, maya.id, latest(office).id, receipt="1")
    assert sentence(late.value) == "The question wasn't answered in time, so it has lapsed."


def test_who_asks_without_having_been_asked_hears_the_answer(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    question(office, dana, request)
    office.bot.requests.answer(office.workspace, rita.id, request.id, receipt="2", text="Only Orbit")
    office.settle()
    for who in (dana, maya):
        assert any("Rita answers:" in text and "Only Orbit" in text for text in office.said_to(who))


def test_who_offers_without_having_been_asked_hears_that_it_was_taken(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    desk, here = office.bot.requests, office.workspace
    desk.counter(here, dana.id, request.id, receipt="1", amount="8", reason="Twelve is too much here")
    desk.accept(here, rita.id, request.id, receipt="2")
    office.settle()
    for who in (dana, maya):
        assert any("Rita accepted 8 %." in text for text in office.said_to(who))


def test_a_new_plan_is_said_at_once_on_the_card_of_what_waits_under_the_old_one(
    office, maya, rita, approvals
):
    asks(office, rita)
    cards = [maya.dm()[0], rita.dm()[0], maya.messages(approvals)[0]]
    assert not any("decided under the plan it was asked under" in text_of(card) for card in cards)
    office.apply(usual_plan(remind_after=timedelta(hours=2)))
    office.settle()
    cards = [maya.dm()[0], rita.dm()[0], maya.messages(approvals)[0]]
    assert all("decided under the plan it was asked under" in text_of(card) for card in cards)
    office.apply(usual_plan(remind_after=timedelta(hours=3)))
    office.settle()
    assert text_of(maya.dm()[0]) == text_of(cards[0])


@pytest.mark.parametrize("button", ["Counter", "Decline", "Ask"])
def test_no_form_opens_for_who_may_not_decide(office, maya, omar, rita, approvals, button):
    asks(office, rita)
    for who, why in ((omar, "isn't yours to decide"), (rita, "someone else has to decide")):
        who.presses(button, where=approvals)
        assert why in text_of(who.modal())
        who.closes()
    maya.runs("/away", "today")
    maya.presses(button, where=approvals)
    assert "You're away" in text_of(maya.modal())


def test_a_form_opens_only_for_what_can_be_done_now(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    desk, here = office.bot.requests, office.workspace
    refused = [(rita, Move.ANSWER, NothingAsked), (maya, Move.ANSWER, NotTheirs)]
    for who, move, refusal in refused:
        with pytest.raises(refusal):
            desk.open_for(here, who.id, request.id, move)
    question(office, maya, request)
    with pytest.raises(StillAsking):
        desk.open_for(here, dana.id, request.id, Move.ASK)
    assert desk.open_for(here, rita.id, request.id, Move.ANSWER).request.question
    office.jump(timedelta(days=10))
    with pytest.raises(AlreadySettled) as late:
        desk.open_for(here, maya.id, request.id, Move.DECLINE)
    assert late.value.request.status is Status.EXPIRED


def test_who_may_grant_less_may_begin_to_offer_it(office, dana, maya, rita, approvals):
    asks(office, rita, **{"Percentage off": "30"})
    maya.presses("Counter", where=approvals)
    assert "What you offer" in text_of(maya.modal())
    maya.closes()
    maya.presses("Decline", where=approvals)
    assert "isn't yours to decide" in text_of(maya.modal())
