"""Going away on the page, in a real browser: from the prompt, through an error in the form, to being back."""

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
def test_a_rep_goes_away_from_the_prompt_and_comes_back(office, page: OpenPage, width: int):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.clock._ahead += 24 * 3600  # Tuesday, a minute after half past four
    office.settle()

    window = page(address(office.sandbox, rita, "app"), width=width)
    expect(window.get_by_text("How was Tuesday, Rita?")).to_be_visible()
    window.get_by_role("button", name="I'm away", exact=True).click()

    form = window.get_by_role("dialog")
    first, last = form.get_by_label("From"), form.get_by_label("To (the last day away)")
    expect(first).to_have_value("2026-11-24")
    last.fill("2026-11-20")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("The last day comes before the first.")).to_be_visible()
    last.fill("2026-11-27")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("You're away from Tuesday 24 to Friday 27 November")).to_be_visible()
    form.get_by_role("button", name="Done").click()

    office.settle()
    expect(window.get_by_text("you're away, so there is nothing to do")).to_be_visible()
    drawn = len(office.slack.log("views.publish"))
    window.get_by_role("tab", name="Home").click()
    rita.waits(lambda: len(office.slack.log("views.publish")) > drawn, "Home drawn for who looks at it")
    window.wait_for_timeout(300)  # until the page has drawn it too: a button that is replaced hears no press
    expect(window.get_by_text("Away from Tuesday 24 to Friday 27 November")).to_be_visible()
    window.get_by_role("button", name="I'm back", exact=True).click()
    expect(form.get_by_text("You're not away any more.")).to_be_visible()
    form.get_by_role("button", name="OK", exact=True).click()
    office.settle()
    expect(window.get_by_text("Away from Tuesday")).to_have_count(0)


def test_a_manager_enters_it_for_a_rep_on_a_narrow_screen(office, page: OpenPage):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    office.hire("Rita Alvarez", manager=maya)
    window = page(address(office.sandbox, maya, "app"), width=390)
    maya.runs("/away", "@rita 24-27 Nov")
    expect(window.get_by_text("Rita is away from Tuesday 24 to Friday 27 November")).to_be_visible()
    window.get_by_role("button", name="Cancel", exact=True).click()
    expect(window.get_by_text("Rita isn't away any more.")).to_be_visible()
    expect(window.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
