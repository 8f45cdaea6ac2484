from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amounts import Flaw, Money, Unreadable, percent_off, read_count, read_money, read_percent

KNOWN = ("USD", "EUR", "GBP", "INR", "CAD")
CENTS = st.integers(1, 10**11).map(lambda cents: Decimal(cents) / 100)


def flaw_of(read, *given_, **more):
    with pytest.raises(Unreadable) as refused:
        read(*given_, **more)
    return refused.value.flaw


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("1,250.50", "1250.50", "USD"),
        ("1.250,50", "1250.50", "USD"),
        ("1250.5", "1250.50", "USD"),
        ("1250,5", "1250.50", "USD"),
        ("$25k", "25000", "USD"),
        ("25 K", "25000", "USD"),
        ("1.5m", "1500000", "USD"),
        ("2,5 Mio €", "2500000", "EUR"),
        ("€ 1.250", "1250", "EUR"),
        ("1,250", "1250", "USD"),
        ("1,250,000", "1250000", "USD"),
        ("12 500", "12500", "USD"),
        ("12\u202f500,75 EUR", "12500.75", "EUR"),
        ("1'250.50", "1250.50", "USD"),
        ("₹1,00,000", "100000", "INR"),
        ("usd 300", "300", "USD"),
        ("£5", "5", "GBP"),
        ("C$ 80", "80", "CAD"),
        ("0.5", "0.50", "USD"),
        (",5", "0.50", "USD"),
        ("+7", "7", "USD"),
    ],
)
def test_money_is_read_in_everybodys_own_notation(typed, amount, currency):
    assert read_money(typed, "USD", KNOWN) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("", Flaw.NOT_A_NUMBER),
        ("$", Flaw.NOT_A_NUMBER),
        ("about 300", Flaw.NOT_A_NUMBER),
        ("1.2.3", Flaw.NOT_A_NUMBER),
        ("12,34,5", Flaw.NOT_A_NUMBER),
        ("1,250.000.5", Flaw.NOT_A_NUMBER),
        ("1 2", Flaw.NOT_A_NUMBER),
        ("1e5", Flaw.NOT_A_NUMBER),
        ("٣", Flaw.NOT_A_NUMBER),
        ("$5 USD", Flaw.NOT_A_NUMBER),
        ("-5", Flaw.NEGATIVE),
        ("0", Flaw.ZERO),
        ("-0", Flaw.ZERO),
        ("1,2345", Flaw.TOO_FINE),
        ("0,125", Flaw.TOO_FINE),
        ("1.250k", Flaw.TWO_READINGS),
        ("+1,250 k", Flaw.TWO_READINGS),
        ("+-5", Flaw.NOT_A_NUMBER),
        ("5 usd usd", Flaw.NOT_A_NUMBER),
        ("5x", Flaw.OTHER_CURRENCY),
        ("3000m", Flaw.TOO_LARGE),
        ("¥5", Flaw.OTHER_CURRENCY),
        ("5 CHF", Flaw.OTHER_CURRENCY),
    ],
)
def test_what_is_no_money_is_refused_with_its_reason(typed, flaw):
    assert flaw_of(read_money, typed, "USD", KNOWN) is flaw


def test_a_sign_that_means_several_currencies_means_the_deals_if_it_can():
    assert read_money("$5", "CAD", KNOWN).currency == "CAD"
    assert flaw_of(read_money, "$5", "EUR", KNOWN) is Flaw.WHICH_CURRENCY
    assert read_money("$5", "EUR", ("EUR", "USD")).currency == "USD"


NORTHERN = ("SEK", "MXN", "KRW", "MYR", "CHF", "INR")


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("500 kr", "500", "SEK"),
        ("25 kkr", "25000", "SEK"),
        ("500 mxn", "500", "MXN"),
        ("5k KRW", "5000", "KRW"),
        ("2 m MYR", "2000000", "MYR"),
        ("1,5 Mio. CHF", "1500000", "CHF"),
        ("Fr. 1’250.50", "1250.50", "CHF"),  # noqa: RUF001 - the Swiss write this apostrophe
        ("500 Fr.", "500", "CHF"),
        ("Rs. 1,00,000", "100000", "INR"),
        ("500", "500", "SEK"),
    ],
)
def test_currencies_that_begin_like_thousand_or_million_are_told_from_them(typed, amount, currency):
    assert read_money(typed, "SEK", NORTHERN) == Money(Decimal(amount), currency)


