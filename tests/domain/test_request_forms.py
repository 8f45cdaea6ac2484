from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.domain.amounts import Flaw, Money, Unreadable
from bot.domain.budgets import budget_began
from bot.domain.delegations import CannotDelegate, Delegation, require_delegate, standing_in
from bot.domain.people import Person, Rank
from bot.domain.plan_parts import Power
from bot.domain.request_forms import (
    BadEntry,
    Entry,
    Lack,
    Prices,
    cost,
    read_amount,
    read_entry,
    worked_out,
)
from bot.domain.request_refusals import NobodyMayGrant
from bot.services.example import plan

TODAY = date(2026, 11, 23)
USUAL = plan()
PLAN = USUAL.model_copy(
    update={"approvals": USUAL.approvals.model_copy(update={"rates": {"EUR": Decimal("1.1")}})}
)
PRICE, TERMS, CREDIT, SUPPORT = PLAN.powers
MONTHS = Power(key="free", name="Free months", unit="months")
TYPED = Entry(
    power="price",
    amount="12,5 %",
    customer=" Acme ",
    deal="$40k",
    reason="They compare us with Orbit",
    said="Ten percent less or we wait",
)


def faults_of(entry):
    with pytest.raises(BadEntry) as refused:
        read_entry(PLAN, entry, TODAY)
    return {
        field: fault.flaw if isinstance(fault, Unreadable) else fault
        for field, fault in refused.value.faults.items()
    }


def test_a_form_makes_a_case():
    case = read_entry(PLAN, TYPED, TODAY)
    assert (case.power, case.amount, case.customer) == ("price", Decimal("12.5"), "Acme")
    assert case.deal == Money(Decimal(40_000), "USD")
    assert case.deal_value == 40_000
    assert case.full_price is None


def test_a_percentage_is_worked_out_of_list_and_offered_price():
    case = read_entry(PLAN, replace(TYPED, amount="", full_price="1.200", offered_price="1.000"), TODAY)
    assert case.amount == Decimal("16.67")
    assert case.full_price == Money(Decimal(1200), "USD")
    assert case.offered_price == Money(Decimal(1000), "USD")


def test_of_list_price_offered_price_and_percentage_any_two_are_enough():
    given = replace(TYPED, amount="12,5 %", full_price="€1,200.99", deal="€40k")
    assert worked_out(PLAN, given) == Prices(
        Money(Decimal("1200.99"), "EUR"), Money(Decimal("1050.87"), "EUR"), Decimal("12.5")
    )
    assert read_entry(PLAN, given, TODAY).offered_price == Money(Decimal("1050.87"), "EUR")
    both = replace(TYPED, amount="10 %", full_price="100", offered_price="90")
    assert read_entry(PLAN, both, TODAY).amount == 10


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"full_price": "1,2"},
        {"power": "gifts"},
        {"currency": "CHF"},
        {"offered_price": "80", "amount": ""},
    ],
)
def test_while_not_enough_is_typed_nothing_is_worked_out(typed):
    assert worked_out(PLAN, replace(TYPED, **({"amount": ""} | typed))) is None


def test_prices_without_a_currency_are_in_the_deals():
    typed = replace(TYPED, deal="40.000 €", amount="", full_price="1.000", offered_price="900")
    assert read_entry(PLAN, typed, TODAY).full_price == Money(Decimal(1000), "EUR")
    assert worked_out(PLAN, replace(typed, deal="")) == Prices(
        Money(Decimal(1000), "USD"), Money(Decimal(900), "USD"), Decimal(10)
    )


def test_deals_in_another_currency_are_held_against_limits_in_the_plans():
    case = read_entry(PLAN, replace(TYPED, deal="40.000 €", currency="EUR"), TODAY)
    assert case.deal == Money(Decimal(40_000), "EUR")
    assert case.deal_value == 44_000
    credit = read_entry(PLAN, replace(TYPED, power="credit", amount="100", currency="EUR"), TODAY)
    assert credit.amount == 110


def test_what_comes_to_less_than_a_cent_is_nothing():
    rates = PLAN.approvals.model_copy(update={"rates": {"JPY": Decimal("0.0067")}})
    yen = PLAN.model_copy(update={"approvals": rates})
    with pytest.raises(Unreadable) as refused:
        read_amount(yen, CREDIT, "0.5 JPY")
    assert refused.value.flaw is Flaw.ZERO
    with pytest.raises(BadEntry) as worthless:
        read_entry(yen, replace(TYPED, deal="0.01 JPY"), TODAY)
    assert worthless.value.faults["deal"].flaw is Flaw.ZERO


