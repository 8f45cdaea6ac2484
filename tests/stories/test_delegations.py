"""A manager lets another decide for her, for some days."""

from datetime import timedelta

import pytest

from bot.domain.delegations import DelegationOver
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import audit
from tests.stories.office import MONDAY
from tests.stories.test_requests import asks, open_ones


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def tomas(office, dana):
    return office.hire("Tomas Weber", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, dana, maya, tomas):
    office.slack.add_channel("approvals", (dana.id, maya.id, tomas.id))
    return office.hire("Rita Alvarez", manager=maya, level="L1")


def delegates(office, who, text):
    who.runs("/latitude", f"delegate {text}")
    office.settle()
    return text_of(who.whispers[-1])


def test_a_delegate_is_asked_decides_and_it_is_said_for_whom(office, maya, tomas, rita):
    assert "Tomas decides for you until Friday 27 November" in delegates(
        office, maya, f"<@{tomas.id}> until friday"
    )
    assert "You decide for Maya until Friday 27 November" in office.said_to(tomas)[0]
    assert "With Tomas now." in asks(office, rita)
    assert not any("asks:" in said for said in office.said_to(maya))
    assert "Waits for Tomas (for Maya)." in office.said_to(tomas)[-1]
    tomas.presses("Approve")
    office.settle()
    assert "Tomas, for Maya, approved it." in text_of(rita.dm()[0])
    with office.bot.database.reading() as connection:
        trail = audit.entries(connection, office.workspace)
    approved = next(each for each in trail if each.what == "request approve")
    assert f'"instead_of": "{maya.id}"' in approved.details
    assert "delegation begun" in [each.what for each in trail]


def test_who_has_delegated_still_decides_herself(office, maya, tomas, rita):
    delegates(office, maya, f"<@{tomas.id}> 23-25 Nov")
    asks(office, rita)
    (request,) = open_ones(office)
    office.bot.requests.approve(office.workspace, maya.id, request.id, receipt="1")
    assert open_ones(office) == []


def test_when_it_is_over_who_delegated_is_asked_at_once(office, maya, tomas, rita):
    delegates(office, maya, f"<@{tomas.id}> today")
    asks(office, rita)
    delegates(office, maya, "off")
    assert "Maya decides again" in office.said_to(tomas)[-1]
    assert office.bot.requests.chase() == 1
    office.settle()
    assert "Waits for Maya." in office.said_to(maya)[-1]
    tomas.presses("Approve")
    assert "isn't yours to decide" in text_of(tomas.modal())
    assert len(open_ones(office)) == 1


def waits_for(office, rita):
    """Everybody whom her request waits for, once four working hours more have passed."""
    office.travel_to(MONDAY, "12:15")
    office.bot.requests.chase()
    office.settle()
    return text_of(rita.dm()[0])


def test_where_the_delegate_has_it_already_the_next_one_is_who_delegates(office, dana, maya, tomas, rita):
    delegates(office, dana, f"<@{maya.id}> until friday")
    assert "With Maya now." in asks(office, rita)
    assert "Waits for Maya and Dana." in waits_for(office, rita)


def test_where_somebody_from_above_stands_in_those_between_come_next(office, dana, maya, tomas, rita):
    vera = office.hire("Vera Novak", rank=Rank.DIRECTOR)
    office.change(dana, manager=vera.id)
    delegates(office, maya, f"<@{vera.id}> until friday")
    assert "With Vera now." in asks(office, rita)
    assert "Waits for Vera (for Maya) and Dana." in waits_for(office, rita)


def test_home_says_who_decides_and_a_button_ends_it(office, maya, tomas, dana, rita):
    delegates(office, maya, f"<@{tomas.id}> from tomorrow to friday")
    delegates(office, maya, f"<@{dana.id}> tomorrow")
    maya.opens_home()
    assert "Dana decides for you on Tuesday 24 November." in text_of(maya.home()).replace("*", "")
    maya.presses("End it", where="home")
    office.settle()
    assert "You decide yourself again" in text_of(maya.modal())
    maya.closes()
    assert "decides for you" not in text_of(maya.home())
    with pytest.raises(DelegationOver):
        office.bot.delegations.end(office.workspace, maya.id, receipt="again")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type @ and pick a colleague"),
        ("until friday", "Type @ and pick a colleague"),
        ("<@U0NOBODY1> until friday", "Type @ and pick a colleague"),
        ("<@{rita}> until friday", "Only a manager or director can stand in"),
        ("<@{tomas}> whenever", "I can't read “whenever” as a day"),
        ("<@{tomas}> yesterday", "its days are over already"),
        ("off", "There is no delegation to end"),
    ],
)
def test_what_cannot_be_taken_is_said_and_changes_nothing(office, maya, tomas, rita, text, said):
    assert said in delegates(office, maya, text.format(rita=rita.id, tomas=tomas.id))
    assert "With Maya now." in asks(office, rita)


def test_the_same_message_twice_begins_one_delegation(office, maya, tomas, rita):
    desk = office.bot.delegations
    first = desk.begin(office.workspace, maya.id, receipt="1", text=f"<@{tomas.id}> today")
    again = desk.begin(office.workspace, maya.id, receipt="1", text=f"<@{tomas.id}> today")
    assert again == first
    desk.end(office.workspace, maya.id, receipt="2")
    with pytest.raises(DelegationOver):
        desk.end(office.workspace, maya.id, receipt="2")
    assert desk.begin(office.workspace, maya.id, receipt="1", text=f"<@{tomas.id}> today") != first


def test_who_has_left_is_told_nothing_and_asked_nothing(office, maya, tomas, rita):
    found = office.bot.delegations.begin(
        office.workspace, maya.id, receipt="1", text=f"<@{tomas.id}> until friday"
    )
    office.change(tomas, active=False)
    assert office.bot.delegations.told(office.workspace, found.delegation.id) is None
    assert office.bot.delegations.told(office.workspace, "none") is None
    office.settle()
    assert office.said_to(tomas) == []
    assert "With Maya now." in asks(office, rita)


def test_after_its_last_day_it_counts_no_more(office, maya, tomas, rita):
    delegates(office, maya, f"<@{tomas.id}> today")
    office.travel_to(MONDAY + timedelta(days=1), "09:00")
    assert "With Maya now." in asks(office, rita)
