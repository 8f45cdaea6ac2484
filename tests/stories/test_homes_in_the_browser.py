"""Home on the page: a rep's with eight weeks behind it, and a manager's, wide and narrow."""

import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from bot.domain.absences import Absence
from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Rank
from bot.domain.weeks import Review, Verdict
from bot.store import absences, checkins, weeks
from bot.store.people import PersonRow
from tests.browser import OpenPage, address
from tests.stories.office import open_office

pytestmark = pytest.mark.browser

TODAY = date(2026, 11, 26)
THIS_MONDAY = date(2026, 11, 23)
WIDTHS = pytest.mark.parametrize("width", [1280, 390])
BLOCKERS = ("", "Waiting for legal", "", "", "Still waiting on legal", "none", "", "", "Legal review", "")


@pytest.fixture
def office(databases):
    with open_office(databases.new("sqlite"), datetime(2026, 11, 26, 18, 0, tzinfo=UTC)) as made:
        yield made


def says(office, person, day, number, *, late=False, **more):
    account = Checkin(
        day=day,
        counts={"leads": Decimal(3 + number % 4), "demos": Decimal(number % 2)},
        wins="Kestrel asked for a second meeting." if number % 3 == 0 else "",
        blockers=more.get("blockers", ""),
        submitted_at=office.clock.now(),
        mark=Mark.LATE if late else Mark.ON_TIME,
        commitment=more.get("commitment", ""),
    )
    with office.bot.database.writing() as connection:
        checkins.save(connection, office.workspace, person.id, account, 1, office.clock.now())


def works_for_eight_weeks(office, person, manager, blockers=BLOCKERS):
    first = THIS_MONDAY - timedelta(weeks=8)
    for week in range(8):
        days = [first + timedelta(weeks=week, days=day) for day in range(5 - (week == 3))]
        for number, day in enumerate(days):
            words = blockers[number + 5 * (week - 6)] if week >= 6 else ""
            says(office, person, day, number + week, late=number == week, blockers=words)
        if week % 2 == 0:
            seen = dict.fromkeys(days, 1)
            review = Review(person.id, days[0], 1, Verdict.LOOKS_RIGHT, seen, manager.id)
            with office.bot.database.writing() as connection:
                weeks.add(connection, office.workspace, review, office.clock.now())


def is_away(office, person, first, last):
    with office.bot.database.writing() as connection:
        away = Absence(f"A-{person.id}", person.id, first, last, person.id)
        absences.add(connection, office.workspace, away, office.clock.now())


def a_team(office):
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    team = {
        name: office.hire(name, manager=maya)
        for name in ("Rita Alvarez", "Oskar Nowak", "Lena Fischer", "Tom Berg", "Nia Mensah")
    }
    team["Sam Whitfield"] = office.hire("Sam Whitfield", manager=maya, level="L3")
    team["Joao Prado"] = office.hire("Joao Prado", manager=maya, country="US")
    with office.bot.database.writing() as connection:
        connection.execute(update(PersonRow).values(added_at=office.clock.now() - timedelta(days=200)))
    rita = team["Rita Alvarez"]
    works_for_eight_weeks(office, rita, maya)
    for number in (0, 2):
        says(
            office,
            rita,
            THIS_MONDAY + timedelta(days=number),
            number,
            blockers="Waiting for legal" if number else "",
            commitment="Send Kestrel the business case",
        )
    says(office, team["Oskar Nowak"], TODAY, 3, blockers="Waiting for the security questionnaire")
    for ago in (1, 2, 3):
        day = TODAY - timedelta(days=ago)
        says(office, team["Oskar Nowak"], day, ago, blockers="still waiting for the security questionaire")
    for name in ("Oskar Nowak", "Nia Mensah"):
        says(office, team[name], TODAY - timedelta(days=6), 1, blockers="Legal")
    says(office, team["Lena Fischer"], TODAY, 4)
    says(office, team["Lena Fischer"], TODAY - timedelta(days=1), 4, blockers="Legal review")
    says(office, team["Nia Mensah"], THIS_MONDAY, 2, blockers="waiting for legal")
    is_away(office, team["Nia Mensah"], TODAY - timedelta(days=1), TODAY + timedelta(days=8))
    is_away(office, rita, date(2026, 12, 14), date(2026, 12, 18))
    return maya, rita


def photograph(window, name, width):
    """Keep a picture where one is asked for."""
    if folder := os.environ.get("PICTURES"):
        window.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@WIDTHS
def test_a_rep_reads_her_day_week_and_the_weeks_behind_it(office, page: OpenPage, width: int):
    _, rita = a_team(office)
    window = page(address(office.sandbox, rita, "app"), width=width, height=1700)
    window.get_by_role("tab", name="Home").click()
    expect(window.get_by_text("You haven't checked in for today yet.")).to_be_visible()
    expect(window.get_by_text("Tuesday is still open.")).to_be_visible()
    expect(window.get_by_text("Send Kestrel the business case")).to_be_visible()
    expect(window.get_by_text("28 Sep")).to_be_visible()
    photograph(window, "rep", width)
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    window.get_by_role("button", name="Check in for Tuesday").click()
    form = window.get_by_role("dialog")
    form.get_by_label("Self-generated leads").fill("6")
    form.get_by_label("Presentations").fill("0")
    form.get_by_label("Yes", exact=True).check()
    form.get_by_role("button", name="Check in", exact=True).click()
    form.get_by_role("button", name="Done").click()
    office.settle()
    expect(window.get_by_text("Tuesday is still open.")).to_have_count(0)


@WIDTHS
def test_a_manager_reads_the_team_and_opens_somebodys_weeks(office, page: OpenPage, width: int):
    maya, _ = a_team(office)
    window = page(address(office.sandbox, maya, "app"), width=width, height=1500)
    window.get_by_role("tab", name="Home").click()
    expect(window.get_by_text("Your team today")).to_be_visible()
    expect(window.get_by_text("away until Friday 4 December")).to_be_visible()
    expect(window.get_by_text("Four people:")).to_be_visible()
    photograph(window, "manager", width)
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    window.get_by_role("button", name="Week", exact=True).nth(3).click()
    weeks_ = window.get_by_role("dialog")
    expect(weeks_.get_by_text("Week of 16 Nov")).to_be_visible()
    photograph(window, "weeks", width)
