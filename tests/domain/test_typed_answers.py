from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counts import Fault
from bot.domain.plan import Activity
from bot.domain.typed_answers import LONGEST_ANSWER, Heard, Reading, Reply, Unclear, hear, read_answer
from bot.sandbox.block_kit import faults_of_message
from bot.services.example import plan
from bot.views import typed_answers as views

LEADS, DEMOS, _ = plan().activities
ASKED = (LEADS, DEMOS)
BOTH = {"leads": "6", "demos": "1"}


def activity(key, name, unit="piece", *, decimals=False):
    return Activity(key=key, name=name, unit=unit, decimals=decimals)


TIERS = (activity("tier1", "Tier 1 calls", "call"), activity("tier2", "Tier 2 calls", "call"))
CAFES = (activity("cafe", "Café visits", "visit"), activity("e-mail_out", "E-mails and letters", "letter"))


@pytest.mark.parametrize(
    "text",
    [
        "leads 6, demos 1",
        "demos 1, leads 6",
        "6 leads and 1 demo",
        "leads: 6; presentations=1",
        "LEADS 6 Demo 1",
        "Self-generated leads 6, presentation 1",
        "6 self generated leads 1 presentation",
        "lead 6\ndemos 1",
        "leads6,demos1",
        "6leads & 1demo",
        "pres 1, self 6",
        "leads 6, 1 demo",
        "Hi! Today I had 6 leads and 1 demo :tada: :100:",
        "leads 6, leads 6, demos 1",
        "leads-6, demos (1) 🎉",
        "LÉADS 6, démos 1",
        "leads 6 / demos 1",
        "leads 6, demos 1, and",
        "  leads   6 ;;; demos 1  ",
    ],
)
def test_ways_to_say_it(text):
    heard = hear(text, ASKED)
    assert heard.reading == Reading(counts=BOTH, named=frozenset(BOTH))
    assert heard.is_whole


@pytest.mark.parametrize(
    ("text", "counts", "rest"),
    [
        ("", {}, {}),
        ("6", {}, {"numbers": ("6",)}),
        ("6 1", {}, {"numbers": ("6", "1")}),
        ("leads six", {}, {"unknown": ("six",)}),
        ("leads 6 demos 1 lunch", BOTH, {"unknown": ("lunch",)}),
        ("leads 6, demos 1, calls 3", BOTH, {"unknown": ("calls 3",)}),
        ("leads 6, demos 1, 7", BOTH, {"numbers": ("7",)}),
        ("calls 6 leads", {}, {"unknown": ("calls 6",)}),
        ("6 big leads", {}, {"unknown": ("big 6",)}),
        ("yesterday 6 leads", {}, {"unknown": ("yesterday 6",)}),
        ("6 leads 7", {"leads": "6"}, {"numbers": ("7",)}),
        ("leads 6, leads 7", {}, {"repeated": {"leads": ("6", "7")}}),
        ("leads 6/7", {}, {"repeated": {"leads": ("6", "7")}}),
        ("leads 5-6", {}, {"repeated": {"leads": ("5", "6")}}),
        ("6 7 leads", {}, {"repeated": {"leads": ("6", "7")}}),
        ("leads demos 6 1", {}, {"repeated": {"demos": ("6", "1")}}),
        ("leads -3, demos 2.5", {"leads": "-3", "demos": "2.5"}, {}),
        ("leads 10001 demos 1,5", {"leads": "10001", "demos": "1,5"}, {}),
        ("lea 6, dem 1", {}, {"unknown": ("lea 6", "dem 1")}),
        ("<@U123> <!channel> leads 6", {"leads": "6"}, {"unknown": ("U 123", "channel")}),
    ],
)
def test_what_is_understood_and_what_is_not(text, counts, rest):
    reading = read_answer(text, ASKED)
    assert reading == replace(Reading(counts=counts, named=reading.named), **rest)


@pytest.mark.parametrize(
    ("text", "asked", "counts"),
    [
        ("tier 1 calls 6, tier 2 calls 3", TIERS, {"tier1": "6", "tier2": "3"}),
        ("tier1 6 tier2 3", TIERS, {"tier1": "6", "tier2": "3"}),
        ("6 tier 1 calls", TIERS, {"tier1": "6"}),
        ("cafe 2", CAFES, {"cafe": "2"}),
        ("CAFÉS 2", CAFES, {"cafe": "2"}),
        ("e-mail out 4", CAFES, {"e-mail_out": "4"}),
        ("4 e-mails and letters and 2 visits", CAFES, {"cafe": "2", "e-mail_out": "4"}),
        ("companies 3", (activity("co", "Company"),), {"co": "3"}),
        ("2.5 hours", (activity("hours", "Hours", "hour", decimals=True),), {"hours": "2.5"}),
        ("is 3", (activity("is", "Is it", "🎉"),), {"is": "3"}),
        ("6 leads", (), {}),
    ],
)
def test_names_of_every_sort(text, asked, counts):
    assert read_answer(text, asked).counts == counts


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("calls 6", Unclear("calls 6", ("Tier 1 calls", "Tier 2 calls"))),
        ("6 calls", Unclear("calls 6", ("Tier 1 calls", "Tier 2 calls"))),
        ("tier 6", Unclear("tier 6", ("Tier 1 calls", "Tier 2 calls"))),
    ],
)
def test_a_name_that_fits_two_activities_means_neither(text, unclear):
    reading = read_answer(text, TIERS)
    assert reading.counts == {}
    assert reading.unclear == (unclear,)
    assert reading.is_attempt


