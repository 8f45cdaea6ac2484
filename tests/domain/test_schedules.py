from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Person, Rank
from bot.domain.schedules import quiet_until, schedule_of
from bot.services.example import plan

PLAN = plan()
NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (
    date(2026, 11, 19) + timedelta(days=n) for n in range(6)
)


def at(day, hour, zone=NEW_YORK):
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=zone)


def schedule(away=(), calendar=None, **facts):
    known = {
        "workspace": "T1",
        "id": "U1",
        "name": "Rita",
        "rank": Rank.REP,
        "role": "ae",
        "manager": None,
        "timezone": "America/New_York",
        "starts_on": date(2020, 1, 1),
    }
    changed = PLAN.calendar.model_copy(update=calendar or {})
    return schedule_of(Person(**(known | facts)), PLAN.model_copy(update={"calendar": changed}), away)


def test_fridays_check_in_is_on_time_until_monday_morning_and_late_all_monday():
    hours = schedule().window(FRIDAY)
    assert hours.opens == at(FRIDAY, "00:00")
    assert hours.cutoff == hours.settles == at(MONDAY, "10:00")
    assert hours.closes == hours.ends == at(TUESDAY, "00:00")


def test_absences_and_holidays_move_the_cutoff_to_the_next_own_working_day():
    away = schedule(away=[(MONDAY, MONDAY)])
    assert not away.works(MONDAY)
    assert away.window(FRIDAY).cutoff == at(TUESDAY, "10:00")
    american = schedule(country="US")
    thanksgiving = date(2026, 11, 26)
    assert american.days.holiday(thanksgiving) is not None
    assert american.window(date(2026, 11, 25)).cutoff == at(date(2026, 11, 27), "10:00")


def test_a_plan_without_a_next_working_day_still_closes():
    never = schedule(calendar={"working_days": ()})
    hours = never.window(FRIDAY)
    assert hours.cutoff == at(SATURDAY, "10:00")
    assert hours.settles == at(MONDAY, "10:00")
    assert never.day_covering(FRIDAY) is None


@pytest.mark.parametrize(
    ("facts", "takes"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"starts_on": TUESDAY}, False),
        ({"added_at": at(MONDAY, "17:00")}, True),
        ({"added_at": at(TUESDAY, "01:00")}, False),
        ({"role": None}, False),
        ({"role": "unheard-of"}, False),
    ],
)
def test_who_may_account_for_monday(facts, takes):
    assert schedule(**facts).takes(MONDAY) is takes
    assert not schedule(**facts).takes(SATURDAY)


@pytest.mark.parametrize(("hour", "asked"), [("16:30", True), ("16:31", False)])
def test_nobody_is_asked_about_a_day_whose_hour_was_over_when_they_came(hour, asked):
    assert schedule(added_at=at(MONDAY, hour)).asks(MONDAY) is asked
    assert schedule(added_at=at(MONDAY, hour)).asks(TUESDAY)
    assert schedule(added_at=at(FRIDAY, hour), starts_on=MONDAY).asks(MONDAY)


def test_at_trusted_levels_one_check_in_covers_the_week():
    weekly = schedule(level="L3")
    assert [day for day in (THURSDAY, FRIDAY, SATURDAY, MONDAY) if weekly.asks(day)] == [FRIDAY]
    assert weekly.covers(FRIDAY) == [FRIDAY - timedelta(days=n) for n in (4, 3, 2, 1, 0)]
    assert weekly.day_covering(THURSDAY) == weekly.day_covering(SUNDAY) == FRIDAY
    assert weekly.window(FRIDAY).opens == at(FRIDAY - timedelta(days=4), "00:00")
    assert schedule().covers(FRIDAY) == [FRIDAY]
    assert schedule().day_covering(FRIDAY) == FRIDAY
    assert schedule().day_covering(SATURDAY) is None


def test_the_last_own_working_day_of_the_week_is_asked_about():
    assert schedule(level="L3", away=[(FRIDAY, FRIDAY)]).asks(THURSDAY)
    assert schedule(level="L3", away=[(FRIDAY, FRIDAY + timedelta(days=400))]).asks(THURSDAY)
    all_week = schedule(level="L3", away=[(FRIDAY - timedelta(days=4), FRIDAY)])
    assert all_week.day_covering(THURSDAY) is None


def test_reminders_come_once_the_same_day_and_an_hour_before_the_cutoff():
    usual = schedule()
    assert usual.prompt_at(FRIDAY) == at(FRIDAY, "16:30")
    assert usual.reminder_at(FRIDAY) == at(FRIDAY, "18:00")
    assert usual.last_reminder_at(FRIDAY) == at(MONDAY, "09:00")


@pytest.mark.parametrize(
    ("calendar", "reminder", "last"),
    [
        ({"quiet": (time(17), time(8))}, None, "09:00"),
        ({"remind_after": timedelta(hours=8)}, None, "09:00"),  # past midnight
        ({"quiet": (time(19), time(9, 30))}, "18:00", "09:30"),
        ({"quiet": (time(19), time(10))}, "18:00", None),
        ({"quiet": (time(0), time(0))}, "18:00", "09:00"),
    ],
)
def test_reminders_keep_out_of_quiet_hours(calendar, reminder, last):
    quiet = schedule(calendar=calendar)
    assert quiet.reminder_at(FRIDAY) == (reminder and at(FRIDAY, reminder))
    assert quiet.last_reminder_at(FRIDAY) == (last and at(MONDAY, last))


NIGHT = (time(19), time(8))
LUNCH = (time(12), time(13))


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, at(FRIDAY, "18:59"), None),
        (NIGHT, at(FRIDAY, "19:00"), at(SATURDAY, "08:00")),
        (NIGHT, at(FRIDAY, "07:59"), at(FRIDAY, "08:00")),
        (NIGHT, at(FRIDAY, "08:00"), None),
        (LUNCH, at(FRIDAY, "11:59"), None),
        (LUNCH, at(FRIDAY, "12:00"), at(FRIDAY, "13:00")),
        (LUNCH, at(FRIDAY, "13:00"), None),
        ((time(9), time(9)), at(FRIDAY, "09:00"), None),
    ],
)
def test_quiet_hours_end_at_their_local_end(quiet, now, until):
    assert quiet_until(now, quiet, NEW_YORK) == until


@given(
    st.integers(0, 730 * 24 * 60).map(
        lambda minutes: at(date(2026, 1, 1), "00:00", UTC) + timedelta(minutes=minutes)
    ),
    st.times().map(lambda hour: hour.replace(microsecond=0)),
    st.times().map(lambda hour: hour.replace(microsecond=0)),
)
def test_quiet_hours_end_within_a_day_and_never_in_the_past(now, start, end):
    until = quiet_until(now, (start, end), BERLIN)
    assert until is None or now <= until <= now + timedelta(hours=26)
