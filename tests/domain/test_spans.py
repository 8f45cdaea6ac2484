from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.spans import LONGEST, BadSpan, read_span, write_span


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("90m", 90), ("4h", 240), ("3d", 4320), ("1h30m", 90), ("1d1h1m", 1501), (" 5m ", 5), ("0d7m", 7)],
)
def test_a_span_is_days_hours_and_minutes(text, minutes):
    assert read_span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0m",
        "0h0m",
        "-5m",
        "5",
        "m",
        "30m1h",
        "1h1h",
        "1.5h",
        "1 h",
        "5s",
        "soon",
        "٣m",
        "367d",
        "9" * 50,
    ],
)
def test_anything_else_is_refused_in_one_sentence(text):
    with pytest.raises(BadSpan, match=r"^[A-Z][^\n]*\.$"):
        read_span(text)


@pytest.mark.parametrize(
    ("text", "right"), [("24h", "1d"), ("36h", "1d12h"), ("1440m", "1d"), ("23h60m", "1d"), ("1d24h", "2d")]
)
def test_a_day_is_written_as_one(text, right):
    with pytest.raises(BadSpan, match=f'^Write "{right}": hours and minutes alone stay below a day.$'):
        read_span(text)
    assert read_span("23h59m") < timedelta(days=1) == read_span("1d")


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (90, "90m"),
        (60, "1h"),
        (119, "119m"),
        (120, "2h"),
        (150, "2h30m"),
        (1440, "1d"),
        (2160, "1d12h"),
        (5, "5m"),
    ],
)
def test_a_span_is_written_as_people_write_it(minutes, text):
    assert write_span(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(
    "span", [timedelta(0), timedelta(minutes=-5), timedelta(seconds=90), LONGEST + timedelta(minutes=1)]
)
def test_a_span_nobody_can_write_is_refused(span):
    with pytest.raises(BadSpan):
        write_span(span)


@given(some.integers(1, LONGEST // timedelta(minutes=1)))
def test_what_is_written_is_read_again(minutes):
    span = timedelta(minutes=minutes)
    assert read_span(write_span(span)) == span
