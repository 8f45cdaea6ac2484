"""Who is named on a request's card, and who hears of it, when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.people import Rank
from bot.domain.plan_parts import Budget
from bot.domain.request_moves import Move
from bot.sandbox.client import text_of
from bot.views import request_forms, requests
from tests.stories.office import MONDAY, usual_plan
from tests.stories.test_requests import ASKED, asks, open_ones


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def omar(office, dana):
    return office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def approvals(office, dana, maya, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))


def chased(office):
    office.bot.requests.chase()
    office.settle()


def card_of(person):
    return next(text_of(each) for each in person.dm() if "asks: " in text_of(each))


def test_a_card_names_who_stands_in_for_an_approver_who_went_away(office, maya, omar, rita, approvals):
    asks(office, rita)
    maya.runs("/latitude", f"delegate <@{omar.id}> until friday")
    maya.runs("/away", "today")
    chased(office)
    assert "Waits for Maya and Omar (for Maya)." in card_of(omar)


def test_a_card_names_who_is_back_instead_of_who_stood_in(office, maya, omar, rita, approvals):
    maya.runs("/latitude", f"delegate <@{omar.id}> until friday")
    asks(office, rita)
    assert "Waits for Omar (for Maya)." in card_of(rita)
    maya.runs("/latitude", "delegate end")
    chased(office)
    assert "Waits for Maya." in card_of(rita)


def test_a_card_names_nobody_who_has_left_or_may_not_grant_it_any_more(office, dana, maya, rita, approvals):
    asks(office, rita)
    office.travel_to(MONDAY, "12:15")
    chased(office)
    assert "Waits for Maya and Dana." in card_of(rita)
    office.change(maya, active=False)
    erik = office.hire("Erik Berg", rank=Rank.DIRECTOR)
    office.change(dana, rank=Rank.REP, manager=erik.id)
    chased(office)
    assert "Waits for Erik." in card_of(rita)
    office.change(erik, active=False)
    shown = office.bot.requests.shown(office.workspace, open_ones(office)[0].id)
    assert "Nobody who was asked can decide it any more." in str(requests.card(shown, requests.MINE))


def test_what_others_decide_waits_until_the_quiet_hours_are_over(office, maya, approvals):
    yuki = office.hire("Yuki Mori", manager=maya, level="L1", timezone="Asia/Tokyo")
    asks(office, yuki)
    maya.presses("Approve")
    office.settle()
    assert "Maya approved it." in card_of(yuki)
    assert len(office.said_to(yuki)) == 1
    office.travel_to(MONDAY + timedelta(days=1), "08:00", "Asia/Tokyo")
    assert "Maya approved it." in office.said_to(yuki)[-1]


def test_what_the_requester_does_waits_for_those_it_reached_until_their_quiet_hours_are_over(
    office, dana, approvals
):
    ken = office.hire("Ken Ito", rank=Rank.MANAGER, manager=dana, timezone="Asia/Tokyo")
    rita = office.hire("Rita Alvarez", manager=ken, level="L1")
    office.travel_to(MONDAY, "18:45")
    asks(office, rita)
    assert "Rita Alvarez asks" in office.said_to(ken)[-1]
    office.travel_to(MONDAY + timedelta(days=1), "08:30")
    before = office.said_to(ken)
    rita.presses("Withdraw")
    office.settle()
    assert office.said_to(ken)[1:] == before[1:]
    office.travel_to(MONDAY + timedelta(days=1), "18:15")
    assert "Rita took it back." in office.said_to(ken)[-1]


def test_a_question_answered_in_the_night_is_not_told_of_in_the_morning(office, maya, approvals):
    yuki = office.hire("Yuki Mori", manager=maya, level="L1", timezone="Asia/Tokyo")
    asks(office, yuki)
    maya.presses("Ask")
    maya.fills({"What would you like to know?": "Who else is bidding?"})
    assert maya.submits().ok
    office.settle()
    yuki.presses("Answer")
    yuki.fills({"Your answer": "Only Orbit"})
    assert yuki.submits().ok
    office.settle()
    office.travel_to(MONDAY + timedelta(days=1), "08:00", "Asia/Tokyo")
    assert not any("Maya asks:" in text for text in office.said_to(yuki))


def test_who_asks_reads_which_rule_sent_it_on(office, maya, rita, approvals):
    assert "With Maya now.  Supported covers up to 6 %." in asks(office, rita).replace("*", "")


def test_a_budget_with_something_left_in_it_is_not_said_to_be_spent(office, maya, rita, approvals):
    office.apply(usual_plan(budget=Budget(limits={"price": Decimal(8)})))
    asks(office, rita, **{"Percentage off": "5", "Customer": "Bolt"})
    rule = "Supported has 3 of 8 points left this quarter to use alone"
    assert f"With Maya now.  {rule}." in asks(office, rita, **{"Percentage off": "4"}).replace("*", "")
    assert rule in card_of(maya)


def test_a_yes_or_no_of_ones_own_is_confirmed_by_its_name(office, maya, approvals):
    tess = office.hire("Tess Weber", manager=maya, level="L2")
    tess.runs("/request")
    tess.chooses("What for", "Priority support")
    tess.fills({key: words for key, words in ASKED.items() if key != "Percentage off"})
    assert tess.submits().ok
    said = text_of(tess.modal()).replace("*", "")
    assert "It's yours to decide: Priority support." in said
    assert "Your level Trusted covers it in deals to $100,000." in said


def test_a_director_outside_the_chain_reads_whose_it_is(office, maya, rita, approvals):
    erik = office.hire("Erik Berg", rank=Rank.DIRECTOR)
    asks(office, rita)
    (request,) = open_ones(office)
    shown = office.bot.requests.open_for(office.workspace, erik.id, request.id, Move.APPROVE, emergency=True)
    assert "It isn't yours to decide: it's with Maya. It will be announced." in str(
        request_forms.deciding(request_forms.EMERGENCY, shown)
    )
    nobody = request_forms.deciding(request_forms.EMERGENCY, replace(shown, waits_for=()))
    assert "beyond what you may usually grant. It will be announced." in str(nobody)


def test_an_approval_in_an_emergency_is_announced_to_all_and_to_whom_it_passed_over(
    office, dana, maya, omar, rita, approvals
):
    erik = office.hire("Erik Berg", rank=Rank.DIRECTOR)
    maya.runs("/latitude", f"delegate <@{omar.id}> until friday")
    asks(office, rita)
    (request,) = open_ones(office)
    before = len(dana.messages(approvals))
    why = "They sign tonight or never"
    desk = office.bot.requests
    desk.approve(office.workspace, erik.id, request.id, receipt="1", emergency=why)
    office.settle()
    said = text_of(dana.messages(approvals)[-1])
    assert len(dana.messages(approvals)) == before + 1
    for told in (said, *(office.said_to(who)[-1] for who in (dana, maya, omar))):
        assert "Price concession of 12 % for Acme, as Rita asked" in told
        assert "Erik approved it in an emergency, beyond the usual authority." in told
        assert why in told
        assert "It was with Omar." in told
    assert not any("emergency" in told for told in office.said_to(erik))
