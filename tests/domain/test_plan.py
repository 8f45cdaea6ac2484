import json
import tomllib
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.amounts import Money
from bot.domain.plan import (
    Approvals,
    Cadence,
    Mode,
    PlanError,
    Recognition,
    read_plan,
    read_plan_file,
    restore_plan,
    write_plan,
)
from bot.domain.plan_kinds import WeekHour
from bot.services import example

EARLIER = {"vision", "values", "channels", "calendar", "activities", "roles"}
"""The parts a plan had before it had a ladder."""


@pytest.fixture
def document():
    return tomllib.loads(example.plan_text())


def test_the_example_is_a_plan(document):
    plan = read_plan(document)
    assert [each.key for each in plan.roles] == ["ae", "sdr"]
    assert plan.activity("demos").name == "Presentations"
    assert f"{plan.calendar.prompt_at:%H:%M}" == "16:30"
    assert plan.calendar.remind_after == timedelta(minutes=90)
    assert plan.calendar.weekdays == frozenset(range(5))
    assert plan.roles[0].ramp == (0.25, 0.5, 0.75)


def test_the_example_writes_out_what_a_plan_without_it_has(document):
    earlier = {name: part for name, part in document.items() if name in EARLIER}
    document["trust"]["mode"] = "shadow"
    assert read_plan(earlier) == read_plan(document)


def test_an_expectation_belongs_to_a_role(document):
    plan = read_plan(document)
    assert [each.activity for each in plan.expected_of("ae")] == ["leads", "demos"]
    assert plan.expected_of(None) == plan.expected_of("golfer") == ()
    assert plan.role("ae") == plan.roles[0]
    assert plan.role("golfer") is None


def test_a_level_says_what_somebody_may_do_and_how_often_they_are_asked(document):
    plan = read_plan(document)
    trusted = plan.level("L2")
    assert trusted is not None
    assert trusted.limits == {"price": 11, "terms": 30, "credit": 1000, "support": True}
    assert plan.first_level == "L0"
    assert plan.level("L9") is None
    assert [each.key for each in plan.powers if each.is_yes_or_no] == ["support"]
    assert plan.power("support") == plan.powers[3]
    assert plan.power("golf") is None
    assert [plan.cadence_of(each) for each in ("L2", "L3", "L9")] == [
        Cadence.DAILY,
        Cadence.WEEKLY,
        Cadence.DAILY,
    ]


def test_whole_numbers_stay_whole_and_others_exact(document):
    document["activities"][1]["decimals"] = True
    document["roles"][0]["expect"][1]["target"] = 2.5
    document["roles"][0]["expect"][0]["target"] = 5.0
    leads, demos = read_plan(document).roles[0].expect
    assert (f"{leads.target:,}", f"{demos.target:,}") == ("5", "2.5")
    assert demos.target == Decimal("2.5")


def test_toml_has_hours_and_dates_of_its_own(document):
    document["calendar"] |= {"prompt_at": time(16), "days_off": [date(2026, 12, 24), "2026-12-25"]}
    calendar = read_plan(document).calendar
    assert calendar.prompt_at == time(16)
    assert calendar.days.days_off == {date(2026, 12, 24), date(2026, 12, 25)}


@pytest.mark.parametrize(
    ("quiet", "hour", "is_quiet"),
    [
        (("19:00", "08:00"), time(19), True),
        (("19:00", "08:00"), time(7, 59), True),
        (("19:00", "08:00"), time(8), False),
        (("12:00", "13:00"), time(12, 30), True),
        (("12:00", "13:00"), time(13), False),
        (("08:00", "08:00"), time(8), False),
    ],
)
def test_quiet_hours_may_pass_midnight_and_equal_ones_are_none(document, quiet, hour, is_quiet):
    document["calendar"]["quiet"] = list(quiet)
    assert read_plan(document).calendar.is_quiet(hour) is is_quiet


