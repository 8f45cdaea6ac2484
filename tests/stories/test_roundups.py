"""The roundup: on Friday each team reads whom it thanked, what it reached, and its own numbers."""

from datetime import date, timedelta

import pytest

from bot.domain.people import Rank
from bot.sandbox.client import text_of
from tests.stories.office import MONDAY
from tests.stories.test_home import everybody_has_been_here_for_long, said
from tests.stories.test_kudos import WHAT, thank
from tests.stories.test_milestones import LAST_MONDAY, worked

FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def sam(office, maya):
    return office.hire("Sam Whitfield", manager=maya)


@pytest.fixture
def team(office, maya, rita, sam):
    office.slack.add_channel("wins", (maya.id, rita.id, sam.id))
    return office.slack.add_channel("sales-team", (maya.id, rita.id, sam.id))


def roundups(person):
    return [text_of(each) for each in person.messages("sales-team") if "The week in" in text_of(each)]


@pytest.fixture
def tom(office, maya):
    return office.hire("Tom Baker", manager=maya)


def history(office, *people, leads=5):
    """Nine weeks of Mondays to Thursdays behind them, the last of them this one."""
    for week in range(9):
        for day in range(4):
            for each in people:
                said(office, each, MONDAY - timedelta(weeks=week) + timedelta(days=day), leads, week % 2)


def test_a_team_reads_its_week(office, maya, rita, sam, tom, team):
    everybody_has_been_here_for_long(office)
    history(office, rita, sam, tom)
    thank(office, rita, sam)
    thank(office, maya, sam, what=f"Again: {WHAT}", receipt="2")
    thank(office, sam, rita, value="candour", receipt="3")
    office.travel_to(FRIDAY, "14:30")
    assert roundups(maya) == []
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(rita)
    assert "The week in Maya's team" in said_
    assert ":muscle: *Own the outcome* · Sam Whitfield (by Rita Alvarez and Maya Lindqvist)" in said_
    assert ":speech_balloon: *Say it early* · Rita Alvarez (by Sam Whitfield)" in said_
    assert "*Done together, 20 Nov to 26 Nov*" in said_
    assert "Self-generated leads · *60 leads*, in most weeks 60" in said_
    assert "Self-generated leads by week: 60, 60, 60, 60, 60, 60, 60, 60, and 60 this week." in said_
    office.travel_to(FRIDAY, "18:00")
    assert len(roundups(rita)) == 1


def test_milestones_for_which_there_was_no_room_stand_in_it(office, maya, rita, sam, team):
    others = [office.hire(f"Rep{number} Ng", manager=maya) for number in range(3)]
    everybody_has_been_here_for_long(office)
    for each in (rita, sam, *others):
        worked(office, each, LAST_MONDAY)
    office.travel_to(MONDAY, "10:30")
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    for each in ("Rita Alvarez", "Sam Whitfield", "Rep0 Ng", "Rep1 Ng", "Rep2 Ng"):
        assert f"•  {each} hit every target in the week of 16 Nov" in said_


def test_a_milestone_of_who_prefers_it_private_by_now_is_not_in_it(office, maya, rita, sam, team):
    everybody_has_been_here_for_long(office)
    for each in (rita, sam):
        worked(office, each, LAST_MONDAY)
    office.travel_to(MONDAY, "10:30")
    office.bot.kudos.keep_private(office.workspace, sam.id, "", receipt="p", private=True)
    found = office.bot.roundups.roundup(office.workspace, maya.id, FRIDAY)
    assert [each.person.id for each in found.reached] == [rita.id]


def test_without_anything_to_say_nothing_is_posted(office, maya, rita, sam, tom, team):
    everybody_has_been_here_for_long(office)
    history(office, rita, sam, tom)
    office.travel_to(FRIDAY, "15:15")
    assert roundups(maya) == []


def test_more_than_in_most_weeks_is_worth_a_post(office, maya, rita, sam, tom, team):
    everybody_has_been_here_for_long(office)
    for each in (rita, sam, tom):
        for week in range(1, 4):
            said(office, each, MONDAY - timedelta(weeks=week), 10, 3)
        whole_week(office, each, 4, 1)
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    assert "*60 leads*, more than in most weeks (30)" in said_
    assert "*15 presentations*, more than in most weeks (9)" in said_
    assert "by week" not in said_


