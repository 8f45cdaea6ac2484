"""Kudos on the page, in a real browser: given with the form, read in the channel, taken back."""

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address, composer
from tests.stories.office import open_office
from tests.stories.test_kudos import WHAT, arrive

pytestmark = pytest.mark.browser


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


def test_a_rep_thanks_a_colleague_and_takes_it_back(office, page: OpenPage):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    sam = office.hire("Sam Whitfield", manager=maya)
    office.slack.add_channel("wins", (maya.id, rita.id, sam.id))

    window = page(address(office.sandbox, rita, "wins"))
    composer(window).fill("/kudos @sam for own-it: thanks")
    composer(window).press("Enter")
    form = window.get_by_role("dialog")
    expect(form.get_by_text("Please say what they did, in at least 20 characters.")).to_be_visible()
    expect(form.get_by_text("Sam Whitfield")).to_be_visible()
    form.get_by_label("What for").fill(WHAT)
    form.get_by_role("button", name="Give kudos").click()
    expect(form.get_by_text("It's posted in #wins, and Sam will be told.")).to_be_visible()
    form.get_by_role("button", name="Close").first.click()
    arrive(office)

    post = window.locator(".messages .message", has_text="Rita Alvarez thanks Sam Whitfield")
    expect(post.get_by_text(WHAT)).to_be_visible()
    his = page(address(office.sandbox, sam, "app"))
    expect(his.get_by_text("Rita thanks you")).to_be_visible()
    expect(his.get_by_role("link", name="The post")).to_be_visible()

    post.hover()
    post.get_by_role("button", name="More options").click()
    window.get_by_role("option", name="Take back").click()
    expect(window.get_by_text("It's taken back", exact=False)).to_be_visible()
    office.settle()
    expect(his.get_by_text("This one was taken back.")).to_be_visible()
