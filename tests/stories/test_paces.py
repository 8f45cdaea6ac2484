"""Every week that closes teaches how the next one goes: where it is heading, and what would do it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.paces import USUAL_SPREAD, Course
from bot.domain.people import Person as Member
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.services.desk import in_slack, plan_in_force
from bot.services.drops import dropping
from bot.services.paces import forecasts
from bot.store.paces import PaceRow
from bot.store.schema import TABLES
from tests.stories.office import LONG_AGO, MONDAY, NEW_YORK, usual_plan
from tests.stories.pasts import counted, here_for_long, weeks_before

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=number) for number in range(1, 5))
A_WEEK = timedelta(days=7)
COUNTS, PACES = TABLES.tables["checkin_counts"], TABLES.tables["paces"]


def known(office, person):
    with office.bot.database.reading() as connection:
        rows = connection.execute(select(PACES).where(PACES.c.person == person.id))
        return {row.activity: row for row in rows}


def read(office, what):
    with office.bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        team = [each for each in in_slack(connection, office.workspace) if plan.expected_of(each.role)]
        return what(connection, plan, team, office.clock.now())


def home_of(person):
    person.opens_home()
    return text_of(person.home()).replace("\u00a0", " ")


@pytest.fixture
def rep(office, maya, rita):
    here_for_long(office)
    weeks_before(office, rita, MONDAY, leads=5, demos=1)
    return rita


def test_a_closed_week_is_learnt_from_once(office, rep):
    office.travel_to(MONDAY, "09:45")
    assert {row.week for row in known(office, rep).values()} == {MONDAY - 2 * A_WEEK}
    office.travel_to(MONDAY, "10:15")
    leads, demos = known(office, rep)["leads"], known(office, rep)["demos"]
    assert leads.week == MONDAY - A_WEEK
    assert leads.a / leads.b == pytest.approx(25)
    assert leads.b == pytest.approx(sum(0.85**number for number in range(13)))
    assert demos.a / demos.b == pytest.approx(5, abs=0.1)
    assert leads.spread == 1.0
    assert office.bot.paces.close_weeks() == 0


def test_a_correction_is_taken_up_when_the_next_week_closes(office, rep):
    office.settle()
    with office.bot.database.writing() as connection:
        connection.execute(update(COUNTS).where(COUNTS.c.activity == "leads").values(hundredths=1000))
    assert office.bot.paces.close_weeks() == 0
    office.travel_to(MONDAY, "10:15")
    leads = known(office, rep)["leads"]
    assert leads.a / leads.b == pytest.approx(50, rel=0.05)


def test_somebody_new_or_something_new_is_learnt_of_at_once(office, rep, maya):
    office.settle()
    new = office.hire("Sam Berg", manager=maya)
    assert office.bot.paces.close_weeks() == 1
    leads = known(office, new)["leads"]
    assert (leads.a, leads.b) == (25.0, 1.0)
    plan = usual_plan()
    ae, *others = plan.roles
    calls = ae.expect[0].model_copy(update={"activity": "calls"})
    ae = ae.model_copy(update={"expect": (*ae.expect, calls)})
    office.apply(plan.model_copy(update={"roles": (ae, *others)}))
    assert office.bot.paces.close_weeks() == 1
    assert set(known(office, rep)) == {"leads", "demos", "calls"}
    assert known(office, rep)["calls"].spread == USUAL_SPREAD


def test_two_bots_learn_the_same_and_what_is_later_stays(office, rep):
    office.settle()
    before = known(office, rep)["leads"]
    other = office.new_bot()
    with office.bot.database.writing() as connection:
        connection.execute(update(PaceRow).values(week=MONDAY))
    team = read(office, lambda _connection, _plan, team, _now: team)
    other.paces._close(office.workspace, team, MONDAY - 2 * A_WEEK)
    other.database.close()
    after = known(office, rep)["leads"]
    assert (after.week, after.a) == (MONDAY, before.a)


def test_home_and_status_say_where_each_count_is_heading_and_what_would_do_it(office, rep):
    office.travel_to(MONDAY, "11:00")
    assert "*0 of 25 leads* · close · 5 a day would do it" in home_of(rep)
    counted(office, rep, MONDAY, leads=9, demos=1)
    counted(office, rep, TUESDAY, leads=8, demos=0)
    office.travel_to(WEDNESDAY, "11:00")
    shown = home_of(rep)
    assert "*17 of 25 leads* · on course · 3 a day would do it" in shown
    assert "*1 of 3 presentations* · on course · 2 more would do it" in shown
    rep.runs("/latitude", "status")
    assert "on course" in str(rep.whispers[-1])
    counted(office, rep, WEDNESDAY, leads=8, demos=0)
    shown = home_of(rep)
    assert "*25 of 25 leads* · done" in shown


def test_a_week_that_cannot_be_reached_is_a_stretch_and_after_the_last_day_only_its_count(office, rep):
    counted(office, rep, MONDAY, leads=1, demos=0)
    counted(office, rep, TUESDAY, leads=1, demos=0)
    office.travel_to(WEDNESDAY, "11:00")
    assert "*2 of 25 leads* · a stretch · 8 a day would do it" in home_of(rep)
    (leads, _) = read(office, forecasts)[rep.id]
    assert (leads.course, leads.is_beyond_rescue) == (Course.STRETCH, True)
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        counted(office, rep, day, leads=1, demos=0)
    office.travel_to(FRIDAY, "18:00")
    assert "*5 of 25 leads*" in home_of(rep)
    assert "stretch" not in home_of(rep)


def test_nobody_is_forecast_where_nobody_is_and_the_weekly_are_left_alone(office, rep):
    office.change(rep, level="L3")
    assert read(office, forecasts) == {rep.id: ()}
    with office.bot.database.reading() as connection:
        assert forecasts(connection, usual_plan(), [], office.clock.now()) == {}
        assert dropping(connection, usual_plan(), [], office.clock.now()) == {}


def test_a_sustained_drop_is_known_with_its_figures_when_the_week_closes(office, rep):
    assert read(office, dropping) == {}
    for number in range(3):
        monday = MONDAY - (3 - number) * A_WEEK
        with office.bot.database.writing() as connection:
            here = COUNTS.c.day.between(monday, monday + timedelta(days=6))
            lower = update(COUNTS).where(COUNTS.c.activity == "leads", here)
            connection.execute(lower.values(hundredths=200))
    office.travel_to(MONDAY, "10:15")
    (drop,) = read(office, dropping)[rep.id]
    assert (drop.activity, drop.name, drop.since) == ("leads", "Self-generated leads", MONDAY - 3 * A_WEEK)
    assert drop.usual == pytest.approx(25)
    assert [each.total for each in drop.weeks] == [10, 10, 10]
    assert drop.now == 10
    office.jump(timedelta(days=40))
    assert read(office, dropping) == {}


def test_a_mistyped_count_says_nothing_of_anybodys_week(office, rep, maya):
    ben = office.hire("Ben Moss", manager=maya)
    weeks_before(office, ben, MONDAY, leads=5, demos=1)
    office.travel_to(MONDAY, "10:15")
    before = known(office, rep)["leads"]
    with office.bot.database.writing() as connection:
        typed = COUNTS.c.day == MONDAY - 3 * A_WEEK, COUNTS.c.person == ben.id, COUNTS.c.activity == "leads"
        connection.execute(update(COUNTS).where(*typed).values(hundredths=500_000))
        connection.execute(update(PaceRow).values(week=MONDAY - 3 * A_WEEK))
    office.bot.paces.close_weeks()
    after = known(office, rep)["leads"]
    assert (after.a, after.spread, after.shares) == (before.a, before.spread, before.shares)
    theirs = known(office, ben)["leads"]
    assert theirs.a / theirs.b == pytest.approx(25)
    assert theirs.drop_score == 0


def test_a_drop_is_forgotten_once_nothing_was_told_for_weeks(office, rep):
    with office.bot.database.writing() as connection:
        late = COUNTS.c.day >= MONDAY - 3 * A_WEEK, COUNTS.c.activity == "leads"
        connection.execute(update(COUNTS).where(*late).values(hundredths=200))
    office.travel_to(MONDAY, "10:15")
    office.travel_to(MONDAY + 2 * A_WEEK, "10:15")
    assert known(office, rep)["leads"].week == MONDAY + A_WEEK
    assert rep.id in read(office, dropping)
    office.travel_to(MONDAY + 3 * A_WEEK, "10:15")
    assert known(office, rep)["leads"].week == MONDAY + 2 * A_WEEK
    assert known(office, rep)["leads"].drop_score > 0
    assert read(office, dropping) == {}


def test_an_activity_that_is_expected_no_more_is_no_drop(office, rep):
    office.settle()
    with office.bot.database.writing() as connection:
        told = json.dumps([(MONDAY.isoformat(), 10.0, 1.0)])
        sunk = {"drop_score": 5.0, "drop_since": MONDAY, "drop_usual": 25.0, "drop_weeks": told}
        connection.execute(update(PaceRow).values(sunk))
    assert {each.activity for each in read(office, dropping)[rep.id]} == {"leads", "demos"}
    office.change(rep, role="se")
    with office.bot.database.reading() as connection:
        team = in_slack(connection, office.workspace)
        assert dropping(connection, usual_plan(), team, office.clock.now()) == {}


def test_a_fault_of_one_workspace_keeps_nobody_elses_week_from_being_learnt_of(office, rep, capsys):
    other = "T0ELSEWHERE"
    office.bot.workspaces.adopt(other, "Elsewhere", "")
    plan = usual_plan()
    ae = plan.roles[0]
    odd = ae.expect[0].model_copy(update={"activity": "golf"})
    broken = plan.model_copy(update={"roles": (ae.model_copy(update={"expect": (odd,)}), *plan.roles[1:])})
    office.bot.plans.apply(other, broken, by="test")
    sam = Member(other, "U0SAM", "Sam", Rank.REP, "ae", None, NEW_YORK, LONG_AGO)
    office.bot.people.enroll([sam], by="test")
    assert office.bot.paces.close_weeks() == 1
    assert "paces not learnt" in capsys.readouterr().out
    assert set(known(office, rep)) == {"leads", "demos"}
