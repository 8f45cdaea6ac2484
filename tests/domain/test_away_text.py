from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.absences import EndsBeforeItBegins, TooFarAhead, TooLongAgo, TooLongAway
from bot.domain.away_text import AmbiguousDay, Away, NobodyNamed, NoSuchDay, UnreadableDays, read_away
from bot.domain.refusals import Refusal

WEDNESDAY = date(2026, 8, 5)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("12-16 Aug", "2026-08-12", "2026-08-16"),
        ("12 - 16 august", "2026-08-12", "2026-08-16"),
        ("12\u201316 Aug", "2026-08-12", "2026-08-16"),
        ("12..16 Aug", "2026-08-12", "2026-08-16"),
        ("12th to 16th August", "2026-08-12", "2026-08-16"),
        ("from 12 Aug. until 16 Aug.", "2026-08-12", "2026-08-16"),
        ("Aug 12-16", "2026-08-12", "2026-08-16"),
        ("AUG 12, 2026 through aug 16, 2026", "2026-08-12", "2026-08-16"),
        ("12 Aug - 3 Sep", "2026-08-12", "2026-09-03"),
        ("12 Aug to 3 Sept 2026", "2026-08-12", "2026-09-03"),
        ("12 Aug 2026 - 3 Sep", "2026-08-12", "2026-09-03"),
        ("2026-08-12..2026-08-16", "2026-08-12", "2026-08-16"),
        ("2026-08-12 to 2026-08-16", "2026-08-12", "2026-08-16"),
        ("2026-08-12 - 16", "2026-08-12", "2026-08-16"),
        ("12.8.-16.8.", "2026-08-12", "2026-08-16"),
        ("12.-16.8.", "2026-08-12", "2026-08-16"),
        ("12.8..16.8", "2026-08-12", "2026-08-16"),
        ("12.08.2026", "2026-08-12", "2026-08-12"),
        ("on 12 Aug", "2026-08-12", "2026-08-12"),
        ("12 and 13 Aug", "2026-08-12", "2026-08-13"),
        ("today", "2026-08-05", "2026-08-05"),
        ("yesterday", "2026-08-04", "2026-08-04"),
        ("Tomorrow", "2026-08-06", "2026-08-06"),
        ("today and tomorrow", "2026-08-05", "2026-08-06"),
        ("wed", "2026-08-05", "2026-08-05"),
        ("friday", "2026-08-07", "2026-08-07"),
        ("mon-wed", "2026-08-10", "2026-08-12"),
        ("thurs to tuesday", "2026-08-06", "2026-08-11"),
        ("until friday", "2026-08-05", "2026-08-07"),
        ("until 12 Aug", "2026-08-05", "2026-08-12"),
        ("tomorrow until friday", "2026-08-06", "2026-08-07"),
        ("yesterday - today", "2026-08-04", "2026-08-05"),
        ("this week", "2026-08-05", "2026-08-09"),
        ("next week", "2026-08-10", "2026-08-16"),
        ("last week", "2026-07-27", "2026-08-02"),
        ("6 Jun", "2026-06-06", "2026-06-06"),  # sixty days ago: the past one is meant
        ("5 Jun", "2027-06-05", "2027-06-05"),  # sixty-one: the next to come
        ("28 Dec - 3 Jan", "2026-12-28", "2027-01-03"),
        ("28 Dec - 3 Jan 2027", "2026-12-28", "2027-01-03"),
    ],
)
def test_days_as_people_write_them(typed, first, last):
    read = read_away(typed, WEDNESDAY)
    assert read == Away(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("typed", ["<@U0123ABC> 12 Aug", "12 Aug <@U0123ABC|rita>", "12 Aug<@U0123ABC>"])
def test_somebody_may_be_named(typed):
    assert read_away(typed, WEDNESDAY) == Away(date(2026, 8, 12), date(2026, 8, 12), "U0123ABC")


def test_a_leap_day_is_the_next_there_is():
    assert read_away("29 Feb", date(2027, 8, 5)).first == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "refusal", "quoted"),
    [
        ("gestern", UnreadableDays, "gestern"),
        ("", UnreadableDays, ""),
        ("-", UnreadableDays, "-"),
        ("to", UnreadableDays, "to"),
        ("from", UnreadableDays, "from"),
        ("and", UnreadableDays, "and"),
        ("mon and wed", UnreadableDays, "mon and wed"),
        ("mon, tue, wed", UnreadableDays, "mon, tue, wed"),
        ("12", UnreadableDays, "12"),
        ("12-16", UnreadableDays, "12-16"),
        ("12 Foo", UnreadableDays, "12 Foo"),
        ("12 Ma", UnreadableDays, "12 Ma"),
        ("12345", UnreadableDays, "12345"),
        ("\u0661\u0662 Aug", UnreadableDays, "\u0661\u0662 Aug"),
        ("y" * 3000, UnreadableDays, "y" * 3000),
        ("&lt;today&gt; &amp;lt;", UnreadableDays, "<today> &lt;"),
        ("8/12", AmbiguousDay, "8/12"),
        ("from 8/12/2026", AmbiguousDay, "8/12/2026"),
        ("31-30 Feb", NoSuchDay, "31 February"),
        ("20 Feb - 29 Feb", NoSuchDay, "29 February 2027"),
        ("12.13.", NoSuchDay, "12 of month 13"),
        ("0 Aug", NoSuchDay, "0 August"),
        ("9999-12-99", NoSuchDay, "99 December"),
        ("12 Aug 0000", NoSuchDay, "12 August"),
        ("@rita today", NobodyNamed, "@rita today"),
        ("<@U123> <@U456> today", NobodyNamed, "<@U456> today"),
    ],
)
def test_what_cannot_be_read_is_quoted(typed, refusal, quoted):
    with pytest.raises(UnreadableDays) as refused:
        read_away(typed, WEDNESDAY)
    assert type(refused.value) is refusal
    assert refused.value.typed == quoted


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("16-12 Aug", EndsBeforeItBegins),
        ("12 Aug - 3 Jul", EndsBeforeItBegins),  # not eleven months
        ("5 Aug 2026 - 6 Aug 2027", TooLongAway),
        ("5 Jun 2026", TooLongAgo),
        ("5 Feb 2028", TooFarAhead),
        ("31 Dec 9999", TooFarAhead),
    ],
)
def test_days_that_make_no_sense_are_refused(typed, refusal):
    with pytest.raises(refusal):
        read_away(typed, WEDNESDAY)


PARTS = st.sampled_from(
    [
        *(
            "12",
            "31",
            "0",
            "99",
            "2026",
            "0000",
            "9999",
            "12.8.",
            "12.13.2026",
            "8/12",
            "2026-02-30",
            "1.1.0001",
        ),
        *("aug", "feb.", "mar", "mon", "sunday", "today", "yesterday", "next", "week", "to", "until", "and"),
        *("from", "-", "..", "…", "\u2013", ",", "@", "<@U123>", "th", "\u017fep", "İ", "\ud800", "\0"),
    ]
)


@given(
    st.one_of(st.text(), st.lists(PARTS).map(" ".join), st.lists(PARTS).map("".join)),
    st.dates(date(2020, 1, 1), date(2100, 12, 31)),
)
def test_any_text_is_days_or_a_refusal(typed, today):
    try:
        read = read_away(typed, today)
    except Refusal:
        return
    assert timedelta(0) <= read.last - read.first < timedelta(days=366)
    assert timedelta(days=-60) <= read.first - today <= timedelta(days=548)
