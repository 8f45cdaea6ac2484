from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkingDays, holidays_in, is_country, local_day, moment

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "UTC",
)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "utc"),
    [
        (date(2026, 11, 23), time(16, 30), NEW_YORK, "2026-11-23T21:30"),
        (
            date(2026, 3, 8),
            time(2, 30),
            NEW_YORK,
            "2026-03-08T07:00",
        ),  # skipped: 03:00 is the first that exists
        (date(2026, 11, 1), time(1, 30), NEW_YORK, "2026-11-01T05:30"),  # repeated: the first of the two
        (date(2026, 3, 29), time(2, 0), BERLIN, "2026-03-29T01:00"),
        (date(2026, 3, 29), time(2, 59, 59), BERLIN, "2026-03-29T01:00"),
        (date(2026, 10, 25), time(2, 30), BERLIN, "2026-10-25T00:30"),
        (date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe"), "2026-10-03T15:30"),
    ],
)
def test_a_local_hour_happens_once(day, hour, zone, utc):
    assert moment(day, hour, zone) == datetime.fromisoformat(f"{utc}+00:00")


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.times(),
    st.sampled_from(ZONES).map(ZoneInfo),
)
def test_a_moment_is_never_before_the_hour_on_the_wall(day, hour, zone):
    wall = moment(day, hour, zone).astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(day, hour)
    assert wanted - timedelta(seconds=1) < wall <= wanted + timedelta(hours=1)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(ZONES).map(ZoneInfo))
def test_the_hours_of_a_day_come_in_order(day, zone):
    hours = [moment(day, time(hour, 30), zone) for hour in range(24)]
    assert hours == sorted(hours)


def test_a_day_is_the_persons_own():
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert local_day(now, NEW_YORK) == date(2026, 11, 22)
    assert local_day(now, BERLIN) == date(2026, 11, 23)


def test_the_next_working_day_skips_the_weekend_and_days_off():
    days = WorkingDays(frozenset(range(5)), frozenset({date(2026, 11, 30)}))
    assert days.next_after(date(2026, 11, 27)) == date(2026, 12, 1)
    assert days.last_before(date(2026, 12, 1)) == date(2026, 11, 27)


def test_a_calendar_without_working_days_has_no_next_one():
    nothing = WorkingDays(frozenset())
    assert nothing.next_after(date(2026, 11, 27)) is None
    assert nothing.last_before(date(2026, 11, 27)) is None


@pytest.mark.parametrize(
    ("country", "day", "kept"),
    [
        ("US", date(2026, 11, 26), True),  # Thanksgiving
        ("DE", date(2026, 11, 26), False),
        ("DE", date(2027, 3, 26), True),  # Good Friday
        ("US", date(2027, 3, 26), False),
        ("DE", date(2027, 3, 29), True),  # Easter Monday
        ("GB-ENG", date(2027, 3, 29), True),
        ("GB-SCT", date(2027, 3, 29), False),
        ("DE-BY", date(2027, 1, 6), True),  # Epiphany, kept in Bavaria
        ("DE", date(2027, 1, 6), False),
        (None, date(2026, 12, 25), False),
    ],
)
def test_holidays_are_those_of_the_country_or_its_part(country, day, kept):
    days = WorkingDays(frozenset(range(5)), country=country)
    assert (days.holiday(day) is not None) is kept
    assert days.includes(day) is not kept


def test_an_unknown_country_has_no_holidays_to_ask_for():
    assert not is_country("XX")
    assert not is_country("US-XX")
    assert is_country("US")
    assert is_country("US-CA")
    with pytest.raises(KeyError):
        holidays_in("XX", 2026)


@pytest.mark.parametrize(
    ("weekdays", "first"),
    [
        ({0, 1, 2, 3, 4}, date(2026, 11, 23)),  # Monday to Friday: a Monday
        ({6, 0, 1, 2, 3}, date(2026, 11, 22)),  # Sunday to Thursday
        ({1, 2, 3, 4, 5}, date(2026, 11, 24)),  # Tuesday to Saturday
        (set(range(7)), date(2026, 11, 23)),
        (set(), date(2026, 11, 23)),
        ({2}, date(2026, 11, 25)),
        ({0, 2, 4}, date(2026, 11, 23)),
    ],
)
def test_a_week_begins_after_the_longest_break(weekdays, first):
    days = WorkingDays(frozenset(weekdays))
    assert days.week_of(date(2026, 11, 25)) == (first, first + timedelta(days=6))


def test_nobody_works_while_away():
    days = WorkingDays(frozenset(range(5)), away=((date(2026, 11, 24), date(2026, 11, 26)),))
    assert days.is_away(date(2026, 11, 26))
    assert days.next_after(date(2026, 11, 23)) == date(2026, 11, 27)
    assert days.last_before(date(2026, 11, 27)) == date(2026, 11, 23)
