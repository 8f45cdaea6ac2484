"""Several requests for one customer at once: what is granted first counts when the next one is decided."""

import pytest

from bot.domain.people import Rank
from bot.domain.request_moves import Status
from bot.domain.request_refusals import BeyondAuthority
from bot.sandbox.client import text_of
from bot.store import requests
from tests.stories.test_requests import asks, open_ones

TWENTY = {"Percentage off": "20"}


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
def robin(office, maya):
    return office.hire("Robin Berg", manager=maya, level="L1")


@pytest.fixture
def approvals(office, dana, maya, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))


def test_two_requests_that_wait_side_by_side_are_one_amount_to_who_decides_the_second(
    office, dana, maya, rita, approvals
):
    assert "With Maya now." in asks(office, rita, **TWENTY)
    assert "With Maya now." in asks(office, rita, **TWENTY, Customer=" ACME ")
    first, second = open_ones(office)
    office.bot.requests.approve(office.workspace, maya.id, first.id, receipt="1")
    with pytest.raises(BeyondAuthority):
        office.bot.requests.approve(office.workspace, maya.id, second.id, receipt="2")
    office.bot.requests.chase()
    office.settle()
    assert "counted together with 20 % given to them in 30 days" in text_of(dana.dm()[-1])
    dana.presses("Approve")
    assert (latest(office).status, latest(office).together) == (Status.APPROVED, 20)


def test_a_card_that_waits_is_drawn_again_when_its_customer_is_given_something_else(
    office, dana, maya, rita, robin, approvals
):
    asks(office, rita, **{"Percentage off": "8"})
    asks(office, robin, **{"Percentage off": "8"})
    first, second = open_ones(office)
    office.bot.requests.approve(office.workspace, maya.id, second.id, receipt="1")
    office.settle()
    assert "counted together with 8 %" in text_of(maya.messages(approvals)[0])
    assert "counted together with 8 %" in text_of(rita.dm()[0])
    assert office.bot.requests.approve(office.workspace, maya.id, first.id, receipt="2").together == 8


def test_what_is_granted_alone_meanwhile_counts_as_well(office, dana, maya, rita, approvals):
    asks(office, rita, **{"Percentage off": "24"})
    assert "It's yours to decide" in asks(office, rita, **{"Percentage off": "5"})
    assert "counted together with 5 %" in text_of(maya.dm()[0])
    (waiting,) = open_ones(office)
    desk, here = office.bot.requests, office.workspace
    with pytest.raises(BeyondAuthority):
        desk.approve(here, maya.id, waiting.id, receipt="1")
    offered = desk.counter(
        here, maya.id, waiting.id, receipt="2", amount="21", reason="They have five as it is"
    )
    assert offered.together == 5


def offer(office, maya, request, amount):
    reason = "A little less will do here"
    desk, here = office.bot.requests, office.workspace
    return desk.counter(here, maya.id, request.id, receipt=request.id, amount=amount, reason=reason)


def test_of_two_offers_that_are_too_much_together_only_one_can_be_accepted(
    office, dana, maya, rita, approvals
):
    asks(office, rita, **TWENTY)
    asks(office, rita, **TWENTY)
    first, _ = (offer(office, maya, each, "18") for each in open_ones(office))
    office.settle()
    office.bot.requests.accept(office.workspace, rita.id, first.id, receipt="1")
    office.settle()
    rita.presses("Accept")
    assert "They were granted more since that offer" in text_of(rita.modal())
    rita.closes()
    assert latest(office).status is Status.COUNTERED
    rita.presses("Withdraw")
    office.settle()
    assert "With Dana now." in asks(office, rita, **TWENTY)


def test_two_offers_that_are_not_too_much_together_can_both_be_accepted(office, dana, maya, rita, approvals):
    asks(office, rita, **TWENTY)
    asks(office, rita, **TWENTY)
    offered = [offer(office, maya, each, "12") for each in open_ones(office)]
    for each in offered:
        office.bot.requests.accept(office.workspace, rita.id, each.id, receipt=f"{each.id}a")
    assert (latest(office).status, latest(office).together) == (Status.ACCEPTED, 12)


def test_what_was_given_when_it_was_asked_counts_even_once_that_is_long_ago(
    office, dana, maya, rita, approvals
):
    assert "It's yours to decide" in asks(office, rita, **{"Percentage off": "5"})
    asks(office, rita, **TWENTY)
    (waiting,) = open_ones(office)
    assert waiting.together == 5
    assert office.bot.requests.shown(office.workspace, waiting.id).request.together == 5


def latest(office):
    with office.bot.database.reading() as connection:
        return requests.everything(connection, office.workspace)[-1]
