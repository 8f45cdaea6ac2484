"""What became of the deal: asked a week after it was granted, answered by who asked for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.outcomes import NotGranted, Result, ToldAlready
from bot.domain.people import Rank
from bot.domain.request_refusals import NoRequest, NotTheirs
from bot.sandbox.client import text_of
from bot.services import example
from bot.services.request_trails import RequestTrails
from bot.store import evidence, requests
from tests.stories.office import MONDAY, usual_plan
from tests.stories.test_requests import ASKED, asks

NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya, dana):
    office.slack.add_channel("approvals", (dana.id, maya.id))
    return office.hire("Rita Alvarez", manager=maya, level="L1", role=None)


@pytest.fixture
def granted(office, maya, rita):
    asks(office, rita)
    maya.presses("Approve")
    office.settle()
    return latest(office)


def latest(office):
    with office.bot.database.reading() as connection:
        return requests.everything(connection, office.workspace)[-1]


def evidence_of(office, person):
    with office.bot.database.reading() as connection:
        return {
            each.kind: dict(each.facts)
            for each in evidence.of_person(connection, office.workspace, person.id)
        }


def told_of(office, request):
    return len(office.bot.outcomes.card(office.workspace, request.id).told)


def question(office, rita):
    return next(text for text in reversed(office.said_to(rita)) if "What became of Acme?" in text)


def test_a_week_later_the_rep_says_what_was_given_and_it_is_honoured(office, maya, rita, granted):
    office.travel_to(NEXT_MONDAY, "07:30")
    assert not any("What became" in text for text in office.said_to(rita))
    office.travel_to(NEXT_MONDAY, "08:30")
    assert "A two-year contract" in question(office, rita)
    rita.presses("Won")
    assert "12 %" in str(rita.modal())
    rita.fills({"How much was really given": "10", "Did they give it?": "Yes"})
    assert rita.submits().ok
    assert "won with 10 % given; they gave what they promised." in text_of(rita.modal())
    rita.closes()
    office.settle()
    assert "won with 10 % given" in text_of(rita.dm()[0])
    assert "Won" not in text_of(rita.dm()[-1])
    found = evidence_of(office, rita)
    assert found["concession_honoured"] == {"pct": 10.0, "full": 8.0}
    assert found["deal_won"] == {}
    assert not any("Worth a talk" in text for text in office.said_to(maya))


def test_more_than_was_granted_is_a_breach_and_both_hear_of_it(office, maya, rita, granted):
    office.travel_to(NEXT_MONDAY, "09:00")
    rita.presses("Won")
    rita.fills({"How much was really given": "a lot", "Did they give it?": "No"})
    assert "can't read that" in rita.submits().errors["given"]
    rita.fills({"How much was really given": "15,5 %"})
    assert rita.submits().ok
    assert "more than the 12 % that could be given, so it counts as a breach" in text_of(rita.modal())
    office.settle()
    assert evidence_of(office, rita)["breach"] == {"pct": 15.5, "full": 8.0}
    assert "Rita gave Acme 15.5 % where 12 % could be given" in office.said_to(maya)[-1]


def test_what_was_decided_alone_is_held_against_the_limit(office, maya, rita):
    asks(office, rita, **{"Percentage off": "5"})
    request, desk = latest(office), office.bot.outcomes
    told = desk.tell(
        office.workspace, rita.id, request.id, receipt="1", result=Result.WON, given="6", got=None
    )
    assert not told.is_breach
    asks(office, rita, **{"Percentage off": "5", "Customer": "Orbit"})
    told = desk.tell(
        office.workspace, rita.id, latest(office).id, receipt="2", result=Result.WON, given="6.5"
    )
    assert told.is_breach


def test_the_condition_of_a_counter_is_asked_about_too(office, maya, rita):
    asks(office, rita, **{"What they give in return": ""})
    maya.presses("Counter")
    maya.fills({"What you offer": "8 %", "On which condition": "Two years", "Why": "Twelve is too much here"})
    assert maya.submits().ok
    office.settle()
    rita.presses("Accept")
    office.travel_to(NEXT_MONDAY, "09:00")
    rita.presses("Won")
    assert "Two years" in text_of(rita.modal())
    rita.fills({"Did they give it?": "No"})
    assert rita.submits().ok
    assert "won with 8 % given; they did not give what they promised." in text_of(rita.modal())


def test_nothing_given_in_the_end_is_an_answer(office, maya, rita, granted):
    told = office.bot.outcomes.tell(
        office.workspace, rita.id, granted.id, receipt="1", result=Result.WON, given="0", got=False
    )
    office.settle()
    assert "won with nothing given; they did not give what they promised." in text_of(rita.dm()[0])
    again = office.bot.outcomes.tell(office.workspace, rita.id, granted.id, receipt="1", result=Result.LOST)
    assert again.told == told.told


def test_a_deal_still_open_is_asked_about_again_four_times_at_most(office, maya, rita, granted):
    for week in range(1, 5):
        office.travel_to(MONDAY + timedelta(days=7 * week), f"{8 + week:02}:30")
        office.settle()
        assert question(office, rita)
        rita.presses("Still open")
        office.settle()
        rita.presses("Still open")
        office.settle()
        assert told_of(office, granted) == week
        assert sum("What became of Acme?" in text for text in office.said_to(rita)) == week
    office.travel_to(MONDAY + timedelta(days=35), "09:00")
    assert sum("What became of Acme?" in text for text in office.said_to(rita)) == 4
    rita.presses("Lost")
    office.settle()
    assert "lost." in text_of(rita.dm()[0])
    assert "deal_lost" in evidence_of(office, rita)


def test_of_many_presses_at_once_one_says_that_it_is_still_open(office, maya, rita, granted):
    office.travel_to(NEXT_MONDAY, "08:30")

    def press(turn):
        desk = office.bot.outcomes
        desk.tell(office.workspace, rita.id, granted.id, receipt=f"{turn}", result=Result.OPEN)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(press, range(8)))
    assert told_of(office, granted) == 1


def test_a_day_at_the_end_of_the_calendar_is_refused_and_breaks_nothing_where_it_stands(office, maya, rita):
    rita.runs("/request")
    rita.fills({**ASKED, "Needed by": "9999-12-31"})
    assert "needed_by" in rita.submits().errors
    rita.fills({"Needed by": (MONDAY + timedelta(days=2)).isoformat()})
    assert rita.submits().ok
    with office.bot.database.writing() as connection:
        connection.exec_driver_sql("UPDATE requests SET needed_by = '9999-12-31'")
    office.settle()
    assert "31 December" in office.said_to(maya)[0]
    maya.presses("Approve")
    office.travel_to(NEXT_MONDAY, "09:00")
    assert "approved" in text_of(rita.dm()[0])
    told = office.bot.outcomes.tell(
        office.workspace, rita.id, latest(office).id, receipt="1", result=Result.WON, given="10", got=True
    )
    assert told.is_settled
    exported = RequestTrails(office.bot.database, office.bot.now).rows(office.workspace)
    assert [each["move"] for each in exported] == ["request", "approve"]


def test_when_it_was_needed_by_a_day_that_day_asks(office, maya, rita):
    rita.runs("/request")
    rita.fills({**ASKED, "Needed by": (MONDAY + timedelta(days=2)).isoformat()})
    assert rita.submits().ok
    office.settle()
    maya.presses("Approve")
    office.travel_to(MONDAY + timedelta(days=2), "16:45")
    assert question(office, rita)


def test_who_is_away_is_asked_when_back_and_who_has_told_not_at_all(office, maya, rita, granted):
    rita.runs("/away", "27 Nov - 2 Dec")
    office.travel_to(NEXT_MONDAY, "12:00")
    assert not any("What became" in text for text in office.said_to(rita))
    office.bot.outcomes.tell(office.workspace, rita.id, granted.id, receipt="1", result=Result.LOST)
    office.travel_to(NEXT_MONDAY + timedelta(days=4), "12:00")
    assert not any("What became" in text for text in office.said_to(rita))


def test_who_is_away_for_a_month_is_asked_when_back(office, maya, rita, granted):
    rita.runs("/away", "27 Nov - 31 Dec")
    office.travel_to(date(2027, 1, 5), "12:00")
    assert question(office, rita)


def test_who_is_away_for_months_is_asked_when_back(office, maya, rita, granted):
    rita.runs("/away", "27 Nov - 30 Apr")
    office.settle()
    office.jump(timedelta(days=165))
    office.settle()
    assert question(office, rita)


def test_who_has_left_is_not_asked(office, maya, rita, granted):
    office.change(rita, active=False)
    office.travel_to(NEXT_MONDAY, "12:00")
    assert not any("What became" in text for text in office.said_to(rita))


def test_only_the_requester_tells_and_only_once_and_only_of_what_was_granted(office, maya, rita, granted):
    desk, here = office.bot.outcomes, office.workspace
    with pytest.raises(NotTheirs):
        desk.tell(here, maya.id, granted.id, receipt="1", result=Result.LOST)
    with pytest.raises(NoRequest):
        desk.tell(here, rita.id, "none", receipt="2", result=Result.LOST)
    assert desk.card(here, "none") is None
    desk.tell(here, rita.id, granted.id, receipt="3", result=Result.LOST)
    with pytest.raises(ToldAlready):
        desk.open_for(here, rita.id, granted.id)
    asks(office, rita)
    with pytest.raises(NotGranted):
        desk.open_for(here, rita.id, latest(office).id)


def test_a_yes_or_no_has_no_amount_to_tell(office, dana, maya, rita):
    rita.runs("/request")
    rita.chooses("What for", "Priority support")
    dropped = {"Percentage off", "What they give in return"}
    rita.fills({key: words for key, words in ASKED.items() if key not in dropped})
    assert rita.submits().ok
    office.settle()
    maya.presses("Approve")
    office.travel_to(NEXT_MONDAY, "09:00")
    rita.presses("Won")
    assert rita.submits().ok
    assert "Thank you: won." in text_of(rita.modal())
    assert evidence_of(office, rita)["concession_honoured"] == {"pct": 1.0, "full": 1.0}


def test_who_leads_nobody_above_has_nobody_to_hear_of_a_breach(office, dana):
    office.slack.add_channel("approvals", (dana.id,))
    asks(office, dana)
    told = office.bot.outcomes.tell(
        office.workspace, dana.id, latest(office).id, receipt="1", result=Result.WON, given="50"
    )
    assert told.is_breach


def alone(office, rita, percent, customer="Acme"):
    """What she decides alone, before anything is said of it."""
    assert "It's yours to decide" in asks(office, rita, **{"Percentage off": percent, "Customer": customer})
    return latest(office)


def is_breach(office, rita, request, given):
    desk, here = office.bot.outcomes, office.workspace
    return desk.tell(here, rita.id, request.id, receipt=request.id, result=Result.WON, given=given).is_breach


def test_more_than_the_budget_left_is_a_breach_and_what_was_spent_later_does_not_matter(office, maya, rita):
    budget = example.plan().approvals.budget.model_copy(update={"limits": {"price": Decimal(10)}})
    office.apply(usual_plan(budget=budget))
    first, second = alone(office, rita, "5"), alone(office, rita, "1", "Brandt")
    third = alone(office, rita, "3", "Orbit")
    assert not is_breach(office, rita, first, "6")
    assert not is_breach(office, rita, third, "4")
    assert is_breach(office, rita, second, "5.5")


def test_what_the_customer_had_before_leaves_less_of_the_limit(office, maya, rita):
    first, second, third = (alone(office, rita, each) for each in ("2", "1", "2"))
    assert not is_breach(office, rita, first, "6")
    assert not is_breach(office, rita, second, "4")
    assert is_breach(office, rita, third, "3.5")


def test_a_later_level_or_rank_changes_nothing_about_what_could_be_given_then(office, maya, rita):
    first, second, third = (alone(office, rita, "5", each) for each in ("Acme", "Brandt", "Orbit"))
    office.change(rita, level="L3")
    assert is_breach(office, rita, first, "7")
    office.change(rita, level="L0")
    assert not is_breach(office, rita, second, "6")
    office.change(rita, rank=Rank.MANAGER, role=None)
    assert is_breach(office, rita, third, "7")
    office.settle()
    assert "Supported covers it" in text_of(rita.dm()[0])


def test_what_a_manager_decided_alone_is_measured_by_her_rank_of_then(office, dana, maya, rita):
    first, second = alone(office, maya, "20"), alone(office, maya, "20", "Orbit")
    office.change(maya, rank=Rank.REP, role="ae")
    assert not is_breach(office, maya, first, "26")
    assert is_breach(office, maya, second, "26.5")
