"""Who is named on a request's card, and who hears of it, when."""

import pytest

from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.views import requests
from tests.stories.office import MONDAY
from tests.stories.test_requests import asks, open_ones


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
