"""The rung in the ledger and the level somebody is on: whatever changes one, the other follows."""

from datetime import timedelta

import pytest

from bot.domain.people import Rank
from bot.services.evidence import rung_of
from bot.store import evidence
from tests.stories.ledgers import good_day, lives
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in range(1, 4))
WHY = "We talked it through at length"


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


def moves(office, maya, rita, level):
    receipt = f"{level} {len(ladder(office, rita))}"
    office.bot.steps.move(office.workspace, maya.id, rita.id, receipt=receipt, level=level, reason=WHY)


def ladder(office, rita):
    with office.bot.database.reading() as connection:
        rows = evidence.of_person(connection, office.workspace, rita.id)
    return [each.facts for each in rows if each.kind == "ladder"]


def works(office, rita, day):
    """A day like any other, and it is folded."""
    office.travel_to(day, "17:00")
    office.check_in(rita, leads=5)
    office.travel_to(day + timedelta(days=1), "01:00")


def standing(office, rita):
    """Where the ledger has come to, having seen that the level says the same."""
    found = office.bot.trust.latest(office.workspace, rita.id).end.standing
    _, plan = office.bot.plans.current(office.workspace)
    (person,) = [each for each in office.bot.people.everyone(office.workspace) if each.id == rita.id]
    assert found.level == rung_of(plan, person.level)
    return found


@pytest.mark.parametrize("order", [("L1", "L0"), ("L3", "L1", "L2"), ("L2", "L4", "L0")])
def test_moves_of_one_day_end_where_the_last_one_led(office, maya, rita, order):
    lives(office, rita, [good_day()] * 5)
    for level in order:
        moves(office, maya, rita, level)
    works(office, rita, MONDAY)
    assert standing(office, rita).level == int(order[-1][1])


def test_a_step_up_by_hand_is_taken_back_without_a_strike_until_the_next_day_is_over(office, maya, rita):
    lives(office, rita, [good_day()] * 5)
    moves(office, maya, rita, "L2")
    works(office, rita, MONDAY)
    moves(office, maya, rita, "L0")
    works(office, rita, TUESDAY)
    assert standing(office, rita).strikes == 0
    assert [each.get("undo", False) for each in ladder(office, rita)] == [False, True]
    moves(office, maya, rita, "L2")
    works(office, rita, WEDNESDAY)
    works(office, rita, THURSDAY)
    moves(office, maya, rita, "L0")
    works(office, rita, THURSDAY + timedelta(days=1))
    assert standing(office, rita).strikes == 1, "two rungs, one strike"


def test_what_leads_below_where_the_step_up_began_is_a_step_back(office, maya, rita):
    office.change(rita, level="L1")
    lives(office, rita, [good_day()] * 5, level=1)
    moves(office, maya, rita, "L2")
    moves(office, maya, rita, "L0")
    works(office, rita, MONDAY)
    assert standing(office, rita).strikes == 1


def test_a_new_rung_in_the_plan_moves_nobody_and_costs_nothing(office, maya, rita):
    office.change(rita, level="L1")
    lives(office, rita, [good_day()] * 5, level=1)
    _, plan = office.bot.plans.current(office.workspace)
    between = plan.levels[0].model_copy(update={"key": "L0a", "name": "Guided a little"})
    office.apply(plan.model_copy(update={"levels": (plan.levels[0], between, *plan.levels[1:4])}))
    works(office, rita, MONDAY)
    after = standing(office, rita)
    assert (after.level, after.since, after.strikes) == (2, 0, 0)
    office.apply(plan)
    works(office, rita, TUESDAY)
    assert standing(office, rita).level == 1
    assert [each["quiet"] for each in ladder(office, rita)] == [True, True]


def test_a_level_that_the_plan_renames_is_the_lowest_until_somebody_says_which(office, maya, rita):
    office.change(rita, level="L1")
    lives(office, rita, [good_day()] * 5, level=1)
    _, plan = office.bot.plans.current(office.workspace)
    renamed = plan.levels[1].model_copy(update={"key": "T1"})
    office.apply(plan.model_copy(update={"levels": (plan.levels[0], renamed, *plan.levels[2:])}))
    moves(office, maya, rita, "T1")
    works(office, rita, MONDAY)
    assert (standing(office, rita).level, standing(office, rita).since) == (1, 0)


def test_who_was_a_manager_for_a_while_comes_back_on_the_level_they_have_now(office, dana, maya, rita):
    lives(office, rita, [good_day()] * 5)
    office.change(rita, rank=Rank.MANAGER)
    office.change(rita, level="L3")
    assert ladder(office, rita) == []
    office.change(rita, rank=Rank.REP)
    office.travel_to(TUESDAY, "09:00")
    works(office, rita, TUESDAY)
    after = standing(office, rita)
    assert (after.level, after.since, after.strikes) == (3, 0, 0)
    office.change(rita, rank=Rank.MANAGER)
    office.change(rita, rank=Rank.REP)
    assert len(ladder(office, rita)) == 1, "nothing has changed"


def test_a_level_that_a_file_changes_is_told_to_the_rep_with_what_it_means(office, maya, rita):
    lives(office, rita, [good_day()] * 5)
    _imports(office, rita, "L2", why="team.csv")
    office.settle()
    (told,) = office.said_to(rita)
    assert "You're Trusted now" in told
    assert "It was changed from Guided, by latitude people import." in told
    assert "team.csv" in told
    assert "Price concession: up to 11 %, before none" in told.replace("*", "")
    _imports(office, rita, "L2", why="the same again")
    _imports(office, rita, "L0", why="last.csv")
    office.settle()
    assert len(office.said_to(rita)) == 2
    assert "A step back to Guided" in office.said_to(rita)[-1]
    works(office, rita, MONDAY)
    assert standing(office, rita).strikes == 0


def test_who_is_no_rep_or_on_no_level_of_the_plan_is_told_nothing(office, maya, rita):
    office.change(maya, level="L2")
    office.change(rita, level="nothing the plan knows")
    office.settle()
    assert not office.said_to(maya)
    assert not office.said_to(rita)


def _imports(office, rita, level, why):
    (before,) = [each for each in office.bot.people.everyone(office.workspace) if each.id == rita.id]
    content = f"slack_id,name,level\n{before.id},{before.name},{level}\n"
    report = office.bot.rosters.import_(
        office.workspace, content.encode(), by="latitude people import", why=why
    )
    assert not [each for each in report.verdicts if each.outcome.value == "refused"], report
