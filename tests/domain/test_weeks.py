from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Person, Rank
from bot.domain.plan import Activity
from bot.domain.weeks import (
    MOST_SHOWN,
    NotTheirManager,
    PersonsWeek,
    Range,
    Review,
    Shown,
    Stand,
    TeamWeek,
    Total,
    Verdict,
    fitting,
    usual_range,
)
from bot.sandbox.block_kit import faults_of_message, faults_of_view
from bot.views import weeks as views

MONDAY = date(2026, 11, 23)
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
CLOSES = datetime(2026, 11, 30, 15, tzinfo=UTC)
NOW = CLOSES - timedelta(days=2)
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", "U2", "America/New_York", date(2020, 1, 1))
MAYA = replace(RITA, id="U2", name="Maya <!here>", rank=Rank.MANAGER)
LEADS = Activity(key="leads", name="Leads", unit="lead")
CALLS = Activity(key="calls", name="Calls", unit="call", source="import")
RIGHT, TALK = Verdict.LOOKS_RIGHT, Verdict.TALK_FIRST


def said(day=MONDAY, leads=5, revision=1):
    return Checkin(day, {"leads": Decimal(leads)}, "", "", NOW, Mark.ON_TIME, revision)


def review(verdict=RIGHT, seen=None, revision=1):
    return Review("U1", MONDAY, revision, verdict, {MONDAY: 1} if seen is None else seen, "U2")


def week(*accounts, totals=None, word=None, asked=(MONDAY, TUESDAY), away=False, weekly=False, person=RITA):
    shown = (Total(LEADS, Decimal(5), None),) if totals is None else totals
    return PersonsWeek(person, MONDAY, asked, accounts, shown, word, away, weekly, CLOSES)


def team(*people, now=NOW, more=0):
    return TeamWeek(MAYA, MONDAY, FRIDAY, CLOSES, now, people, more)


IMPORTED = (Total(CALLS, Decimal(9), None),)


@pytest.mark.parametrize(
    ("one", "stand", "choices", "words"),
    [
        (week(asked=(), away=True), Stand.AWAY, (), "on leave"),
        (week(asked=()), Stand.NOTHING_ASKED, (), "nothing was asked"),
        (week(), Stand.NOTHING_IN, (TALK,), "nothing is in yet"),
        (week(said(), totals=IMPORTED), Stand.OPEN, (RIGHT, TALK), "1 of 2 days in"),
        (week(said(), totals=()), Stand.OPEN, (RIGHT, TALK), "1 of 2 days in"),
        (week(said()), Stand.OPEN, (RIGHT, TALK), "1 of 2 days in"),
        (week(said(), asked=()), Stand.OPEN, (RIGHT, TALK), "1 day in"),
        (week(said(), weekly=True), Stand.OPEN, (RIGHT, TALK), "the week is in"),
        (week(word=review(TALK), weekly=True), Stand.TALK_FIRST, (), "the week is not in yet"),
        (week(said(), word=review(TALK)), Stand.TALK_FIRST, (RIGHT,), "talk first"),
        (week(said(), word=review()), Stand.CONFIRMED, (TALK,), "looks right"),
        (week(said(revision=2), word=review()), Stand.CAME_SINCE, (RIGHT, TALK), "Monday came in since"),
        (week(said(), said(TUESDAY), word=review()), Stand.CAME_SINCE, (RIGHT, TALK), "Tuesday came in"),
    ],
)
def test_how_a_week_stands_and_what_can_be_said_of_it(one, stand, choices, words):
    assert one.stand is stand
    assert one.choices == choices
    card = views.card(team(one))
    assert words in str(card.blocks)
    assert faults_of_message(card.text, list(card.blocks)) == []


@pytest.mark.parametrize(
    ("before", "verdict", "revision"),
    [
        (None, RIGHT, 1),
        (None, TALK, 1),
        (review(), RIGHT, None),
        (review(), TALK, 2),
        (review(seen={}), RIGHT, 2),
        (review(TALK), TALK, None),
        (review(TALK, seen={}), TALK, None),
        (review(TALK, revision=4), RIGHT, 5),
    ],
)
def test_a_word_is_added_only_if_it_is_another(before, verdict, revision):
    found = week(said(), word=before).reviewed(verdict, "U2")
    assert (None if found is None else found.revision) == revision
    if found is not None:
        assert found.verifies(MONDAY, 1) is (verdict is RIGHT)


def test_only_what_was_seen_is_verified():
    word = review()
    assert word.verifies(MONDAY, 1)
    assert not word.verifies(MONDAY, 2)
    assert not word.verifies(TUESDAY, 1)
    assert not review(TALK).verifies(MONDAY, 1)


