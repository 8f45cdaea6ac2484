"""Once a month a manager may say how they see their reps: three taps a person, or none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.attestations import Choice, MonthClosed, NotYourReport
from bot.domain.ledger import Dim
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import audit, evidence
from tests.stories.office import open_office
from tests.stories.pasts import live

OCTOBER = date(2026, 10, 1)
FRIDAY = date(2026, 11, 27)
DECEMBER = date(2026, 12, 1)
"""A Tuesday."""


@pytest.fixture
def office(database_url):
    """It opens on the last of November."""
    start = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
    with open_office(database_url, start, step=timedelta(hours=1)) as made:
        yield made


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    found = office.hire("Rita Alvarez", manager=maya)
    live(office, found, OCTOBER, FRIDAY)
    return found


@pytest.fixture
def asked(office, maya, rita):
    """It is the first of December, and Maya has been asked."""
    office.travel_to(DECEMBER, "17:30")
    return cards(maya)[-1]


def cards(person):
    return [each for each in person.dm() if "Your team in" in text_of(each)]


def attested(office, person):
    with office.bot.database.reading() as connection:
        rows = evidence.of_person(connection, office.workspace, person.id)
    return {each.key: each for each in rows if each.key.startswith("attest:")}


def say(office, by, person, dim=Dim.R, score=5, month=DECEMBER, receipt="1"):
    choice = Choice(month, person.id, dim, score)
    office.bot.attestations.say(office.workspace, by.id, receipt=receipt, choice=choice)


def close(office, by, receipt="close", month=DECEMBER):
    office.bot.attestations.close(office.workspace, by.id, receipt=receipt, month=month)


def test_a_manager_is_asked_on_the_first_working_day_and_each_tap_counts_at_once(office, maya, rita, asked):
    text = text_of(asked)
    assert "Your team in November" in text
    assert "at most a fifth" in text
    assert "Rita Alvarez" in text
    maya.chooses("attest.reliability", "Reliability: 5 · always", where=cards(maya)[-1])
    office.settle()
    maya.chooses("attest.judgement", "Judgement: 2 · sometimes", where=cards(maya)[-1])
    office.settle()
    said = attested(office, rita)
    assert {key: (each.kind, each.facts) for key, each in said.items()} == {
        f"attest:{maya.id}:2026-12:R": ("attest", {"dim": "R", "score": 5}),
        f"attest:{maya.id}:2026-12:J": ("attest", {"dim": "J", "score": 2}),
    }
    assert [block["type"] for block in cards(maya)[-1]["blocks"]].count("actions") == 2
    assert len(cards(maya)) == 1


def test_a_choice_that_is_changed_or_taken_back_is_corrected_where_it_stands(office, maya, rita, asked):
    key = f"attest:{maya.id}:2026-12:A"
    maya.chooses("attest.activity", "Activity: 4 · usually", where=cards(maya)[-1])
    office.travel_to(date(2026, 12, 3), "17:30")
    maya.chooses("attest.activity", "Activity: 1 · rarely", where=cards(maya)[-1])
    office.settle()
    assert attested(office, rita)[key].facts == {"dim": "A", "score": 1}
    assert attested(office, rita)[key].day == DECEMBER
    office.settle()
    maya.chooses("attest.activity", "Take it back", where=cards(maya)[-1])
    office.settle()
    assert attested(office, rita)[key].kind == "note"
    with office.bot.database.reading() as connection:
        told = evidence.history(connection, office.workspace, rita.id, key)
    assert [each.kind for each, _ in told] == ["attest", "attest", "note"]
    assert "Take it back" not in str(cards(maya)[-1]["blocks"])


def test_what_is_said_weighs_little_beside_what_happened(office, maya, rita, asked):
    before = office.bot.trust.latest(office.workspace, rita.id).end.reading.dims["R"]
    for number, dim in enumerate(Dim):
        say(office, maya, rita, dim, 1, receipt=str(number))
    office.travel_to(date(2026, 12, 2), "12:00")
    office.check_in(rita)
    office.travel_to(date(2026, 12, 3), "12:00")
    reading = office.bot.trust.latest(office.workspace, rita.id).end.reading
    assert reading.sums["R"].nt > 0
    assert reading.sums["R"].nt * reading.scales["R"] <= 0.2 * reading.sums["R"].n
    assert before - reading.dims["R"] < 12


def test_the_same_tap_twice_counts_once(office, maya, rita, asked):
    say(office, maya, rita, score=5, receipt="again")
    say(office, maya, rita, score=1, receipt="again")
    assert attested(office, rita)[f"attest:{maya.id}:2026-12:R"].facts["score"] == 5


def test_it_may_be_skipped_and_then_nothing_can_be_chosen(office, maya, rita, asked):
    maya.presses("Skip this month")
    office.settle()
    assert "You said nothing, and nothing counts from it" in text_of(cards(maya)[-1])
    assert "actions" not in {block["type"] for block in cards(maya)[-1]["blocks"]}
    with pytest.raises(MonthClosed):
        say(office, maya, rita)
    close(office, maya, receipt="once more")
    close(office, maya, receipt="once more")
    with office.bot.database.reading() as connection:
        trail = [each.what for each in audit.entries(connection, office.workspace)]
    assert trail.count("attestations closed") == 1
    assert attested(office, rita) == {}


def test_who_has_said_enough_closes_it_and_what_was_said_stands(office, maya, rita, asked):
    maya.chooses("attest.reliability", "Reliability: 4 · usually", where=cards(maya)[-1])
    office.settle()
    maya.presses("That's all for this month")
    office.settle()
    assert "Reliability 4 · usually" in text_of(cards(maya)[-1])
    assert attested(office, rita)[f"attest:{maya.id}:2026-12:R"].kind == "attest"


def test_it_closes_with_the_month(office, maya, rita, asked):
    assert "Skip this month" in str(cards(maya)[0]["blocks"])
    office.jump(timedelta(days=31))
    office.settle()
    assert "Skip this month" not in str(cards(maya)[0]["blocks"])
    with pytest.raises(MonthClosed):
        say(office, maya, rita)


def test_only_who_leads_somebody_is_heard_of_them(office, dana, maya, rita, asked):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    for stranger in (omar, rita):
        with pytest.raises(NotYourReport):
            say(office, stranger, rita, receipt=stranger.id)
    say(office, dana, rita, receipt="above")
    assert set(attested(office, rita)) == {f"attest:{dana.id}:2026-12:R"}
    with pytest.raises(NotYourReport):
        say(office, dana, maya, receipt="no rep")


def test_whoever_left_or_is_new_is_not_spoken_of(office, maya, rita, asked):
    noor = office.hire("Noor Khan", manager=maya)
    gone = Choice(DECEMBER, "U404", Dim.R, 5).opaque
    for whom in (noor.id, "U404"):
        choice = Choice(DECEMBER, whom, Dim.R, 5)
        with pytest.raises(NotYourReport):
            office.bot.attestations.say(office.workspace, maya.id, receipt="x", choice=choice)
    office.change(rita, active=False)
    with pytest.raises(NotYourReport):
        say(office, maya, rita)
    assert Choice.read(gone).person == "U404"


@pytest.mark.parametrize("forged", ["", "x", "2026-12-01:R:6:U1", "2026-12-01:Z:1:U1", "2026-13-01:R:1:U1"])
def test_an_id_that_no_menu_carries_is_nobodys(forged):
    with pytest.raises(NotYourReport):
        Choice.read(forged)


def test_nobody_is_asked_about_who_is_new_or_of_a_team_that_is_none(office, maya):
    noor = office.hire("Noor Khan", manager=maya)
    live(office, noor, FRIDAY - timedelta(days=10), FRIDAY)
    office.travel_to(DECEMBER, "17:30")
    assert cards(maya) == []


def test_who_is_away_is_asked_when_they_are_back(office, maya, rita):
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=DECEMBER, last=date(2026, 12, 4)
    )
    office.travel_to(DECEMBER, "17:30")
    assert cards(maya) == []
    office.travel_to(date(2026, 12, 7), "17:30")
    assert len(cards(maya)) == 1


def test_who_is_away_all_month_is_not_asked(office, maya, rita):
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=DECEMBER, last=date(2026, 12, 31)
    )
    december = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
    assert office.bot.attestations.cards(*december) == []


def test_a_large_team_takes_several_cards(office, maya):
    team = [office.hire(f"Rep{number:02} Ng", manager=maya) for number in range(12)]
    for each in team:
        live(office, each, OCTOBER, FRIDAY, busy=False)
    office.travel_to(DECEMBER, "17:30")
    first, second = cards(maya)
    assert "1 of 2" in text_of(first)
    assert "Rep09" in text_of(first)
    assert "Rep10" not in text_of(first)
    assert "Rep10" in text_of(second)


def test_nothing_is_shown_to_who_has_left(office, maya, rita, asked):
    office.change(maya, active=False)
    assert office.bot.attestations.card(office.workspace, maya.id, DECEMBER) is None
    assert office.bot.attestations.card(office.workspace, "U404", DECEMBER) is None