def whole_week(office, person, leads, demos):
    """Friday to Thursday."""
    for day in (-3, 0, 1, 2, 3):
        said(office, person, MONDAY + timedelta(days=day), leads, demos)


def test_a_week_of_which_much_is_missing_is_compared_with_none(office, maya, rita, sam, tom, team):
    everybody_has_been_here_for_long(office)
    history(office, rita, sam, tom)
    tess = office.hire("Tess Moreau", manager=maya)
    everybody_has_been_here_for_long(office)
    thank(office, rita, tess)
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    assert "*60 leads* so far\n" in said_
    assert "most weeks" not in said_
    assert "by week" not in said_


def test_nobodys_own_number_is_read_out_of_the_teams(office, maya, rita, sam, team):
    everybody_has_been_here_for_long(office)
    history(office, rita, sam)
    thank(office, rita, sam)
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    assert "Done together" not in said_
    assert "leads" not in said_


def test_young_teams_have_nothing_to_compare_with(office, maya, rita, sam, tom, team):
    for each in (rita, sam, tom):
        whole_week(office, each, 1, 1)
    thank(office, rita, sam)
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    assert "Self-generated leads · *15 leads*\n" in said_


def test_who_prefers_it_private_is_not_in_it(office, maya, rita, sam, team):
    thank(office, rita, sam)
    thank(office, sam, maya, receipt="2")
    office.bot.kudos.keep_private(office.workspace, sam.id, "", receipt="p", private=True)
    thank(office, maya, sam, receipt="3")
    office.travel_to(FRIDAY, "15:15")
    (said_,) = roundups(maya)
    assert "Sam Whitfield (by" not in said_
    assert "Maya Lindqvist (by Sam Whitfield)" in said_


def test_thanks_after_it_stand_in_the_next_one_and_in_no_other(office, maya, rita, sam, team):
    thank(office, rita, sam)
    office.travel_to(FRIDAY, "15:30")
    thank(office, sam, rita, receipt="2")
    office.travel_to(FRIDAY + timedelta(days=7), "15:30")
    first, second = roundups(maya)
    assert "Sam Whitfield (by Rita Alvarez)" in first
    assert "Rita Alvarez (by Sam Whitfield)" in second
    assert "Sam Whitfield (by Rita Alvarez)" not in second


def test_each_team_has_its_own_at_its_own_hour(office, maya, rita, sam, team):
    tomas = office.hire("Tomas Weber", rank=Rank.MANAGER, timezone="Europe/Berlin")
    lena = office.hire("Lena Fischer", manager=tomas, timezone="Europe/Berlin")
    thank(office, rita, sam)
    thank(office, lena, tomas, receipt="2")
    thank(office, tomas, lena, receipt="3")
    office.travel_to(FRIDAY, "12:00")
    assert ["Tomas's team" in each for each in roundups(maya)] == [True]
    office.travel_to(FRIDAY, "15:30")
    assert ["Maya's team" in each for each in roundups(maya)] == [False, True]


def test_on_a_holiday_it_comes_the_day_before(office, maya, rita, sam, team):
    office.change(maya, country="GB")
    office.travel_to(date(2026, 12, 21), "09:00")
    thank(office, rita, sam)
    office.travel_to(date(2026, 12, 24), "15:30")
    assert len(roundups(maya)) == 1


def test_of_a_manager_who_has_left_there_is_none(office, maya, rita, sam, team):
    thank(office, rita, sam)
    desk = office.bot.roundups
    office.change(maya, active=False)
    assert desk.roundup(office.workspace, maya.id, FRIDAY) is None
    assert desk.roundup(office.workspace, "U404", FRIDAY) is None


def test_of_who_counts_nothing_there_are_no_numbers(office, maya, team):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    office.change(maya, manager=dana.id)
    thank(office, dana, maya)
    office.travel_to(FRIDAY, "16:00")
    found = office.bot.roundups.roundup(office.workspace, dana.id, FRIDAY)
    assert found.numbers == ()
    assert [each.people for each in found.thanks] == [(("Maya Lindqvist", ("Dana Okafor",)),)]
