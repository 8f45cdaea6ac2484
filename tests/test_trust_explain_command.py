"""`latitude trust explain`, as people type it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.evidence import Entry
from bot.domain.people import Person, Rank
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.trust import Trust
from bot.services.workspaces import Workspaces
from bot.store import evidence

MONDAY = date(2026, 11, 23)
BEFORE = datetime(2026, 11, 20, 12, tzinfo=UTC)
AFTER = datetime(2026, 12, 20, 12, tzinfo=UTC)


@pytest.fixture
def team(database, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    here = Workspaces(database, lambda: BEFORE).resolve(None)
    Plans(database, lambda: BEFORE).apply(here, example.plan(), by="test")
    maya = Person(here, "UMAYA", "Maya Lindqvist", Rank.MANAGER, None, None, "UTC", date(2025, 1, 6))
    rita = replace(
        maya, id="URITA", name="Rita Alvarez", rank=Rank.REP, role="ae", manager="UMAYA", email="rita@x.org"
    )
    two = [
        replace(rita, id=f"UANA{number}", name=f"Ana {name}", email=None) for number, name in enumerate("BC")
    ]
    People(database, lambda: BEFORE).enroll([maya, rita, *two], by="test")
    Trust(database, lambda: BEFORE).close_days()
    with database.writing() as connection:
        for number in range(5):
            day = MONDAY + timedelta(days=number)
            key = f"checkin:{day.isoformat()}"
            evidence.add(connection, here, Entry(key, "URITA", day, "checkin_on_time", {}), BEFORE)
    Trust(database, lambda: AFTER).close_days()


@pytest.fixture
def explain(latitude, team, database_url):
    return lambda *words: latitude("trust", "explain", *words, DATABASE_URL=database_url)


@pytest.mark.parametrize("who", ["@rita", "URITA", "Rita Alvarez", "RITA@x.org"])
def test_somebody_is_found_by_what_they_are_called(explain, who):
    status, out, err = explain(who, "--as-of", "2026-11-24")
    assert (status, err) == (0, "")
    assert "Rita Alvarez: Trust 56 · Guided" in out
    assert "As of Tuesday 24 November 2026." in out
    assert "+6 check-ins on time" in out
    assert "Tue 24 Nov  ·  Checked in on time  ·  +1 reliability" in out
    assert "Wed 25 Nov" not in out
    assert "17 more working days on this level" in out


def test_a_program_reads_the_same(explain):
    status, out, _ = explain("@rita", "--as-of", "2026-11-27", "--json")
    assert status == 0
    found = json.loads(out)
    assert found["as_of"] == "2026-11-27"
    assert found["T_int"] == 50 + sum(points for _, _, points in found["explain"])
    assert found["ahead"]["level"] == "Supported"
    assert [each["kind"] for each in found["ledger"]] == ["checkin_on_time"] * 5
    assert json.loads(explain("@rita", "--as-of", "2026-01-01", "--json")[1])["T"] is None


def test_before_the_first_day_there_is_nothing_to_explain(explain):
    status, out, _ = explain("@rita", "--as-of", "2026-01-01")
    assert status == 0
    assert "There is no score yet." in out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["@nobody"], "nobody on the team is called so"),
        (["@ana"], "which one is meant? Ana B (UANA0), Ana C (UANA1)"),
        (["@maya"], "Maya Lindqvist is a manager: only reps have a score."),
        (["@rita", "--as-of", "soon"], "--as-of 'soon' is not a date"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(explain, words, why):
    status, out, err = explain(*words)
    assert (status, out) == (2, "")
    assert why in err
    assert err.count("\n") == 1
