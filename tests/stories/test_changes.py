"""People and plans change while the bot runs."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Rank
from bot.domain.plan import Expectation
from bot.domain.refusals import UnknownZone
from bot.sandbox.client import text_of
from bot.services import example
from bot.store import audit, checkins, workspaces
from bot.store.plans import PlanRow
from jobs.tidy_inbox import KEPT, tidy_inbox
from tests.stories.office import MONDAY, usual_plan


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
    assert "Only you see your check-ins." in text_of(solo.home())


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
    office.apply(usual_plan())
    assert office.bot.plans.version(office.workspace) == 1


def with_another_activity():
    plan = example.plan()
    (ae, sdr) = plan.roles
    more = (*ae.expect, Expectation(activity="calls", target=Decimal(10), per="day"))
    return plan.model_copy(update={"roles": (ae.model_copy(update={"expect": more}), sdr)})


def test_a_form_open_while_the_plan_gains_an_activity_asks_again_and_keeps_what_was_typed(office, rita):
    rita.runs("/checkin")
    rita.fills({"Self-generated leads": "4", "Presentations": "1", "Wins": "A good one"})
    office.apply(with_another_activity())
    assert rita.submits().ok
    asked = text_of(rita.modal())
    assert "The plan has just changed." in asked
    assert "Calls with a decision maker" in asked
    rita.fills({"Calls with a decision maker": "9"})
    assert rita.submits().ok
    with office.bot.database.reading() as connection:
        said = checkins.find(connection, office.workspace, rita.id, MONDAY)
    assert said is not None
    assert dict(said.counts) == {"leads": 4, "demos": 1, "calls": 9}
    assert said.wins == "A good one"


def test_a_manager_on_the_other_side_of_the_world_sees_each_reps_own_day(office):
    kim = office.hire("Kim Park", rank=Rank.MANAGER, timezone="Australia/Sydney")
    rita = office.hire("Rita Alvarez", manager=kim)
    office.travel_to(MONDAY, "17:00")  # Tuesday morning in Sydney
    office.check_in(rita, leads=4)
    kim.opens_home()
    assert "*Rita Alvarez* · 4 of 5 leads" in text_of(kim.home())


def test_a_day_made_a_day_off_has_no_morning_line(office, maya, rita):
    office.travel_to(MONDAY, "17:00")
    calendar = example.plan().calendar.model_copy(update={"days_off": (MONDAY + timedelta(days=1),)})
    office.apply(example.plan().model_copy(update={"calendar": calendar}))
    office.travel_to(MONDAY + timedelta(days=1), "12:00")
    assert office.said_to(maya) == []


def test_a_morning_line_already_due_is_not_sent_on_a_day_just_made_a_day_off(office, maya, rita):
    office.travel_to(MONDAY, "17:00")
    calendar = example.plan().calendar.model_copy(update={"days_off": (MONDAY + timedelta(days=1),)})
    office.apply(example.plan().model_copy(update={"calendar": calendar}))
    office.clock._ahead += timedelta(hours=17, minutes=5).total_seconds()
    office.bot.outbox.tick()  # sending comes before planning looks again
    assert office.said_to(maya) == []


def test_a_check_in_can_be_edited_until_its_week_is_closed(office, rita):
    wednesday, next_monday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=7)
    office.travel_to(MONDAY, "16:31")
    rita.presses("Check in")
    rita.fills({"Self-generated leads": "4", "Presentations": "1"})
    rita.submits()
    assert "You can edit it until Monday 30 November, 10:00." in text_of(rita.modal())
    rita.closes()
    office.travel_to(wednesday, "09:00")
    rita.presses("Edit")
    assert "Edit check-in" in text_of(rita.modal())
    rita.closes()
    office.travel_to(next_monday, "10:01")
    rita.presses("Edit")
    assert "a week can be changed until the next one begins" in text_of(rita.modal())


def test_a_missed_day_may_still_be_filled_in_while_its_week_is_open(office, rita):
    office.travel_to(MONDAY, "16:31")
    office.travel_to(MONDAY + timedelta(days=3), "09:00")
    rita.presses("Check in", where=rita.dm()[0])
    assert "Monday 23 November" in text_of(rita.modal())


def test_on_a_weekend_last_weeks_sum_is_that_weeks(office, rita):
    office.travel_to(MONDAY + timedelta(days=7), "09:00")
    rita.runs("/checkin")
    rita.fills({"Self-generated leads": "5", "Presentations": "2"})
    rita.submits()
    assert "2 of 3 presentations* that week" in text_of(rita.modal())


def test_five_messages_that_fail_for_one_reason_are_one_line_to_the_admin(office, maya):
    for number in range(12):
        office.hire(f"Rep{number} Ortiz", manager=maya)
    office.slack.faults(
        {"method": "chat.postMessage", "fault": "error", "error": "user_not_found", "count": 5}
    )
    office.travel_to(MONDAY, "16:31")
    for _ in range(3):
        office.wait_out()
    (told,) = office.said_to(maya)
    assert "couldn't deliver the daily prompt" in told


def test_a_time_zone_that_does_not_exist_is_refused(office, rita):
    with pytest.raises(UnknownZone):
        office.change(rita, timezone="Mars/Base")


def test_a_plan_this_version_cannot_read_stops_nobody_elses_day(office, rita):
    with office.bot.database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace("T_OTHER", "Other"), office.clock.now())
        connection.execute(
            insert(PlanRow).values(
                workspace="T_OTHER",
                version=1,
                document="{}",
                applied_at=office.clock.now(),
                applied_by="test",
            )
        )
    office.travel_to(MONDAY, "16:31")
    assert len(office.said_to(rita)) == 1


def test_processes_that_start_together_make_one_workspace_and_one_plan(office, databases):
    bots = [office.new_bot() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda bot: bot.workspaces.adopt("T_NEW", "New"), bots))
        versions = list(pool.map(lambda bot: bot.plans.apply("T_NEW", example.plan(), by="test"), bots))
    assert versions == [1, 1, 1, 1]
    for bot in bots:
        bot.database.close()


def test_what_people_type_is_in_no_error_of_the_database(office, rita):
    said = Checkin(MONDAY, {}, "a secret win", "", office.clock.now(), Mark.ON_TIME)

    def save_for_nobody():
        with office.bot.database.writing() as connection:
            checkins.save(connection, office.workspace, "U_NOBODY", said, 1, office.clock.now())

    with pytest.raises(IntegrityError) as broken:
        save_for_nobody()
    assert "a secret win" not in str(broken.value)


def test_a_new_hour_for_the_prompt_holds_for_what_was_planned_already(office, rita):
    office.bot.plan()
    calendar = example.plan().calendar.model_copy(update={"prompt_at": time(12)})
    office.apply(example.plan().model_copy(update={"calendar": calendar}))
    office.travel_to(MONDAY, "12:01")
    assert len(office.said_to(rita)) == 1
    office.travel_to(MONDAY, "17:00")
    prompt, reminder = office.said_to(rita)
    assert "How was Monday" in prompt
    assert "Monday is still open" in reminder


def test_somebody_who_moves_is_asked_at_the_new_half_past_four(office, maya, rita):
    office.bot.plan()
    office.change(rita, timezone="Europe/Berlin")
    office.travel_to(MONDAY, "16:29", "Europe/Berlin")
    assert office.said_to(rita) == []
    office.travel_to(MONDAY, "16:31", "Europe/Berlin")
    assert len(office.said_to(rita)) == 1


def test_a_bot_leaves_the_messages_of_another_workspace_to_the_bot_that_has_its_token(office, rita):
    from bot.domain.deliveries import Planned, State
    from bot.store import deliveries

    now = office.clock.now()
    other = Planned("T_OTHER", "k", "home", "U9", now, now + timedelta(days=1))
    with office.bot.database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace("T_OTHER", "Other"), now)
        deliveries.plan(connection, [other], now)
    office.settle()
    with office.bot.database.reading() as connection:
        assert deliveries.counts(connection, "T_OTHER")[State.PENDING] == 1


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
    assert all(entry.plan_version == 1 for entry in trail)
    assert json.loads(trail[-1].details) == {"level": ["L0", "L2"]}


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
