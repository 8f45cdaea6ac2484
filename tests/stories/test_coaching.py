"""Who could use their manager: the queue, a talk written down and read, and what was agreed."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.domain.coaching_refusals import (
    ActionMissing,
    CoachedMeanwhile,
    DayIsOver,
    NoSuchNote,
    NothingWritten,
    NotYoursToCoach,
    SettledMeanwhile,
)
from bot.domain.people import Rank, unmatched
from bot.domain.plan import Cadence, Mode
from bot.sandbox.client import text_of
from bot.services.coaching_queue import queue_for
from bot.store import audit, coaching, people, talks
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=ahead) for ahead in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)
LATER = MONDAY + timedelta(days=14)


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


def coach(office, by, person, words="We talked", receipt="1", **more):
    seen = office.bot.coaching.form(office.workspace, by.id, person.id).seen
    more = {"seen": seen, **more}
    office.bot.coaching.coach(office.workspace, by.id, person.id, receipt=receipt, words=words, **more)


def notes(office, person):
    with office.bot.database.reading() as connection:
        return coaching.notes_of(connection, office.workspace, person.id, 10)


def queue(office, manager):
    found = office.bot.coaching.queue(office.workspace, manager.id)
    return [(each.person.first_name, [str(one.why) for one in each.reasons]) for each in found.concerns]


def mornings(person):
    return [each for each in person.dm() if "Who could use you" in text_of(each)]


def told(person):
    return [each for each in person.dm() if "wrote down what you talked about" in text_of(each)]


def home(office, person):
    person.opens_home()
    office.settle()
    return text_of(person.home())


def is_blocked(office, person, words="Waiting for legal on Kestrel"):
    """Three days in a row."""
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.travel_to(day, "16:45")
        office.check_in(person, Blockers=words)


def test_a_blocker_that_comes_back_puts_somebody_in_the_queue_with_its_evidence(office, maya, rita):
    is_blocked(office, rita)
    assert queue(office, maya) == [("Rita", ["blocked"])]
    text = home(office, maya)
    assert "Rita Alvarez" in text
    assert "the same thing in the way on 3 days" in text
    assert "Waiting for legal on Kestrel" in text
    assert "Ask: " in text


def test_one_message_on_the_morning_after_and_none_while_nothing_is_new(office, maya, rita):
    is_blocked(office, rita)
    office.travel_to(THURSDAY, "07:45")
    assert mornings(maya) == []
    office.travel_to(THURSDAY, "08:15")
    (morning,) = mornings(maya)
    assert "Waiting for legal on Kestrel" in text_of(morning)
    office.travel_to(THURSDAY, "16:45")
    office.check_in(rita, leads=10)
    office.travel_to(FRIDAY, "12:00")
    assert len(mornings(maya)) == 1


def test_without_quiet_hours_it_comes_with_the_digest(office, maya, rita):
    _, plan = office.bot.plans.current(office.workspace)
    hours = plan.calendar.model_copy(update={"quiet": (time(0), time(0))})
    office.apply(plan.model_copy(update={"calendar": hours}))
    is_blocked(office, rita)
    office.travel_to(THURSDAY, "09:45")
    assert mornings(maya) == []
    office.travel_to(THURSDAY, "10:15")
    assert len(mornings(maya)) == 1


def test_what_is_in_the_way_of_several_is_left_to_the_digest(office, maya, rita):
    for person in (rita, office.hire("Ben Moss", manager=maya), office.hire("Cy Young", manager=maya)):
        office.check_in(person, Blockers="Waiting for legal on Kestrel")
    assert queue(office, maya) == []
    assert "Three people:" in home(office, maya)


def test_an_empty_queue_is_no_message(office, maya, rita):
    office.travel_to(TUESDAY, "12:00")
    assert mornings(maya) == []
    assert "Nobody waits for you just now" in home(office, maya)


def test_a_manager_who_is_away_is_not_told(office, maya, rita):
    is_blocked(office, rita)
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=THURSDAY, last=THURSDAY
    )
    office.travel_to(THURSDAY, "12:00")
    assert mornings(maya) == []
    office.travel_to(FRIDAY, "12:00")
    assert len(mornings(maya)) == 1


def test_what_a_message_that_never_arrived_said_is_new_the_next_morning(office, maya, rita):
    is_blocked(office, rita)
    desk = office.bot.coaching
    assert desk.news(office.workspace, maya.id, THURSDAY) is not None
    assert desk.news(office.workspace, maya.id, THURSDAY) is not None
    assert desk.news(office.workspace, maya.id, FRIDAY) is not None


def test_others_can_write_while_a_morning_is_worked_out(office, maya, rita, monkeypatch):
    is_blocked(office, rita)
    ben = office.hire("Ben Moss", manager=maya)

    def meanwhile(*given):
        with office.bot.database.writing() as connection:
            coaching.snooze(connection, office.workspace, maya.id, ben.id, office.clock.now())
        return queue_for(*given)

    monkeypatch.setattr("bot.services.coaching.queue_for", meanwhile)
    assert office.bot.coaching.news(office.workspace, maya.id, THURSDAY) is not None


def test_coached_is_told_to_the_rep_who_says_that_they_got_it(office, maya, rita):
    is_blocked(office, rita)
    office.travel_to(THURSDAY, "08:15")
    maya.presses("Coached", where=mornings(maya)[-1])
    form = text_of(maya.modal())
    assert "Waiting for legal on Kestrel" in form
    maya.fills({
        "What you talked about": "Legal answers *Kestrel* on Friday <!channel>",
        "What you agreed": "Rita sends them the short form",
        "Look at it again on": FRIDAY.isoformat(),
    })  # fmt: skip
    assert maya.submits().ok
    office.settle()
    (note,) = told(rita)
    assert "Maya wrote down what you talked about" in text_of(note)
    assert "<!channel>" not in str(note["blocks"])
    assert "Rita sends them the short form" in text_of(note)
    assert "by Friday 27 November" in text_of(note)
    assert queue(office, maya) == []
    assert "Nobody waits for you just now" in text_of(mornings(maya)[-1])
    assert "not read yet" in home(office, maya)
    rita.presses("Got it")
    office.settle()
    assert "You've read it." in text_of(told(rita)[-1])
    assert "·  read" in home(office, maya)
    assert "Rita sends them the short form" in home(office, rita)
    with office.bot.database.reading() as connection:
        trail = [(each.what, each.by) for each in audit.entries(connection, office.workspace)]
    assert ("coached", maya.id) in trail


def test_a_note_is_needed_and_a_day_needs_something_to_be_done_by_then(office, maya, rita):
    with pytest.raises(NothingWritten):
        coach(office, maya, rita, words="  ")
    with pytest.raises(ActionMissing):
        coach(office, maya, rita, due=FRIDAY)
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=366)):
        with pytest.raises(DayIsOver):
            coach(office, maya, rita, action="Send it", due=day)
    assert notes(office, rita) == []


def test_the_form_says_beneath_the_field_what_is_wrong(office, maya, rita):
    is_blocked(office, rita)
    home(office, maya)
    maya.presses("Coached", where="home")
    maya.fills({"What you talked about": "Kestrel", "Look at it again on": MONDAY.isoformat()})
    assert maya.submits().errors == {
        "action": "Please say what you agreed, so that there is something to look at then."
    }
    maya.fills({"What you agreed": "Call them"})
    assert maya.submits().errors == {"due": "Please choose today or a later day, within a year."}


def test_what_was_agreed_comes_back_when_its_day_has_come_and_is_done(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=THURSDAY)
    office.travel_to(WEDNESDAY, "12:00")
    assert queue(office, maya) == []
    office.travel_to(THURSDAY, "08:15")
    assert queue(office, maya) == [("Rita", ["follow up"])]
    text = text_of(mornings(maya)[-1])
    assert "you agreed on this by today" in text
    assert "Call Kestrel" in text
    maya.presses("Done", where=mornings(maya)[-1])
    office.settle()
    assert queue(office, maya) == []
    assert notes(office, rita)[0].settled_at is not None
    assert "Nobody waits for you just now" in text_of(mornings(maya)[-1])
    with pytest.raises(SettledMeanwhile):
        office.bot.coaching.done(office.workspace, maya.id, notes(office, rita)[0].id, receipt="again")


def test_what_was_agreed_without_a_day_is_done_beside_its_line(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel")
    assert "Rita: Call Kestrel" in home(office, maya)
    maya.presses("Done", where="home")
    office.settle()
    assert notes(office, rita)[0].settled_at is not None
    assert "Call Kestrel" not in text_of(maya.home())


def test_what_is_due_stays_in_sight_of_who_has_snoozed_its_person(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=TUESDAY)
    coach(office, maya, rita, receipt="2", action="Read the contract", due=TUESDAY)
    office.travel_to(TUESDAY, "12:00")
    text = home(office, maya)
    assert text.count("Call Kestrel") == text.count("Read the contract") == 1
    office.bot.coaching.snooze(office.workspace, maya.id, rita.id, receipt="s")
    assert queue(office, maya) == []
    assert "Rita: Call Kestrel" in home(office, maya)


def test_what_is_due_is_quoted_where_something_else_comes_first(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=TUESDAY)
    office.travel_to(TUESDAY, "12:00")
    office.bot.coaching_requests.ask(office.workspace, rita.id, receipt="ask", words="Orbit?")
    assert queue(office, maya) == [("Rita", ["asked", "follow up"])]
    text = home(office, maya)
    assert "And you agreed on this by today:" in text
    assert "Call Kestrel" in text
    assert "Also:" not in text


def test_the_form_says_what_becomes_of_what_is_due_and_the_rep_sees_it_settled(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=TUESDAY)
    office.settle()
    rita.presses("Got it")
    office.settle()
    for day, said in ((MONDAY, False), (TUESDAY, True)):
        office.travel_to(day, "12:00")
        maya.runs("/latitude", f"1on1 <@{rita.id}>")
        maya.presses("Coached", where="modal")
        assert ("What is due counts as done when you save." in text_of(maya.modal())) is said
        maya.closes(everything=True)
    coach(office, maya, rita, receipt="2")
    office.settle()
    assert "You've read it.  Settled." in text_of(told(rita)[0])


def test_a_note_to_a_manager_offers_no_day_and_stays_on_their_page_until_it_is_done(office, dana, maya, rita):
    coach(office, dana, maya, action="Hire two")
    dana.runs("/latitude", f"1on1 <@{maya.id}>")
    dana.presses("Coached", where="modal")
    form = text_of(dana.modal())
    assert "Look at it again on" not in form
    assert "This stands on Maya's 1:1 page until you press Done there." in form
    assert "Maya reads this, and so can everybody who leads them. Nobody else." in form
    dana.closes(everything=True)
    dana.runs("/latitude", f"1on1 <@{maya.id}>")
    dana.presses("Done", where="modal")
    assert "Maya, one to one" in text_of(dana.modal())
    assert "Hire two" not in text_of(dana.modal())
    assert notes(office, maya)[0].settled_at is not None


def test_the_talk_of_somebody_else_settles_what_called_for_it_and_is_not_ones_own(office, dana, maya, rita):
    is_blocked(office, rita)
    coach(office, dana, rita)
    assert queue(office, maya) == []
    assert "Still to speak with this week: Rita." in home(office, maya)
    assert "Maya: spoke with 0 of 1 this week" in home(office, dana)
    coach(office, maya, rita, receipt="2")
    assert "You spoke with 1 this week." in home(office, maya)


def test_coaching_again_settles_what_was_due_and_leaves_what_is_not(office, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=THURSDAY)
    coach(office, maya, rita, receipt="2", action="Read the contract", due=LATER)
    office.travel_to(THURSDAY, "12:00")
    coach(office, maya, rita, receipt="3", words="It went well")
    with office.bot.database.reading() as connection:
        left = coaching.agreed(connection, office.workspace, [rita.id])
    assert [each.action for each in left] == ["Read the contract"]


def test_who_is_snoozed_is_left_out_for_a_week_and_then_comes_back(office, maya, rita):
    is_blocked(office, rita)
    office.travel_to(THURSDAY, "08:15")
    maya.presses("Snooze a week", where=mornings(maya)[-1])
    office.settle()
    assert queue(office, maya) == []
    assert "Nobody waits for you just now" in text_of(mornings(maya)[-1])
    for day in (FRIDAY, NEXT_MONDAY, NEXT_MONDAY + timedelta(days=1)):
        office.travel_to(day, "16:45")
        office.check_in(rita, leads=15, Blockers="Waiting for legal on Kestrel")
    assert queue(office, maya) == []
    office.travel_to(NEXT_MONDAY + timedelta(days=3), "12:00")
    assert queue(office, maya)[0][1][0] == "blocked"
    assert len(mornings(maya)) == 2
    office.bot.coaching.snooze(office.workspace, maya.id, rita.id, receipt="x")
    office.bot.coaching.snooze(office.workspace, maya.id, rita.id, receipt="x")
    assert queue(office, maya) == []


def test_a_week_to_talk_about_first_waits_until_the_talk(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "17:15")
    maya.presses("Talk first")
    office.settle()
    assert queue(office, maya) == [("Rita", ["talk first"])]
    assert "the week of 23 Nov is still open: you wanted to talk first" in home(office, maya)
    office.travel_to(FRIDAY, "17:30")
    coach(office, maya, rita)
    assert queue(office, maya) == []


def test_at_most_five_are_shown_and_the_others_are_counted(office, maya):
    for number in range(7):
        each = office.hire(f"Rep{number} Ng", manager=maya)
        coach(office, maya, each, action="Call", due=TUESDAY, receipt=str(number))
    office.travel_to(TUESDAY, "12:00")
    assert len(queue(office, maya)) == 5
    assert "and 2 more, once these have had their turn" in home(office, maya)


def test_several_reasons_are_one_line_with_the_most_pressing_first(office, maya, rita):
    is_blocked(office, rita)
    office.bot.coaching_requests.ask(office.workspace, rita.id, receipt="ask", words="A word on Kestrel?")
    assert queue(office, maya) == [("Rita", ["asked", "blocked"])]
    text = home(office, maya)
    assert "asked for a talk today" in text
    assert "Also: a blocker that keeps coming back." in text


def on_trial(office):
    """Nobody checks in in these stories, and that is not what they are about."""
    _, plan = office.bot.plans.current(office.workspace)
    trial = plan.trust.model_copy(update={"mode": Mode.SHADOW})
    office.apply(plan.model_copy(update={"trust": trial}))


def test_the_cadence_is_kept_or_due_and_overdue_after_a_whole_week(office, maya, rita):
    on_trial(office)
    ben = office.hire("Ben Moss", manager=maya)
    coach(office, maya, rita)
    assert "You spoke with 1 of 2 this week; Ben is due." in home(office, maya)
    office.travel_to(NEXT_MONDAY, "12:00")
    assert "Still to speak with this week: Ben and Rita." in home(office, maya)
    assert queue(office, maya) == []
    office.travel_to(LATER, "12:00")
    assert queue(office, maya) == [("Ben", ["overdue"]), ("Rita", ["overdue"])]
    assert "no talk with you written down yet" in home(office, maya)
    assert "last talk with you on Monday 23 November" in home(office, maya)
    coach(office, maya, ben, receipt="2")
    coach(office, maya, rita, receipt="3")
    assert "You spoke with all 2 this week." in home(office, maya)


def test_by_the_day_who_checks_in_daily_is_due_every_day(office, maya, rita):
    _, plan = office.bot.plans.current(office.workspace)
    daily = plan.coaching.model_copy(update={"manager_cadence": Cadence.DAILY})
    office.apply(plan.model_copy(update={"coaching": daily}))
    lena = office.hire("Lena Fischer", manager=maya, level="L3")
    coach(office, maya, lena)
    coach(office, maya, rita, receipt="2")
    office.travel_to(TUESDAY, "12:00")
    assert "You spoke with 1 of 2 as often as planned; Rita is due." in home(office, maya)
    office.travel_to(THURSDAY, "12:00")
    assert queue(office, maya) == [("Rita", ["overdue"])]


def test_nobody_who_is_away_is_in_the_queue_or_due(office, maya, rita):
    is_blocked(office, rita)
    office.bot.absences.enter(
        office.workspace, rita.id, receipt="away", person=rita.id, first=THURSDAY, last=FRIDAY
    )
    office.travel_to(THURSDAY, "12:00")
    assert queue(office, maya) == []
    assert "Still to speak with" not in home(office, maya)


def test_who_is_not_in_slack_yet_is_not_to_be_talked_to_here(office, maya, rita):
    on_trial(office)
    with office.bot.database.reading() as connection:
        known = people.some(connection, office.workspace, [rita.id])[rita.id]
    office.bot.people.enroll([replace(known, id=unmatched("ben@example.com"), name="Ben Moss")], by="test")
    office.jump(timedelta(days=21))
    office.settle()
    assert queue(office, maya) == [("Rita", ["overdue"])]


def test_the_director_sees_how_each_manager_keeps_up(office, dana, maya, rita):
    coach(office, maya, rita, action="Call", due=TUESDAY)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    ada = office.hire("Ada Brown", manager=omar)
    assert "Maya: spoke with 1 this week  ·  1 action open" in home(office, dana)
    assert "Omar: spoke with 0 of 1 this week  ·  no actions open" in home(office, dana)
    office.travel_to(TUESDAY, "12:00")
    assert "1 action open, 1 of them due" in home(office, dana)
    office.bot.absences.enter(
        office.workspace, ada.id, receipt="away", person=ada.id, first=TUESDAY, last=FRIDAY
    )
    assert "Omar: nobody to speak with this week" in home(office, dana)


def test_only_those_above_write_notes_and_only_the_rep_reads_them(office, dana, maya, rita):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    for stranger in (omar, rita):
        for act in (
            lambda who: office.bot.coaching.form(office.workspace, who.id, rita.id),
            lambda who: office.bot.coaching.coach(
                office.workspace, who.id, rita.id, receipt=who.id, words="x"
            ),
            lambda who: office.bot.coaching.snooze(office.workspace, who.id, rita.id, receipt=f"s{who.id}"),
        ):
            with pytest.raises(NotYoursToCoach):
                act(stranger)
    with pytest.raises(NotYoursToCoach):
        office.bot.coaching.form(office.workspace, maya.id, "U404")
    coach(office, dana, rita, action="Call")
    (note,) = notes(office, rita)
    with pytest.raises(NotYoursToCoach):
        office.bot.coaching.done(office.workspace, omar.id, note.id, receipt="d")
    for nobodys in (note.id, "no such note"):
        with pytest.raises(NoSuchNote):
            office.bot.coaching.read(office.workspace, maya.id, nobodys, receipt="r")
    with pytest.raises(NoSuchNote):
        office.bot.coaching.done(office.workspace, maya.id, "no such note", receipt="d")


def test_a_former_manager_writes_no_more_and_the_new_one_finds_what_was_agreed(office, dana, maya, rita):
    coach(office, maya, rita, action="Call Kestrel", due=TUESDAY)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    office.change(rita, manager=omar.id)
    with pytest.raises(NotYoursToCoach):
        office.bot.coaching.form(office.workspace, maya.id, rita.id)
    office.travel_to(TUESDAY, "12:00")
    assert queue(office, omar) == [("Rita", ["follow up"])]
    assert office.bot.coaching.queue(office.workspace, maya.id) is None


def test_nothing_of_another_workspace_is_touched(office, maya, rita):
    office.bot.workspaces.adopt("T2", "Elsewhere", "")
    coach(office, maya, rita, action="Call", due=TUESDAY)
    (note,) = notes(office, rita)
    with office.bot.database.reading() as connection:
        assert coaching.note(connection, "T2", note.id) is None
        assert coaching.agreed(connection, "T2", [rita.id]) == []
        assert talks.last_spoken(connection, "T2", [rita.id], note.at) == {}
        assert coaching.asking(connection, "T2", [rita.id]) == {}
    assert office.bot.coaching.told("T2", note.id) is None
    assert office.bot.coaching.queue("T2", maya.id) is None


def test_of_two_managers_the_second_is_told_and_keeps_what_they_typed(office, dana, maya, rita):
    is_blocked(office, rita)
    for manager in (maya, dana):
        rita_id = rita.id
        manager.runs("/latitude", f"1on1 <@{rita_id}>")
        manager.presses("Coached", where="modal")
        manager.fills({"What you talked about": f"{manager.name} and Kestrel"})
    assert maya.submits().ok
    dana.submits()
    assert len(notes(office, rita)) == 1
    assert "Maya has just written a note too" in text_of(dana.modal())
    assert dana.submits().ok
    assert len(notes(office, rita)) == 2


def test_sent_twice_it_is_written_once(office, maya, rita):
    coach(office, maya, rita, receipt="same")
    coach(office, maya, rita, receipt="same", words="Again")
    assert [each.words for each in notes(office, rita)] == ["We talked"]
    with pytest.raises(CoachedMeanwhile):
        office.bot.coaching.coach(office.workspace, maya.id, rita.id, receipt="2", words="x", seen="")
    (note,) = notes(office, rita)
    for _ in range(2):
        office.bot.coaching.read(office.workspace, rita.id, note.id, receipt="read")
    assert notes(office, rita)[0].read_at is not None


def test_a_done_that_is_sent_twice_is_answered_once(office, maya, rita):
    coach(office, maya, rita, action="Call")
    (note,) = notes(office, rita)
    for _ in range(2):
        office.bot.coaching.done(office.workspace, maya.id, note.id, receipt="done")
    assert notes(office, rita)[0].settled_at is not None


def test_ten_thousand_characters_are_kept_to_what_a_field_takes_and_read_in_full(office, maya, rita):
    coach(office, maya, rita, words="*x* <@U1> & " * 1000, action="`y` " * 3000)
    office.settle()
    (note,) = notes(office, rita)
    assert len(note.words) == len(note.action) == 3000
    (message,) = told(rita)
    assert "<@U1>" not in str(message["blocks"])
    assert text_of(message).count("x") > 240


def test_a_note_waits_for_who_is_away_and_is_not_sent_to_who_has_left(office, maya, rita):
    ben = office.hire("Ben Moss", manager=maya)
    office.bot.absences.enter(
        office.workspace, rita.id, receipt="away", person=rita.id, first=MONDAY, last=TUESDAY
    )
    coach(office, maya, rita)
    coach(office, maya, ben, receipt="2")
    office.change(ben, active=False)
    office.settle()
    assert told(rita) == []
    assert office.bot.coaching.told(office.workspace, notes(office, ben)[0].id) is None
    office.travel_to(WEDNESDAY, "12:00")
    assert len(told(rita)) == 1
    assert told(ben) == []


def test_who_has_left_leads_nobody_and_needs_nobody(office, maya, rita):
    coach(office, maya, rita)
    office.change(rita, active=False)
    with pytest.raises(NotYoursToCoach):
        office.bot.coaching.form(office.workspace, maya.id, rita.id)
    assert office.bot.coaching.queue(office.workspace, maya.id) is None
    assert office.bot.coaching.queue(office.workspace, "U404") is None
    assert office.bot.coaching.news(office.workspace, maya.id, TUESDAY) is None
    assert office.bot.coaching.told(office.workspace, "no such note") is None


def test_after_four_weeks_without_a_confirmed_week_the_queue_says_so(office, maya, rita):
    on_trial(office)
    office.jump(timedelta(days=14))
    office.check_in(rita)
    office.jump(timedelta(days=21))
    office.settle()
    assert queue(office, maya) == [("Rita", ["unconfirmed", "overdue"])]
    assert "no week confirmed for 4 weeks" in home(office, maya)
