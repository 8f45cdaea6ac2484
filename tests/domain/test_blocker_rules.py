"""Which blockers are the same, which come back, and what is no blocker at all."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blockers import Said, alike, parts, repeated, said_in, says_something
from bot.domain.calendar import WorkingDays
from bot.domain.people import Person, Rank
from bot.domain.plan import Cadence
from bot.domain.schedules import Schedule
from bot.services import example

FRIDAY = date(2026, 11, 20)
LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("legal", "waiting for legal", True),
        ("Waiting for legal", "waiting for procurement", False),
        ("waiting for legal", "Still stuck with legal since Monday", True),
        ("legal review", "Legal!", True),
        ("Legal review", "legal sign-off", True),
        ("legla", "legal", True),
        ("Waiting for the security questionnaire", "still no security questionaire from Brandt", True),
        ("security questionnaire", "security budget", False),
        ("Procurement is slow", "procurment", True),
        ("pricing approval", "need pricing", True),
        ("pricing", "printing", False),
        ("CRM is down", "crm down again", True),
        ("CRM", "CPQ", False),
        ("demo environment broken", "The demo env is broken again", True),
        ("invoice 1234", "invoice 1235", False),
        ("invoice 1234 unpaid", "unpaid invoice 1234", True),
        ("no budget until January", "Budget frozen until January", True),
        ("customer on holiday", "customer not reachable", False),
        ("Contract from Kestrel", "contracts Kestrel", True),
        ("no leads from marketing", "marketing leads", True),
        ("travel", "laptop", False),
        ("waiting", "waiting for legal", False),
        ("waiting", "Waiting!", True),
        ("legal", "the new price list, the portal, the integration, the partner and legal", False),
        ("Vertrag bei Müller", "vertrag müller", True),
        ("x", "y", False),
    ],
)
def test_wordings_mean_the_same_or_do_not(one, other, same):
    assert alike(one, other) is same
    assert alike(other, one) is same


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", "-", "—", "none", "None.", "NONE", "no", "No blockers", "no blockers today!", "nothing"),
        *("nothing yet, thanks", "n/a", "na", "nope", "all good", "All clear", "...", "nil", "zero", "___"),
    ],
)
def test_nothing_is_no_blocker(typed):
    assert not says_something(typed)
    assert parts(typed) == []


@pytest.mark.parametrize(
    "typed", ["legal", "no budget", "nothing from legal", "not enough leads", "none of them call"]
)
def test_anything_else_is_one(typed):
    assert says_something(typed)


def test_an_answer_may_name_several():
    assert parts("Legal review.\n- none\nNo leads; CRM   down") == ["Legal review", "No leads", "CRM down"]


def person(name):
    return Person("T1", name, f"{name} Ortiz", Rank.REP, "ae", None, "UTC", LONG_AGO)


def said(name, words, *ago):
    return [Said(person(name), FRIDAY - timedelta(days=each), each, words) for each in ago]


def found(*sayings, since=LONG_AGO):
    return [
        (each.words, [one.first_name for one in each.people], each.days)
        for each in repeated([each for saying in sayings for each in saying], since=since)
    ]


def test_one_person_on_three_days():
    assert found(said("Oskar", "waiting for legal", 0, 3), said("Oskar", "legal", 7)) == [
        ("waiting for legal", ["Oskar"], 3)
    ]
    assert found(said("Oskar", "waiting for legal", 0, 3)) == []
    assert found(said("Oskar", "waiting for legal", 0, 0, 0)) == []


def test_three_people_within_five_working_days():
    together = [
        said("Nia", "legal", 0),
        said("Lena", "waiting for legal", 2),
        said("Oskar", "legal review", 4),
    ]
    assert found(*together) == [("legal", ["Lena", "Nia", "Oskar"], 1)]
    apart = [*together[:2], said("Oskar", "legal review", 5)]
    assert found(*apart) == []


def test_what_is_shared_comes_first_and_each_is_told_once():
    told = found(
        said("Oskar", "CRM down", 0, 1, 2),
        said("Nia", "legal", 0, 1, 2, 3),
        said("Lena", "legal", 1),
        said("Oskar", "legal", 1),
    )
    assert told == [("legal", ["Lena", "Nia", "Oskar"], 4), ("CRM down", ["Oskar"], 3)]


def test_what_two_people_each_say_on_three_days_is_named_of_both():
    told = found(
        said("Oskar", "CRM down", 0, 1, 2), said("Nia", "crm is down", 0, 1, 2, 3), said("Lena", "CRM", 8)
    )
    assert told == [("CRM down", ["Nia", "Oskar"], 4)]


def test_what_nobody_says_any_more_is_settled():
    told = said("Oskar", "legal", 4, 5, 6)
    assert found(told, since=FRIDAY - timedelta(days=3)) == []
    assert found(told, since=FRIDAY - timedelta(days=4)) == [("legal", ["Oskar"], 3)]


def schedule(first_day=LONG_AGO):
    return Schedule(
        WorkingDays(frozenset(range(5))),
        ZoneInfo("UTC"),
        example.plan().calendar,
        Cadence.DAILY,
        first_day,
        first_day,
        counted=True,
    )


def test_days_are_counted_as_somebody_works_them():
    days = [FRIDAY - timedelta(days=each) for each in (0, 1, 7, 11, 14)]
    answers = [(day, "legal") for day in days]
    assert [each.ago for each in said_in(person("Nia"), schedule(), FRIDAY, answers)] == [9, 5, 1, 0]


def test_on_a_weekend_friday_is_the_last_day_and_nothing_is_older_than_the_first():
    answers = [(FRIDAY, "legal; CRM"), (FRIDAY - timedelta(days=1), "legal")]
    saturday = FRIDAY + timedelta(days=1)
    assert [each.ago for each in said_in(person("Nia"), schedule(FRIDAY), saturday, answers)] == [0, 0]
    assert said_in(person("Nia"), schedule(), saturday, [(FRIDAY, "none")]) == []


def test_somebody_who_works_no_day_has_said_nothing():
    never: Any = SimpleNamespace(works=lambda _: False, first_day=LONG_AGO, days=WorkingDays(frozenset()))
    assert said_in(person("Nia"), never, FRIDAY, [(FRIDAY, "legal")]) == []


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_words_can_be_compared(texts):
    sayings = [Said(person("Nia"), FRIDAY - timedelta(days=n), n, text) for n, text in enumerate(texts)]
    for each in repeated(sayings, since=LONG_AGO):
        assert each.days >= 3
