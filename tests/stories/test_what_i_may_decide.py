"""What may I decide? On Home, after the command, and for who leads others."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.domain.people import Rank
from bot.domain.request_forms import Entry
from bot.sandbox.client import text_of
from tests.stories.office import MONDAY, usual_plan
from tests.stories.test_requests import ASKED, asks

WANTED = Entry("price", "9", customer="Acme", deal="$4k", reason="They compare us", said="Less, please")


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya, dana):
    office.slack.add_channel("approvals", (dana.id, maya.id))
    return office.hire("Rita Alvarez", manager=maya, level="L1")


def test_a_rep_reads_what_she_decides_alone_and_who_decides_the_rest(office, maya, rita):
    asks(office, rita, **{"Percentage off": "5"})
    rita.opens_home()
    home = text_of(rita.home())
    assert "What you decide alone" in home
    assert (
        "Price concession: up to 6 %  ·  55 of 60 points left this quarter  ·  "
        "then Maya up to 26 %, Dana up to 41 %" in home.replace("*", "")
    )
    assert "Supported, in deals to $50,000" in home
    assert "Priority support: ask Maya" in home
    rita.runs("/latitude", "authority")
    assert "55 of 60 points left" in text_of(rita.whispers[-1])


def test_a_manager_reads_it_of_herself_and_of_each_of_hers_with_what_the_evidence_carries(office, maya, rita):
    for number, size in enumerate(("7", "8", "9", "9")):
        asks(office, rita, **{"Percentage off": size, "Customer": f"Acme {number}"})
        maya.presses("Approve")
        office.settle()
    maya.opens_home()
    assert "up to 26 %" in text_of(maya.home())
    maya.presses("What they decide", where="home")
    shown = text_of(maya.modal())
    assert "Rita Alvarez" in shown
    assert "60 of 60 points left" in shown
    assert "the evidence carries 9 % (4 of 4 decisions up to 9 % stood unchanged)" in shown
    rita.runs("/latitude", "authority")
    assert "evidence carries" not in text_of(rita.whispers[-1])


def decided(office, maya, rita, *sizes, how="approve", **more):
    """Requests of these sizes, decided at once."""
    desk, here = office.bot.requests, office.workspace
    for size in sizes:
        receipt = uuid4().hex
        entry = replace(WANTED, amount=str(size), customer=receipt)
        made = desk.ask(here, rita.id, receipt=receipt, entry=entry)
        getattr(desk, how)(here, maya.id, made.id, receipt=f"{receipt}d", **more)
        yield made


def carried(office, maya):
    """What Maya reads of the limits that Rita's decisions would carry."""
    maya.runs("/latitude", "authority")
    return text_of(maya.whispers[-1])


def test_evidence_beyond_the_next_rung_is_said_to_be_cut_off_there(office, maya, rita):
    list(decided(office, maya, rita, 14, 14, 15, 15))
    said = "the evidence carries 11 %, as high as one step goes (4 of 4 decisions up to 15 % stood unchanged)"
    assert said in carried(office, maya)


def test_a_counter_is_a_change_whatever_becomes_of_it(office, maya, rita):
    list(decided(office, maya, rita, 7, 8, 9, 9, 9, 9, 9, 9))
    offer = {"how": "counter", "amount": "5", "reason": "Seven is too much here"}
    open_, withdrawn = decided(office, maya, rita, 7, 7, **offer)
    assert "carries" not in carried(office, maya)
    office.bot.requests.withdraw(office.workspace, rita.id, withdrawn.id, receipt="w")
    assert "carries" not in carried(office, maya)
    office.bot.requests.accept(office.workspace, rita.id, open_.id, receipt="a")
    list(decided(office, maya, rita, 9, 9, 9, 9))
    assert "carries 9 % (12 of 14 decisions up to 9 % stood unchanged)" in carried(office, maya)


def test_the_evidence_is_that_of_the_last_120_working_days_by_when_it_was_decided(office, maya, rita):
    desk, here = office.bot.requests, office.workspace
    list(decided(office, maya, rita, 7, 7, 7, 7))
    waiting = desk.ask(here, rita.id, receipt="early", entry=replace(WANTED, amount="9"))
    office.jump(timedelta(days=1))
    desk.approve(here, maya.id, waiting.id, receipt="late")
    list(decided(office, maya, rita, 9, 9, 9))
    office.jump(timedelta(days=150))
    assert "carries 9 % (8 of 8 decisions" in carried(office, maya)
    for _ in range(30):
        office.jump(timedelta(days=1))
        if "8 of 8" not in carried(office, maya):
            break
    assert "carries 9 % (4 of 4 decisions" in carried(office, maya)
    office.jump(timedelta(days=1))
    assert "carries" not in carried(office, maya)


def test_an_audit_is_evidence_once_it_is_answered(office, maya, rita):
    office.apply(usual_plan(audited=1.0))
    desk, here = office.bot.requests, office.workspace
    made = [
        desk.ask(here, rita.id, receipt=name, entry=replace(WANTED, amount="5", customer=name))
        for name in ("Acme", "Brandt", "Orbit", "Quill")
    ]
    assert "carries" not in carried(office, maya)
    for each in made:
        office.bot.audits.settle(here, maya.id, each.id, receipt=f"{each.id}s", approves=True)
    assert "carries 5 % (4 of 4 decisions up to 5 % stood unchanged)" in carried(office, maya)


