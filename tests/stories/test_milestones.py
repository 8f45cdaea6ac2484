"""Milestones: noticed from what happened, posted once, at most three a day, and never against a wish."""

from datetime import timedelta

import pytest

from bot.domain.milestones import Kind, NoMilestone, State
from bot.domain.outcomes import Result
from bot.domain.people import Rank
from bot.domain.weeks import Review, Verdict
from bot.sandbox.client import text_of
from bot.store import milestones as store
from bot.store import weeks
from tests.stories.office import MONDAY, usual_plan
from tests.stories.test_home import everybody_has_been_here_for_long, is_away, said
from tests.stories.test_requests import asks
from tests.stories.test_steps import is_ready
from tests.stories.test_what_became_of_it import latest

LAST_MONDAY = MONDAY - timedelta(days=7)


@pytest.fixture
def maya(office):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def wins(office, maya, rita):
    office.slack.add_channel("approvals", (maya.id,))
    return office.slack.add_channel("wins", (maya.id, rita.id))


def worked(office, person, week, leads=5, demos=1, days=5):
    for number in range(days):
        said(office, person, week + timedelta(days=number), leads=leads, demos=demos)


def posts(person):
    return [text_of(each) for each in person.messages("wins") if each.get("bot_id")]


def noticed(office, *people):
    since = office.clock.now() - timedelta(days=400)
    with office.bot.database.reading() as connection:
        found = store.noticed(connection, office.workspace, [each.id for each in people], since)
    return [each for person in people for each in found.get(person.id, [])]


def kinds(office, *people):
    return [each.kind for each in noticed(office, *people)]


def with_milestones(office, *kinds_):
    plan = usual_plan()
    changed = plan.recognition.model_copy(update={"milestones": kinds_})
    office.apply(plan.model_copy(update={"recognition": changed}))


def test_a_week_with_every_target_is_posted_once_when_it_is_closed(office, maya, rita, wins):
    everybody_has_been_here_for_long(office)
    worked(office, rita, LAST_MONDAY)
    office.settle()
    assert posts(maya) == []
    office.travel_to(MONDAY, "10:30")
    assert posts(maya) == [f"<@{rita.id}> hit every target in the week of 16 Nov."]
    office.travel_to(MONDAY, "12:00")
    assert len(posts(maya)) == 1
    (found,) = noticed(office, rita)
    assert (found.kind, found.state, found.day) == (Kind.TARGET_WEEK, State.POSTED, LAST_MONDAY)


def test_a_week_that_falls_short_or_is_to_be_talked_about_is_none(office, maya, rita, wins):
    tom = office.hire("Tom Baker", manager=maya)
    everybody_has_been_here_for_long(office)
    worked(office, rita, LAST_MONDAY, leads=4)
    worked(office, tom, LAST_MONDAY)
    with office.bot.database.writing() as connection:
        word = Review(tom.id, LAST_MONDAY, 1, Verdict.TALK_FIRST, {}, maya.id)
        weeks.add(connection, office.workspace, word, office.clock.now())
    office.travel_to(MONDAY, "10:30")
    assert posts(maya) == []
    assert noticed(office, rita, tom) == []


def test_a_three_day_week_is_asked_in_proportion(office, maya, rita, wins):
    everybody_has_been_here_for_long(office)
    is_away(office, rita, LAST_MONDAY + timedelta(days=3), LAST_MONDAY + timedelta(days=4))
    for number, demos in enumerate((1, 1, 0)):
        said(office, rita, LAST_MONDAY + timedelta(days=number), leads=5, demos=demos)
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == [Kind.TARGET_WEEK]


