"""The loop: prompt, check-in, confirmation, Home, and the manager's morning line."""

from datetime import timedelta

import pytest

from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import checkins
from tests.stories.office import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


def kept(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def test_a_rep_is_asked_answers_and_her_manager_hears(office, maya, rita):
    tom = office.hire("Tom Berg", manager=maya)
    office.travel_to(MONDAY, "16:29")
    assert office.said_to(rita) == []

    office.travel_to(MONDAY, "16:31")
    (asked,) = office.said_to(rita)
    assert "How was Monday, Rita?" in asked
    assert "Two numbers and you're done." in asked

    rita.presses("Check in")
    assert "Monday 23 November" in text_of(rita.modal())
    rita.fills({"Self-generated leads": "4", "Presentations": "1", "Blockers": "Waiting for legal"})
    assert rita.submits().ok
    confirmed = text_of(rita.modal())
    assert "Monday is in" in confirmed
    assert "4 of 5 leads" in confirmed
    assert "1 of 3 presentations" in confirmed
    rita.closes()

    office.settle()
    (card,) = office.said_to(rita)
    assert "Monday is in." in card
    assert "4 of 5 leads · 1 of 3 presentations this week" in card
    assert dict(kept(office, rita).counts) == {"leads": 4, "demos": 1}

    rita.opens_home()
    assert "You're checked in for today." in text_of(rita.home())

    maya.opens_home()
    team = text_of(maya.home())
    assert "*1 of 2* checked in" in team
    assert "*Rita Alvarez* · 4 of 5 leads" in team
    assert "Tom Berg · not yet" in team

    office.travel_to(TUESDAY, "09:59")
    assert office.said_to(maya) == []
    office.travel_to(TUESDAY, "10:01")
    (line,) = office.said_to(maya)
    assert "1 of 2 checked in. Not yet: Tom." in line
    assert "Waiting for legal" in line
    assert [text for text in office.said_to(tom) if "Monday" in text]


def test_an_answered_day_is_not_asked_about(office, rita):
    office.check_in(rita)
    office.travel_to(MONDAY, "18:00")
    assert office.said_to(rita) == []
    assert office.bot.plan() == 0


def test_an_answer_can_be_edited_and_the_earlier_one_is_kept(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.presses("Check in")
    rita.fills({"Self-generated leads": "4", "Presentations": "1"})
    rita.submits()
    rita.closes()
    office.settle()

    rita.presses("Edit")
    assert "Edit check-in" in text_of(rita.modal())
    rita.fills({"Self-generated leads": "6"})
    assert rita.submits().ok
    office.settle()
    assert "6 of 5 leads" in office.said_to(rita)[-1]
    assert kept(office, rita).revision == 2
    with office.bot.database.reading() as connection:
        (before,) = checkins.revisions(connection, office.workspace, rita.id, MONDAY)
    assert before["counts"] == {"demos": "1", "leads": "4"}


def test_everyone_is_asked_at_their_own_half_past_four(office, maya):
    zones = {
        "Lena": "Europe/Berlin",
        "Joao": "America/Sao_Paulo",
        "Rita": "America/New_York",
        "Sam": "America/Los_Angeles",
    }
    people = {name: office.hire(name, manager=maya, timezone=zone) for name, zone in zones.items()}
    for name, zone in zones.items():
        office.travel_to(MONDAY, "16:29", zone)
        assert office.said_to(people[name]) == []
        office.travel_to(MONDAY, "16:31", zone)
        assert len(office.said_to(people[name])) == 1


def test_nobody_is_asked_on_a_weekend_and_mondays_line_tells_of_friday(office, maya, rita):
    friday, saturday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
    office.travel_to(friday, "16:31")
    asked = len(office.said_to(rita))
    office.travel_to(saturday, "20:00")
    assert len(office.said_to(rita)) == asked + 1  # Friday's reminder
    lines = len(office.said_to(maya))
    office.travel_to(MONDAY + timedelta(days=7), "10:01")
    assert len(office.said_to(maya)) == lines + 1
    assert "Friday on your team" in office.said_to(maya)[-1]


def test_a_prompt_whose_time_has_passed_is_dropped_and_counted(office, rita):
    office.bot.plan()
    office.jump(timedelta(days=2))
    office.settle()
    assert office.said_to(rita) == []
    office.travel_to(MONDAY + timedelta(days=2), "09:01")
    (asked,) = office.said_to(rita)
    assert "An hour left for Tuesday 24 November" in asked
    with office.bot.database.reading() as connection:
        from bot.domain.deliveries import State
        from bot.store import deliveries

        assert deliveries.counts(connection, office.workspace)[State.EXPIRED] >= 5  # and her manager's line


def test_a_director_sees_each_managers_team(office):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.check_in(rita)
    dana.opens_home()
    seen = text_of(dana.home())
    assert "Maya Lindqvist's team today" in seen
    assert "*1 of 1* checked in" in seen


@pytest.mark.parametrize("name", ["rita", "maya"])
def test_help_shows_what_this_person_can_do(office, rita, maya, name):
    person = {"rita": rita, "maya": maya}[name]
    person.runs("/latitude")
    shown = " ".join(text_of(each) for each in person.whispers)
    assert "What you can do here" in shown
    assert ("/checkin" in shown) is (name == "rita")
