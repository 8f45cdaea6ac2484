"""Which days a manager is told of, and on which mornings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.checkins import Checkin, Mark
from bot.domain.digests import days_to_tell, measured
from bot.domain.people import Person, Rank
from bot.domain.schedules import schedule_of
from bot.services import example

PLAN = example.plan()
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY - timedelta(days=3)
SATURDAY, SUNDAY = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)


def day(number):
    """That many days after Monday."""
    return MONDAY + timedelta(days=number)


def schedule(role="ae", level="L0", away=(), starts_on=LONG_AGO, plan=PLAN, country=None):
    rank = Rank.MANAGER if role is None else Rank.REP
    person = Person("T1", "U1", "Rita", rank, role, None, "UTC", starts_on, level, country=country)
    return schedule_of(person, plan, away)


def maya(**more):
    return schedule(None, **more)


@pytest.mark.parametrize(
    ("manager", "morning", "reports", "told"),
    [
        (maya(), day(1), [schedule()], [MONDAY]),
        (maya(), MONDAY, [schedule()], [FRIDAY]),
        (maya(), SATURDAY, [schedule()], []),
        (maya(), day(1), [], []),
        (maya(away=[(day(1), day(1))]), day(1), [schedule()], []),
        (maya(away=[(day(1), day(1))]), day(2), [schedule()], [MONDAY, day(1)]),
        (maya(away=[(MONDAY, day(4))]), day(7), [schedule()], [day(2), day(3), day(4)]),
        (maya(country="US"), day(3), [schedule()], []),  # Thanksgiving
        (maya(country="US"), day(4), [schedule()], [day(2), day(3)]),
        (maya(), day(4), [schedule(country="US")], []),
        (maya(), day(1), [schedule(away=[(MONDAY, MONDAY)])], []),
        (maya(), day(1), [schedule(away=[(MONDAY, MONDAY)]), schedule()], [MONDAY]),
        (maya(), day(1), [schedule(level="L3")], []),
        (maya(), day(7), [schedule(level="L3")], [day(4)]),
        (maya(starts_on=MONDAY), MONDAY, [schedule()], []),
        (maya(starts_on=MONDAY), day(1), [schedule()], [MONDAY]),
        (maya(), day(1), [schedule(starts_on=day(1))], []),
    ],
)
def test_a_manager_is_told_of_the_days_since_the_last_working_morning(manager, morning, reports, told):
    assert list(days_to_tell(manager, morning, reports)) == told


def test_reports_who_work_on_sundays_are_told_of_on_monday():
    calendar = PLAN.calendar.model_copy(update={"working_days": ("sun", "mon", "tue", "wed", "thu")})
    theirs = schedule(plan=PLAN.model_copy(update={"calendar": calendar}))
    assert days_to_tell(maya(), MONDAY, [theirs]) == (SUNDAY,)


def test_a_check_in_is_measured_by_the_day_and_counted_by_the_week():
    rita = Person("T1", "U1", "Rita", Rank.REP, "ae", None, "UTC", LONG_AGO)
    said = Checkin(MONDAY, {"leads": Decimal(4), "demos": Decimal(1)}, "", "", None, Mark.ON_TIME)  # type: ignore[arg-type] # no hour is read
    assert [(each.activity, each.done, each.target, each.per) for each in measured(PLAN, rita, said)] == [
        ("leads", 4, 5, "day"),
        ("demos", 1, 3, "week"),
    ]
