"""People and plans change while the bot runs."""

from datetime import UTC, datetime, timedelta

from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.services import example
from bot.store import audit
from jobs.tidy_inbox import KEPT, tidy_inbox
from tests.stories.office import MONDAY


def test_somebody_who_leaves_before_half_past_four_is_not_asked(office, maya, rita):
    office.bot.plan()
    office.change(rita, active=False)
    office.travel_to(MONDAY, "17:00")
    assert office.said_to(rita) == []


def test_a_manager_who_leaves_hears_no_more_of_the_team(office, maya, rita):
    office.travel_to(MONDAY, "17:00")
    office.bot.plan()
    office.change(maya, active=False)
    office.travel_to(MONDAY + timedelta(days=1), "12:00")
    assert office.said_to(maya) == []


def test_the_card_of_somebody_who_left_after_answering_stays_as_it_was(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.presses("Check in")
    rita.fills({"Self-generated leads": "1", "Presentations": "1"})
    rita.submits()
    office.change(rita, active=False)
    office.settle()
    (card,) = office.said_to(rita)
    assert "How was Monday" in card


def test_somebody_without_a_manager_checks_in_all_the_same(office):
    solo = office.hire("Solo Artist")
    office.check_in(solo)
    solo.opens_home()
    assert "Only you, and the managers above" in text_of(solo.home())


def test_a_manager_has_nothing_to_check_in_for(office, maya):
    maya.runs("/checkin")
    assert "Nothing is counted in your role" in " ".join(text_of(each) for each in maya.whispers)


def test_home_says_hello_to_somebody_with_no_team_and_no_numbers(office, maya):
    maya.opens_home()
    assert "Nobody on your team checks in today" in text_of(maya.home())


def test_home_leaves_the_weekend_alone_and_reminds_of_friday(office, rita):
    office.travel_to(MONDAY + timedelta(days=5), "12:00")
    rita.opens_home()
    seen = text_of(rita.home())
    assert "Not a working day for you" in seen
    assert "Friday is still open." in seen
    rita.presses("Check in for Friday", where="home")
    assert "Friday 27 November" in text_of(rita.modal())


def test_on_monday_morning_the_command_means_friday_while_it_is_on_time(office, rita):
    office.travel_to(MONDAY + timedelta(days=7), "09:00")
    rita.runs("/checkin")
    assert "Friday 27 November" in text_of(rita.modal())
    rita.closes()
    office.travel_to(MONDAY + timedelta(days=7), "10:30")
    rita.runs("/checkin")
    assert "Monday 30 November" in text_of(rita.modal())


def test_a_workspace_without_a_plan_is_asked_nothing_and_told_why(databases):
    from tests.stories.office import open_office

    with open_office(databases.new("sqlite")) as office:
        from sqlalchemy import delete

        from bot.store.plans import PlanRow

        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
        rita = office.hire("Rita Alvarez", manager=maya)
        office.bot.plan()
        with office.bot.database.writing() as connection:
            connection.execute(delete(PlanRow))
        assert office.bot.plans.version(office.workspace) is None
        assert office.bot.plan() == 0
        office.travel_to(MONDAY, "17:00")
        assert office.said_to(rita) == []
        rita.runs("/checkin")
        assert "no plan yet" in " ".join(text_of(each) for each in rita.whispers)


def test_a_plan_is_adopted_once_and_the_same_plan_changes_nothing(office, tmp_path):
    file = tmp_path / "plan.toml"
    assert office.bot.adopt_plan(file) == 1
    file.write_text(example.plan_text().replace("target = 5, per", "target = 7, per"))
    assert office.bot.adopt_plan(file) == 1  # a plan in force is not replaced by starting the bot
    office.apply(example.plan())
    assert office.bot.plans.version(office.workspace) == 1


def test_every_change_is_in_the_audit_trail(office, maya, rita):
    office.change(rita, level="L2")
    office.change(rita, level="L2")
    with office.bot.database.reading() as connection:
        trail = audit.entries(connection, office.workspace)
    assert [(entry.what, entry.subject) for entry in trail] == [
        ("plan applied", "version 1"),
        ("person added", maya.id),
        ("person added", rita.id),
        ("person changed", rita.id),
    ]
    assert all(entry.by == "test" for entry in trail)
    assert trail[0].plan_version == 1


def test_receipts_are_forgotten_when_slack_can_no_longer_repeat_them(office, rita):
    office.check_in(rita)
    assert tidy_inbox(office.bot.receipts) == 0
    office.clock._ahead += KEPT.total_seconds() + 60
    assert tidy_inbox(office.bot.receipts) == 1


def test_an_alert_that_fails_causes_no_other(office, maya, rita):
    office.slack.faults(
        {"method": "chat.postMessage", "fault": "error", "error": "user_not_found", "count": 2}
    )
    office.travel_to(MONDAY, "16:31")
    for _ in range(3):
        office.wait_out()
    assert office.said_to(maya) == []
    assert office.said_to(rita) == []


def test_the_example_team_is_complete():
    ids = {each.name: f"U{number}" for number, each in enumerate(example.TEAM)}
    team = example.people("T1", ids, datetime(2026, 11, 23, tzinfo=UTC).date())
    assert [each.rank for each in team].count(Rank.REP) == 6
    assert len({each.timezone for each in team}) == 4
    assert {each.manager for each in team if each.rank is Rank.REP} == {"U1", "U2"}
    assert {name for name, *_ in example.ANSWERS} <= set(ids)
