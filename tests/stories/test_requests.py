"""Asking for a price concession, deciding it in the channel, and what everybody sees of it."""

import threading
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from bot.domain.authority import Rule
from bot.domain.delegations import Delegation
from bot.domain.people import Rank
from bot.domain.refusals import Busy
from bot.domain.request_forms import Entry
from bot.domain.request_moves import Move, Status
from bot.domain.request_refusals import (
    AlreadySettled,
    AwayNow,
    BeyondAuthority,
    NoRequest,
    NotTheirs,
    OwnRequest,
)
from bot.sandbox.client import text_of
from bot.services.request_chase import _chase
from bot.store import delegations, evidence, requests
from tests.stories.office import MONDAY

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
    assert "On condition*  Two years" in mine
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
    assert "Your level Supported covers up to 6 % in deals to $50,000" in said
    assert "you have 55 of 60 points left this quarter" in said
    assert office.said_to(maya) == []


def test_the_form_follows_the_power_and_keeps_what_was_typed(office, maya, rita, approvals):
    rita.opens_home()
    rita.presses("Request", where="home")
    rita.fills({"Customer": "Acme"})
    rita.chooses("What for", "Payment terms")
    shown = text_of(rita.modal())
    assert "How much" in shown
    assert "list price" not in shown
    rita.fills(
        {key: words for key, words in ASKED.items() if key != "Percentage off"} | {"How much": "45 days"}
    )
    assert rita.submits().ok
    office.settle()
    assert "Payment terms of 45 days for Acme" in office.said_to(maya)[0]


@pytest.mark.parametrize(
    ("text", "customer", "amount"),
    [
        ("acme 12%", "acme", "12%"),
        ("AT&T <North> 12.5 %", "AT&T <North>", "12.5 %"),
        ("Acme\nNorth 12%", "Acme North", "12%"),
        ("x" * 4000, "x" * 120, None),
        ("Acme " + "9" * 100 + "%", "Acme", "9" * 60),
        ("Acme12%", "Acme", "12%"),
        ("Route 66 8 %", "Route 66", "8 %"),
        ("12% Acme", "12% Acme", None),
        ("7 %", None, "7 %"),
        ("", None, None),
    ],
)
def test_what_follows_the_command_stands_in_the_form_as_it_was_typed(
    office, maya, rita, text, customer, amount
):
    rita.runs("/request", text)
    shown = {each["block_id"]: each["element"] for each in rita.modal()["blocks"] if each["type"] == "input"}
    assert shown["customer"].get("initial_value") == customer
    assert shown["amount"].get("initial_value") == amount


def test_however_long_a_number_follows_the_command_the_form_opens_at_once(office, maya, rita):
    began = perf_counter()
    rita.runs("/request", "9" * 30_000)
    assert perf_counter() - began < 3
    assert "What the deal is worth" in text_of(rita.modal())


def test_what_goes_beyond_the_manager_goes_to_the_director(office, dana, maya, rita, approvals):
    assert "With Dana now." in asks(office, rita, **{"Percentage off": "30"})
    assert "Rita asks Dana" in office.said_to(maya)[0]
    assert len(office.said_to(dana)) == 1


def test_nobody_who_can_grant_it_is_said_at_once_and_nothing_is_lost(office, maya, rita, approvals):
    rita.runs("/request", "Acme 60%")
    assert "Acme" in str(rita.modal())
    rita.fills({key: words for key, words in ASKED.items() if key != "Percentage off"})
    rita.submits()
    assert "Nobody above you may grant that much. Please talk to Maya." in text_of(rita.modal())
    rita.closes()
    assert "Ten percent less" in str(rita.modal()["state"])


def test_it_is_reminded_of_passed_on_and_lapses_and_is_never_approved_by_waiting(
    office, dana, maya, rita, approvals
):
    asks(office, rita)
    assert office.bot.requests.chase() == 0
    office.travel_to(MONDAY, "09:15")
    office.bot.requests.chase()
    office.settle()
    assert "Rita is waiting" in office.said_to(maya)[-1]
    assert "Approve" in str(maya.dm()[-1])
    reminded = maya.dm()[-1]["ts"]
    maya.types(maya.dm()[-1]["channel"], "ok, approved", thread=reminded)
    office.settle()
    assert "A reply decides nothing" in text_of(maya.thread(maya.dm()[-1])[-1])
    assert office.bot.requests.chase() == 0
    office.travel_to(MONDAY, "12:15")
    assert office.bot.requests.chase() == 1
    office.settle()
    assert "Waits for Maya and Dana." in text_of(dana.dm()[0])
    office.travel_to(MONDAY, "17:00")
    office.bot.requests.chase()
    office.travel_to(MONDAY + timedelta(days=3), "08:30")
    assert office.bot.requests.chase() == 1
    office.settle()
    assert "so it lapsed" in text_of(rita.dm()[0])
    (reminder, *_) = [each for each in maya.dm() if each["ts"] == reminded]
    assert "Approve" not in str(reminder)
    assert office.bot.requests.chase() == 0


