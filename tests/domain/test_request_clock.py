from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Person, Rank
from bot.domain.plan_kinds import WEEKDAYS
from bot.domain.request_clock import Hands, after, hands, holder, waited, worked, working_time
from bot.domain.requests import Seat
from bot.domain.schedules import schedule_of
from bot.services.example import plan
from tests.domain.test_request_moves import ASKED, NOON, WHY

PLAN = plan()
MAYA = Person("T1", "maya", "Maya", Rank.MANAGER, None, None, "UTC", date(2020, 1, 1))
HOUR = timedelta(hours=1)
FRIDAY_SIX = datetime(2026, 11, 27, 18, tzinfo=UTC)
MONDAY_EIGHT = datetime(2026, 11, 30, 8, tzinfo=UTC)


def hours(quiet=(time(19), time(8)), zone="UTC", away=()):
    calendar = PLAN.calendar.model_copy(update={"quiet": quiet})
    return schedule_of(replace(MAYA, timezone=zone), PLAN.model_copy(update={"calendar": calendar}), away)


@pytest.mark.parametrize(
    ("schedule", "start", "span", "then"),
    [
        (hours(), NOON, HOUR, NOON + HOUR),
        (hours(), FRIDAY_SIX, 2 * HOUR, MONDAY_EIGHT + HOUR),
        (hours(), FRIDAY_SIX, HOUR, FRIDAY_SIX + HOUR),
        (hours(), datetime(2026, 11, 28, 3, tzinfo=UTC), HOUR, MONDAY_EIGHT + HOUR),
        (hours(), NOON, timedelta(days=3), NOON + timedelta(days=3)),
        (hours(), NOON, timedelta(days=5), NOON + timedelta(days=7)),
        (hours(away=[(date(2026, 11, 24), date(2026, 11, 24))]), NOON, timedelta(days=1), NOON + 48 * HOUR),
        (hours(), NOON, 23 * HOUR, NOON + 49 * HOUR),
        (hours((time(12), time(14))), NOON - HOUR, 2 * HOUR, NOON + 3 * HOUR),
        (hours((time(0), time(0))), NOON, 13 * HOUR, NOON + 13 * HOUR),
    ],
)
def test_the_clock_runs_in_working_hours(schedule, start, span, then):
    assert after(schedule, start, span) == then


@given(
    st.integers(0, 700 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(minutes=1), timedelta(hours=60)).filter(lambda span: span.days == 0),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
    st.sampled_from([(time(19), time(8)), (time(12), time(13, 30)), (time(0), time(0))]),
)
def test_what_has_been_worked_by_then_is_what_was_waited_for(start, span, zone, quiet):
    schedule = hours(quiet, zone)
    then = after(schedule, start, span)
    assert then is not None
    assert worked(schedule, start, then) == span


@pytest.mark.parametrize(
    ("day", "length"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)],
)
def test_the_days_on_which_clocks_change_are_as_long_as_they_are(day, length):
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    every_day = PLAN.calendar.model_copy(update={"working_days": WEEKDAYS, "quiet": (time(0), time(0))})
    always = schedule_of(
        replace(MAYA, timezone="America/New_York"), PLAN.model_copy(update={"calendar": every_day})
    )
    assert worked(always, midnight, midnight + 48 * HOUR) == 48 * HOUR
    sleeping = PLAN.model_copy(
        update={"calendar": every_day.model_copy(update={"quiet": (time(0), time(8))})}
    )
    mornings = schedule_of(replace(MAYA, timezone="America/New_York"), sleeping)
    assert after(mornings, midnight, HOUR) == midnight + (8 + length - 24) * HOUR + HOUR
    assert after(mornings, midnight, timedelta(days=1)) == midnight + length * HOUR


def test_public_holidays_are_not_worked():
    american = PLAN.calendar.model_copy(update={"holidays": "US"})
    schedule = schedule_of(MAYA, PLAN.model_copy(update={"calendar": american}))
    wednesday_evening = datetime(2026, 11, 25, 18, tzinfo=UTC)
    friday_morning = datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert after(schedule, wednesday_evening, 2 * HOUR) == friday_morning + HOUR


