"""Requests on the page, in a real browser: ask, counter, accept; and two managers at one card."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from bot.domain.people import Rank
from bot.sandbox.client import text_of
from tests.browser import OpenPage, address
from tests.stories.office import open_office
from tests.stories.test_requests import asks, open_ones

pytestmark = pytest.mark.browser


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite"), datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) as made:
        yield made


@pytest.fixture
def team(office):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)
    rita = office.hire("Rita Alvarez", manager=maya, level="L1")
    office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))
    return dana, maya, rita


@pytest.mark.parametrize("width", [1280, 390])
def test_a_rep_asks_her_manager_counters_and_she_accepts(office, team, page: OpenPage, width: int):
    _, maya, rita = team
    window = page(address(office.sandbox, rita, "app"), width=width)
    window.get_by_role("tab", name="Home").click()
    expect(window.get_by_text("What you decide alone")).to_be_visible()
    window.get_by_role("button", name="Request", exact=True).click()
    form = window.get_by_role("dialog")
    form.get_by_label("List price").fill("1,200")
    form.get_by_label("Offered price").fill("1,050")
    expect(form.get_by_text("12.5 % off $1,200 is $1,050.")).to_be_visible()
    form.get_by_label("Customer", exact=True).fill("Acme")
    form.get_by_label("What the deal is worth").fill("forty")
    form.get_by_label("What the customer said").fill("Twelve or we wait <!channel>")
    form.get_by_label("Why it is right").fill("They compare us with Orbit")
    form.get_by_label("What they give in return").fill("Two years")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.get_by_text("I can't read that as an amount.")).to_be_visible()
    form.get_by_label("What the deal is worth").fill("$40k")
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.get_by_text("With Maya now.")).to_be_visible()
    form.get_by_role("button", name="Done").click()
    office.settle()

    hers = page(address(office.sandbox, maya, "approvals"), width=width)
    expect(hers.get_by_text("Price concession of 12.5 % for Acme")).to_be_visible()
    expect(hers.get_by_text("$5,000")).to_be_visible()
    expect(hers.get_by_text("It lapses Nov 26, 2026 at 10:00 AM if nobody decides.")).to_be_visible()
    hers.get_by_role("button", name="Counter", exact=True).click()
    counter = hers.get_by_role("dialog")
    counter.get_by_label("What you offer").fill("13 %")
    counter.get_by_label("Why", exact=True).fill("Twelve and a half is too much")
    counter.get_by_role("button", name="Offer").click()
    expect(counter.get_by_text(re.compile("Offer less than was asked for"))).to_be_visible()
    counter.get_by_label("What you offer").fill("8 %")
    counter.get_by_label("On which condition").fill("Two years")
    counter.get_by_role("button", name="Offer").click()
    expect(counter).to_have_count(0)
    office.settle()
    expect(hers.get_by_text("Maya offers 8 %.").first).to_be_visible()
    expect(hers.get_by_role("button", name="Approve", exact=True)).to_have_count(0)

    window.get_by_role("tab", name="Messages").click()
    window.get_by_role("button", name="Accept", exact=True).click()
    office.settle()
    expect(window.get_by_text("Rita accepted 8 %.").first).to_be_visible()
    expect(window.get_by_role("button", name="Accept", exact=True)).to_have_count(0)
    expect(hers.get_by_text("Rita accepted 8 %.").first).to_be_visible()


def test_of_two_managers_at_one_card_one_decides_and_the_other_reads_who(office, team, page: OpenPage):
    dana, maya, rita = team
    asks(office, rita)
    windows = [page(address(office.sandbox, each, "approvals")) for each in (maya, dana)]
    buttons = [each.get_by_role("button", name="Approve", exact=True) for each in windows]
    for button in buttons:
        expect(button).to_be_visible()
    for button in buttons:
        button.click(no_wait_after=True)
    late = windows[1].get_by_role("dialog")
    expect(late.get_by_text("Maya has approved it already.")).to_be_visible()
    expect(windows[0].get_by_role("dialog")).to_have_count(0)
    office.settle()
    for button in buttons:
        expect(button).to_have_count(0)
    assert open_ones(office) == []


def test_two_presses_in_the_same_moment_settle_it_once(office, team):
    dana, maya, rita = team
    asks(office, rita)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda who: who.presses("Approve", where=approvals_of(who)), (maya, dana)))
    refused = [text_of(who.modal()) for who in (maya, dana) if who.modal()]
    assert len(refused) == 1
    assert re.search("(Maya|Dana) has approved it already.", refused[0])


def approvals_of(who):
    return next(each["id"] for each in who.channels() if each["name"] == "approvals")
