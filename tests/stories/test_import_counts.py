"""Whatever is made of a week goes by the number that counts: the CRM's, where it has one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.checkins import Mark
from bot.domain.milestones import Kind
from bot.domain.weeks import Review, Verdict
from bot.services.desk import in_slack, plan_in_force
from bot.services.import_counts import counted
from bot.services.paces import forecasts
from bot.store import imports, marks, weeks
from tests.stories.office import MONDAY
from tests.stories.pasts import here_for_long
from tests.stories.test_home import said
from tests.stories.test_imports import counted_elsewhere, sends
from tests.stories.test_milestones import LAST_MONDAY, kinds, maya, rita, wins, worked  # noqa: F401 - fixtures
from tests.stories.test_paces import home_of, known
from tests.stories.test_roundups import roundups

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=number) for number in (1, 2, 4))


@pytest.fixture(autouse=True)
def past(office, maya, rita):  # noqa: F811 - fixtures
    office.apply(counted_elsewhere("leads"))
    here_for_long(office)


def crm(office, person, week, leads, days=5):
    lines = [
        f"{person.id}-{week}-{at},{person.id},leads,{week + timedelta(days=at)},{leads}" for at in range(days)
    ]
    assert not sends(office, *lines, settle=False).refused


def test_a_week_reaches_its_targets_by_what_counts(office, maya, rita, wins):  # noqa: F811 - fixtures
    tom = office.hire("Tom Baker", manager=maya)
    here_for_long(office)
    worked(office, rita, LAST_MONDAY, leads=5)
    worked(office, tom, LAST_MONDAY, leads=2)
    crm(office, rita, LAST_MONDAY, 2)
    crm(office, tom, LAST_MONDAY, 5)
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == []
    assert kinds(office, tom) == [Kind.TARGET_WEEK]


def test_what_was_kept_and_confirmed_reaches_them_too(office, maya, rita, wins):  # noqa: F811 - fixtures
    worked(office, rita, LAST_MONDAY, leads=5)
    crm(office, rita, LAST_MONDAY, 2)
    seen = {LAST_MONDAY + timedelta(days=at): 1 for at in range(5)}
    with office.bot.database.writing() as connection:
        for day in seen:
            imports.keep(connection, office.workspace, rita.id, day, "leads", said=Decimal(5), beside=2)
        word = Review(rita.id, LAST_MONDAY, 1, Verdict.LOOKS_RIGHT, seen, maya.id)
        weeks.add(connection, office.workspace, word, office.clock.now())
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == [Kind.TARGET_WEEK]


def test_a_best_week_is_best_by_what_counts(office, maya, rita, wins):  # noqa: F811 - fixtures
    tom = office.hire("Tom Baker", manager=maya)
    here_for_long(office)
    for number in range(1, 9):
        for each in (rita, tom):
            said(office, each, LAST_MONDAY - timedelta(weeks=number), leads=3, demos=0)
    crm(office, rita, LAST_MONDAY - timedelta(weeks=1), 5, days=1)
    for each in (rita, tom):
        said(office, each, LAST_MONDAY, leads=4, demos=0)
    crm(office, tom, LAST_MONDAY + timedelta(days=1), 1, days=1)
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == []
    assert kinds(office, tom) == [Kind.PERSONAL_BEST]


def test_an_excused_day_without_a_check_in_counts_for_nothing(office, maya, rita, wins):  # noqa: F811 - fixtures
    worked(office, rita, LAST_MONDAY, leads=5, demos=1, days=4)
    friday = LAST_MONDAY + timedelta(days=4)
    sends(office, f"a,{rita.id},leads,{LAST_MONDAY},4", f"b,{rita.id},leads,{friday},9", settle=False)
    with office.bot.database.writing() as connection:
        marks.add(connection, office.workspace, [(rita.id, friday, Mark.EXCUSED)], "x", office.clock.now())
    office.travel_to(MONDAY, "10:30")
    assert kinds(office, rita) == []


def test_a_team_reads_what_counts(office, maya, rita):  # noqa: F811 - fixtures
    team = [rita, *(office.hire(name, manager=maya) for name in ("Tom Berg", "Nia Mensah"))]
    office.slack.add_channel("sales-team", [maya.id, *(each.id for each in team)])
    for week in range(9):
        for day in range(4):
            for each in team:
                said(office, each, MONDAY - timedelta(weeks=week) + timedelta(days=day), 5, 1)
    sends(office, f"a,{rita.id},leads,{MONDAY},25", settle=False)
    office.travel_to(FRIDAY, "15:15")
    (text,) = roundups(rita)
    assert "*80 leads*, more than in most weeks" in text


def test_a_week_is_heading_where_what_counts_leads(office, maya, rita):  # noqa: F811 - fixtures
    said(office, rita, MONDAY, leads=9, demos=1)
    office.travel_to(WEDNESDAY, "11:00")
    three_days = zip("abc", (MONDAY, TUESDAY, WEDNESDAY), (3, 4, 1), strict=True)
    sends(office, *(f"{each},{rita.id},leads,{day},{count}" for each, day, count in three_days), settle=False)
    assert "*8 of 25 leads*" in home_of(rita)
    with office.bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        team = [each for each in in_slack(connection, office.workspace) if plan.expected_of(each.role)]
        leads, demos = forecasts(connection, plan, team, office.clock.now())[rita.id]
    assert (leads.done, leads.days_done, leads.days_left) == (8, 2, 3)
    assert (demos.done, demos.days_done, demos.days_left) == (1, 1, 3)


def test_what_is_learnt_is_what_counts(office, maya, rita):  # noqa: F811 - fixtures
    worked(office, rita, LAST_MONDAY, leads=9, days=4)
    crm(office, rita, LAST_MONDAY, 3)
    saturday = LAST_MONDAY - timedelta(days=2)
    sends(office, f"s,{rita.id},leads,{saturday},2", settle=False)
    office.travel_to(MONDAY, "10:15")
    assert (known(office, rita)["leads"].a, known(office, rita)["leads"].b) == (
        pytest.approx(0.85 * 25 + 15),
        pytest.approx(1.85),
    )
    with office.bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        (member,) = [each for each in in_slack(connection, office.workspace) if each.id == rita.id]
        found = counted(
            connection, plan, [member], saturday, LAST_MONDAY + timedelta(days=5), office.clock.now()
        )
    assert [(each.number, each.covers) for each in found[rita.id, "leads"]] == [(2, 0), *[(3, 1)] * 5]
    assert len(found[rita.id, "demos"]) == 4


def test_a_day_that_a_later_account_will_cover_is_not_counted_twice(office, maya):  # noqa: F811 - fixtures
    lena = office.hire("Lena Brandt", manager=maya, level="L3")
    here_for_long(office)
    sends(office, f"a,{lena.id},leads,{MONDAY},4", settle=False)
    with office.bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        (member,) = [each for each in in_slack(connection, office.workspace) if each.id == lena.id]

        def done(last):
            found = counted(connection, plan, [member], MONDAY, last, office.clock.now())
            return [each.number for each in found[lena.id, "leads"]]

        assert done(WEDNESDAY) == []
        assert done(FRIDAY) == [4]