def test_a_yes_or_no_has_no_amount():
    assert read_entry(PLAN, replace(TYPED, power="support", amount=""), TODAY).amount == 1


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"power": "gifts"}, {"power": Lack.UNKNOWN}),
        ({"currency": "CHF"}, {"currency": Lack.UNKNOWN}),
        ({"amount": ""}, {"amount": Lack.MISSING}),
        ({"amount": "101"}, {"amount": Flaw.TOO_LARGE}),
        ({"deal": "0"}, {"deal": Flaw.ZERO}),
        ({"deal": "lots", "amount": "-3"}, {"deal": Flaw.NOT_A_NUMBER, "amount": Flaw.NEGATIVE}),
        ({"full_price": "100", "amount": ""}, {"offered_price": Lack.MISSING}),
        ({"full_price": "100", "amount": "much"}, {"amount": Flaw.NOT_A_NUMBER}),
        ({"full_price": "much"}, {"full_price": Flaw.NOT_A_NUMBER}),
        ({"full_price": "100", "offered_price": "90", "amount": "12"}, {"amount": Lack.DISAGREES}),
        ({"full_price": "100", "offered_price": "90", "amount": "x"}, {"amount": Flaw.NOT_A_NUMBER}),
        ({"offered_price": "100"}, {"full_price": Lack.MISSING}),
        ({"full_price": "100", "offered_price": "110"}, {"offered_price": Flaw.ABOVE_LIST}),
        ({"full_price": "x", "offered_price": "9"}, {"full_price": Flaw.NOT_A_NUMBER}),
        ({"full_price": "$10", "offered_price": "9 €"}, {"offered_price": Flaw.NOT_THE_DEALS}),
        (
            {"full_price": "€1,000", "offered_price": "€900", "amount": ""},
            {"full_price": Flaw.NOT_THE_DEALS, "offered_price": Flaw.NOT_THE_DEALS},
        ),
        ({"full_price": "€1,000"}, {"full_price": Flaw.NOT_THE_DEALS}),
        (
            {"deal": "?", "full_price": "€10", "offered_price": "$9"},
            {"deal": Flaw.NOT_A_NUMBER, "offered_price": Flaw.NOT_THE_DEALS},
        ),
        ({"customer": "\u200b \u3164\ufe0f\u00ad"}, {"customer": Lack.MISSING}),
        ({"reason": "so" + "\u2060" * 20 + " " * 20 + "it is"}, {"reason": Lack.TOO_SHORT}),
        ({"power": "credit", "amount": "much"}, {"amount": Flaw.NOT_A_NUMBER}),
        ({"power": "terms", "amount": "2.5"}, {"amount": Flaw.NOT_WHOLE}),
        ({"customer": " ", "said": ""}, {"customer": Lack.MISSING, "said": Lack.MISSING}),
        ({"customer": "x" * 121}, {"customer": Lack.TOO_LONG}),
        ({"reason": "because"}, {"reason": Lack.TOO_SHORT}),
        ({"give_get": "x" * 10_000}, {"give_get": Lack.TOO_LONG}),
        ({"needed_by": date(2026, 11, 22)}, {"needed_by": Lack.PAST}),
        ({"needed_by": date(2028, 11, 28)}, {"needed_by": Lack.FAR}),
        ({"needed_by": date(9999, 12, 31)}, {"needed_by": Lack.FAR}),
    ],
)
def test_every_fault_of_a_form_is_told_by_its_field(changed, faults):
    assert faults_of(replace(TYPED, **changed)) == faults


def test_amounts_are_read_by_the_powers_unit():
    assert read_amount(PLAN, CREDIT, "100 €") == 110
    assert read_amount(PLAN, TERMS, "45 days") == 45
    assert read_amount(PLAN, MONTHS, "2") == 2


@pytest.mark.parametrize(
    ("power", "amount", "money"),
    [
        (PRICE, "12.5", "5000"),
        (CREDIT, "80", "80"),
        (MONTHS, "1", "3333.33"),
        (TERMS, "30", None),
        (SUPPORT, "1", None),
    ],
)
def test_what_a_use_costs_in_money(power, amount, money):
    assert cost(power, Decimal(amount), Decimal(40_000)) == (None if money is None else Decimal(money))


def test_a_budget_counts_from_the_first_of_its_quarter_or_month():
    zone = ZoneInfo("America/New_York")
    quarterly = PLAN.approvals.budget
    monthly = quarterly.model_copy(update={"per": "month"})
    assert budget_began(quarterly, date(2026, 11, 23), zone) == datetime(2026, 10, 1, 4, tzinfo=UTC)
    assert budget_began(quarterly, date(2026, 3, 31), zone) == datetime(2026, 1, 1, 5, tzinfo=UTC)
    assert budget_began(monthly, date(2026, 11, 23), zone) == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_only_managers_stand_in_for_managers():
    rita = Person("T1", "U1", "Rita", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1))
    maya = replace(rita, id="U2", rank=Rank.MANAGER)
    require_delegate(maya, replace(maya, id="U3"))
    for person, delegate in ((maya, maya), (maya, rita), (rita, maya)):
        with pytest.raises(CannotDelegate):
            require_delegate(person, delegate)


def test_the_delegation_entered_last_counts_on_its_days():
    entered = [
        Delegation("2", "maya", "omar", TODAY, TODAY),
        Delegation("1", "maya", "dana", TODAY, date(2026, 12, 1)),
    ]
    assert standing_in(entered, {"maya": TODAY}) == {"maya": "omar"}
    assert standing_in(entered, {"maya": date(2026, 11, 24)}) == {"maya": "dana"}
    assert standing_in(entered, {"omar": TODAY}) == {}


def test_a_dead_end_names_whom_to_talk_to():
    assert NobodyMayGrant(("Maya", "Dana"), ()).chain == ("Maya", "Dana")
