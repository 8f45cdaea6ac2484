"""What was lived stays lived: a new role, another country, a while away or in the lead rewrites no day."""

from datetime import date, timedelta

import pytest

from bot.domain.calendar import days_between
from bot.domain.people import Rank
from bot.services.checkins import Words
from bot.store import evidence, trust
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))


def submit(office, person, day, **counts):
    receipt = f"{person.id}:{day}:{office.clock.now()}:{counts}"
    office.bot.checkins.submit(office.workspace, person.id, receipt=receipt, day=day, words=Words(counts))
    office.settle()


def lived(office, person):
    with office.bot.database.reading() as connection:
        return [each.day for each in trust.line(connection, office.workspace, person.id, date.min)]


def kinds(office, person):
    with office.bot.database.reading() as connection:
        return {(each.day, each.kind) for each in evidence.of_person(connection, office.workspace, person.id)}


def metrics(office, person):
    with office.bot.database.reading() as connection:
        ledger = evidence.of_person(connection, office.workspace, person.id)
    return {each.key: each.facts["metrics"] for each in ledger if "metrics" in each.facts}


def test_a_day_is_measured_by_the_role_it_was_lived_in(office, rita):
    for day in (MONDAY, TUESDAY):
        office.travel_to(day, "17:00")
        submit(office, rita, day, leads="5", demos="1")
    before = metrics(office, rita)
    office.change(rita, role="sdr")
    office.travel_to(WEDNESDAY, "17:00")
    submit(office, rita, WEDNESDAY, calls="40", leads="4", demos="1")
    after = metrics(office, rita)
    assert before.items() <= after.items(), "the days before are what they were"
    assert after[f"activity:{WEDNESDAY}"] == [[4.0, 8.0], [40.0, 12.0]]


def test_a_week_is_measured_by_the_role_it_ended_in(office, rita):
    office.travel_to(MONDAY, "17:00")
    submit(office, rita, MONDAY, leads="5", demos="1")
    office.change(rita, role="sdr")
    office.travel_to(FRIDAY, "17:00")
    submit(office, rita, FRIDAY, calls="40", leads="4", demos="1")
    office.change(rita, role="ae")
    office.travel_to(FRIDAY + timedelta(days=1), "12:00")
    submit(office, rita, MONDAY, leads="5", demos="2")
    assert metrics(office, rita)[f"activity-week:{MONDAY}"] == [[3.0, 5.0]]


def test_a_correction_keeps_the_days_from_before_somebody_left_and_came_back(office, rita):
    for day in (MONDAY, TUESDAY):
        office.travel_to(day, "17:00")
        submit(office, rita, day, leads="1", demos="1")
    office.travel_to(WEDNESDAY, "09:00")
    office.change(rita, active=False)
    office.travel_to(THURSDAY, "18:00")
    office.change(rita, active=True)
    office.travel_to(FRIDAY, "17:00")
    submit(office, rita, FRIDAY, leads="5", demos="1")
    office.travel_to(FRIDAY + timedelta(days=1), "12:00")
    assert lived(office, rita) == [MONDAY, TUESDAY, FRIDAY]
    assert metrics(office, rita)[f"activity-week:{MONDAY}"] == [[3.0, pytest.approx(3 * 4 / 5)]]
    correct(office, rita, MONDAY)
    assert lived(office, rita) == [MONDAY, TUESDAY, FRIDAY]
    office.change(rita, active=False)
    correct(office, rita, TUESDAY)
    assert lived(office, rita) == [MONDAY, TUESDAY, FRIDAY], "also once they have left for good"


def test_another_country_changes_no_day_that_was_lived(office, rita):
    office.change(rita, country="DE")
    for day in days_between(MONDAY, FRIDAY):
        office.travel_to(day, "17:00")
        submit(office, rita, day, leads="5", demos="1")
    office.travel_to(FRIDAY + timedelta(days=1), "12:00")
    office.change(rita, country="US")
    correct(office, rita, MONDAY)
    assert THURSDAY in lived(office, rita), "it is a holiday there"


def test_time_in_the_lead_is_neither_lived_nor_missed(office, rita, maya):
    office.travel_to(MONDAY, "17:00")
    submit(office, rita, MONDAY, leads="5", demos="1")
    office.travel_to(TUESDAY, "09:00")
    office.change(rita, rank=Rank.MANAGER, role=None)
    office.travel_to(THURSDAY, "09:00")
    office.change(rita, rank=Rank.REP, role="ae")
    office.travel_to(FRIDAY, "17:00")
    submit(office, rita, FRIDAY, leads="5", demos="1")
    office.travel_to(FRIDAY + timedelta(days=1), "12:00")
    assert lived(office, rita) == [MONDAY, FRIDAY]
    assert {kind for _, kind in kinds(office, rita)} == {"checkin_on_time", "activity_day", "activity_week"}
    correct(office, rita, MONDAY)
    assert lived(office, rita) == [MONDAY, FRIDAY]


def test_a_manager_who_becomes_a_rep_begins_on_the_next_day(office, maya):
    office.travel_to(TUESDAY, "09:00")
    office.change(maya, rank=Rank.REP, role="ae", level="L1")
    office.travel_to(FRIDAY, "09:00")
    assert lived(office, maya)[:1] == [WEDNESDAY]
    assert (TUESDAY, "checkin_missed") not in kinds(office, maya)


def correct(office, person, day):
    """A row is added to a day that was lived, and all is folded again from there."""
    with office.bot.database.writing() as connection:
        trust.touch(connection, office.workspace, {person.id: day}, office.clock.now())
    office.bot.trust.close_days()