@given(
    st.lists(st.integers(0, 4000), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(1, 3000),
)
def test_pauses_put_off_what_is_waited_for_by_just_the_work_they_took(edges, minutes):
    moments = [NOON + timedelta(minutes=each) for each in edges]
    pauses = list(zip(moments[::2], moments[1::2], strict=False))
    span = timedelta(minutes=minutes)
    days, rest = divmod(span, 11 * HOUR)
    then = after(hours(), NOON, timedelta(days=days) + rest, pauses)
    assert then is not None
    assert worked(hours(), NOON, then, pauses) == span
    unpaused = after(hours(), NOON, timedelta(days=days) + rest)
    assert unpaused is not None
    assert unpaused <= then


@pytest.mark.parametrize(
    ("quiet", "length"),
    [
        ((time(19, 0, 30), time(8)), 11 * HOUR + timedelta(seconds=30)),
        ((time(19), time(8)), 11 * HOUR),
        ((time(12), time(14)), 22 * HOUR),
        ((time(5), time(5)), 24 * HOUR),
    ],
)
def test_a_day_of_waiting_is_a_working_day(quiet, length):
    assert working_time(timedelta(days=1), quiet) == length
    assert working_time(timedelta(days=2, hours=3), quiet) == 2 * length + 3 * HOUR
    assert working_time(23 * HOUR, quiet) == 23 * HOUR


def test_while_an_answer_is_owed_the_requester_is_waited_for_from_the_question_on():
    asking = ASKED.ask("maya", NOON + HOUR, "Who else is bidding?")
    assert hands(asking, PLAN.approvals, hours()) == Hands(
        NOON + 2 * HOUR, None, NOON + HOUR + timedelta(days=3)
    )
    assert holder(asking) == "rita"
    answered = asking.answer("rita", NOON + 3 * HOUR, "Nobody")
    clock = hands(answered, PLAN.approvals, hours())
    assert clock.remind == NOON + HOUR
    assert clock.escalate == NOON + 6 * HOUR
    assert holder(answered) == "maya"
    assert waited(answered, hours(), NOON + 9 * HOUR) == HOUR
    assert worked(hours(), NOON, NOON + 5 * HOUR, [(NOON + HOUR, None)]) == HOUR


def test_pauses_before_and_after_do_not_count():
    pauses = [(NOON - 3 * HOUR, NOON - 2 * HOUR), (NOON, NOON + HOUR), (NOON + 40 * HOUR, NOON + 41 * HOUR)]
    assert after(hours(), NOON, HOUR, pauses) == NOON + 2 * HOUR


def test_a_next_approver_has_the_full_time_and_the_end_stays():
    onward = ASKED.escalate(Seat("dana", NOON + 4 * HOUR))
    clock = hands(onward, PLAN.approvals, hours())
    assert clock.remind == NOON + 5 * HOUR
    assert clock.expire == NOON + timedelta(days=3)
    assert holder(onward) == "dana"


def test_after_a_counter_the_requester_is_waited_for():
    offered = ASKED.counter("maya", NOON + HOUR, Decimal(8), reason=WHY)
    assert hands(offered, PLAN.approvals, hours()) == Hands(None, None, NOON + HOUR + timedelta(days=3))
    assert holder(offered) == "rita"


def test_nobody_waits_for_what_is_settled_or_has_reached_nobody():
    nobody = Hands(None, None, None)
    assert hands(ASKED.withdraw("rita", NOON), PLAN.approvals, hours()) == nobody
    assert hands(replace(ASKED, seats=()), PLAN.approvals, hours()) == nobody
    assert holder(ASKED.withdraw("rita", NOON)) is None
    assert waited(replace(ASKED, seats=()), hours(), NOON) == timedelta()
    assert waited(ASKED, hours(), NOON + HOUR) == HOUR


def test_who_is_never_back_is_not_waited_for_for_ever():
    away = [(date(2026, 1, 1), date(2028, 12, 31))]
    assert after(hours(away=away), NOON, HOUR) is None
    assert worked(hours(away=away), NOON, NOON + HOUR) == timedelta()