@pytest.mark.parametrize(
    ("text", "before", "missing", "faults", "whole"),
    [
        ("leads 6", (), ("demos",), {}, False),
        ("leads 6", ("leads", "demos"), (), {}, True),
        ("leads 6", ("leads",), ("demos",), {}, False),
        ("hello", ("leads", "demos"), (), {}, False),
        ("leads 6 7", ("leads", "demos"), (), {}, False),
        ("leads 10001, demos 1", (), (), {"leads": Fault.TOO_MANY}, False),
        ("leads 2.5, demos -1", (), (), {"leads": Fault.NOT_WHOLE, "demos": Fault.NEGATIVE}, False),
        ("leads ٦, demos 1", (), (), {"leads": Fault.NOT_A_NUMBER}, False),
    ],
)
def test_what_can_be_saved(text, before, missing, faults, whole):
    heard = hear(text, ASKED, before)
    assert (heard.missing, heard.faults, heard.is_whole) == (missing, faults, whole)


@pytest.mark.parametrize(
    ("text", "attempt"),
    [("hello", False), ("how are you", False), ("", False), ("leads", True), ("6", True), ("foo 6", True)],
)
def test_what_is_an_attempt_to_answer(text, attempt):
    assert read_answer(text, ASKED).is_attempt is attempt


def test_a_long_message_is_not_read_at_all():
    text = "leads 6, demos 1".ljust(LONGEST_ANSWER)
    assert read_answer(text, ASKED).counts == BOTH
    assert read_answer(text + "2", ASKED) == Reading(too_long=True)
    assert Reading(too_long=True).is_attempt


@given(st.text(max_size=200))
def test_anything_can_be_read_and_answered(text):
    heard = hear(text, ASKED)
    assert set(heard.reading.counts) <= {"leads", "demos"}
    card = views.card(Reply(ASKED, heard, date(2026, 11, 23), None))
    assert faults_of_message(card.text, list(card.blocks)) == []


@given(
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.booleans(),
    st.sampled_from([", ", " and ", "; ", "\n", " "]),
)
def test_any_order_and_separator_says_the_same(leads, demos, number_first, separator):
    said = [("leads", leads), ("demos", demos)]
    parts = [f"{n} {key}" if number_first else f"{key} {n}" for key, n in said]
    heard = hear(separator.join(parts), ASKED)
    assert heard.is_whole
    assert {key: Decimal(n) for key, n in heard.reading.counts.items()} == {"leads": leads, "demos": demos}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("leads 6", "I miss a number for Presentations."),
        ("leads 6 7 demos 1", "Self-generated leads has several numbers: “6” and “7”. Which one is it?"),
        ("leads 10001 demos 1", "Self-generated leads “10001”: It can't be more than 10,000."),
        ("leads <b> demos 1", "I don't understand “b”."),
        ("leads 6 demos 1 2 3, 4", "I don't know what to do with “4”."),
        (" ".join(f"{'x' * (n + 1)}" for n in range(12)), "and 4 more."),
        ("x" * (LONGEST_ANSWER + 1), "That message is too long for me to read."),
        ("", "such as `leads 6, demos 1`"),
    ],
)
def test_why_nothing_was_saved(text, words):
    card = views.card(Reply(ASKED, hear(text, ASKED), date(2026, 11, 23), None))
    assert "I haven't saved anything for Monday yet." in card.text
    assert words in str(card.blocks).replace("\\'", "'")


def test_a_name_that_could_be_several_is_answered_with_their_names():
    card = views.card(Reply(TIERS, hear("calls 6", TIERS), date(2026, 11, 23), None))
    assert "“calls 6” could be Tier 1 calls or Tier 2 calls." in str(card.blocks)


def test_an_example_is_made_of_ones_own_activities():
    assert "`leads 6`" in views.help_line([LEADS]).text
    assert Heard(Reading(), (), {}).is_whole is False