def test_who_may_not_decide_hears_why_and_nothing_changes(office, dana, maya, rita, approvals):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    asks(office, rita)
    desk, here = office.bot.requests, office.workspace
    (request,) = open_ones(office)
    with pytest.raises(BeyondAuthority):
        desk.approve(here, omar.id, request.id, receipt="1")
    with pytest.raises(OwnRequest):
        desk.approve(here, rita.id, request.id, receipt="2")
    with pytest.raises(BeyondAuthority):
        desk.approve(here, maya.id, request.id, receipt="3", emergency="The customer leaves tonight")
    with pytest.raises(NotTheirs):
        desk.withdraw(here, maya.id, request.id, receipt="4")
    with pytest.raises(NoRequest):
        desk.approve(here, maya.id, "none", receipt="5")
    with pytest.raises(NoRequest):
        desk.shown(here, "none")
    maya.runs("/away", "today")
    with pytest.raises(AwayNow):
        desk.approve(here, maya.id, request.id, receipt="6")
    assert open_ones(office) == [request]
    desk.withdraw(here, rita.id, request.id, receipt="7")
    assert desk.withdraw(here, rita.id, request.id, receipt="7").status is Status.WITHDRAWN
    with pytest.raises(AlreadySettled) as late:
        desk.decline(here, dana.id, request.id, receipt="8", reason="Too late for this")
    assert late.value.by == "Rita"
    with pytest.raises(AlreadySettled):
        desk.open_for(here, dana.id, request.id, Move.DECLINE)
    assert desk.chase() == 0
    for settled_meanwhile in (request.id, "none"):
        assert _chase(office.bot.database, here, settled_meanwhile, office.clock.now()) == 0


def test_of_two_approvers_at_once_one_decides_and_the_other_hears_who(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    answers = []

    def press(person, receipt):
        try:
            office.bot.requests.approve(office.workspace, person.id, request.id, receipt=receipt)
            answers.append("first")
        except AlreadySettled as refusal:
            answers.append(refusal.by)

    threads = [
        threading.Thread(target=press, args=(person, f"{person.id}{number}"))
        for number in range(4)
        for person in (maya, dana)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("first") == 1
    assert set(answers) <= {"first", "Maya", "Dana"}
    assert len(open_ones(office)) == 0


def test_a_director_decides_in_an_emergency_and_it_is_said(office, dana, maya, rita, approvals):
    asks(office, rita, **{"Percentage off": "35"})
    office.change(rita, manager=None)  # nobody is above her any more
    dana.presses("Approve")
    assert "Approve anyway" in text_of(dana.modal())
    dana.fills({"Why it can't wait": "They sign tonight or never"})
    assert dana.submits().ok
    office.settle()
    assert "Dana approved it in an emergency" in text_of(rita.dm()[0])


def test_a_delegate_decides_for_who_is_away(office, dana, maya, rita, approvals):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    with office.bot.database.writing() as connection:
        given = Delegation("D1", maya.id, omar.id, MONDAY, MONDAY + timedelta(days=1))
        delegations.add(connection, office.workspace, given, maya.id, office.clock.now())
    maya.runs("/away", "today")
    assert "With Omar now." in asks(office, rita)
    ines = office.hire("Ines Duarte", rank=Rank.MANAGER, manager=dana)
    (request,) = open_ones(office)
    with pytest.raises(BeyondAuthority):
        office.bot.requests.approve(office.workspace, ines.id, request.id, receipt="1")
    omar.presses("Approve")
    office.settle()
    assert "Omar, for Maya, approved it." in text_of(rita.dm()[0])
    with office.bot.database.writing() as connection:
        assert delegations.end(connection, office.workspace, maya.id, maya.id, office.clock.now()) == 1
        (entry,) = evidence.of_person(connection, office.workspace, rita.id)
    assert (entry.kind, entry.facts) == ("request_decided", {"requested": 12.0, "granted": 12.0, "full": 8.0})
    maya.runs("/away", "tomorrow")


def test_the_same_form_twice_is_one_request_and_what_one_customer_gets_counts_together(
    office, maya, rita, approvals
):
    entry = Entry("price", "4", customer="Acme", deal="$10k", reason="They compare us", said="Less!")
    desk, here = office.bot.requests, office.workspace
    first = desk.ask(here, rita.id, receipt="a", entry=entry)
    assert desk.ask(here, rita.id, receipt="a", entry=entry) == first
    assert first.is_own
    second = desk.ask(here, rita.id, receipt="b", entry=replace(entry, customer=" A\u200bC\u2060ME "))
    assert (second.rule, second.together, second.status) == (Rule.LIMIT, 4, Status.PENDING)
    with office.bot.database.reading() as connection:
        assert [each.number for each in requests.everything(connection, here)] == [1, 2]


def test_who_has_left_is_passed_over_and_an_unknown_manager_is_nobody(office, dana, maya, rita, approvals):
    office.change(maya, active=False)
    assert "With Dana now." in asks(office, rita)
    office.change(rita, manager="U_GONE")
    rita.runs("/request")
    rita.fills(ASKED)
    rita.submits()
    assert "You have no manager in Latitude" in text_of(rita.modal())


def test_of_two_moves_on_one_picture_the_second_is_refused(office, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    now = office.clock.now()
    with office.bot.database.writing() as connection:
        requests.move(connection, request, request.withdraw(rita.id, now))
        with pytest.raises(Busy):
            requests.move(connection, request, request.approve(maya.id, now))


def open_ones(office):
    with office.bot.database.reading() as connection:
        return requests.open_ones(connection, office.workspace)