@pytest.mark.parametrize("typed", ["-$5", "$-5", "- 5", "\N{MINUS SIGN}5", "\N{MINUS SIGN}$5"])
def test_less_than_nothing_is_told_wherever_its_sign_stands(typed):
    assert flaw_of(read_money, typed, "USD", KNOWN) is Flaw.NEGATIVE


@pytest.mark.parametrize("typed", ["$" + " " * 9000 + "x", "1" * 9000, "1 " * 9000, "1," * 9000])
def test_what_is_longer_than_any_amount_is_none(typed):
    assert flaw_of(read_money, typed, "USD", KNOWN) is Flaw.NOT_A_NUMBER
    assert flaw_of(read_percent, typed) is Flaw.NOT_A_NUMBER
    assert flaw_of(read_count, typed, "days") is Flaw.NOT_A_NUMBER


@given(st.text(alphabet="0123456789.,' $€kmr%+-\u202fd", max_size=14))
def test_whatever_is_typed_is_an_amount_in_bounds_or_refused(typed):
    for read in (lambda: read_money(typed, "USD", KNOWN).amount, lambda: read_percent(typed)):
        with suppress(Unreadable):
            amount = read()
            assert 0 < amount <= 10**9
            assert amount == round(amount, 2)


def test_nothing_is_an_amount_only_where_it_may_be():
    assert read_money("0,00", "USD", KNOWN, zero=True) == Money(Decimal(0), "USD")


@given(CENTS.filter(lambda amount: amount <= 10**9), st.sampled_from(["us", "de", "fr", "ch"]))
def test_whatever_is_written_with_two_places_reads_back_exactly(amount, notation):
    group, mark = {"us": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "ch": ("'", ".")}[notation]
    written = f"{amount:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)
    assert read_money(written, "EUR", KNOWN) == Money(amount, "EUR")


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("12,5 %", "12.5"),
        ("12.50", "12.50"),
        ("12%", "12"),
        ("12 percent", "12"),
        ("100", "100"),
        ("7 pct", "7"),
    ],
)
def test_a_percentage_is_read(typed, share):
    assert read_percent(typed) == Decimal(share)


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("12 points", Flaw.NOT_A_NUMBER),
        ("0 %", Flaw.ZERO),
        ("-3%", Flaw.NEGATIVE),
        ("101 %", Flaw.TOO_LARGE),
        ("1,000,000", Flaw.TOO_LARGE),
        ("7.125", Flaw.TOO_FINE),
    ],
)
def test_what_is_no_percentage_is_refused_with_its_reason(typed, flaw):
    assert flaw_of(read_percent, typed) is flaw


@pytest.mark.parametrize("typed", ["45", "45 days", "net 45", "45d", "45 day"])
def test_days_are_counted(typed):
    assert read_count(typed, "days") == 45


@pytest.mark.parametrize(
    ("typed", "flaw"),
    [
        ("2.5 days", Flaw.NOT_WHOLE),
        ("1,000", Flaw.NOT_WHOLE),
        ("3 months", Flaw.NOT_A_NUMBER),
        ("soon", Flaw.NOT_A_NUMBER),
        ("2000", Flaw.TOO_LARGE),
        ("0", Flaw.ZERO),
        ("-5", Flaw.NEGATIVE),
    ],
)
def test_what_is_no_count_is_refused_with_its_reason(typed, flaw):
    assert flaw_of(read_count, typed, "days") is flaw


def test_a_concession_is_worked_out_of_two_prices_with_halves_up():
    assert percent_off(Decimal(3), Decimal(2)) == Decimal("33.33")
    assert percent_off(Decimal(8), Decimal("7.99")) == Decimal("0.13")
    assert percent_off(Decimal(50), Decimal(0)) == 100
    assert flaw_of(percent_off, Decimal(0), Decimal(0)) is Flaw.ZERO
    assert flaw_of(percent_off, Decimal(10), Decimal(11)) is Flaw.ABOVE_LIST
    assert flaw_of(percent_off, Decimal(10), Decimal(10)) is Flaw.ZERO
