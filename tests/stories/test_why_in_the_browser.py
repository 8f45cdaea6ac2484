"""Why? on the page, in a real browser: the sum, a contested row, the manager's word, and the chart."""

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address
from tests.stories.office import open_office
from tests.stories.test_why import work_a_week

pytestmark = pytest.mark.browser


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


def test_a_rep_contests_a_row_and_her_manager_strikes_it_out(office, page: OpenPage):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    work_a_week(office, rita)
    rita.closes(everything=True)

    window = page(address(office.sandbox, rita, "app"), width=390)
    drawn = len(office.slack.log("views.publish"))
    window.get_by_role("tab", name="Home").click()
    rita.waits(lambda: len(office.slack.log("views.publish")) > drawn, "Home, drawn anew")
    window.wait_for_timeout(300)  # until the page has drawn it too: a button that is replaced hears no press
    window.get_by_role("button", name="Why?").click()
    why = window.get_by_role("dialog")
    expect(why.get_by_text("Trust 61 · Guided")).to_be_visible()
    expect(why.get_by_text("Reliability 1 of 6.5")).to_be_visible()
    expect(why.get_by_text("Towards Supported")).to_be_visible()
    row = why.locator(".section", has_text="No check-in")
    row.get_by_role("button", name="Contest").click()
    form = window.get_by_role("dialog")
    form.get_by_label("What is wrong with it").fill("We were all at the fair <!channel>")
    form.get_by_role("button", name="Contest", exact=True).click()
    expect(why.get_by_text("Contested; Maya settles it.")).to_be_visible()
    expect(why.get_by_text("We were all at the fair <!channel>")).to_be_visible()
    expect(row.get_by_role("button")).to_have_count(0)
    expect(why.get_by_text("Reliability 0 of 6.5")).to_be_visible()
    office.settle()

    hers = page(address(office.sandbox, maya, "app"))
    expect(hers.get_by_text("Rita contests a row of the ledger")).to_be_visible()
    hers.get_by_role("button", name="Strike out").click()
    settling = hers.get_by_role("dialog")
    settling.get_by_label("Why the row goes").fill("I sent them there myself")
    settling.get_by_role("button", name="Save").click()
    expect(settling).to_have_count(0)
    office.settle()
    expect(hers.get_by_text("Maya struck it out: it weighs nothing.")).to_be_visible()
    expect(hers.get_by_role("button", name="Strike out")).to_have_count(0)

    why.get_by_role("button", name="Show chart").click()
    expect(window.get_by_text("It is in your messages with me")).to_be_visible()
    office.settle()
    window.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    window.get_by_role("tab", name="Messages").click()
    expect(window.get_by_text("Maya struck it out: it weighs nothing.")).to_be_visible()
    picture = window.get_by_alt_text("Trust from 54 on 23 Nov 2026", exact=False)
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1296
