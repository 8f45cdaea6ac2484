"""What comes after a request's time has run out, before anybody has looked at the clock."""

from datetime import timedelta

import pytest

from bot.domain.people import Rank
from bot.domain.request_moves import Move, Status
from bot.sandbox.client import text_of
from bot.store import requests
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
def approvals(office, dana, maya, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))


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