def test_a_best_week_needs_eight_before_it_and_more_than_any(office, maya, rita, wins):
    tom = office.hire("Tom Baker", manager=maya)
    everybody_has_been_here_for_long(office)
    for number in range(1, 9):
        said(office, rita, LAST_MONDAY - timedelta(weeks=number), leads=3, demos=1)
        said(office, tom, LAST_MONDAY - timedelta(weeks=min(number, 7)) + timedelta(days=number // 8))
    said(office, rita, LAST_MONDAY, leads=4, demos=1)
    said(office, tom, LAST_MONDAY, leads=400)
    office.travel_to(MONDAY, "10:30")
    assert posts(maya) == [f"<@{rita.id}> had a personal best in the week of 16 Nov: Self-generated leads."]
    assert noticed(office, tom) == []


def test_what_the_plan_no_longer_counts_is_no_best(office, maya, rita, wins):
    everybody_has_been_here_for_long(office)
    for number in range(9):
        said(office, rita, LAST_MONDAY - timedelta(weeks=number), leads=9 if number == 0 else 3, demos=0)
    plan = usual_plan()
    others = tuple(each for each in plan.activities if each.key != "leads")
    roles = tuple(
        each.model_copy(update={"expect": tuple(one for one in each.expect if one.activity != "leads")})
        for each in plan.roles
    )
    office.apply(plan.model_copy(update={"activities": others, "roles": roles}))
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == []


def won(office, rita, given, asked="12", customer="Acme"):
    asks(office, rita, **{"Percentage off": asked, "Customer": customer})
    request = latest(office)
    if not request.status.is_granted:
        maya = request.seats[0].person
        office.bot.requests.approve(office.workspace, maya, request.id, receipt=f"ok-{request.id}")
    office.bot.outcomes.tell(
        office.workspace, rita.id, request.id, receipt=f"won-{request.id}", result=Result.WON, given=given
    )
    office.settle()


def test_the_first_deal_that_is_won_and_a_price_that_was_held_are_posted(office, maya, rita, wins):
    won(office, rita, given="12")
    assert posts(maya) == [f"<@{rita.id}> won a deal, the first on record here."]
    won(office, rita, given="10", customer="Orbit")
    assert posts(maya)[1:] == [f"<@{rita.id}> won a deal and held the price."]
    won(office, rita, given="12", customer="Vega")
    assert len(posts(maya)) == 2


def test_giving_more_than_was_granted_holds_no_price(office, maya, rita, wins):
    for customer, given in (("Acme", "10"), ("Orbit", "8")):
        asks(office, rita, **{"Percentage off": "12", "Customer": customer})
        desk, workspace, request = office.bot.requests, office.workspace, latest(office)
        desk.counter(
            workspace, maya.id, request.id, receipt=f"c-{given}", amount="8", reason="Eight will do here"
        )
        desk.accept(workspace, rita.id, request.id, receipt=f"a-{given}")
        office.bot.outcomes.tell(
            workspace, rita.id, request.id, receipt=f"w-{given}", result=Result.WON, given=given
        )
        office.settle()
        held = [each for each in kinds(office, rita) if each is Kind.HELD_PRICE]
        assert len(held) == (given == "8")


def test_what_happened_long_ago_or_to_who_has_left_is_not_noticed(office, maya, rita, wins):
    with_milestones(office)
    won(office, rita, given="10")
    office.change(rita, active=False)
    with_milestones(office, "first-win", "held-price")
    office.settle()
    office.change(rita, active=True)
    office.jump(timedelta(days=9))
    office.settle()
    assert noticed(office, rita) == []


def test_only_what_the_plan_names_is_noticed(office, maya, rita, wins):
    with_milestones(office, "level-up")
    everybody_has_been_here_for_long(office)
    worked(office, rita, LAST_MONDAY)
    won(office, rita, given="0")
    office.travel_to(MONDAY, "10:30")
    assert posts(maya) == []


def steps_up(office, rita, maya):
    office.change(rita, level="L0")
    is_ready(office, rita)
    maya.presses("Grant")
    office.settle()
    assert not any("Shall the team" in text for text in office.said_to(rita)), "the news stands alone first"
    office.travel_to(MONDAY, "09:30")


def test_a_step_up_is_shared_only_by_who_made_it(office, maya, rita, wins):
    steps_up(office, rita, maya)
    assert posts(maya) == []
    asked = rita.dm()[-1]
    assert "*You're on Supported now.* Shall the team read it in #wins?" in text_of(asked)
    rita.presses("Share it")
    assert "It goes to #wins" in text_of(rita.modal())
    office.settle()
    assert posts(maya) == [f"<@{rita.id}> is on Supported now."]
    assert "You share it." in text_of(rita.dm()[-1])
    assert "Keep it to myself" not in text_of(rita.dm()[-1])


def test_a_step_up_that_is_kept_stays_between_the_two(office, maya, rita, wins):
    steps_up(office, rita, maya)
    rita.presses("Keep it to myself")
    assert "It stays between you and your managers." in text_of(rita.modal())
    office.settle()
    assert posts(maya) == []
    assert "You keep it to yourself." in text_of(rita.dm()[-1])
    (found,) = noticed(office, rita)
    desk = office.bot.milestones
    for receipt in ("later", "and again"):
        with pytest.raises(NoMilestone):
            desk.answer(office.workspace, rita.id, found.key, receipt=receipt, share=True)
    with pytest.raises(NoMilestone):
        desk.answer(office.workspace, maya.id, found.key, receipt="hers", share=True)


def test_the_same_press_twice_is_one_answer(office, maya, rita, wins):
    steps_up(office, rita, maya)
    (found,) = noticed(office, rita)
    desk = office.bot.milestones
    for _ in range(2):
        reached = desk.answer(office.workspace, rita.id, found.key, receipt="once", share=True)
        assert reached.milestone.state is State.WAITING


def test_a_step_that_was_taken_back_is_not_shared(office, maya, rita, wins):
    steps_up(office, rita, maya)
    (found,) = noticed(office, rita)
    office.change(rita, level="L0")
    with pytest.raises(NoMilestone):
        office.bot.milestones.answer(office.workspace, rita.id, found.key, receipt="1", share=True)


def test_of_a_step_that_was_taken_back_within_the_hour_nobody_is_asked(office, maya, rita, wins):
    office.change(rita, level="L0")
    is_ready(office, rita)
    maya.presses("Grant")
    office.settle()
    office.change(rita, level="L0")
    office.travel_to(MONDAY, "09:30")
    assert not any("Shall the team" in text for text in office.said_to(rita))


@pytest.mark.parametrize("noticed_before", [True, False])
def test_a_step_that_was_shared_and_taken_back_is_not_posted(office, maya, rita, wins, noticed_before):
    steps_up(office, rita, maya)
    (found,) = noticed(office, rita)
    office.bot.milestones.answer(office.workspace, rita.id, found.key, receipt="1", share=True)
    if noticed_before:
        office.bot.milestones.notice()
    office.change(rita, level="L0")
    office.settle()
    assert posts(maya) == []
    assert [each.state for each in noticed(office, rita)] == [
        State.POSTED if noticed_before else State.PRIVATE
    ]


def test_who_prefers_it_private_is_not_even_asked(office, maya, rita, wins):
    office.bot.kudos.keep_private(office.workspace, rita.id, "", receipt="p", private=True)
    steps_up(office, rita, maya)
    assert not any("Shall the team" in text for text in office.said_to(rita))
    assert [each.state for each in noticed(office, rita)] == [State.PRIVATE]


def test_who_prefers_it_private_is_told_and_nobody_else(office, maya, rita, wins):
    office.bot.kudos.keep_private(office.workspace, rita.id, "", receipt="p", private=True)
    won(office, rita, given="12")
    assert posts(maya) == []
    assert "*You won a deal, the first on record here.*" in office.said_to(rita)[-1]
    assert "Only you see this" in office.said_to(rita)[-1]


def test_whoever_prefers_it_private_by_the_time_it_is_sent_is_not_named(office, maya, rita, wins):
    asks(office, rita, **{"Percentage off": "5"})
    office.bot.outcomes.tell(
        office.workspace, rita.id, latest(office).id, receipt="won", result=Result.WON, given="5"
    )
    assert office.bot.milestones.notice() == 1
    (found,) = noticed(office, rita)
    assert found.state is State.POSTED
    key = found.key
    office.bot.kudos.keep_private(office.workspace, rita.id, "", receipt="p", private=True)
    office.settle()
    assert posts(maya) == []
    assert office.bot.milestones.card(office.workspace, rita.id, key).private
    assert office.bot.milestones.card(office.workspace, rita.id, "none") is None
    office.change(rita, active=False)
    assert office.bot.milestones.card(office.workspace, rita.id, key) is None


def test_at_most_three_a_day_are_posted_about_one_team(office, maya, rita, wins):
    tess = office.hire("Tess Moreau", rank=Rank.MANAGER)
    team = [rita, *(office.hire(f"Rep{number} Ng", manager=maya) for number in range(4))]
    omar = office.hire("Omar Haddad", manager=tess)
    everybody_has_been_here_for_long(office)
    for each in (*team, omar):
        worked(office, each, LAST_MONDAY)
    office.travel_to(MONDAY, "10:30")
    assert len([each for each in posts(maya) if f"<@{omar.id}>" not in each]) == 3
    assert any(f"<@{omar.id}>" in each for each in posts(maya))
    states = [each.state for each in noticed(office, *team)]
    assert sorted(states) == [State.HELD, State.HELD, State.POSTED, State.POSTED, State.POSTED]
    office.travel_to(MONDAY + timedelta(days=1), "12:00")
    assert len(posts(maya)) == 4


def test_nothing_is_posted_in_the_quiet_hours_of_the_team(office, maya, rita, wins):
    office.travel_to(MONDAY, "20:30")
    won(office, rita, given="12")
    assert posts(maya) == []
    office.travel_to(MONDAY + timedelta(days=1), "08:30")
    assert len(posts(maya)) == 1


def test_who_is_away_is_posted_about_when_they_are_back(office, maya, rita, wins):
    won_by_then = MONDAY + timedelta(days=1)
    is_away(office, rita, MONDAY, won_by_then)
    asks(office, rita)
    request = latest(office)
    office.bot.requests.approve(office.workspace, maya.id, request.id, receipt="ok")
    office.bot.outcomes.tell(
        office.workspace, rita.id, request.id, receipt="won", result=Result.WON, given="12"
    )
    office.settle()
    assert posts(maya) == []
    office.travel_to(MONDAY + timedelta(days=2), "09:00")
    assert len(posts(maya)) == 1


def test_nobody_reads_of_who_has_left_meanwhile(office, maya, rita, wins):
    office.travel_to(MONDAY, "20:30")
    won(office, rita, given="12")
    office.change(rita, active=False)
    office.travel_to(MONDAY + timedelta(days=1), "08:30")
    assert posts(maya) == []
    assert [each.state for each in noticed(office, rita)] == [State.PRIVATE]


def test_who_answers_to_nobody_is_a_team_of_their_own(office, maya, wins):
    solo = office.hire("Solo Ng", role="ae")
    everybody_has_been_here_for_long(office)
    worked(office, solo, LAST_MONDAY)
    office.travel_to(MONDAY, "10:30")
    assert posts(maya) == [f"<@{solo.id}> hit every target in the week of 16 Nov."]
