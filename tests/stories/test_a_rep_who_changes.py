"""What was lived stays lived: a new role, another country, a while away or in the lead rewrites no day."""

from datetime import timedelta

from bot.services.checkins import Words
from bot.store import evidence
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))


def submit(office, person, day, **counts):
    receipt = f"{person.id}:{day}:{office.clock.now()}:{counts}"
    office.bot.checkins.submit(office.workspace, person.id, receipt=receipt, day=day, words=Words(counts))
    office.settle()


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
