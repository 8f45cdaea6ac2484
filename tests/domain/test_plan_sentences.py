"""How a fault is said."""

from datetime import time

import pytest
from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from bot.domain.countries import country_meant
from bot.domain.plan import Fault, Plan, PlanError, read_plan_file
from bot.domain.plan_faults import explain, listed, short


def test_what_no_rule_foresaw_is_said_as_the_reader_says_it():
    unforeseen = ValidationError.from_exception_data(
        "Plan", [InitErrorDetails(type="frozen_instance", loc=(), input=3)]
    )
    assert list(explain(unforeseen, {}, Plan)) == [Fault("plan", "3", "instance is frozen", "")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = 1\na = 2\n", "plan.toml: this is not TOML: Cannot overwrite a value (at line 2, column 6)."),
        (b"a = \n", "plan.toml: this is not TOML: Invalid value (at line 1, column 5)."),
        (b"a = '\xff'", "plan.toml: this is not text in UTF-8 (byte 6). Save the file as UTF-8."),
        (b"a = " + b"[" * 100_000, "plan.toml: the lists in it are nested too deeply."),
        (b"a = " + b"1" * 10_000, "plan.toml: this is not TOML: Exceeds the limit"),
    ],
)
def test_what_is_not_toml_is_said_with_its_line(content, said):
    with pytest.raises(PlanError) as refusal:
        read_plan_file(content, "plan.toml")
    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("tab\t", r'"tab\t"'),
        (True, "true"),
        (2.5, "2.5"),
        ([1, "a", False], '[1, "a", false]'),
        ([{"key": 1}], ""),
        ({"key": 1}, ""),
        (time(16, 30), "16:30:00"),
        ("x" * 58, f'"{"x" * 58}"'),
        ("x" * 59, f'"{"x" * 58}…'),
    ],
)
def test_a_value_is_shown_as_it_was_written_and_short(value, shown):
    assert short(value) == shown


def test_a_list_in_a_sentence_is_not_endless():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([str(n) for n in range(20)]).endswith("13, 14 and others")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("usa", "US"),
        ("us", "US"),
        ("UK", "GB"),
        ("Germany", "DE"),
        ("united kingdom", "GB"),
        ("us_ca", "US-CA"),
        ("us-ca", "US-CA"),
        ("US-CAA", "US-CA"),
        ("US-Q", "US"),
        ("Germny", "DE"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_recognised_by_its_other_names(name, meant):
    assert country_meant(name) == meant
