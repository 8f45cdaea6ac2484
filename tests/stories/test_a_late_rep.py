"""A rep who is late, edits, forgets a day, and contests nothing: what was said counts, the marks stand."""

from datetime import timedelta

from bot.domain.checkins import Mark
from bot.sandbox.client import text_of
from bot.store import checkins, marks
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)
LEADS, DEMOS = "Self-generated leads", "Presentations"


def kept(office, person, day):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def missed(office, person, day):
    with office.bot.database.reading() as connection:
        found = marks.between(connection, office.workspace, [person.id], day, day)
    return found.get((person.id, day)) is Mark.MISSED


def card_of(person, day):
    """The first message that asks about that weekday."""
    return next(each for each in person.dm() if f"{day:%A}" in text_of(each))


def answers(person, day, leads, button="Check in"):
    person.presses(button, where=card_of(person, day))
    person.fills({LEADS: str(leads), DEMOS: "1"})
    return person.submits()


def test_a_week_of_a_rep_who_is_late(office, maya, rita):
    office.travel_to(TUESDAY, "11:00")
    outcome = answers(rita, MONDAY, 4)
    assert outcome.ok
    assert "late" in text_of(rita.modal()).lower()
    rita.closes()
    assert kept(office, rita, MONDAY).mark is Mark.LATE

    office.travel_to(TUESDAY, "12:00")
    answers(rita, MONDAY, 6, button="Edit")
    rita.closes()
    edited = kept(office, rita, MONDAY)
    assert (edited.mark, edited.revision, edited.counts["leads"]) == (Mark.LATE, 2, 6)

    office.travel_to(THURSDAY, "08:30")
    office.bot.marks.close()
    assert missed(office, rita, TUESDAY)
    assert answers(rita, TUESDAY, 3).ok
    rita.closes()
    assert kept(office, rita, TUESDAY).counts["leads"] == 3
    assert missed(office, rita, TUESDAY)

    office.travel_to(FRIDAY, "16:45")
    answers(rita, WEDNESDAY, 5)
    rita.closes()
    answers(rita, FRIDAY, 5)
    rita.closes()
    rita.opens_home()
    home = text_of(rita.home())
    assert "19 of" in home
    for word in ("rank", "behind", "warning"):
        assert word not in home.lower()

    office.travel_to(NEXT_MONDAY, "08:30")
    assert answers(rita, THURSDAY, 2).ok
    rita.closes()
    office.travel_to(NEXT_MONDAY, "10:01")
    office.bot.marks.close()
    assert [missed(office, rita, day) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    told = " ".join(office.said_to(maya))
    assert "Not yet: Rita." in told


def test_a_form_that_was_open_over_the_cutoff_is_late_and_over_the_weeks_end_is_refused(office, rita):
    office.travel_to(TUESDAY, "09:55")
    rita.presses("Check in", where=card_of(rita, MONDAY))
    rita.fills({LEADS: "4", DEMOS: "0"})
    office.travel_to(TUESDAY, "10:05")
    assert rita.submits().ok
    assert kept(office, rita, MONDAY).mark is Mark.LATE
    rita.closes()

    office.travel_to(NEXT_MONDAY, "09:50")
    rita.presses("Edit", where=card_of(rita, MONDAY))
    rita.fills({LEADS: "9", DEMOS: "0", "Wins": "Signed Kestrel"})
    office.travel_to(NEXT_MONDAY, "10:05")
    rita.submits()
    assert "That day is closed" in text_of(rita.modal())
    rita.closes()
    assert "Edit check-in" in text_of(rita.modal())
    assert "Signed Kestrel" in str(rita.modal()["state"])
    assert kept(office, rita, MONDAY).counts["leads"] == 4
