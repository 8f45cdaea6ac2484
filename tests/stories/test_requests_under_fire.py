"""Buttons pressed too late, in the wrong place, by the wrong person, by many at once, as the power fails."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.people import Rank
from bot.domain.request_forms import Entry
from bot.domain.request_moves import Status
from bot.domain.request_refusals import AlreadySettled, BeyondAuthority
from bot.sandbox.client import text_of
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.store import audit, people, requests, workspaces
from handlers.manifest import manifest
from tests.stories.office import MONDAY, Office, usual_plan
from tests.stories.test_a_crash import Fleet, where_it_is_two
from tests.stories.test_requests import ASKED, asks, open_ones

RACES = 40


def prices(percent, full, offered):
    return {"Percentage off": percent, "List price": full, "Offered price": offered}


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


def latest(office):
    with office.bot.database.reading() as connection:
        return requests.everything(connection, office.workspace)[-1]


def pressed(office, who, channel, value, *, action="request.approve", team="", user_team=""):
    """A press as Slack would send it, with a trigger that nothing can be opened with."""
    office.forge({
        "type": "block_actions",
        "team": {"id": team or office.workspace},
        "user": {"id": who.id, "team_id": user_team or office.workspace},
        "channel": {"id": channel},
        "trigger_id": "1.2.forged",
        "actions": [
            {
                "type": "button",
                "action_id": action,
                "block_id": "b",
                "value": value,
                "action_ts": str(time.monotonic_ns()),
            }
        ],
    })  # fmt: skip


def until_it_waits(press):
    """Long enough for a thread to come to a lock that is held."""
    with pytest.raises(TimeoutError):
        press.result(timeout=0.3)


def heard(who):
    return text_of(who.whispers[-1]) if who.whispers else ""


def race(office, approvers, count):
    """Eight presses on each of so many requests at once; who was told what of each."""
    desk, here = office.bot.requests, office.workspace
    rita = next(each for each in approvers if each.name.startswith("rita"))
    deciding = [each for each in approvers if each is not rita]
    entry = Entry("price", "12", deal="$40k", reason="They compare us", said="Please")
    told = {}
    with ThreadPoolExecutor(8) as threads:
        for number in range(count):
            asked = replace(entry, customer=f"Customer {number}")
            request = desk.ask(here, rita.id, receipt=f"race:{number}", entry=asked).id

            def press(turn, request=request):
                who = deciding[turn % len(deciding)]
                try:
                    if turn % 4 < 2:
                        desk.approve(here, who.id, request, receipt=f"{request}:{turn}")
                    else:
                        reason = "Not for this customer"
                        desk.decline(here, who.id, request, receipt=f"{request}:{turn}", reason=reason)
                except AlreadySettled as refusal:
                    return refusal.by
                return ""

            told[request] = list(threads.map(press, range(8)))
    return told


def test_of_eight_presses_at_once_on_each_request_one_counts(office, dana, maya, rita, approvals):
    told = race(office, (maya, dana, rita), RACES)
    names = {maya.id: "Maya", dana.id: "Dana"}
    with office.bot.database.reading() as connection:
        settled = {each.id: each for each in requests.everything(connection, office.workspace)}
        trail = Counter(each.subject for each in audit.entries(connection, office.workspace))
    assert len(told) == RACES
    for request, answers in told.items():
        (done,) = settled[request].decisions
        assert answers.count("") == 1
        assert set(answers) == {"", names[done.by]}
        assert trail[request] == 2


def test_a_stale_card_says_who_was_first(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    office.bot.requests.approve(office.workspace, dana.id, request.id, receipt="1")
    before = latest(office)
    maya.presses("Decline")
    assert "Dana has approved it already." in text_of(maya.modal())
    assert latest(office) == before


def test_in_a_forwarded_message_the_button_asks_the_same_of_whoever_presses(
    office, dana, maya, rita, approvals
):
    elsewhere = office.slack.add_channel("random", (dana.id, maya.id, rita.id))
    asks(office, rita)
    (request,) = open_ones(office)
    pressed(office, rita, elsewhere, request.id)
    assert "someone else has to decide" in heard(rita)
    assert open_ones(office) == [request]
    pressed(office, maya, elsewhere, request.id)
    assert latest(office).status is Status.APPROVED


@pytest.mark.parametrize("value", ["", "nonsense", "x" * 3000, "' OR 1=1 --", "\0", "🙂"])
@pytest.mark.parametrize("action", ["request.approve", "request.decline", "request.accept", "request.ask"])
def test_a_forged_value_is_no_request(office, maya, rita, approvals, value, action):
    asks(office, rita)
    waiting = open_ones(office)
    pressed(office, maya, approvals, value, action=action)
    assert "That request doesn't exist any more." in heard(maya)
    assert open_ones(office) == waiting


def test_nobody_from_elsewhere_decides(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    pressed(office, maya, approvals, request.id, user_team="T0ELSEWHERE")
    pressed(office, maya, approvals, request.id, team="T0ELSEWHERE", user_team="T0ELSEWHERE")
    office.slack.add_person("gus", "Gus Guest")
    pressed(office, office.slack.person("gus"), approvals, request.id)
    assert open_ones(office) == [request]


def test_what_another_workspace_asks_does_not_exist_here(office, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    with office.bot.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO workspaces (id, name, added_at) SELECT 'T9', 'x', added_at FROM workspaces"
        )
    with office.bot.database.reading() as connection:
        assert requests.find(connection, "T9", request.id) is None
        assert requests.open_ones(connection, "T9") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"active": False}, "You aren't on this team"),
        ({"rank": Rank.REP, "role": "ae"}, "isn't yours to decide"),
    ],
)
def test_who_could_decide_a_second_ago_cannot_now(office, dana, maya, rita, approvals, change, said):
    asks(office, rita)
    waiting = open_ones(office)
    office.change(maya, **change)
    maya.presses("Approve")
    assert said in text_of(maya.modal())
    assert open_ones(office) == waiting


def test_who_went_on_leave_a_second_ago_cannot_either(office, dana, maya, rita, approvals):
    asks(office, rita)
    waiting = open_ones(office)
    office.bot.absences.enter_typed(office.workspace, maya.id, receipt="1", text="today")
    maya.presses("Approve")
    assert "You're away, so it isn't yours to decide now." in text_of(maya.modal())
    assert open_ones(office) == waiting


def test_who_comes_back_to_what_somebody_else_was_asked_reads_who_has_it_and_can_decide(
    office, dana, maya, rita, approvals
):
    maya.runs("/away", "today")
    asks(office, rita)
    maya.presses("Approve", where=approvals)
    assert "You're away, so it is with Dana. Come back on Home first." in text_of(maya.modal())
    maya.closes()
    office.travel_to(MONDAY + timedelta(days=1), "08:00")
    office.bot.requests.chase()
    office.settle()
    assert "Waits for Dana and Maya." in text_of(maya.dm()[-1])
    maya.presses("Approve", where=approvals)
    assert open_ones(office) == []


def test_who_was_demoted_while_the_press_waited_decides_nothing(office, dana, maya, rita, approvals):
    asks(office, rita)
    (request,) = open_ones(office)
    desk, here = office.bot.requests, office.workspace
    reason = "They sign tonight or never"
    with ThreadPoolExecutor(1) as threads:
        with office.bot.database.writing() as connection:
            assert requests.find(connection, here, request.id, alone=True) == request
            press = threads.submit(desk.approve, here, dana.id, request.id, receipt="1", emergency=reason)
            until_it_waits(press)
            (director,) = [each for each in people.active(connection, here) if each.id == dana.id]
            people.save(connection, replace(director, rank=Rank.REP, role="ae"), office.clock.now())
        assert isinstance(press.exception(), BeyondAuthority)
    assert open_ones(office) == [request]


def test_who_asks_while_people_are_imported_waits_and_is_not_turned_away(office, maya, rita, approvals):
    desk, here = office.bot.requests, office.workspace
    entry = Entry("price", "12", customer="Acme", deal="$40k", reason="They compare us", said="Please")
    with ThreadPoolExecutor(1) as threads:
        with office.bot.database.writing() as connection:
            workspaces.hold(connection, here)
            press = threads.submit(desk.ask, here, rita.id, receipt="1", entry=entry)
            until_it_waits(press)
            (rep,) = [each for each in people.active(connection, here) if each.id == rita.id]
            people.save(connection, replace(rep, level="L2"), office.clock.now())
        assert press.result().level == "L2"


def test_a_delegate_who_is_no_manager_any_more_decides_for_nobody(office, dana, maya, rita, approvals):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    office.bot.delegations.begin(office.workspace, maya.id, receipt="1", text=f"<@{omar.id}> until Friday")
    asks(office, rita)
    waiting = open_ones(office)
    office.change(omar, rank=Rank.REP, role="ae")
    omar.presses("Approve")
    assert "isn't yours to decide" in text_of(omar.modal())
    assert open_ones(office) == waiting
    assert "With Maya now." in asks(office, rita, Customer="Orbit")


def test_a_plan_that_changes_meanwhile_leaves_it_under_the_one_it_was_asked_under(
    office, dana, maya, rita, approvals
):
    asks(office, rita)
    plan = example.plan()
    manager = plan.approvers.manager.model_copy(
        update={"limits": {**plan.approvers.manager.limits, "price": Decimal(5)}}
    )
    office.apply(
        plan.model_copy(update={"approvers": plan.approvers.model_copy(update={"manager": manager})})
    )
    maya.presses("Approve")
    office.settle()
    assert latest(office).status is Status.APPROVED
    assert latest(office).plan_version == 1
    assert "decided under the plan it was asked under" in text_of(rita.dm()[0])
    assert "With Dana now." in asks(office, rita, Customer="Orbit")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"Percentage off": "0"}, "amount", "more than nothing"),
        ({"Percentage off": "-3"}, "amount", "less than nothing"),
        ({"Percentage off": "101"}, "amount", "more than it can be"),
        ({"Percentage off": "12.345"}, "amount", "two decimal places"),
        (
            {"Percentage off": "", "List price": "100", "Offered price": "120"},
            "offered_price",
            "above the list",
        ),
        (
            {"Percentage off": "", "List price": "$100", "Offered price": "90 GBP"},
            "offered_price",
            "currency",
        ),
        (
            {"Percentage off": "10", "List price": "100", "Offered price": "80"},
            "amount",
            "another percentage",
        ),
        ({"What the deal is worth": "0"}, "deal", "more than nothing"),
        ({"What the deal is worth": "-5"}, "deal", "less than nothing"),
        ({"What the deal is worth": "40000 ZWL"}, "deal", "doesn't know that currency"),
    ],
)
def test_an_amount_that_cannot_be_is_said_under_its_field(office, maya, rita, approvals, typed, field, said):
    rita.runs("/request")
    rita.fills(ASKED | typed)
    assert said in rita.submits().errors[field]
    assert open_ones(office) == []


def test_everything_off_is_an_amount_and_nobody_may_grant_it(office, maya, rita, approvals):
    rita.runs("/request")
    rita.fills(ASKED | {"Percentage off": "100"})
    rita.submits()
    assert "Nobody above you may grant that much" in text_of(rita.modal())


def test_a_deal_in_another_currency_is_held_against_the_plans(office, dana, maya, rita, approvals):
    office.apply(usual_plan(rates={"EUR": Decimal("1.25"), "JPY": Decimal("0.0067")}))
    rita.runs("/request")
    rita.fills(ASKED | {"Percentage off": "5", "What the deal is worth": "40.000,00 €"})
    assert rita.submits().ok
    assert "It's yours to decide" in text_of(rita.modal())
    rita.closes()
    orbit = {"Percentage off": "5", "Customer": "Orbit", "What the deal is worth": "40.001 €"}
    said = asks(office, rita, **orbit)
    assert "With Maya now." in said
    assert latest(office).case.deal_value == Decimal("50001.25")
    assert "€40,001" in office.said_to(maya)[-1]
    assert "$2,500.06" in office.said_to(maya)[-1]


@pytest.mark.storm
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_after_kill_9_between_decision_and_redraw_the_cards_heal_by_themselves(databases, engine):
    now = datetime.now(UTC)
    zone = where_it_is_two(now)
    with Sandbox(manifest(), clock=Clock(now, zone="UTC"), people=()) as sandbox:
        office = Office(sandbox, sandbox.clock, databases.new(engine))
        every_day = example.plan().calendar.model_copy(
            update={"working_days": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "holidays": None}
        )
        office.apply(example.plan().model_copy(update={"calendar": every_day}))
        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, timezone=zone)
        rita = office.hire("Rita Alvarez", manager=maya, timezone=zone, level="L1")
        channel = office.slack.add_channel("approvals", (maya.id, rita.id))
        asks(office, rita)
        office.bot.stop()
        fleet = Fleet(office)
        try:
            fleet.start()
            office.slack.faults({"method": "chat.update", "fault": "delay", "seconds": 5, "count": 3})
            maya.presses("Approve", where=channel)
            fleet.kill(fleet.running[0])
            assert latest(office).status is Status.APPROVED
            assert "Waits for Maya." in text_of(maya.messages(channel)[0])
            fleet.start()
            maya.sees("Maya approved it.", where=channel, seconds=30)
            rita.waits(
                lambda: "Maya approved it." in text_of(rita.dm()[0]) or None, "the outcome", seconds=30
            )
            assert "Approve" not in text_of(maya.messages(channel)[0])
        finally:
            fleet.end()
            office.bot.database.close()


def test_a_week_later_nothing_of_it_has_changed(office, dana, maya, rita, approvals):
    asks(office, rita)
    maya.presses("Approve")
    office.settle()
    before = latest(office)
    office.jump(timedelta(days=7))
    office.bot.requests.chase()
    office.settle()
    assert latest(office) == before