def test_a_parameter_of_trust_is_changed_alone(document):
    document["trust"] = {"activity": {"warn": 3}}
    trust = read_plan(document).trust
    assert trust.activity.warn == 3
    assert trust.activity.act == 6.5
    assert trust.reliability == example.plan().trust.reliability


def test_trust_is_in_the_shadow_until_the_plan_says_otherwise(document):
    assert read_plan(document).trust.mode is Mode.LIVE, "the example's team has read what it does"
    del document["trust"]["mode"]
    assert read_plan(document).trust.mode is Mode.SHADOW


def test_a_plan_may_have_other_powers(document):
    for part in ("levels", "approvers"):
        del document[part]
    document["powers"] = [{"key": "loan", "name": "Loan", "unit": "yes/no"}]
    document["levels"] = [{"key": "L0", "name": "All", "loan": True, "deal_max": 0}]
    document["approvers"] = {"manager": {"loan": True}, "director": {"loan": True}}
    document["approvals"]["budget"] = {}
    plan = read_plan(document)
    assert [each.key for each in plan.powers] == ["loan"]
    assert read_plan(tomllib.loads(write_plan(plan))) == plan


def test_what_was_in_force_stays_readable_although_it_would_not_be_accepted_now(document):
    document["calendar"]["prompt_at"] = "21:00"
    with pytest.raises(PlanError, match="quiet hours"):
        read_plan(document)
    assert restore_plan(document).calendar.prompt_at == time(21)
    with pytest.raises(PlanError, match="calendar: it is missing"):
        restore_plan({name: part for name, part in document.items() if name != "calendar"})


def test_a_document_of_an_earlier_version_is_read(document):
    earlier = json.loads(example.plan().model_dump_json(include=EARLIER))
    earlier["calendar"] = {
        "working_days": ["mon", "tue"],
        "days_off": ["2026-12-24"],
        "prompt_at": "16:30:00",
        "cutoff": "10:00:00",
        "quiet": ["19:00:00", "08:00:00"],
    }
    for role in earlier["roles"]:
        del role["ramp"]
    plan = restore_plan(earlier)
    assert plan.calendar.cutoff == time(10)
    assert plan.approvals == Approvals()


def test_a_part_may_be_made_of_values():
    assert Approvals(remind_after=timedelta(minutes=30)).model_dump(mode="json")["remind_after"] == "30m"
    assert Recognition(roundup=WeekHour("mon", time(9))).model_dump(mode="json")["roundup"] == "mon 09:00"


def test_a_file_is_read_with_or_without_a_mark_of_its_encoding():
    content = example.plan_text().encode()
    assert read_plan_file(content, "plan.toml") == read_plan_file(b"\xef\xbb\xbf" + content, "plan.toml")


def test_an_activity_the_plan_does_not_know_is_an_error(document):
    with pytest.raises(KeyError):
        read_plan(document).activity("golf")


def test_money_in_another_currency_is_worth_what_the_plan_says(document):
    document["approvals"]["rates"] = {"EUR": 1.1, "JPY": 0.0067}
    plan = read_plan(document)
    approvals = plan.approvals
    assert read_plan(tomllib.loads(write_plan(plan))) == plan
    assert restore_plan(plan.model_dump(mode="json")) == plan
    assert approvals.currencies == ("USD", "EUR", "JPY")
    assert approvals.value_in(Money(Decimal("99.95"), "USD")) == Decimal("99.95")
    assert approvals.value_in(Money(Decimal("99.95"), "EUR")) == Decimal("109.95")
    assert approvals.value_in(Money(Decimal(1_000_000), "JPY")) == Decimal(6700)


def test_halves_of_a_cent_are_worth_a_whole_one(document):
    document["approvals"]["rates"] = {"EUR": 1.5}
    approvals = read_plan(document).approvals
    assert approvals.value_in(Money(Decimal("0.03"), "EUR")) == Decimal("0.05")


def test_a_plan_of_before_there_were_currencies_is_in_dollars(document):
    for name in ("currency", "rates"):
        document["approvals"].pop(name, None)
    for read in (read_plan, restore_plan):
        assert read(document).approvals.currencies == ("USD",)
