"""Somebody trusted accounts for the week at its end; nothing else pings."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.checkins import Mark
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import checkins, marks
from tests.stories.office import MONDAY, open_office

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT = timedelta(days=7)


@pytest.fixture
def quick(databases):
    with open_office(databases.new("sqlite"), step=timedelta(minutes=30)) as made:
        yield made


@pytest.fixture
def boss(quick):
    return quick.hire("Maya Lindqvist", rank=Rank.MANAGER)


@pytest.fixture
def lena(quick, boss):
    return quick.hire("Lena Brandt", manager=boss, level="L3", country="US")


def kept(office, person, day):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def test_one_prompt_on_the_last_working_day_covers_the_week(quick, boss, lena):
    quick.travel_to(FRIDAY, "16:00")
    assert quick.said_to(lena) == []
    quick.travel_to(FRIDAY, "16:31")
    (asked,) = quick.said_to(lena)
    assert "week" in asked
    lena.presses("Check in")
    lena.fills({"Self-generated leads": "21", "Presentations": "3"})
    assert lena.submits().ok
    assert "21 of 20 leads" in text_of(lena.modal())  # Thursday was Thanksgiving
    said = kept(quick, lena, FRIDAY)
    assert (said.mark, said.covered_days) == (Mark.ON_TIME, 4)
    quick.travel_to(FRIDAY, "17:01")
    card = text_of(boss.dm()[-1])
    assert "Lena Brandt" in card
    assert "Self-generated leads *21* · no usual range yet" in card
    quick.travel_to(MONDAY + NEXT, "12:00")
    assert len(quick.said_to(lena)) == 1


def test_who_does_not_answer_is_not_reminded_and_has_missed_one_account(quick, lena):
    quick.travel_to(TUESDAY + NEXT, "08:00")
    assert len(quick.said_to(lena)) == 1
    quick.bot.marks.close()
    with quick.bot.database.reading() as connection:
        given = marks.between(connection, quick.workspace, [lena.id], MONDAY, FRIDAY)
    assert given == {(lena.id, FRIDAY): Mark.MISSED}


def test_where_friday_is_a_holiday_thursday_is_the_last_day(databases):
    good_friday_week = datetime(2027, 3, 22, 8, tzinfo=UTC)
    with open_office(databases.new("sqlite"), good_friday_week, step=timedelta(minutes=30)) as office:
        owen = office.hire("Owen Price", level="L3", timezone="Europe/London", country="GB-ENG")
        office.travel_to(good_friday_week.date() + timedelta(days=3), "16:31", "Europe/London")
        assert len(office.said_to(owen)) == 1
        office.travel_to(good_friday_week.date() + timedelta(days=8), "09:00", "Europe/London")
        assert len(office.said_to(owen)) == 1


def test_who_climbs_in_mid_week_is_asked_at_its_end_and_who_steps_back_each_day(quick, boss, lena):
    rita = quick.hire("Rita Alvarez", manager=boss, level="L1")
    quick.travel_to(TUESDAY, "16:31")
    quick.check_in(rita)
    quick.change(rita, level="L3")
    quick.change(lena, level="L2")
    quick.settle()
    before = len(quick.said_to(rita)), len(quick.said_to(lena))
    quick.travel_to(WEDNESDAY, "16:31")
    (offer,) = quick.said_to(rita)[before[0] :]
    assert "Shall the team read it in #wins?" in offer
    assert "How was Wednesday" in quick.said_to(lena)[-1]
    quick.travel_to(FRIDAY, "16:31")
    assert len(quick.said_to(rita)) == before[0] + 2
