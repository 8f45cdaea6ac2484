"""Counts from a CRM on the page, in a real browser: filled in, asked about, kept, and before the manager."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from tests.browser import OpenPage, address
from tests.stories.office import MONDAY, open_office
from tests.stories.test_imports import counted_elsewhere, sends

pytestmark = pytest.mark.browser
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite")) as made:
        made.apply(counted_elsewhere("leads"))
        yield made


def test_a_rep_keeps_her_number_and_her_manager_sees_both(office, page: OpenPage):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.travel_to(FRIDAY, "16:31")
    sends(office, f"a,{rita.id},leads,{FRIDAY},4", f"b,{rita.id},leads,{MONDAY},3")
    office.travel_to(FRIDAY, "16:46")

    window = page(address(office.sandbox, rita, "app"))
    expect(window.get_by_text("Your CRM has 4 leads already.").last).to_be_visible()
    window.get_by_role("button", name="Check in").last.click()
    form = window.get_by_role("dialog")
    expect(form.get_by_label("Self-generated leads")).to_have_value("4")
    expect(form.get_by_text("From your CRM: 4, verified.")).to_be_visible()
    form.get_by_label("Self-generated leads").fill("6")
    form.get_by_label("Presentations").fill("1")
    form.get_by_role("button", name="Check in", exact=True).click()
    expect(form.get_by_text("You said 6 leads, the CRM says 4.")).to_be_visible()
    form.get_by_role("button", name="Keep 6").click()
    expect(form.get_by_text("You keep 6 leads.")).to_be_visible()
    expect(form.get_by_role("button", name="Use 4")).to_have_count(0)
    form.get_by_role("button", name="Done").click()

    sends(office, f"a,{rita.id},leads,{FRIDAY},5")
    expect(window.get_by_text("On Friday you said 6 leads, the CRM says 5.")).to_be_visible()
    office.travel_to(FRIDAY, "17:01")
    drawn = len(office.slack.log("views.publish"))
    window.get_by_role("tab", name="Home").click()
    rita.waits(lambda: len(office.slack.log("views.publish")) > drawn, "Home, drawn anew")
    window.wait_for_timeout(300)  # until the page has drawn it too: a button that is replaced hears no press
    expect(window.get_by_text("On Friday you said 6 leads, the CRM says 5.").first).to_be_visible()
    window.get_by_role("button", name="Keep 6").first.click()
    rita.waits(lambda: office.bot.imports.questions(office.workspace, rita.id) == (), "the choice, kept")
    office.travel_to(FRIDAY, "17:16")
    expect(window.get_by_role("button", name="Keep 6")).to_have_count(0)

    hers = page(address(office.sandbox, maya, "app"))
    expect(hers.get_by_text("Friday: 6 leads said, 5 in the CRM")).to_be_visible()
