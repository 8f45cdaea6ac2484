"""Asking for a price concession, deciding it in the channel, and what everybody sees of it."""

import pytest

from bot.domain.people import Rank
from bot.sandbox.client import text_of

ASKED = {
    "Percentage off": "12 %",
    "Customer": "Acme",
    "What the deal is worth": "$40k",
    "What the customer said": "Ten percent less or we wait",
    "Why it is right": "They compare us with Orbit",
    "What they give in return": "A two-year contract",
}


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya, approvals):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def approvals(office, dana, maya):
    return office.slack.add_channel("approvals", (dana.id, maya.id))


def asks(office, person, **more):
    person.runs("/request")
    person.fills(ASKED | more)
    outcome = person.submits()
    assert outcome.ok, outcome
    said = text_of(person.modal())
    person.closes()
    office.settle()
    return said


def test_a_rep_asks_and_her_manager_approves(office, maya, rita, approvals):
    assert "With Maya now." in asks(office, rita)
    (asked,) = office.said_to(maya)
    assert "Rita Alvarez asks: Price concession of 12 % for Acme" in asked
    assert "$4,800" in asked
    maya.presses("Approve")
    office.settle()
    assert any("Maya approved it." in text for text in office.said_to(rita))
    assert "Approve" not in text_of(maya.dm()[-1])


def test_a_counter_is_accepted_and_everybody_sees_it(office, maya, rita, approvals):
    asks(office, rita)
    maya.presses("Counter")
    maya.fills({"What you offer": "8 %", "On which condition": "Two years", "Why": "Twelve is too much here"})
    assert maya.submits().ok
    office.settle()
    mine = text_of(rita.dm()[0])
    assert "Maya offers 8 %" in mine
    assert "In return: Two years" in mine
    rita.presses("Accept")
    office.settle()
    assert "Rita accepted 8 %." in text_of(rita.dm()[0])
    assert any("Rita accepted 8 %." in text for text in office.said_to(maya))
    with pytest.raises(AssertionError, match="sees no button"):
        maya.presses("Approve")


def test_a_question_is_answered_and_the_request_declined_with_a_reason(office, maya, rita, approvals):
    asks(office, rita)
    maya.presses("Ask")
    maya.fills({"What would you like to know?": "Who else is bidding?"})
    assert maya.submits().ok
    office.settle()
    assert "Rita owes an answer" in text_of(maya.dm()[0])
    rita.presses("Answer")
    rita.fills({"Your answer": "Only Orbit"})
    assert rita.submits().ok
    office.settle()
    maya.presses("Decline")
    maya.fills({"Why not": "no"})
    assert "at least 10 characters" in maya.submits().errors["reason"]
    maya.fills({"Why not": "Orbit has no support here"})
    assert maya.submits().ok
    office.settle()
    assert "Maya declined it." in text_of(rita.dm()[0])


def test_what_is_within_ones_authority_is_granted_at_once(office, maya, rita, approvals):
    said = asks(office, rita, **{"Percentage off": "5"})
    assert "It's yours to decide: 5 %." in said
    assert "Your level Supported covers 6 %." in said
    assert office.said_to(maya) == []


def test_what_goes_beyond_the_manager_goes_to_the_director(office, dana, maya, rita, approvals):
    assert "With Dana now." in asks(office, rita, **{"Percentage off": "30"})
    assert office.said_to(maya) == []
    assert len(office.said_to(dana)) == 1


def test_nobody_who_can_grant_it_is_said_at_once_and_nothing_is_lost(office, maya, rita, approvals):
    rita.runs("/request", "Acme 60%")
    assert "Acme" in str(rita.modal())
    rita.fills({key: words for key, words in ASKED.items() if key != "Percentage off"})
    rita.submits()
    assert "Nobody above you may grant that much. Please talk to Maya." in text_of(rita.modal())
    rita.closes()
    assert "Ten percent less" in str(rita.modal()["state"])