def test_a_large_team_is_read_in_as_many_statements_as_a_small_one(office, dana, maya, rita):
    seen: list[str] = []

    def statements():
        seen.clear()
        office.bot.authority.of(office.workspace, maya.id)
        return len(seen)

    event.listen(office.bot.database.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    few = statements()
    for number in range(8):
        office.hire(f"Rep{number} Ortiz", manager=maya, level="L1")
    assert statements() == few


def test_what_one_customer_was_given_before_counts_and_that_is_said(office, maya, rita):
    assert "It's yours to decide: 4 %." in asks(office, rita, **{"Percentage off": "4"})
    said = asks(office, rita, **{"Percentage off": "4", "Customer": " ACME "})
    assert "With Maya now." in said
    assert "ACME was given 4 % in the last 30 days, and the two count as one." in said
    assert "counted together with 4 % given to them in 30 days" in office.said_to(maya)[-1]


def test_a_manager_who_asks_is_within_the_authority_of_her_rank(office, dana, maya, rita):
    maya.runs("/request", "Acme 20%")
    maya.fills({key: words for key, words in ASKED.items() if key != "Percentage off"})
    assert maya.submits().ok
    assert "What you may grant as a manager covers up to 26 % in deals to $1,000,000" in text_of(maya.modal())


def test_the_form_works_out_what_the_prices_come_to_while_they_are_typed(office, maya, rita):
    rita.runs("/request")
    rita.fills({"Customer": "Acme", "List price": "1,200"})
    rita.chooses("Offered price", "1,050")
    assert "12.5 % off $1,200 is $1,050." in text_of(rita.modal())
    rita.chooses("Offered price", "")
    rita.chooses("Percentage off", "10")
    assert "10 % off $1,200 is $1,080." in text_of(rita.modal())
    rita.fills({key: words for key, words in ASKED.items() if key != "Percentage off"})
    assert rita.submits().ok
    office.settle()
    assert "$1,200 → $1,080" in office.said_to(maya)[0]


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "error", "error": "not_found"},
        {"fault": "ratelimited", "retry_after": 1},
        {"fault": "drop_before"},
    ],
    ids=lambda fault: fault.get("error", fault["fault"]),
)
def test_a_form_that_cannot_be_redrawn_disturbs_nobody(office, maya, rita, fault):
    rita.runs("/request")
    rita.fills({"Customer": "Acme", "List price": "1,200"})
    office.slack.faults({"method": "views.update", "count": 1, **fault})
    rita.chooses("Offered price", "1,050")
    assert "Something went wrong" not in text_of(rita.modal())
    rita.chooses("Offered price", "1,000")
    assert "16.67 % off $1,200 is $1,000." in text_of(rita.modal())
    office.slack.faults({"method": "views.update", "count": 1, **fault})
    rita.chooses("What for", "Payment terms")
    assert "Something went wrong" not in text_of(rita.modal())


def test_a_form_that_slack_would_not_take_is_a_fault_of_ours(office, maya, rita):
    rita.runs("/request")
    office.slack.faults(
        {"method": "views.update", "count": 1, "fault": "error", "error": "invalid_arguments"}
    )
    with capture_logs():  # a traceback takes long to print
        rita.chooses("Offered price", "1,050")
    assert "Something went wrong" in text_of(rita.modal())


def test_the_form_ends_up_as_its_newest_change_wants_it_in_whichever_order_they_come(office, maya, rita):
    rita.runs("/request")
    rita.fills({"Customer": "Acme", "List price": "1,200"})
    first = rita.modal()
    rita.chooses("Offered price", "1,050")
    rita.chooses("What for", "Payment terms")
    assert "How much" in text_of(rita.modal())
    typed_before = {
        "type": "block_actions",
        "team": {"id": office.workspace},
        "user": {"id": rita.id, "team_id": office.workspace},
        "trigger_id": "1.1",
        "view": {**first, "state": {"values": {"amount": {"request.prices": {"value": "12"}}}}},
        "actions": [{"action_id": "request.prices", "block_id": "amount", "value": "12", "action_ts": "1.1"}],
    }
    assert office.forge(typed_before).status == 200
    assert "How much" in text_of(rita.modal())
    rita.chooses("What for", "Price concession")
    assert "Offered price" in text_of(rita.modal())


def test_a_manager_and_her_director_see_how_soon_she_answers(office, dana, maya, rita):
    dana.opens_home()
    assert "in the last 90 days" not in text_of(dana.home())
    asks(office, rita)
    office.travel_to(MONDAY, "09:30")
    maya.presses("Approve")
    office.settle()
    asks(office, rita, Customer="Orbit")
    said = "first word after 1.5 working hours (median)  ·  1 of 1 approved unchanged  ·  1 waiting now"
    maya.opens_home()
    assert f"You: {said}" in text_of(maya.home()).replace("*", "")
    dana.opens_home()
    assert f"Maya: {said}" in text_of(dana.home()).replace("*", "")
    rita.opens_home()
    assert "waiting now" not in text_of(rita.home())
