"""The loop on the page, in a real browser: an error in the form included."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address
from tests.stories.office import open_office

pytestmark = pytest.mark.browser


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite"), datetime(2026, 11, 23, 21, 31, tzinfo=UTC)) as made:
        yield made


@pytest.mark.parametrize("width", [1280, 390])
def test_a_rep_checks_in_on_the_page_and_her_manager_sees_it(office, page: OpenPage, width: int):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.clock._ahead += 24 * 3600  # Tuesday, a minute after half past four
    office.settle()

    window = page(address(office.sandbox, rita, "app"), width=width)
    expect(window.get_by_text("How was Tuesday, Rita?")).to_be_visible()
    window.get_by_role("button", name="Check in", exact=True).click()

    form = window.get_by_role("dialog")
    form.get_by_label("Self-generated leads").fill("-3")
    form.get_by_label("Presentations").fill("1")
    form.get_by_role("button", name="Check in", exact=True).click()
    expect(form.get_by_text(re.compile("at least 0|0 or|greater than", re.IGNORECASE))).to_be_visible()
    expect(form.get_by_label("Self-generated leads")).to_be_focused()

    form.get_by_label("Self-generated leads").fill("6")
    form.get_by_label("Blockers").fill("<!channel> *legal* <http://x|y>")
    form.get_by_label("One thing for tomorrow").fill("Call *Brandt* back")
    form.get_by_role("button", name="Check in", exact=True).click()
    expect(form.get_by_text("Tuesday is in")).to_be_visible()
    expect(form.get_by_text("6 of 5 leads")).to_be_visible()
    expect(form.get_by_text("<!channel>")).to_be_visible()
    expect(form.get_by_text(re.compile("Call .Brandt. back"))).to_be_visible()
    form.get_by_role("button", name="Done").click()

    office.settle()
    expect(window.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    window.get_by_role("tab", name="Home").click()
    expect(window.get_by_text("You're checked in for today.")).to_be_visible()

    hers = page(address(office.sandbox, maya, "app"), width=width)
    hers.get_by_role("tab", name="Home").click()
    expect(hers.get_by_text("Your team today")).to_be_visible()
    expect(hers.get_by_text("1 of 1")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_next_check_in_asks_what_became_of_the_promise(office, page: OpenPage, width: int):
    rita = office.hire("Rita Alvarez")
    office.check_in(rita, **{"One thing for tomorrow": "Send Kestrel the business case"})
    rita.closes()
    office.clock._ahead += 24 * 3600
    office.settle()

    window = page(address(office.sandbox, rita, "app"), width=width)
    window.get_by_role("button", name="Check in", exact=True).click()
    form = window.get_by_role("dialog")
    expect(form.get_by_text("Send Kestrel the business case")).to_be_visible()
    form.get_by_label("Self-generated leads").fill("5")
    form.get_by_label("Presentations").fill("0")
    form.get_by_role("button", name="Check in", exact=True).click()
    expect(form.get_by_text("Tuesday is in")).to_have_count(0)

    form.get_by_label("Yes", exact=True).check()
    form.get_by_role("button", name="Check in", exact=True).click()
    expect(form.get_by_text("Tuesday is in")).to_be_visible()
    expect(form.get_by_text("Kept what you said you would do.")).to_be_visible()
