"""One thing for tomorrow: the next check-in asks what became of it, once."""

from datetime import timedelta

import pytest

from bot.domain.checkins import Kept
from bot.sandbox.client import text_of
from bot.store import checkins
from tests.stories.office import MONDAY, open_office

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)
PROMISE = "Send Kestrel the business case"
COUNTS = {"Self-generated leads": "5", "Presentations": "1"}


def kept(office, person, day):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def opens(office, person, day, hour="16:45"):
    office.travel_to(day, hour)
    person.runs("/checkin")
    return text_of(person.modal())


def sends(office, person, **more):
    person.fills(COUNTS | more)
    assert person.submits().ok
    person.closes()
    office.settle()


@pytest.fixture
def quick(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


@pytest.fixture
def rep(quick):
    return quick.hire("Rita Alvarez", country="US")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [("Yes", Kept.YES), ("No", Kept.NO), ("No longer sensible", Kept.NO_LONGER_SENSIBLE)],
)
def test_the_next_check_in_asks_what_became_of_it(office, rita, answer, meaning):
    assert "you said" not in opens(office, rita, MONDAY)
    sends(office, rita, **{"One thing for tomorrow": PROMISE})
    asked = opens(office, rita, TUESDAY)
    assert f"On Monday you said: “{PROMISE}”" in asked
    question = next(line for line in asked.splitlines() if PROMISE in line)
    sends(office, rita, **{question: answer})
    said = kept(office, rita, TUESDAY)
    assert (said.kept, said.kept_of) == (meaning, MONDAY)
    assert "you said" not in opens(office, rita, WEDNESDAY)


def test_it_waits_over_missed_days_a_holiday_and_the_weekend(quick, rep):
    opens(quick, rep, TUESDAY)
    sends(quick, rep, **{"One thing for tomorrow": PROMISE})
    asked = opens(quick, rep, NEXT_MONDAY)  # Wednesday and Friday were missed, Thursday was Thanksgiving
    assert f"“{PROMISE}”" in asked
    assert "Tuesday" in asked


def test_it_waits_for_somebody_on_leave(quick, rep):
    opens(quick, rep, MONDAY)
    sends(quick, rep, **{"One thing for tomorrow": PROMISE})
    rep.runs("/away", "24-25 Nov")
    asked = opens(quick, rep, FRIDAY)
    assert f"On Monday you said: “{PROMISE}”" in asked


def test_the_answer_can_be_changed_with_the_rest(quick, rep):
    opens(quick, rep, MONDAY)
    sends(quick, rep, **{"One thing for tomorrow": PROMISE})
    asked = opens(quick, rep, TUESDAY)
    question = next(line for line in asked.splitlines() if PROMISE in line)
    sends(quick, rep, **{question: "Yes"})
    rep.runs("/checkin")
    rep.fills({question: "No"})
    assert rep.submits().ok
    said = kept(quick, rep, TUESDAY)
    assert (said.kept, said.revision) == (Kept.NO, 2)


def test_without_an_answer_the_form_is_not_taken_and_nothing_typed_is_lost(quick, rep):
    opens(quick, rep, MONDAY)
    sends(quick, rep, **{"One thing for tomorrow": PROMISE})
    opens(quick, rep, TUESDAY)
    rep.fills(COUNTS | {"Wins": "Signed Orbit"})
    assert not rep.submits().ok
    assert kept(quick, rep, TUESDAY) is None
    assert "you said" in text_of(rep.modal())
