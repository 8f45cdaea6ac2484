from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.amounts import Money
from bot.domain.authority import YES, Rule, Standing
from bot.domain.ledger import Kind
from bot.domain.outcomes import (
    AskedOutcome,
    GivenMissing,
    Outcome,
    Result,
    ask_at,
    evidence,
    is_audited,
)
from bot.domain.people import Person, Rank
from bot.domain.request_cards import Picture
from bot.domain.request_moves import Status
from bot.domain.requests import Case, Request
from bot.domain.schedules import schedule_of
from bot.services.example import plan

PRICE, _, _, SUPPORT = plan().powers
RITA = Person("T1", "U1", "Rita", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(Result.OPEN), ()),
        (Outcome(Result.LOST), (Kind.DEAL_LOST,)),
        (Outcome(Result.WON, Decimal(10)), (Kind.DEAL_WON, Kind.CONCESSION_HONOURED)),
        (Outcome(Result.WON, Decimal(0)), (Kind.DEAL_WON, Kind.CONCESSION_HONOURED)),
        (Outcome(Result.WON, Decimal("10.01")), (Kind.DEAL_WON, Kind.BREACH)),
    ],
)
def test_giving_at_most_what_was_granted_honours_it(outcome, said):
    assert evidence(outcome, Decimal(10)) == said


@pytest.mark.parametrize(
    ("rule", "power", "own", "together", "allowed"),
    [
        (Rule.LIMIT, PRICE, Standing(Decimal(6), None), 0, 4),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None), 0, 6),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None), 1, 5),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None), 3, 4),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None, Decimal(60), Decimal(59)), 0, 5),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None, Decimal(60), Decimal(9)), 1, 5),
        (Rule.WITHIN, PRICE, Standing(Decimal(6), None, Decimal(60), Decimal(60)), 0, 4),
        (Rule.WITHIN, SUPPORT, Standing(YES, None), 5, 4),
    ],
)
def test_as_much_could_be_given_as_was_granted_or_could_have_been_alone(rule, power, own, together, allowed):
    case = Case(power.key, Decimal(4), "Acme", Money(Decimal(10), "USD"), Decimal(10), "because", "please")
    request = Request(
        id="r",
        number=1,
        workspace="T1",
        requester=RITA.id,
        case=case,
        rule=rule,
        level="L1",
        plan_version=1,
        asked_at=NOON,
        status=Status.APPROVED,
        together=Decimal(together),
    )
    shown = Picture(request, power, {RITA.id: RITA}, "Supported", own, "USD", None)
    assert AskedOutcome(shown).allowed == allowed


def test_a_deal_that_is_won_says_what_was_given():
    with pytest.raises(GivenMissing):
        evidence(Outcome(Result.WON), Decimal(10))


def test_the_requester_is_asked_when_it_was_needed_or_a_week_on_and_never_in_quiet_hours():
    schedule = schedule_of(RITA, plan())
    assert ask_at(NOON, None, schedule) == NOON + timedelta(days=7)
    assert ask_at(NOON, NOON + timedelta(days=2), schedule) == NOON + timedelta(days=2)
    assert ask_at(NOON, NOON - timedelta(days=2), schedule) == NOON
    night = NOON + timedelta(hours=10)
    assert ask_at(night, night, schedule) == datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_a_keyed_share_is_audited_and_always_the_same(share):
    chosen = [is_audited(b"one secret", f"request {n}", share) for n in range(8000)]
    assert abs(sum(chosen) / 8000 - share) < 0.02
    assert chosen == [is_audited(b"one secret", f"request {n}", share) for n in range(8000)]
    assert share in {0, 1} or chosen != [is_audited(b"another", f"request {n}", share) for n in range(8000)]