@pytest.mark.parametrize(
    ("totals", "decimals", "expected"),
    [
        ([], False, None),
        ([5, 6], False, None),
        ([5, 5, 5], False, Range(Decimal(5), Decimal(5))),
        ([10, 20, 30, 40], False, Range(Decimal(17), Decimal(33))),
        ([10, 20, 30, 40], True, Range(Decimal("17.50"), Decimal("32.50"))),
    ],
)
def test_the_usual_range(totals, decimals, expected):
    assert usual_range([Decimal(each) for each in totals], decimals=decimals) == expected


@given(st.lists(st.integers(0, 50_000), min_size=3, max_size=8))
def test_the_usual_range_lies_within_what_there_was(totals):
    found = usual_range([Decimal(each) for each in totals])
    assert found is not None
    assert min(totals) <= found.low <= found.high <= max(totals)


def test_the_fingerprint_is_of_the_numbers_and_not_of_the_words():
    one = week(said())
    assert one.fingerprint == week(said(revision=2), word=review()).fingerprint
    others = {week().fingerprint, week(said(leads=6)).fingerprint, week(said(TUESDAY)).fingerprint}
    assert len(others | {one.fingerprint}) == 4
    assert team(one).fingerprint != team(week(said(leads=6))).fingerprint


def test_a_button_carries_the_week_the_person_and_the_fingerprint():
    shown = Shown(MONDAY, "U1", "abc")
    assert Shown.read(shown.opaque) == shown


@pytest.mark.parametrize("forged", ["", "x", "2026-13-40:U1:abc", "::", "U1:2:3"])
def test_a_forged_button_is_refused(forged):
    with pytest.raises(NotTheirManager):
        Shown.read(forged)


def many(count):
    return tuple(
        week(said(), word=review() if n % 2 else None, person=replace(RITA, id=f"U{n}")) for n in range(count)
    )


def test_where_not_everybody_fits_the_open_ones_come_first():
    assert fitting(many(MOST_SHOWN)) == many(MOST_SHOWN)
    shown = fitting(many(60))
    assert len(shown) == MOST_SHOWN
    assert sum(each.is_open for each in shown) == 30
    assert [int(each.person.id[1:]) for each in shown] == sorted(int(each.person.id[1:]) for each in shown)


@pytest.mark.parametrize("count", [0, 1, 12, 13, 30, 40])
def test_a_card_of_any_size_is_one_slack_takes(count):
    name = "<!channel> & " * 6
    totals = tuple(
        Total(
            Activity(key=f"a{n}", name=f"{n}" + "<" * 50, unit="x"), Decimal(9), Range(Decimal(1), Decimal(2))
        )
        for n in range(20)
    )
    people = [
        replace(
            week(said(), totals=totals, person=replace(RITA, name=name)), person=replace(RITA, id=f"U{n}")
        )
        for n in range(count)
    ]
    card = views.card(team(*people, more=3))
    assert faults_of_message(card.text, list(card.blocks)) == []
    assert "3 more" in str(card.blocks)
    assert ("Looks right for all" in str(card.blocks)) is (count > 1)


@pytest.mark.parametrize(
    ("done", "usual", "words"),
    [
        (4, None, "no usual range yet"),
        (4, Range(Decimal(4), Decimal(6)), "usual 4–6"),  # noqa: RUF001 - a range is written with an en dash
        (4, Range(Decimal(4), Decimal(4)), "usual 4"),
        (4, Range(Decimal(5), Decimal(6)), "_below_ the usual 5–6"),  # noqa: RUF001 - likewise
        (4, Range(Decimal(1), Decimal(3)), "_above_ the usual 1–3"),  # noqa: RUF001 - likewise
    ],
)
def test_a_total_beside_its_usual_range(done, usual, words):
    card = views.card(team(week(said(), totals=(Total(LEADS, Decimal(done), usual),))))
    assert f"Leads *{done}* · {words}" in str(card.blocks)


def test_a_closed_card_has_no_buttons():
    assert "actions" in str(views.card(team(week(said()))).blocks)
    closed = views.card(team(week(said()), now=CLOSES))
    assert "This week is closed" in str(closed.blocks)
    assert "actions" not in str(closed.blocks)


def test_who_has_other_numbers_is_named_harmlessly():
    from bot.domain.weeks import NumbersChanged

    one, several = views.changed(NumbersChanged("<!here>")), views.changed(NumbersChanged())
    assert faults_of_view(one) == faults_of_view(several) == []
    assert "&lt;!here&gt;'s numbers have just changed" in str(one)
    assert "Some of the numbers have just changed" in str(several)


def test_a_menus_lines_say_the_word_and_what_was_shown():
    assert views.verdict_of("talk_first|2026-11-23:U1:abc") == (TALK, "2026-11-23:U1:abc")
    assert views.verdict_of("looks_right|x") == (RIGHT, "x")
