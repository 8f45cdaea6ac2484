from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counts import (
    MOST,
    BadCounts,
    Fault,
    Measure,
    measure,
    months_between,
    ramp_share,
    read_count,
    read_counts,
    summed,
    targets,
)
from bot.domain.people import Person, Rank
from bot.domain.plan import Activity, Expectation
from bot.services.example import plan

PLAN = plan()
LEADS = [Activity(key="leads", name="Leads", unit="lead")]
STARTED = date(2026, 3, 18)


def rep(role="ae", starts_on=STARTED):
    return Person("T1", "U1", "Rita", Rank.REP, role, None, "Europe/Berlin", starts_on)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("0", 0),
        ("4", 4),
        (" 7 ", 7),
        ("10000", 10_000),
        ("6.0", 6),
        ("6,0", 6),
        ("007", 7),
        ("+3", 3),
        ("-0", 0),
        ("5.", 5),
    ],
)
def test_a_whole_number_is_read_however_it_is_typed(typed, count):
    assert read_counts(LEADS, {"leads": typed}) == {"leads": count}


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("   ", Fault.EMPTY),
        ("six", Fault.NOT_A_NUMBER),
        ("1e9", Fault.NOT_A_NUMBER),
        ("٤", Fault.NOT_A_NUMBER),
        ("4 5", Fault.NOT_A_NUMBER),
        ("1.2.3", Fault.NOT_A_NUMBER),
        ("--4", Fault.NOT_A_NUMBER),
        ("NaN", Fault.NOT_A_NUMBER),
        ("4.5", Fault.NOT_WHOLE),
        ("1,000", Fault.NOT_WHOLE),  # a thousand to some, one to others
        ("-1", Fault.NEGATIVE),
        ("-99999", Fault.NEGATIVE),
        ("10001", Fault.TOO_MANY),
        ("9" * 500, Fault.TOO_MANY),
    ],
)
def test_anything_else_is_refused_by_name(typed, fault):
    with pytest.raises(BadCounts) as refusal:
        read_counts(LEADS, {"leads": typed})
    assert refusal.value.faults == {"leads": fault}


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("2.5", Decimal("2.5")),
        ("2,25", Decimal("2.25")),
        ("1.000", Fault.TOO_FINE),
        ("-0.5", Fault.NEGATIVE),
        ("10000.01", Fault.TOO_MANY),
    ],
)
def test_decimals_are_read_where_the_activity_has_them(typed, count):
    assert read_count(typed, decimals=True) == count


@given(st.text())
def test_no_text_reads_as_a_count_out_of_range(typed):
    count = read_count(typed)
    assert isinstance(count, Fault) or 0 <= count <= MOST


def test_every_wrong_count_is_named_at_once():
    asked = [PLAN.activity(key) for key in ("leads", "calls", "demos")]
    with pytest.raises(BadCounts) as refusal:
        read_counts(asked, {"leads": "x", "calls": "-2"})
    assert refusal.value.faults == {
        "leads": Fault.NOT_A_NUMBER,
        "calls": Fault.NEGATIVE,
        "demos": Fault.EMPTY,
    }


@pytest.mark.parametrize(
    ("first", "day", "months"),
    [
        (date(2026, 3, 18), date(2026, 3, 18), 0),
        (date(2026, 3, 18), date(2026, 4, 17), 0),
        (date(2026, 3, 18), date(2026, 4, 18), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),  # there is no 31st: the month is not yet whole
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2026, 3, 18), date(2026, 3, 17), -1),
    ],
)
def test_months_are_whole(first, day, months):
    assert months_between(first, day) == months


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 3, 20), "0.25"),
        (date(2026, 4, 18), "0.5"),
        (date(2026, 5, 18), "0.75"),
        (date(2026, 6, 18), "1"),
        (date(2026, 3, 1), "1"),  # not on the team yet
    ],
)
def test_a_new_starter_is_asked_for_a_share(day, share):
    assert ramp_share(PLAN, rep(), day) == Decimal(share)


@pytest.mark.parametrize("role", [None, "unheard-of"])
def test_nobody_ramps_up_to_nothing(role):
    assert ramp_share(PLAN, rep(role), STARTED) == 1


def test_a_ramped_target_is_what_is_shown_at_least_one_and_never_half_a_lead():
    (leads,) = targets(PLAN, rep(), date(2026, 3, 20), "day")
    assert leads.amount == 1  # a quarter of five
    (leads,) = targets(PLAN, rep(), date(2026, 4, 20), "day")
    assert leads.amount == 3  # half of five, rounded half up
    (leads,) = targets(PLAN, rep(), date(2026, 4, 20), "day", days=4)
    assert leads.amount == 12
    (demos,) = targets(PLAN, rep(), date(2027, 4, 20), "week")
    assert demos.amount == 3


def test_a_target_of_nothing_stays_nothing_and_fractions_stay_where_they_are_counted():
    hours = Activity(key="hours", name="Hours", unit="hour", decimals=True)
    role = PLAN.roles[0].model_copy(
        update={
            "expect": (
                Expectation(activity="hours", target=Decimal("2.5"), per="day"),
                Expectation(activity="leads", target=Decimal(0), per="day"),
            )
        }
    )
    changed = PLAN.model_copy(update={"activities": (*PLAN.activities, hours), "roles": (role,)})
    amounts = [each.amount for each in targets(changed, rep(), date(2026, 3, 20), "day")]
    assert amounts == [Decimal("0.63"), 0]


def test_counts_stand_beside_what_is_expected():
    seasoned = rep(starts_on=date(2020, 1, 1))
    (leads,) = measure(targets(PLAN, seasoned, STARTED, "day"), {"leads": Decimal(4), "demos": Decimal(1)})
    assert (leads.activity, leads.done, leads.target, leads.met) == ("leads", 4, 5, False)
    assert leads.share == pytest.approx(0.8)
    week = summed([{"leads": Decimal(4), "demos": Decimal(1)}, {"demos": Decimal(2)}, {}])
    (demos,) = measure(targets(PLAN, seasoned, STARTED, "week"), week)
    assert (demos.activity, demos.done, demos.met) == ("demos", 3, True)
    assert Measure("leads", "Leads", "lead", Decimal(0), Decimal(0), "day").share == 1.0
