from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.amounts import Money
from bot.domain.approvers import Answering, answering
from bot.domain.authority import Rule
from bot.domain.people import Person, Rank
from bot.domain.requests import Case, Request, Seat
from bot.domain.schedules import schedule_of
from bot.services.example import plan

MAYA = Person("T1", "U2", "Maya", Rank.MANAGER, None, None, "UTC", date(2020, 1, 1))
HOURS = schedule_of(MAYA, plan())
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = Request(
    id="r",
    number=1,
    workspace="T1",
    requester="U1",
    case=Case("price", Decimal(12), "Acme", Money(Decimal(10), "USD"), Decimal(10), "because", "please"),
    rule=Rule.LIMIT,
    level="L1",
    plan_version=1,
    asked_at=NINE,
    seats=(Seat("U2", NINE),),
)


def test_nothing_that_reached_them_is_nothing_to_say():
    assert answering("U2", [replace(ASKED, seats=(Seat("U3", NINE),))], HOURS) == Answering(None, 0, 0, 0)


def test_working_hours_until_the_first_word_and_how_often_it_was_unchanged():
    asked = [
        ASKED.approve("U2", NINE + HOUR),
        ASKED.counter("U2", NINE + 3 * HOUR, Decimal(8), reason="Twelve is too much"),
        ASKED.decline("U2", NINE + timedelta(days=1), "Not for this customer"),
        ASKED,
    ]
    found = answering("U2", asked, HOURS)
    assert (found.unchanged, found.decided, found.waiting) == (1, 3, 1)
    assert found.took == 3 * HOUR


def test_nights_do_not_count_and_a_question_is_a_first_word():
    asked = ASKED.ask("U2", NINE + timedelta(days=1), "Who else is bidding?")
    assert answering("U2", [asked], HOURS) == Answering(11 * HOUR, 0, 0, 0)


def test_while_another_waits_for_an_answer_no_time_passes():
    seats = (*ASKED.seats, Seat("U3", NINE + HOUR))
    asked = replace(ASKED, seats=seats).ask("U2", NINE + HOUR, "Who else is bidding?")
    answered = asked.answer("U1", NINE + 4 * HOUR, "Only Orbit").approve("U3", NINE + 5 * HOUR)
    assert answering("U3", [answered], HOURS) == Answering(HOUR, 1, 1, 0)
