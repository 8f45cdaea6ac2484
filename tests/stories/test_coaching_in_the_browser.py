"""Coached on the page: from the manager's Home to the rep who has read it; and a rep who asks."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address
from tests.stories.office import MONDAY, open_office
from tests.stories.test_coaching import coach, is_blocked
from tests.stories.test_homes_in_the_browser import photograph

pytestmark = pytest.mark.browser

THURSDAY, FRIDAY = MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


def at_home(office, window, person):
    """Home, drawn anew."""
    drawn = len(office.slack.log("views.publish"))
    window.get_by_role("tab", name="Home").click()
    person.waits(lambda: len(office.slack.log("views.publish")) > drawn, "Home, drawn anew")
    window.wait_for_timeout(300)  # until the page has drawn it too: a button that is replaced hears no press


def test_a_manager_writes_a_talk_down_and_the_rep_has_got_it(office, page: OpenPage):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)
    rita = office.hire("Rita Alvarez", manager=maya)
    ben = office.hire("Ben Moss", manager=maya)
    coach(office, maya, ben, action="Send Orbit the business case", due=THURSDAY)
    is_blocked(office, rita, "Waiting for legal on the Kestrel contract")
    office.bot.coaching_requests.ask(
        office.workspace, rita.id, receipt="ask", words="How do I open the Kestrel talk?"
    )
    rita.closes(everything=True)
    office.travel_to(THURSDAY, "08:15")

    window = page(address(office.sandbox, maya, "app"), width=720, height=1400)
    expect(window.get_by_text("Who could use you").first).to_be_visible()
    photograph(window, "morning", 720)
    at_home(office, window, maya)
    expect(window.get_by_text("asked for a talk on Wednesday")).to_be_visible()
    photograph(window, "queue", 720)
    window.get_by_role("button", name="Coached").first.click()
    form = window.get_by_role("dialog")
    form.get_by_label("What you talked about").fill("Open with what waiting costs them.")
    form.get_by_label("What you agreed").fill("Rita sends legal the short form.")
    form.get_by_label("Look at it again on").fill(FRIDAY.isoformat())
    photograph(window, "form", 720)
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    office.settle()
    expect(window.get_by_text("asked for a talk on Wednesday")).to_have_count(0)
    expect(window.get_by_text("not read yet").first).to_be_visible()

    hers = page(address(office.sandbox, rita, "app"), width=720, height=1400)
    expect(hers.get_by_text("Maya wrote down what you talked about")).to_be_visible()
    photograph(hers, "note", 720)
    hers.get_by_role("button", name="Got it").click()
    office.settle()
    expect(hers.get_by_text("You've read it.")).to_be_visible()
    at_home(office, hers, rita)
    expect(hers.get_by_text("Rita sends legal the short form.")).to_be_visible()
    photograph(hers, "rep", 720)
    hers.get_by_role("button", name="1:1 page").click()
    expect(hers.get_by_role("dialog").get_by_text("Rita, one to one")).to_be_visible()
    photograph(hers, "page", 720)
    photograph(window, "read", 720)


def test_a_rep_asks_and_looks_back(office, page: OpenPage):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.check_in(rita)
    office.travel_to(FRIDAY, "16:45")
    office.check_in(rita, leads=7, demos=2)
    rita.closes(everything=True)
    office.travel_to(FRIDAY, "17:15")
    window = page(address(office.sandbox, rita, "app"), width=390, height=1400)
    expect(window.get_by_text("What would you do differently?").first).to_be_visible()
    photograph(window, "look", 390)
    window.get_by_role("button", name="Answer").click()
    form = window.get_by_role("dialog")
    form.get_by_label("What would you do differently?").fill("Call before noon.")
    form.get_by_role("button", name="Save").click()
    office.settle()
    expect(window.get_by_text("Call before noon.")).to_be_visible()
    at_home(office, window, rita)
    window.get_by_role("button", name="Ask for coaching").click()
    asking = window.get_by_role("dialog")
    asking.get_by_label("What would you like to talk about?").fill("How do I open the Kestrel talk?")
    photograph(window, "ask", 390)
    asking.get_by_role("button", name="Ask", exact=True).click()
    expect(window.get_by_text("It stands first on Maya's list.").first).to_be_visible()
    window.get_by_role("dialog").get_by_role("button", name="Done").click()
    office.settle()
    expect(window.get_by_role("button", name="Withdraw")).to_be_visible()
    photograph(window, "asked", 390)
