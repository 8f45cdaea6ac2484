"""`latitude nudges report`, as people type it."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.app import utc_now
from bot.domain.nudge_effects import Effect
from bot.domain.nudges import Answer, Nudge, Report
from bot.domain.people import Person, Rank
from bot.services.people import People
from bot.services.workspaces import Workspaces
from bot.store import nudges
from bot.store.database import Database
from bot.views.nudges import report, said, verdict

MONDAY = date(2026, 6, 1)


def add_moments(database, workspace, count):
    """Weeks in which all that was expected was done, and with a hint half as much again."""
    people = [
        Person(workspace, f"U{number}", f"Rep {number}", Rank.REP, "ae", None, "UTC", MONDAY)
        for number in range(10)
    ]
    People(database, utc_now).enroll(people, by="test")
    found = []
    for number in range(count):
        week = MONDAY + timedelta(weeks=number // 10)
        is_sent = number % 3 != 0
        found.append(
            Nudge(
                id=f"N{number}",
                person=f"U{number % 10}",
                activity="leads",
                week=week,
                day=week + timedelta(days=2),
                target=Decimal(25),
                done=Decimal(5),
                days_left=3,
                expected=10.0,
                probability=0.3,
                gain=0.1,
                chance=0.7,
                is_sent=is_sent,
                suggestion="Call.",
            )
        )
    with database.writing() as connection:
        nudges.add(connection, workspace, found, 1, utc_now())
        ends = {
            (each.person, each.week, "leads"): 20.0 + number % 2 if each.is_sent else 15.0 + number % 2
            for number, each in enumerate(found)
        }
        nudges.end(connection, workspace, ends)
        nudges.say(connection, workspace, "N1", Answer.USEFUL, utc_now())


def test_before_there_is_anything_it_says_so(latitude, tmp_path):
    url = f"sqlite:///{tmp_path / 'team.sqlite3'}"
    status, out, _ = latitude("nudges", "report", DATABASE_URL=url)
    assert status == 0
    assert "Not enough data yet (0 of about 100)." in out
    status, out, _ = latitude("nudges", "report", "--json", DATABASE_URL=url)
    assert json.loads(out) == {
        "enough": False,
        "moments": 0,
        "people": 0,
        "sent": 0,
        "effect": None,
        "low": None,
        "high": None,
        "answers": {"useful": 0, "not now": 0, "stop": 0},
    }


def test_an_effect_is_told_with_its_interval(latitude, tmp_path):
    url = f"sqlite:///{tmp_path / 'team.sqlite3'}"
    latitude("nudges", "report", DATABASE_URL=url)
    database = Database(url)
    add_moments(database, Workspaces(database, utc_now).resolve(None), 90)
    database.close()
    status, out, _ = latitude("nudges", "report", DATABASE_URL=url)
    assert status == 0
    assert "Hints help: after one, 50 % more of the rest of the week gets done (90 moments, 10 people;" in out
    assert (
        "60 hints sent in weeks that are over, 30 held back. Answers: useful 1, not now 0, stop these 0."
        in out
    )
    found = json.loads(latitude("nudges", "report", "--json", DATABASE_URL=url)[1])
    assert (found["enough"], found["sent"], found["answers"]["useful"]) == (True, 60, 1)
    assert 0.3 < found["low"] < found["effect"] < found["high"] < 0.7


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Effect(140, 12, 100, 0.08, 0.02, 0.14), "Hints help: after one, 8 % more"),
        (Effect(140, 12, 100, 0.08, 0.02, 0.14), "95 % interval +2 to +14 %"),
        (Effect(140, 12, 100, -0.2, -0.3, -0.1), "Hints do harm: after one, 20 % less"),
        (Effect(140, 12, 100, 0.01, -0.06, 0.08), "Hints make no difference that matters (140 moments"),
        (Effect(140, 12, 100, 0.01, -0.06, 0.08), "\u22126 to +8 %"),
        (Effect(140, 12, 100, 0.2, -0.06, 0.38), "Not enough data yet: 140 moments do not tell."),
        (Effect(12, 3, 9), "Not enough data yet (12 of about 100)."),
    ],
)
def test_the_verdict_says_what_is_known_and_no_more(effect, words):
    assert words in verdict(effect)
    shown = report(Report(effect, {}))
    assert shown.text == verdict(effect)
    assert said(Report(effect, {Answer.STOP: 2})).endswith("stop these 2.")
