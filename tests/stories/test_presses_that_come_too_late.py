"""Presses on what is settled, forms that were open meanwhile, payloads that come twice or from elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from bot.domain.people import Rank
from bot.domain.request_moves import Status
from bot.sandbox.client import text_of
from bot.store import requests
from tests.stories.test_requests import ASKED, asks, open_ones

PRESSED_AT_ONCE = 5
WHY = "They sign tonight or never"


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def approvals(office, dana, maya, rita):
    return office.slack.add_channel("approvals", (dana.id, maya.id, rita.id))


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("Counter", {"What you offer": "8", "Why": "Twelve is too much here"}),
        ("Decline", {"Why not": "Orbit has no support here"}),
        ("Ask", {"What would you like to know?": "Who else is bidding?"}),
    ],
)
def test_a_form_that_was_open_meanwhile_says_who_was_first(
    office, dana, maya, rita, approvals, button, typed
):
    asks(office, rita)
    (request,) = open_ones(office)
    maya.presses(button)
    maya.fills(typed)
    office.bot.requests.approve(office.workspace, dana.id, request.id, receipt="1")
    before = latest(office)
    maya.submits()
    assert "Dana has approved it already." in text_of(maya.modal())
    assert latest(office) == before


def test_an_emergency_that_was_written_meanwhile_changes_nothing(office, dana, maya, rita, approvals):
    asks(office, rita)
    office.change(rita, manager=None)
    dana.presses("Approve", where=approvals)
    dana.fills({"Why it can't wait": WHY})
    rita.presses("Withdraw")
    dana.submits()
    assert "Rita has taken it back." in text_of(dana.modal())
    assert latest(office).status is Status.WITHDRAWN


def test_who_was_demoted_while_she_wrote_decides_nothing(office, dana, maya, rita, approvals):
    asks(office, rita)
    office.change(rita, manager=None)
    dana.presses("Approve", where=approvals)
    dana.fills({"Why it can't wait": WHY})
    office.change(dana, rank=Rank.REP, role="ae")
    dana.submits()
    assert "isn't yours to decide" in text_of(dana.modal())
    assert latest(office).status is Status.PENDING


def test_what_has_lapsed_is_said_to_have_lapsed_and_nobody_to_have_let_it(
    office, dana, maya, rita, approvals
):
    asks(office, rita)
    office.jump(timedelta(days=10))
    assert office.bot.requests.chase() == 1
    maya.presses("Approve")
    assert "Nobody decided in time, so it has lapsed." in text_of(maya.modal())
    assert latest(office).status is Status.EXPIRED


def test_a_counter_that_was_not_taken_lapses_and_nobody_is_said_to_have_been_late(
    office, dana, maya, rita, approvals
):
    asks(office, rita)
    (request,) = open_ones(office)
    office.bot.requests.counter(
        office.workspace, maya.id, request.id, receipt="1", amount="8", reason="Twelve is too much here"
    )
    office.settle()
    office.jump(timedelta(days=10))
    assert office.bot.requests.chase() == 1
    rita.presses("Accept")
    assert "The offer wasn't taken in time, so it has lapsed." in text_of(rita.modal())
    office.settle()
    assert "The offer wasn't taken in time, so it lapsed." in text_of(rita.dm()[0])


def test_a_press_that_slack_sends_twice_is_one_decision_and_no_complaint(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    press = action(office, maya, approvals, "request.approve", request.id)
    assert office.forge(press).status == 200
    before = latest(office)
    assert office.forge(press).status == 200
    assert latest(office) == before
    assert before.revision == 1
    assert maya.whispers == []


def test_of_two_who_press_at_once_one_decides_and_the_other_reads_who_was_first(
    office, dana, maya, rita, approvals
):
    for number in range(PRESSED_AT_ONCE):
        asks(office, rita, Customer=f"Customer {number}")
        (request,) = open_ones(office)
        presses = [action(office, who, approvals, "request.approve", request.id) for who in (maya, dana)]
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(office.forge, presses))
        assert [answer.status for answer in answers] == [200, 200]
        (done,) = latest(office).decisions
        first, second = (maya, dana) if done.by == maya.id else (dana, maya)
        assert f"{first.name.title()} has approved it already." in text_of(second.whispers[-1])
        office.settle()
    assert len(maya.whispers) + len(dana.whispers) == PRESSED_AT_ONCE


@pytest.mark.parametrize(
    ("of", "name", "said"),
    [
        ("hers", "request.accept", "Only who asked can do that."),
        ("hers", "request.withdraw", "Only who asked can do that."),
        ("beyond", "request.approve", "This isn't yours to decide"),
        ("own", "request.approve", "someone else has to decide"),
        ("own", "request.accept", "That can't be done with it right now."),
    ],
)
def test_another_requests_id_opens_nothing_that_its_own_card_would_not(
    office, dana, maya, rita, approvals, of, name, said
):
    asks(office, rita)
    asks(office, rita, **{"Percentage off": "30", "Customer": "Orbit"})
    asks(office, maya, **{"Percentage off": "30", "Customer": "Brandt"})
    waiting = open_ones(office)
    forged = dict(zip(("hers", "beyond", "own"), waiting, strict=True))[of]
    office.forge(action(office, maya, approvals, name, forged.id))
    assert said in text_of(maya.whispers[-1])
    assert open_ones(office) == waiting


@pytest.mark.parametrize("callback", ["countered", "declined", "asked", "answered", "approved_anyway"])
@pytest.mark.parametrize("request_id", ["", "nonsense", "x" * 3000, "' OR 1=1 --", "\0", "🙂"])
def test_a_form_about_no_request_decides_nothing(office, maya, rita, approvals, callback, request_id):
    asks(office, rita)
    waiting = open_ones(office)
    answer = office.forge(submission(office, maya, f"request.{callback}", request_id))
    assert "doesn't exist any more" in answer.body
    assert open_ones(office) == waiting


def test_nobody_from_elsewhere_decides_and_each_is_told(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    press = action(office, maya, approvals, "request.approve", request.id)
    elsewhere = {"id": "T0ELSEWHERE"}
    for number, forged in enumerate(
        [
            press | {"user": {"id": maya.id, "team_id": "T0ELSEWHERE"}},
            press | {"team": elsewhere, "user": {"id": maya.id, "team_id": "T0ELSEWHERE"}},
            press | {"team": elsewhere},
        ]
    ):
        office.forge(forged)
        assert len(maya.whispers) == number + 1
        assert "You aren't on this team" in text_of(maya.whispers[-1])
    assert open_ones(office) == [request]


def test_who_has_left_slack_neither_decides_nor_takes_back(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    presses = [
        action(office, maya, approvals, "request.approve", request.id),
        action(office, rita, approvals, "request.withdraw", request.id),
    ]
    for person in (maya, rita):
        office.slack.change_person(person.id, deleted=True)
    for press in presses:
        office.forge(press)
    assert open_ones(office) == [request]


@pytest.mark.parametrize(
    ("offer", "field", "said"),
    [
        ({"What you offer": "0"}, "amount", "more than nothing"),
        ({"What you offer": "-3"}, "amount", "less than nothing"),
        ({"What you offer": "12.01"}, "amount", "Offer less than was asked for"),
        ({"What you offer": "12"}, "amount", "Offer less than was asked for"),
        ({"What you offer": "101"}, "amount", "more than it can be"),
        ({"What you offer": "8.125"}, "amount", "two decimal places"),
        ({"What you offer": "eight"}, "amount", "can't read that as an amount"),
        ({"What you offer": "8", "Why": "no"}, "reason", "at least 10 characters"),
    ],
)
def test_an_offer_that_cannot_be_is_said_under_its_field(
    office, dana, maya, rita, approvals, offer, field, said
):
    asks(office, rita)
    waiting = open_ones(office)
    maya.presses("Counter")
    maya.fills({"Why": "Twelve is too much here"} | offer)
    assert said in maya.submits().errors[field]
    assert open_ones(office) == waiting


@pytest.mark.parametrize(
    ("full", "offered", "came_to"),
    [("100", "99.99", "0.01"), ("300", "200", "33.33"), ("800", "799.96", "0.01"), ("0.03", "0.02", "33.33")],
)
def test_a_percentage_is_worked_out_to_two_places_halves_up(
    office, dana, maya, rita, approvals, full, offered, came_to
):
    prices = {"Percentage off": "", "List price": full, "Offered price": offered}
    said = asks(office, rita, **prices)
    assert str(latest(office).case.amount) == came_to
    assert ("It's yours to decide" in said) == (float(came_to) <= 6)


@pytest.mark.parametrize(
    "prices",
    [
        {"List price": "100", "Offered price": "100"},
        {"List price": "0", "Offered price": "0"},
        {"List price": "1,000,000", "Offered price": "999,999.99"},
    ],
)
def test_nothing_off_is_nothing_to_ask_for(office, maya, rita, approvals, prices):
    rita.runs("/request")
    rita.fills(ASKED | {"Percentage off": ""} | prices)
    assert "more than nothing" in " ".join(rita.submits().errors.values())
    assert open_ones(office) == []


def latest(office):
    with office.bot.database.reading() as connection:
        return requests.everything(connection, office.workspace)[-1]


def action(office, who, channel, name, value):
    """A press as Slack would send it, with a trigger that nothing can be opened with."""
    pressed = {"type": "button", "action_id": name, "block_id": "b", "value": value, "action_ts": uuid4().hex}
    return {
        "type": "block_actions",
        "team": {"id": office.workspace},
        "user": {"id": who.id, "team_id": office.workspace},
        "channel": {"id": channel},
        "trigger_id": "1.2.forged",
        "actions": [pressed],
    }


def submission(office, who, callback, metadata):
    """A form as Slack would send it, with everything that any of them asks for."""
    words = {"amount": "8", "reason": WHY, "conditions": ""}
    values = {name: {"value": {"type": "plain_text_input", "value": text}} for name, text in words.items()}
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "state": {"values": values},
    }
    return {
        "type": "view_submission",
        "team": {"id": office.workspace},
        "user": {"id": who.id, "team_id": office.workspace},
        "view": view,
    }
