"""A hint on the page, in a real browser, wide and narrow: read, answered, and turned off in the settings."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address, messages
from tests.stories.office import MONDAY, open_office
from tests.stories.pasts import counted, draw, here_for_long, weeks_before

pytestmark = pytest.mark.browser

WEDNESDAY = MONDAY + timedelta(days=2)
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


@pytest.fixture
def rita(office):
    """She has a hint this morning."""
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, admin=True)
    found = office.hire("Rita Alvarez", manager=maya)
    here_for_long(office)
    weeks_before(office, found, MONDAY, leads=5, demos=1)
    counted(office, found, MONDAY, leads=3, demos=1)
    counted(office, found, MONDAY + timedelta(days=1), leads=3, demos=0)
    draw(office, found)
    office.travel_to(WEDNESDAY, "09:15")
    return found


def keep(window, name, width):
    if folder := os.environ.get("PICTURES"):
        window.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@WIDTHS
def test_a_hint_is_read_and_answered(office, rita, page: OpenPage, width):
    window = page(address(office.sandbox, rita, "app"), width=width)
    hint = messages(window).filter(has_text="so far this week")
    expect(hint.get_by_text("19 leads to go, with 3 days left, today included.")).to_be_visible()
    expect(hint.get_by_text("Only you see this.")).to_be_visible()
    keep(window, "nudge", width)
    hint.get_by_role("button", name="Useful").click()
    rita.waits(lambda: office.settle() or "You found this useful." in office.said_to(rita)[-1], "the answer")
    expect(hint.get_by_text("You found this useful.")).to_be_visible()
    expect(hint.get_by_role("button", name="Useful")).to_have_count(0)
    keep(window, "nudge-answered", width)


@WIDTHS
def test_home_says_where_the_week_is_heading(office, rita, page: OpenPage, width):
    window = page(address(office.sandbox, rita, "app"), width=width)
    drawn = len(office.slack.log("views.publish"))
    window.get_by_role("tab", name="Home").click()
    rita.waits(lambda: len(office.slack.log("views.publish")) > drawn, "Home, drawn anew")
    expect(window.get_by_text("7 a day would do it")).to_be_visible()
    keep(window, "pace", width)


def test_hints_are_turned_off_in_the_settings(office, rita, page: OpenPage):
    window = page(address(office.sandbox, rita, "app"))
    rita.runs("/latitude", "settings")
    window.get_by_role("button", name="Stop hints").click()
    expect(window.get_by_role("dialog").get_by_text("No more hints from now on.")).to_be_visible()
    keep(window, "settings", 1280)
