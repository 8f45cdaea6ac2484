"""One page for the next talk, the same for the two who have it and those above."""

from datetime import date, timedelta

import pytest

from bot.domain.checkins import Kept
from bot.domain.home import NotForYou
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.views import sheets as views
from tests.stories.office import MONDAY
from tests.stories.test_coaching import coach, home

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=ahead) for ahead in (1, 2, 4))
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


def page(office, person, whose=None):
    person.runs("/latitude", "1on1" if whose is None else f"1on1 <@{whose.id}|{whose.name}>")
    text = text_of(person.modal())
    person.closes(everything=True)
    return text


def a_week(office, maya, rita):
    """Maya and Rita talked on Monday; since then Rita has promised, asked, been blocked, and looked back."""
    coach(office, maya, rita, words="Open with the *loss* <!here>", action="Call Kestrel", due=FRIDAY)
    office.travel_to(MONDAY, "16:45")
    office.check_in(rita, **{"One thing for tomorrow": "Send the case"}, Wins="Kestrel wants a second talk")
    office.travel_to(TUESDAY, "16:45")
    rita.runs("/checkin")
    rita.fills({
        "kept": Kept.NO.value,
        "Self-generated leads": "4",
        "Presentations": "2",
        "Blockers": "Waiting for legal",
        "One thing for tomorrow": "Call Orbit",
    })  # fmt: skip
    assert rita.submits().ok
    office.settle()


def test_a_manager_and_the_rep_read_the_very_same_page(office, dana, maya, rita):
    a_week(office, maya, rita)
    office.bot.coaching_requests.ask(office.workspace, rita.id, receipt="ask", words="Pricing for Orbit?")
    office.bot.retrospects.answer(office.workspace, rita.id, MONDAY, receipt="look", words="Call before noon")
    hers = page(office, rita)
    for manager in (maya, dana):
        assert page(office, manager, rita).replace("Coached\n", "").replace("Done\n", "") == hers
    for words in (
        "Rita, one to one",
        "Since Monday 23 November.",
        "Pricing for Orbit?",
        "Call Kestrel",
        "by Friday 27 November",
        "with Maya",
        "Open with the",
        "9 of",
        "3 of 3 presentations",
        "Call Orbit",
        "Waiting for legal",
        "Call before noon",
        "Kestrel wants a second talk",
        "1 not kept",
        "Send the case",
        "Rita, Maya and the managers above see this very page; nobody else.",
    ):
        assert words in hers, words
    assert "<!here>" not in hers


def test_without_a_talk_it_tells_of_four_weeks_and_leaves_out_what_there_is_not(office, maya, rita):
    text = page(office, maya, rita)
    assert "Since Monday 26 October. There is no talk written down yet." in text
    for heading in ("Commitments", "Requests", "In the way", "Authority", "The last talk", "Agreed"):
        assert heading not in text


def test_what_was_asked_for_stands_there_with_what_came_of_it(office, maya, rita):
    office.slack.add_channel("approvals", (maya.id, rita.id))
    for customer, percent in (("Acme", "4"), ("Orbit", "12"), ("Kestrel", "20")):
        rita.runs("/request", f"{customer} {percent}%")
        rita.fills({
            "What the deal is worth": "10000",
            "Why it is right": "They compare us with somebody",
            "What the customer said": "Match it and we sign",
        })  # fmt: skip
        assert rita.submits().ok
        rita.closes(everything=True)
        office.settle()
    text = page(office, maya, rita)
    assert "#1 Price concession of 4 % for Acme  ·  decided alone" in text
    assert "#2 Price concession of 12 % for Orbit  ·  still open" in text


def test_nobody_else_opens_it(office, maya, rita):
    ben = office.hire("Ben Moss", manager=maya)
    for whose in (rita.id, maya.id, "U404"):
        with pytest.raises(NotForYou):
            office.bot.sheets.of(office.workspace, ben.id, whose)
    ben.runs("/latitude", f"1on1 <@{rita.id}>")
    assert "Only they and the managers above them see this." in text_of(ben.whispers[-1])
    ben.runs("/latitude", "1on1 rita")
    assert "Type @ and pick the person from Slack's list." in text_of(ben.whispers[-1])


def test_the_buttons_on_home_open_it_and_a_talk_is_written_down_from_it(office, maya, rita):
    home(office, rita)
    rita.presses("1:1 page", where="home")
    assert "Rita, one to one" in text_of(rita.modal())
    assert "Coached" not in text_of(rita.modal())
    maya.runs("/latitude", f"1on1 <@{rita.id}>")
    maya.presses("Coached", where="modal")
    maya.fills({"What you talked about": "Kestrel"})
    assert maya.submits().ok
    office.settle()
    assert "Maya wrote down what you talked about" in text_of(rita.dm()[-1])


def test_what_moved_trust_is_said_and_no_score_of_anybody_else(office, maya, rita):
    for day in (MONDAY, TUESDAY):
        office.travel_to(day, "16:45")
        office.check_in(rita)
    office.travel_to(WEDNESDAY, "12:00")
    text = page(office, rita)
    assert "What moved trust" in text
    assert "check-ins on time" in text
    assert "Trust 5" not in text


def test_a_manager_has_a_page_with_the_director(office, dana, maya):
    coach(office, dana, maya, words="The team")
    assert "The team" in page(office, dana, maya)
    office.change(dana, active=False)
    assert "Only Maya sees this page." in page(office, maya)


def test_the_earliest_a_page_goes_back_is_eight_weeks(office, maya, rita):
    coach(office, maya, rita)
    office.jump(timedelta(days=100))
    office.settle()
    sheet = office.bot.sheets.of(office.workspace, maya.id, rita.id)
    assert sheet.since == date(2026, 11, 23) + timedelta(days=100 - 56)
    assert sheet.last.note.words == "We talked"
    assert views.opened(sheet, coaches=True)["type"] == "modal"
