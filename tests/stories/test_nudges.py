"""One small private hint, in the morning, to whom it may still help; and an honest look at whether it did."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.domain.absences import Absence
from bot.domain.newcomers import NotAnAdmin
from bot.domain.nudges import Answer, NotYourNudge
from bot.domain.people import Person as Member
from bot.domain.people import Rank
from bot.domain.refusals import Stranger
from bot.sandbox.client import text_of
from bot.services.desk import in_slack, plan_in_force
from bot.services.nudge_moments import found_in
from bot.store import absences
from bot.store import nudges as store
from bot.store.delivery_tables import DeliveryRow
from bot.store.plans import PlanRow
from bot.store.schema import TABLES
from tests.stories.office import LONG_AGO, MONDAY, NEW_YORK, usual_plan
from tests.stories.pasts import counted, draw, here_for_long, weeks_before

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=number) for number in range(1, 5))
A_WEEK = timedelta(days=7)
NUDGES = TABLES.tables["nudges"]


@pytest.fixture
def rep(office, maya, rita):
    """Rita has done five leads a day for twelve weeks, and three on this Monday and Tuesday."""
    usually(office, rita)
    counted(office, rita, MONDAY, leads=3, demos=3)
    counted(office, rita, TUESDAY, leads=3, demos=0)
    draw(office, rita, sent=True)
    return rita


def usually(office, person):
    here_for_long(office)
    weeks_before(office, person, MONDAY, leads=5, demos=1)


def is_away(office, person, first, last):
    with office.bot.database.writing() as connection:
        away = Absence(f"A-{person.id}-{first}", person.id, first, last, person.id)
        absences.add(connection, office.workspace, away, office.clock.now())


def written(office):
    with office.bot.database.reading() as connection:
        return connection.execute(select(NUDGES).order_by(NUDGES.c.week, NUDGES.c.person)).all()


def hints(office, person):
    return [text for text in office.said_to(person) if "so far this week" in text]


def test_a_hint_comes_the_morning_after_the_second_day_with_task_gap_days_and_one_suggestion(office, rep):
    office.travel_to(WEDNESDAY, "08:45")
    assert hints(office, rep) == []
    assert written(office) == []
    office.travel_to(WEDNESDAY, "09:15")
    (hint,) = hints(office, rep)
    assert "Self-generated leads: 6 of 25 so far this week" in hint
    assert "19 leads to go, with 3 days left, today included." in hint
    (row,) = written(office)
    assert row.suggestion in hint
    assert (row.person, row.week, row.day, row.activity) == (rep.id, MONDAY, WEDNESDAY, "leads")
    assert (row.target, row.done, row.days_left, row.chance, row.sent) == (2500, 600, 3, 0.7, True)
    assert 0.15 <= row.probability <= 0.5
    assert row.gain > 0
    office.travel_to(THURSDAY, "12:00")
    assert len(hints(office, rep)) == 1


def test_what_is_held_back_is_written_down_and_not_sent(office, rep):
    draw(office, rep, sent=False)
    office.travel_to(WEDNESDAY, "09:15")
    counted(office, rep, WEDNESDAY, leads=3, demos=0)
    office.travel_to(THURSDAY, "11:00")
    (row,) = written(office)
    assert (row.sent, row.day) == (False, WEDNESDAY)
    assert hints(office, rep) == []
    with pytest.raises(NotYourNudge):
        office.bot.nudges.answer(office.workspace, rep.id, receipt="1", nudge=row.id, answer=Answer.USEFUL)


def test_a_day_that_is_not_told_keeps_it_waiting_until_it_is(office, rita):
    usually(office, rita)
    counted(office, rita, MONDAY, leads=3, demos=3)
    draw(office, rita)
    office.travel_to(WEDNESDAY, "09:15")
    assert written(office) == []
    counted(office, rita, TUESDAY, leads=3, demos=0)
    office.settle()
    assert len(hints(office, rita)) == 1


def test_who_was_away_monday_and_tuesday_hears_on_friday_against_three_days(office, rita):
    usually(office, rita)
    is_away(office, rita, MONDAY, TUESDAY)
    draw(office, rita)
    counted(office, rita, WEDNESDAY, leads=4, demos=2)
    office.travel_to(THURSDAY, "10:00")
    counted(office, rita, THURSDAY, leads=5, demos=0)
    assert written(office) == []
    office.travel_to(FRIDAY, "09:30")
    (hint,) = hints(office, rita)
    assert "9 of 15 so far this week" in hint
    assert "6 leads to go, and today is the last day." in hint


def test_nobody_is_written_to_on_leave(office, rep):
    is_away(office, rep, WEDNESDAY, WEDNESDAY)
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []


def test_no_hint_follows_a_talk_in_the_same_week(office, maya, rep):
    office.travel_to(MONDAY, "12:00")
    coaching = office.bot.coaching
    coaching.coach(office.workspace, maya.id, rep.id, receipt="talk", words="We went through her list")
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []


def test_a_talk_of_the_week_before_keeps_nothing_back(office, maya, rita):
    coaching = office.bot.coaching
    here_for_long(office)
    coaching.coach(office.workspace, maya.id, rita.id, receipt="talk", words="We went through her list")
    later = MONDAY + A_WEEK
    weeks_before(office, rita, later, leads=5, demos=1)
    for day in (later, later + timedelta(days=1)):
        counted(office, rita, day, leads=3, demos=2)
    draw(office, rita, week=later)
    office.travel_to(later + timedelta(days=2), "09:15")
    assert len(hints(office, rita)) == 1


def test_a_target_that_the_plan_changes_in_the_week_is_left_alone(office, rep):
    office.travel_to(TUESDAY, "12:00")
    office.apply(with_leads(6))
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []


def test_a_plan_that_changes_something_else_changes_nothing_for_anybody(office, rep, maya):
    sam = office.hire("Sam Berg", manager=maya)
    usually(office, sam)
    counted(office, sam, MONDAY, leads=3, demos=3)
    counted(office, sam, TUESDAY, leads=3, demos=0)
    draw(office, rep, sam)
    plan = usual_plan()
    office.apply(plan.model_copy(update={"digest": plan.digest.model_copy(update={"thread": True})}))
    office.travel_to(WEDNESDAY, "10:00")
    assert len(hints(office, rep)) == len(hints(office, sam)) == 1


def test_without_a_plan_when_the_week_began_nobody_hears_anything(office, rep):
    with office.bot.database.writing() as connection:
        connection.execute(update(PlanRow).values(applied_at=office.clock.now()))
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []


def with_leads(target, **coaching):
    plan = usual_plan()
    ae, *others = plan.roles
    daily, *weekly = ae.expect
    daily = daily.model_copy(update={"target": Decimal(target)})
    ae = ae.model_copy(update={"expect": (daily, *weekly)})
    kept = plan.coaching.model_copy(update=coaching)
    return plan.model_copy(update={"roles": (ae, *others), "coaching": kept})


def test_a_plan_that_changes_between_writing_and_sending_takes_it_back(office, rep):
    office.travel_to(WEDNESDAY, "08:45")
    office.jump(timedelta(minutes=30))
    office.bot.paces.close_weeks()
    assert office.bot.nudges.nudge() == 1
    office.apply(with_leads(6))
    office.settle()
    assert hints(office, rep) == []


def test_at_most_so_many_in_a_week_and_in_twenty_working_days(office, rep):
    office.apply(with_leads(5, nudges_per_20_days=1))
    here_for_long(office)
    office.travel_to(WEDNESDAY, "09:15")
    assert len(hints(office, rep)) == 1
    counted(office, rep, WEDNESDAY, leads=4, demos=0)
    office.travel_to(THURSDAY, "09:15")
    assert len(written(office)) == 1
    later = MONDAY + A_WEEK
    for day in (THURSDAY, FRIDAY):
        counted(office, rep, day, leads=5, demos=0)
    for day in (later, later + timedelta(days=1)):
        counted(office, rep, day, leads=3, demos=3)
    office.travel_to(later + timedelta(days=2), "09:15")
    assert len(written(office)) == 1


@pytest.mark.parametrize("most", ["nudges_per_week", "nudges_per_20_days"])
def test_no_hints_where_the_plan_wants_none(office, rep, most):
    office.apply(with_leads(5, **{most: 0}))
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []
    rep.runs("/latitude", "settings")
    assert "Hints" not in str(rep.whispers[-1])


def test_each_button_is_answered_on_the_card_and_stop_is_the_last_one(office, rep):
    office.travel_to(WEDNESDAY, "09:15")
    rep.presses("Useful")
    office.settle()
    assert "You found this useful." in hints(office, rep)[-1]
    assert "Only you see this." not in hints(office, rep)[-1]
    (row,) = written(office)
    assert row.answer == "useful"
    office.bot.nudges.answer(office.workspace, rep.id, receipt="x", nudge=row.id, answer=Answer.STOP)
    office.bot.nudges.answer(office.workspace, rep.id, receipt="x", nudge=row.id, answer=Answer.USEFUL)
    office.settle()
    assert "No more of these." in hints(office, rep)[-1]
    assert len(hints(office, rep)) == 1
    assert written(office)[0].answer == "stop"


@pytest.mark.parametrize(
    ("word", "said"), [("Not now", "Not now, then."), ("Stop these", "No more of these.")]
)
def test_the_other_buttons_take_their_word(office, rep, word, said):
    office.travel_to(WEDNESDAY, "09:15")
    rep.presses(word)
    office.settle()
    assert said in hints(office, rep)[-1]


def test_only_its_receiver_answers_a_hint(office, maya, rep):
    office.travel_to(WEDNESDAY, "09:15")
    (row,) = written(office)
    for number, nudge in enumerate((row.id, "no such hint")):
        with pytest.raises(NotYourNudge):
            office.bot.nudges.answer(
                office.workspace, maya.id, receipt=str(number), nudge=nudge, answer=Answer.STOP
            )
    with pytest.raises(Stranger):
        office.bot.nudges.answer(office.workspace, "U-NOBODY", receipt="3", nudge=row.id, answer=Answer.STOP)
    with pytest.raises(Stranger):
        office.bot.nudges.turn(office.workspace, "U-NOBODY", on=True)
    assert written(office)[0].answer is None


def test_settings_show_whether_hints_come_and_change_it(office, rep):
    rep.runs("/latitude", "settings")
    assert "now and then" in str(rep.whispers[-1])
    rep.presses("Stop hints")
    assert "No more hints from now on." in text_of(rep.modal())
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []
    rep.runs("/latitude", "settings")
    rep.presses("Send hints again")
    assert "now and then again" in text_of(rep.modal())
    office.settle()
    assert len(hints(office, rep)) == 1


def test_who_accounts_for_the_week_at_its_end_is_left_alone(office, rep, maya):
    office.change(rep, level="L3")
    office.travel_to(WEDNESDAY, "10:00")
    assert written(office) == []
    rep.runs("/latitude", "settings")
    assert "Hints" not in str(rep.whispers[-1])


def test_two_bots_and_two_ticks_write_and_send_one(office, rep):
    office.travel_to(WEDNESDAY, "08:45")
    other = office.new_bot()
    other.introduce()
    office.jump(timedelta(minutes=30))
    office.bot.paces.close_weeks()
    found = _as_read_by(office, other)
    assert office.bot.nudges.nudge() == 1
    assert other.nudges._write_down(office.workspace, found) == 0
    assert office.bot.nudges.nudge() == 0
    other.catch_up()
    office.settle()
    other.database.close()
    assert len(written(office)) == len(hints(office, rep)) == 1


def _as_read_by(office, bot):
    with bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        team = in_slack(connection, office.workspace)
        return list(found_in(connection, plan, team, office.clock.now()))


def test_what_became_of_the_week_is_written_down_when_it_closes(office, rep):
    office.travel_to(WEDNESDAY, "09:15")
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        counted(office, rep, day, leads=6, demos=0)
    office.travel_to(FRIDAY, "17:00")
    assert written(office)[0].ended is None
    office.travel_to(MONDAY + A_WEEK, "09:30")
    assert written(office)[0].ended is None
    office.travel_to(MONDAY + A_WEEK, "10:30")
    assert written(office)[0].ended == 2400
    assert office.bot.nudges.end_weeks() == 0
    found = office.bot.nudges.report(office.workspace)
    assert (found.effect.moments, found.effect.sent, found.effect.is_known) == (1, 1, False)


def test_an_admin_asks_whether_hints_help_and_nobody_else(office, maya, rep):
    office.travel_to(WEDNESDAY, "09:15")
    maya.runs("/latitude", "nudges")
    assert "Not enough data yet (0 of about 100)." in str(maya.whispers[-1])
    with pytest.raises(NotAnAdmin):
        office.bot.nudges.report_to(office.workspace, rep.id)


def test_a_hint_about_what_the_plan_no_longer_counts_is_not_drawn(office, rep):
    office.travel_to(WEDNESDAY, "09:15")
    (row,) = written(office)
    plan = usual_plan()
    left = tuple(each for each in plan.activities if each.key != "leads")
    roles = tuple(
        each.model_copy(update={"expect": tuple(one for one in each.expect if one.activity != "leads")})
        for each in plan.roles
    )
    office.apply(plan.model_copy(update={"activities": left, "roles": roles}))
    assert office.bot.nudges.card(office.workspace, rep.id, row.id) is None
    assert office.bot.nudges.card(office.workspace, "U-NOBODY", row.id) is None


def test_five_hundred_reps_are_nudged_in_one_tick(office, maya):
    team = [
        Member(
            *(office.workspace, f"U9{number:04}", f"Rep {number}", Rank.REP, "ae", maya.id),
            *(NEW_YORK, LONG_AGO),
        )
        for number in range(500)
    ]
    office.bot.people.enroll(team, by="test")
    here_for_long(office)
    for each in team:
        counted(office, each, MONDAY, leads=3, demos=3)
        counted(office, each, TUESDAY, leads=4, demos=0)
    office.jump(timedelta(days=2, hours=1, minutes=15))
    assert office.bot.nudges.nudge() == 500
    rows = written(office)
    sent = [row for row in rows if row.sent]
    assert 300 <= len(sent) <= 400
    with office.bot.database.reading() as connection:
        owing = select(col(DeliveryRow.recipient)).where(col(DeliveryRow.kind) == "nudge")
        owed = connection.scalars(owing).all()
    assert sorted(owed) == sorted(row.person for row in sent)
    assert office.bot.nudges.nudge() == 0


def test_who_wants_none_is_remembered_once(office, rep):
    for _ in range(2):
        office.bot.nudges.turn(office.workspace, rep.id, on=False)
    with office.bot.database.reading() as connection:
        assert store.stopped(connection, office.workspace, [rep.id]) == {rep.id}
