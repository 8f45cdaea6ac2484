"""Counts from a CRM: verified at once, filled in already; a question where somebody said something else."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.import_rows import read_counts_file
from bot.domain.imports import Choice, CountsMoved, Differing
from bot.domain.ledger import Kind
from bot.sandbox.client import text_of
from bot.store import checkins, evidence, imports
from bot.views.imports import note_of_closed
from tests.stories.office import MONDAY, usual_plan

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
HEADER = "source_id,person,activity,day,count\n"


def counted_elsewhere(*keys):
    """The usual plan, with these activities counted by another system."""
    plan = usual_plan()
    activities = [
        each.model_copy(update={"source": "import"}) if each.key in keys else each for each in plan.activities
    ]
    return plan.model_copy(update={"activities": tuple(activities)})


@pytest.fixture(autouse=True)
def plan(office):
    office.apply(counted_elsewhere("leads"))


def sends(office, *lines, header=HEADER, settle=True):
    """The CRM sends these lines."""
    rows = read_counts_file((header + "".join(f"{each}\n" for each in lines)).encode())
    report = office.bot.imports.take(office.workspace, rows)
    if settle:
        office.settle()
    return report


def kept(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def row(office, person, day=MONDAY, kind=Kind.ACTIVITY_DAY):
    """What the ledger says of a day's, or a week's, targets."""
    with office.bot.database.reading() as connection:
        found = evidence.of_person(connection, office.workspace, person.id)
    return next((each.facts for each in found if each.kind == kind and each.day == day), None)


def asked_of(office, person):
    return [each for each in office.said_to(person) if "Your CRM has a different number" in each]


def buttons(message):
    return [
        element["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_what_the_crm_counted_is_filled_in_and_verified_at_once(office, maya, rita):
    office.travel_to(MONDAY, "16:31")
    assert sends(office, f"a,{rita.id},leads,{MONDAY},3", f"b,{rita.id},leads,{MONDAY},").verdicts
    office.travel_to(MONDAY, "16:46")
    (prompt,) = office.said_to(rita)
    assert "Your CRM has 4 leads already." in prompt
    assert "Your CRM has 4 leads already." in text_of(rita.home())
    rita.presses("Check in")
    form = text_of(rita.modal())
    assert "From your CRM: 4, verified. Expected: 5 leads a day." in form
    rita.fills({"Presentations": "1"})
    assert rita.submits().ok
    assert "Self-generated leads: from your CRM, verified." in text_of(rita.modal())
    office.settle()
    assert kept(office, rita).counts["leads"] == 4
    assert row(office, rita) == {"metrics": [[4.0, 5.0]], "verified": True}
    assert asked_of(office, rita) == []


def test_a_number_that_differs_is_asked_about_at_once_and_the_crms_is_taken_over(office, maya, rita):
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.check_in(rita, leads=6)
    said = text_of(rita.modal())
    assert "You said 6 leads, the CRM says 4." in said
    assert row(office, rita) == {"metrics": [[4.0, 5.0]], "verified": True}
    assert "On Monday you said 6 leads, the CRM says 4." in text_of(rita.home())
    rita.presses("Use 4")
    assert "from your CRM, verified" in text_of(rita.modal())
    assert "You said" not in text_of(rita.modal())
    office.settle()
    assert kept(office, rita).counts["leads"] == 4
    assert kept(office, rita).revision == 2
    assert "the CRM says" not in text_of(rita.home())
    assert row(office, rita) == {"metrics": [[4.0, 5.0]], "verified": True}


def test_a_number_that_is_kept_counts_once_the_manager_has_seen_both(office, maya, rita):
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.check_in(rita, leads=6)
    rita.presses("Keep 6")
    assert "You keep 6 leads. Your manager sees the CRM's 4 too." in text_of(rita.modal())
    rita.closes()
    office.settle()
    assert row(office, rita) == {"metrics": [[4.0, 5.0]], "verified": True}
    office.travel_to(FRIDAY, "17:01")
    (card,) = [each for each in maya.dm() if "The week to" in text_of(each)]
    assert "Monday: 6 leads said, 4 in the CRM; *Looks right* takes what was said" in text_of(card)
    maya.presses("Looks right")
    office.settle()
    assert row(office, rita) == {"metrics": [[6.0, 5.0]], "verified": True}
    sends(office, f"a,{rita.id},leads,{MONDAY},5")  # the CRM is corrected: the word was about another number
    assert row(office, rita) == {"metrics": [[5.0, 5.0]], "verified": True}


def test_the_manager_does_not_see_what_the_rep_has_still_to_choose(office, maya, rita):
    office.travel_to(FRIDAY, "16:31")
    sends(office, f"a,{rita.id},leads,{FRIDAY},4", f"b,{rita.id},leads,{MONDAY},2")
    office.check_in(rita, leads=6)
    office.travel_to(FRIDAY, "17:01")
    (card,) = [each for each in maya.dm() if "The week to" in text_of(each)]
    assert "in the CRM" not in text_of(card)
    maya.presses("Looks right")
    office.settle()
    assert row(office, rita, FRIDAY) == {"metrics": [[4.0, 5.0]], "verified": True}
    rita.presses("Keep 6")
    office.travel_to(FRIDAY, "17:31")
    (card,) = [each for each in maya.dm() if "The week to" in text_of(each)]
    assert "Friday: 6 leads said, 4 in the CRM" in text_of(card)
    assert "came in since" in text_of(card)
    assert row(office, rita, FRIDAY) == {"metrics": [[4.0, 5.0]], "verified": True}
    maya.presses("Looks right")
    office.settle()
    assert row(office, rita, FRIDAY) == {"metrics": [[6.0, 5.0]], "verified": True}


def test_without_a_choice_the_crms_number_stays_and_the_manager_sees_both(office, maya, rita):
    office.check_in(rita, leads=6)
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.travel_to(FRIDAY, "17:01")
    (card,) = [each for each in maya.dm() if "The week to" in text_of(each)]
    assert "Monday: 6 leads said, 4 in the CRM; the CRM's counts" in text_of(card)
    maya.presses("Looks right")
    office.settle()
    assert row(office, rita) == {"metrics": [[4.0, 5.0]], "verified": True}


def test_counts_that_come_afterwards_are_asked_about_in_one_message_a_day(office, maya, rita):
    office.check_in(rita, leads=6)
    assert row(office, rita) == {"metrics": [[6.0, 5.0]], "verified": False}
    sends(office, f"a,{rita.id},leads,{MONDAY},6")
    assert row(office, rita) == {"metrics": [[6.0, 5.0]], "verified": True}
    assert asked_of(office, rita) == []
    sends(office, f"b,{rita.id},leads,{MONDAY},1")  # she had said six before the CRM had
    sends(office, f"c,{rita.id},leads,{MONDAY},1")
    (asked,) = asked_of(office, rita)
    assert "On Monday you said 6 leads, the CRM says 7." in asked
    office.travel_to(MONDAY, "09:00")
    (asked,) = asked_of(office, rita)
    assert "the CRM says 8." in asked
    (message,) = [each for each in rita.dm() if "a different number" in text_of(each)]
    assert buttons(message) == ["Use 8", "Keep 6"]
    rita.presses("Use 8")
    office.settle()
    assert kept(office, rita).counts["leads"] == 8
    assert asked_of(office, rita) == []
    assert [each for each in office.said_to(rita) if "That's settled." in each]


def test_a_number_taken_over_from_the_crm_follows_it_without_a_word(office, maya, rita):
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.check_in(rita, leads=4)
    office.travel_to(FRIDAY, "17:01")
    maya.presses("Looks right")
    office.settle()
    sends(office, f"b,{rita.id},leads,{MONDAY},2")
    assert kept(office, rita).counts["leads"] == 6
    assert kept(office, rita).revision == 1
    assert row(office, rita) == {"metrics": [[6.0, 5.0]], "verified": True}
    assert asked_of(office, rita) == []
    office.travel_to(FRIDAY, "17:16")
    (card,) = [each for each in maya.dm() if "The week to" in text_of(each)]
    assert "Self-generated leads *6*" in text_of(card)
    assert "looks right" in text_of(card)
    sends(office, f"a,{rita.id},leads,{MONDAY},0", f"b,{rita.id},leads,{MONDAY},0")
    assert kept(office, rita).counts["leads"] == 0
    sends(office, f"c,{rita.id},leads,{MONDAY},3")
    assert kept(office, rita).counts["leads"] == 3
    assert asked_of(office, rita) == []


def test_nobody_is_asked_in_quiet_hours_or_on_leave(office, maya, rita):
    office.check_in(rita, leads=6)
    office.travel_to(MONDAY, "20:00")
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.travel_to(TUESDAY, "07:00")
    assert asked_of(office, rita) == []
    rita.runs("/away", "today")
    office.travel_to(TUESDAY, "18:00")
    assert asked_of(office, rita) == []
    office.travel_to(WEDNESDAY, "08:30")
    assert len(asked_of(office, rita)) == 1


def test_who_has_chosen_by_night_is_not_asked_in_the_morning(office, maya, rita):
    office.check_in(rita, leads=6)
    rita.closes()
    office.travel_to(MONDAY, "20:00")
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.travel_to(MONDAY, "20:30")
    rita.presses("Keep 6", where=rita.home())
    office.settle()
    assert "the CRM says" not in text_of(rita.home())
    office.travel_to(TUESDAY, "09:00")
    assert asked_of(office, rita) == []


def test_a_press_that_comes_too_late_or_twice_changes_nothing_more(office, maya, rita):
    office.check_in(rita, leads=6)
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    (old,) = [each for each in rita.dm() if "a different number" in text_of(each)]
    sends(office, f"b,{rita.id},leads,{MONDAY},1", settle=False)
    rita.presses("Keep 6", where=old)
    assert "Those numbers have changed since." in text_of(rita.modal())
    assert kept(office, rita).revision == 1
    desk, here = office.bot.imports, office.workspace
    choice = Choice(MONDAY, "leads", Decimal(6), 4)
    with pytest.raises(CountsMoved):
        desk.choose(here, rita.id, receipt="1", choice=choice, use=True)
    now = Choice(MONDAY, "leads", Decimal(6), 5)
    desk.choose(here, rita.id, receipt="2", choice=now, use=False)
    desk.choose(here, rita.id, receipt="3", choice=now, use=False)
    desk.choose(here, rita.id, receipt="4", choice=now, use=True)
    assert (kept(office, rita).counts["leads"], kept(office, rita).revision) == (6, 2)
    with pytest.raises(CountsMoved):
        desk.choose(here, rita.id, receipt="5", choice=Choice(TUESDAY, "leads", Decimal(6), 5), use=True)


def test_what_somebody_typed_can_be_filled_up_from_the_crm(office, maya, rita):
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    rita.types(rita.app_channel(), "demos 1")
    office.settle()
    assert kept(office, rita).counts == {"leads": 4, "demos": 1}
    rita.types(rita.app_channel(), "leads 6")
    office.settle()
    assert "The CRM says 4, not 6 leads: choose on Home." in office.said_to(rita)[-1]
    assert asked_of(office, rita) == []
    rita.types(rita.app_channel(), "demos two")
    office.settle()
    assert "I miss" not in office.said_to(rita)[-1]


def test_a_weekly_account_stands_beside_the_whole_week(office, maya):
    lena = office.hire("Lena Brandt", manager=maya, level="L3")
    sends(office, *(f"{day},{lena.id},leads,{day},4" for day in (MONDAY,)))
    office.travel_to(FRIDAY, "16:00")
    sends(office, *(f"{day},{lena.id},leads,{day},4" for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)))
    office.travel_to(FRIDAY, "16:31")
    assert "Your CRM has 20 leads already." in office.said_to(lena)[-1]
    lena.presses("Check in")
    assert "From your CRM: 20, verified." in text_of(lena.modal())
    lena.fills({"Self-generated leads": "25", "Presentations": "3"})
    assert lena.submits().ok
    assert "You said 25 leads, the CRM says 20." in text_of(lena.modal())
    assert row(office, lena, FRIDAY) == {"metrics": [[20.0, 25.0]], "verified": True}


def test_weekly_targets_take_in_the_days_that_nobody_accounted_for(office, maya, rita):
    office.apply(counted_elsewhere("leads", "demos"))
    office.travel_to(FRIDAY, "16:31")
    office.check_in(rita, leads=0, demos=1)
    assert row(office, rita, FRIDAY, Kind.ACTIVITY_WEEK) == {"metrics": [[1.0, 3.0]], "verified": False}
    sends(
        office,
        f"a,{rita.id},demos,{FRIDAY},1",
        f"b,{rita.id},demos,{TUESDAY},1",
        f"c,{rita.id},demos,{MONDAY},0",
    )
    assert row(office, rita, FRIDAY, Kind.ACTIVITY_WEEK) == {"metrics": [[2.0, 3.0]], "verified": True}
    sends(office, f"b,{rita.id},demos,{TUESDAY},0")
    assert row(office, rita, FRIDAY, Kind.ACTIVITY_WEEK) == {"metrics": [[1.0, 3.0]], "verified": True}


def test_a_day_with_a_typed_number_in_it_waits_for_the_manager(office, maya):
    nia = office.hire("Nia Adeyemi", manager=maya, role="sdr")
    sends(office, f"a,{nia.id},leads,{MONDAY},8")
    nia.runs("/checkin")
    nia.fills({"Calls with a decision maker": "9", "Presentations": "1"})
    assert nia.submits().ok
    assert row(office, nia) == {"metrics": [[8.0, 8.0], [9.0, 12.0]], "verified": False}


def test_a_count_that_moves_to_somebody_else_is_taken_from_the_first(office, maya, rita):
    oskar = office.hire("Oskar Lund", manager=maya)
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    sends(office, f"a,{oskar.id},leads,{MONDAY},5")
    with office.bot.database.reading() as connection:
        known = imports.between(connection, office.workspace, [rita.id, oskar.id], MONDAY, MONDAY)
    assert known[rita.id].counts == {}
    assert known[oskar.id].counts == {(MONDAY, "leads"): 5}


def test_counts_of_who_has_left_or_is_no_rep_say_nothing_and_break_nothing(office, maya, rita):
    sends(office, f"a,{rita.id},leads,{MONDAY},4")
    office.change(rita, active=False)
    report = sends(office, f"a,{maya.id},leads,{MONDAY},4", f"b,{rita.id},leads,{MONDAY},4")
    assert [each.outcome.value for each in report.verdicts] == ["changed", "refused"]
    assert office.bot.imports.questions(office.workspace, rita.id) is None
    assert office.bot.imports.questions(office.workspace, maya.id) == ()


def noted(office, person):
    return [each for each in office.said_to(person) if "the CRM's counts." in each]


def test_counts_that_come_after_the_week_is_closed_are_told_in_one_line_a_day(office, maya, rita):
    office.check_in(rita, leads=6)
    office.travel_to(TUESDAY, "16:31")
    office.check_in(rita, leads=3)
    monday = MONDAY + timedelta(days=7)
    office.travel_to(monday, "20:00")
    sends(office, f"a,{rita.id},leads,{MONDAY},2")
    assert noted(office, rita) == []  # not at night
    sends(office, f"b,{rita.id},leads,{TUESDAY},1", f"d,{rita.id},leads,{WEDNESDAY},1")
    tuesday = monday + timedelta(days=1)
    office.travel_to(tuesday, "09:00")
    (told,) = noted(office, rita)
    assert "Your CRM has 2 leads for Monday 23 November where you said 6; the CRM's counts." in told
    assert "Your CRM has 1 lead for Tuesday 24 November where you said 3; the CRM's counts." in told
    assert "*Why?* on Home has the row, where you can contest it." in told
    assert asked_of(office, rita) == []
    assert row(office, rita) == {"metrics": [[2.0, 5.0]], "verified": True}
    sends(office, f"c,{rita.id},leads,{MONDAY},1")
    sends(office, f"e,{rita.id},leads,{MONDAY},1")
    office.travel_to(tuesday, "18:00")
    assert len(noted(office, rita)) == 1  # one a day
    office.travel_to(tuesday + timedelta(days=1), "17:00")
    assert len(noted(office, rita)) == 2
    assert "has 4 leads for Monday 23 November" in noted(office, rita)[-1]
    assert "Tuesday" not in noted(office, rita)[-1]


def test_a_line_is_not_sent_for_what_agrees_again_or_to_who_has_left(office, maya, rita):
    office.check_in(rita, leads=6)
    office.travel_to(MONDAY + timedelta(days=7), "20:00")
    sends(office, f"a,{rita.id},leads,{MONDAY},2")
    sends(office, f"a,{rita.id},leads,{MONDAY},6")
    office.travel_to(TUESDAY + timedelta(days=7), "12:00")
    assert noted(office, rita) == []
    office.change(rita, active=False)
    assert office.bot.imports.overruled(office.workspace, rita.id, office.clock.now()) is None


def test_many_numbers_stand_in_one_line_each_up_to_a_number():
    leads = usual_plan().activity("leads")
    days = [Differing(MONDAY + timedelta(days=at), leads, Decimal(6), 2, closed=True) for at in range(10)]
    text = text_of({"blocks": list(note_of_closed(days).blocks)})
    assert text.count("the CRM's counts.") == 8
    assert "And 2 numbers more." in text
