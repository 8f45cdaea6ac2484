"""A new starter's first month: nothing before the first day, less at first, and days that were not hers."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import moment
from bot.domain.checkins import Mark
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import checkins, marks
from tests.stories.office import MONDAY, NEW_YORK, open_office

WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
HALF_IN = date(2026, 12, 28)
LEADS, DEMOS = "Self-generated leads", "Presentations"


@pytest.fixture
def quick(databases):
    with open_office(databases.new("sqlite"), step=timedelta(minutes=30)) as made:
        yield made


def form_of(person):
    person.runs("/checkin")
    return text_of(person.modal())


def sends(person, leads, demos="0", **more):
    person.fills({LEADS: str(leads), DEMOS: demos, **more})
    assert person.submits().ok
    shown = text_of(person.modal())
    person.closes()
    return shown


def test_a_new_starters_first_month(quick):
    office = quick
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
    nia = office.hire("Nia Mensah", manager=maya, starts_on=WEDNESDAY, country="US")

    office.travel_to(WEDNESDAY, "16:00")
    assert office.said_to(nia) == []
    office.travel_to(WEDNESDAY, "16:31")
    assert [text.splitlines()[0] for text in office.said_to(nia)] == ["*How was Wednesday, Nia?*"]
    asked = form_of(nia)
    assert "1 lead a day" in asked
    assert "1 presentation a week" in asked
    assert "1 of 1 lead" in sends(nia, 1, **{"One thing for tomorrow": "Learn the price list"})

    office.travel_to(FRIDAY, "16:31")  # Thursday is Thanksgiving
    assert [text.splitlines()[0] for text in office.said_to(nia)] == [
        "*Wednesday is in.*",
        "*How was Friday, Nia?*",
    ]
    asked = form_of(nia)
    assert "On Wednesday you said: “Learn the price list” Did you?" in asked
    sends(nia, 2, "1", **{"On Wednesday you said: “Learn the price list” Did you?": "Yes"})
    office.travel_to(FRIDAY, "17:01")
    friday = text_of(maya.dm()[-1])
    assert "Nia Mensah" in friday
    assert "Self-generated leads *3* · no usual range yet" in friday

    away = (date(2026, 12, 1), date(2026, 12, 2))
    nia.runs("/away", "1-2 Dec")
    for day in (date(2026, 12, number) for number in range(1, 24)):
        if day.weekday() >= 5 or day in away:
            continue
        office.travel_to(day, "17:00")
        if day != date(2026, 12, 9):
            form_of(nia)
            sends(nia, 1)
    office.bot.marks.close()
    with office.bot.database.reading() as connection:
        kept = checkins.between(connection, office.workspace, [nia.id], WEDNESDAY, HALF_IN)[nia.id]
        given = marks.between(connection, office.workspace, [nia.id], WEDNESDAY, HALF_IN)
    assert {each.mark for each in kept} == {Mark.ON_TIME}
    assert {day for (_, day), mark in given.items() if mark is Mark.MISSED} == {
        date(2026, 11, 30),
        date(2026, 12, 9),
    }
    assert not {each.day for each in kept} & set(away)

    nia.opens_home()
    home = text_of(nia.home())
    assert "of 1 presentation" in home

    office.travel_to(HALF_IN, "16:45")
    asked = form_of(nia)
    assert "3 leads a day" in asked
    assert "2 presentations a week" in asked
    assert "0 of 3 leads" in sends(nia, 0)


def test_in_the_first_months_less_is_expected_step_by_step(quick):
    nia = quick.hire("Nia Mensah", starts_on=MONDAY)
    for day, leads in (
        (MONDAY, "1 lead a day"),
        (date(2026, 12, 22), "1 lead a day"),
        (date(2026, 12, 23), "3 leads a day"),
        (date(2027, 1, 25), "4 leads a day"),
        (date(2027, 2, 23), "5 leads a day"),
    ):
        quick.jump(until_five(quick, day))
        assert leads in form_of(nia)
        nia.closes()


def until_five(office, day):
    """How long it is until five in the afternoon of `day` in New York; nobody looks meanwhile."""
    return moment(day, time(17), ZoneInfo(NEW_YORK)) - office.clock.now()
