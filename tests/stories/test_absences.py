"""Being away: nobody is asked, no day is held against anyone, and only those concerned may say so."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from bot.domain.absences import BackAlready, NotAColleague
from bot.domain.checkins import Mark
from bot.domain.people import Person as Member
from bot.domain.people import Rank, unmatched
from bot.sandbox.client import text_of
from bot.store import absences, audit, marks
from bot.views import absences as views
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))


def away(office, person):
    with office.bot.database.reading() as connection:
        found = absences.of(connection, office.workspace, [person.id], date.min)
    return [(each.first, each.last) for each in found.get(person.id, [])]


def marks_of(office, person):
    with office.bot.database.reading() as connection:
        held = marks.between(connection, office.workspace, [person.id], date.min, date.max)
    return {day: mark for (_, day), mark in held.items()}


def trail(office, person):
    with office.bot.database.reading() as connection:
        entries = audit.entries(connection, office.workspace)
    return [
        (each.what, each.by, json.loads(each.details))
        for each in entries
        if each.subject == person.id and each.what.startswith("absence")
    ]


def told(person):
    return [text_of(each) for each in person.dm() if each["user"] != person.id and not each["ephemeral"]]


def whispered(person):
    return text_of(person.whispers[-1])


def enter(office, by, person, first, last, receipt="r"):
    return office.bot.absences.enter(
        office.workspace, by.id, receipt=receipt, person=person.id, first=first, last=last
    )


def test_a_rep_goes_away_from_the_prompt_and_hears_nothing_until_she_is_back(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.presses("I'm away")
    form = rita.modal()
    assert "From" in text_of(form)
    assert "For" not in text_of(form).splitlines()
    rita.fills({"first": TUESDAY.isoformat(), "last": MONDAY.isoformat()})
    outcome = rita.submits()
    assert outcome.errors == {"last": "The last day comes before the first. Please turn them around."}
    rita.fills({"first": MONDAY.isoformat(), "last": WEDNESDAY.isoformat()})
    assert rita.submits().ok
    said = text_of(rita.modal())
    assert "You're away from Monday 23 to Wednesday 25 November: 3 working days." in said
    assert "Nobody will ask you." in said
    rita.closes()
    office.settle()
    (card,) = told(rita)
    assert "you're away, so there is nothing to do" in card
    office.travel_to(FRIDAY, "08:30")
    assert not any(day in card for card in told(rita) for day in ("Tuesday", "Wednesday"))
    office.travel_to(FRIDAY, "16:31")
    assert "How was Friday, Rita?" in told(rita)[-1]
    assert MONDAY not in marks_of(office, rita)
    assert trail(office, rita) == [
        ("absence entered", rita.id, {"first": "2026-11-23", "last": "2026-11-25"}),
    ]


def test_days_missed_are_excused_when_the_absence_is_entered_afterwards(office, maya, rita):
    office.travel_to(THURSDAY, "12:00")
    office.bot.marks.close()
    assert marks_of(office, rita)[MONDAY] is Mark.MISSED
    rita.runs("/away", "mon 23 nov")
    assert "I can't read" in whispered(rita)
    rita.runs("/away", "23-24 Nov")
    said = whispered(rita)
    assert "You were away from Monday 23 to Tuesday 24 November: 2 working days." in said
    assert "Monday 23 November and Tuesday 24 November now count as excused." in said
    assert "I'm back" not in said
    held = marks_of(office, rita)
    assert held[MONDAY] is held[TUESDAY] is Mark.EXCUSED
    office.bot.marks.close()
    assert marks_of(office, rita)[MONDAY] is Mark.EXCUSED
    assert away(office, rita) == [(MONDAY, TUESDAY)]


def test_an_answered_day_keeps_its_numbers_and_counts_as_excused(office, rita):
    office.check_in(rita, leads=4)
    rita.closes()
    rita.runs("/away", "today")
    said = whispered(rita)
    assert "You're away on Monday 23 November: 1 working day." in said
    assert (
        "Monday 23 November had an answer already: the numbers stay, and the day counts as excused." in said
    )
    assert marks_of(office, rita) == {MONDAY: Mark.EXCUSED}
    rita.runs("/away", "today")
    assert whispered(rita).startswith("*I have that already. You're away on Monday 23 November")
    rita.presses("I'm back")
    assert "You're not away any more. I'll ask you about your days again." in whispered(rita)
    assert away(office, rita) == []
    assert marks_of(office, rita) == {MONDAY: Mark.EXCUSED}


def test_a_day_that_closed_while_somebody_was_away_is_open_again(office, rita):
    office.travel_to(WEDNESDAY, "09:00")
    office.bot.marks.close()
    assert marks_of(office, rita) == {MONDAY: Mark.MISSED}
    enter(office, rita, rita, TUESDAY, TUESDAY)
    assert marks_of(office, rita) == {MONDAY: Mark.EXCUSED, TUESDAY: Mark.EXCUSED}


def test_back_at_noon_the_afternoons_prompt_still_comes(office, rita):
    office.travel_to(MONDAY, "09:00")
    rita.runs("/away", "today and tomorrow")
    office.travel_to(MONDAY, "12:00")
    rita.presses("I'm back")
    office.travel_to(MONDAY, "16:31")
    assert "How was Monday, Rita?" in told(rita)[-1]
    assert [what for what, *_ in trail(office, rita)] == ["absence entered", "absence cancelled"]


def test_back_after_the_prompt_was_dropped_it_comes_at_once(office, rita):
    office.bot.plan()
    rita.runs("/away", "mon-wed")
    office.travel_to(MONDAY, "17:00")
    assert told(rita) == []
    rita.presses("I'm back")
    office.settle()
    assert "How was Monday, Rita?" in told(rita)[-1]


def test_back_halfway_keeps_the_days_that_have_passed(office, rita):
    office.travel_to(MONDAY, "18:30")
    rita.runs("/away", "tue-fri")
    office.travel_to(WEDNESDAY, "12:00")
    assert not [each for each in told(rita) if "An hour left" in each]
    rita.opens_home()
    assert "Away from Tuesday 24 to Friday 27 November" in text_of(rita.home())
    rita.presses("I'm back", where="home")
    assert "Welcome back. I'll ask you about your days again." in text_of(rita.modal())
    rita.closes()
    office.settle()
    assert "Away from" not in text_of(rita.home())
    assert away(office, rita) == [(TUESDAY, TUESDAY)]
    assert trail(office, rita)[-1][0] == "absence shortened"
    office.travel_to(WEDNESDAY, "16:31")
    assert "How was Wednesday, Rita?" in told(rita)[-1]


def test_a_snoozed_reminder_comes_back_with_somebody_who_is_back_the_same_day(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.presses("Snooze")
    rita.closes()
    rita.runs("/away", "today")
    office.travel_to(MONDAY, "18:15")
    assert len(told(rita)) == 1
    rita.presses("I'm back")
    office.settle()
    assert len(told(rita)) == 2
    assert "Monday is still open, Rita." in told(rita)[-1]
    office.travel_to(MONDAY, "19:00")
    assert len(told(rita)) == 2


def test_the_last_reminder_waits_until_somebody_is_back(office, rita):
    office.travel_to(MONDAY, "16:31")
    rita.runs("/away", "tue-wed")
    office.travel_to(THURSDAY, "08:59")
    assert not [each for each in told(rita) if "An hour left" in each]
    office.travel_to(THURSDAY, "09:01")
    assert "An hour left for Monday" in told(rita)[-1]


def test_a_manager_enters_it_for_a_rep_and_the_rep_is_told(office, maya, rita):
    office.travel_to(MONDAY, "09:00")
    maya.runs("/away", "@rita 24-25 Nov")
    said = whispered(maya)
    assert "Rita is away from Tuesday 24 to Wednesday 25 November: 2 working days." in said
    assert "I'm telling Rita." in said
    office.settle()
    assert "Maya entered that you're away from Tuesday 24 to Wednesday 25 November." in told(rita)[-1]
    maya.presses("Cancel")
    assert "Rita isn't away any more." in whispered(maya)
    assert "I'm telling Rita." in whispered(maya)
    office.settle()
    assert "you're not away from Tuesday 24 to Wednesday 25 November after all" in told(rita)[-1]
    maya.runs("/away")
    assert "For" in text_of(maya.modal()).splitlines()
    maya.fills({"who": rita.id, "first": FRIDAY.isoformat(), "last": FRIDAY.isoformat()})
    assert maya.submits().ok
    assert "Rita is away on Friday 27 November" in text_of(maya.modal())
    assert away(office, rita) == [(FRIDAY, FRIDAY)]
    maya.presses("Cancel", where="modal")
    assert "Rita isn't away any more." in text_of(maya.modal())
    assert away(office, rita) == []
    entries = trail(office, rita)
    assert {by for _, by, _ in entries} == {maya.id}


def test_whose_absence_another_ends_is_told(office, maya, rita):
    office.travel_to(MONDAY, "09:00")
    one = enter(office, rita, rita, MONDAY, TUESDAY, "one")
    two = enter(office, rita, rita, THURSDAY, FRIDAY, "two")
    office.travel_to(TUESDAY, "09:00")
    desk = office.bot.absences
    for number, entered in enumerate((one, two)):
        desk.cancel(office.workspace, maya.id, receipt=f"c{number}", absence=entered.absence.id)
    office.settle()
    back, called_off = told(rita)[-2:]
    assert "Maya entered that you're back." in back
    assert "Maya entered that you're not away from Thursday 26 to Friday 27 November after all." in called_off
    for card in (back, called_off):
        assert "I'll ask you about your days again." in card
        assert "If that isn't right, tell Maya, or enter it again with `/away`." in card


def test_whoever_ends_an_absence_of_their_own_is_not_told_again(office, rita):
    entered = enter(office, rita, rita, TUESDAY, TUESDAY)
    office.bot.absences.cancel(office.workspace, rita.id, receipt="c", absence=entered.absence.id)
    office.settle()
    assert told(rita) == []


def test_an_end_is_told_to_nobody_who_has_left_meanwhile(office, maya, rita):
    entered = enter(office, rita, rita, TUESDAY, TUESDAY)
    office.bot.absences.cancel(office.workspace, maya.id, receipt="c", absence=entered.absence.id)
    office.change(rita, active=False)
    office.settle()
    assert told(rita) == []


def test_what_another_entered_and_called_off_at_once_is_not_told(office, maya, rita):
    entered = enter(office, maya, rita, TUESDAY, TUESDAY)
    office.bot.absences.cancel(office.workspace, maya.id, receipt="c", absence=entered.absence.id)
    office.settle()
    assert told(rita) == []


def test_what_was_called_off_before_it_was_told_is_not_told(office, maya, rita):
    entered = enter(office, maya, rita, TUESDAY, TUESDAY)
    office.bot.absences.cancel(office.workspace, rita.id, receipt="c", absence=entered.absence.id)
    office.settle()
    assert told(rita) == []


def test_who_may_say_so(office, maya, rita):
    director = office.hire("Dora Ahn", rank=Rank.DIRECTOR)
    lead = office.hire("Lee Park", rank=Rank.MANAGER, manager=director)
    rep = office.hire("Ben Novak", manager=lead)
    colleague = office.hire("Cleo Marsh", manager=lead)
    stranger = office.slack.add_person("nobody", "No Body")
    for nobody in (colleague, rita):
        nobody.runs("/away", "@ben tomorrow")
        assert "Only they, their managers or an admin" in whispered(nobody)
    stranger.runs("/away", "@ben tomorrow")
    assert "aren't on this team" in whispered(stranger)
    lead.runs("/away", "@nobody tomorrow")
    assert "That person isn't on the team" in whispered(lead)
    assert away(office, rep) == []
    for above, days in ((director, TUESDAY), (lead, WEDNESDAY), (maya, THURSDAY)):
        enter(office, above, rep, days, days, receipt=above.id)
    office.change(rep, manager=maya.id)
    lead.runs("/away", "@ben friday")
    assert "Only they, their managers or an admin" in whispered(lead)
    lead.runs("/away")
    lead.fills({"who": rep.id})
    assert list(lead.submits().errors) == ["who"]
    assert len(away(office, rep)) == 3


def test_a_circle_of_managers_ends(office, maya):
    one = office.hire("One Ahn", rank=Rank.MANAGER)
    two = office.hire("Two Ahn", rank=Rank.MANAGER, manager=one)
    office.change(one, manager=two.id)
    office.hire("Rita Alvarez", manager=two)
    other = office.hire("Odd Lie", rank=Rank.MANAGER)
    other.runs("/away", "@rita today")
    assert "Only they, their managers or an admin" in whispered(other)


def test_a_double_click_makes_one_absence(office, maya, rita):
    with ThreadPoolExecutor(8) as pool:
        twice = list(pool.map(lambda _: enter(office, rita, rita, TUESDAY, FRIDAY), range(4)))
        others = list(pool.map(lambda n: enter(office, rita, rita, TUESDAY, FRIDAY, f"r{n}"), range(4)))
    assert len({each.absence.id for each in (*twice, *others)}) == 1
    assert [each.known for each in (*twice, *others)] == [False] * 4 + [True] * 4
    assert len(trail(office, rita)) == 1
    desk, absence = office.bot.absences, twice[0].absence.id
    desk.cancel(office.workspace, rita.id, receipt="back", absence=absence)
    for again in ("back", "back too"):
        with pytest.raises(BackAlready):
            desk.cancel(office.workspace, rita.id, receipt=again, absence=absence)
    with pytest.raises(BackAlready):
        enter(office, rita, rita, TUESDAY, FRIDAY)  # the first click, told again after all this
    assert away(office, rita) == []


def test_an_absence_that_is_over_cannot_be_ended(office, rita):
    entered = enter(office, rita, rita, MONDAY, MONDAY)
    office.travel_to(WEDNESDAY, "12:00")
    with pytest.raises(BackAlready):
        office.bot.absences.cancel(office.workspace, rita.id, receipt="c", absence=entered.absence.id)
    assert away(office, rita) == [(MONDAY, MONDAY)]


def test_a_retold_click_on_im_back_changes_nothing_twice(office, rita):
    desk = office.bot.absences
    one = enter(office, rita, rita, MONDAY, MONDAY)
    desk.cancel(office.workspace, rita.id, receipt="back", absence=one.absence.id)
    two = enter(office, rita, rita, TUESDAY, TUESDAY, "another")
    with pytest.raises(BackAlready):
        desk.cancel(office.workspace, rita.id, receipt="back", absence=two.absence.id)
    assert away(office, rita) == [(TUESDAY, TUESDAY)]


def test_today_is_the_persons_own(office, maya):
    kenji = office.hire("Kenji Mori", manager=maya, timezone="Asia/Tokyo")
    office.travel_to(MONDAY, "20:00")
    maya.runs("/away", "today @kenji")
    assert "Kenji is away on Tuesday 24 November" in whispered(maya)
    assert away(office, kenji) == [(TUESDAY, TUESDAY)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31-30 Feb", "There is no 31 February. Write it like 12-16 Aug, today or mon-wed."),
        ("27-24 Nov", "The last day comes before the first."),
        ("gestern", "I can't read “gestern” as a day. Write it like 12-16 Aug, today or mon-wed."),
        ("8/12", "“8/12” is one day to some and another to others."),
        ("@rita", "I can't read that as a day."),
        ("@someone today", "I can't tell who that is."),
        ("1 Sep 2026", "That began more than 60 days ago"),
        (
            "24 Nov 2026 - 24 Nov 2027",
            "You're away from Tuesday 24 November 2026 to Wednesday 24 November 2027",
        ),
        ("24 Nov 2026 - 25 Nov 2027", "That is more than a year."),
        ("1 Jul 2028", "That is more than a year and a half ahead."),
        ("<!channel>" + "x" * 2990, "I can't read “&lt;!channel&gt;xxx"),
        ("sat-sun", "You're away from Saturday 28 to Sunday 29 November: no working day in it."),
    ],
)
def test_bad_input_gets_a_sentence(office, rita, typed, sentence):
    rita.runs("/away", typed)
    said = whispered(rita)
    assert sentence in said
    assert "<!" not in said
    assert len(said) < 300


def test_somebody_who_is_gone_is_neither_away_nor_told(office, maya, rita):
    entered = enter(office, maya, rita, TUESDAY, TUESDAY)
    office.change(rita, active=False)
    desk = office.bot.absences
    assert desk.entered(office.workspace, entered.absence.id) is None
    assert not desk.is_away(office.workspace, "U_NOBODY")
    with pytest.raises(NotAColleague):
        enter(office, maya, rita, WEDNESDAY, WEDNESDAY, "again")


def test_somebody_slack_has_not_met_can_be_away_too(office, maya):
    office.bot.people.enroll(
        [
            Member(
                workspace=office.workspace,
                id=unmatched("ines@example.com"),
                name="Ines Costa",
                rank=Rank.REP,
                role="ae",
                manager=maya.id,
                timezone="Europe/Lisbon",
                starts_on=date(2026, 11, 1),
            )
        ],
        by="test",
    )
    ines = unmatched("ines@example.com")
    entered = office.bot.absences.enter(
        office.workspace, maya.id, receipt="r", person=ines, first=TUESDAY, last=WEDNESDAY
    )
    assert entered.days == (TUESDAY, WEDNESDAY)
    office.settle()
    assert not [each for each in office.slack.log("chat.postMessage") if ines in str(each)]


def test_an_absence_entered_for_days_gone_by_is_told_as_such(office, maya, rita):
    office.travel_to(FRIDAY, "12:00")
    said = enter(office, maya, rita, MONDAY, THURSDAY)
    assert said.excused == (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    assert "4 days now count as excused." in views.answer(said).text
    office.settle()
    assert "Maya entered that you were away from Monday 23 to Thursday 26 November." in told(rita)[-1]
    assert "If that isn't right, tell Maya." in told(rita)[-1]


def test_home_lists_the_next_five_absences(office, rita):
    for number in range(7):
        day = MONDAY + timedelta(days=30 + 2 * number)
        enter(office, rita, rita, day, day, receipt=str(number))
    rita.opens_home()
    seen = text_of(rita.home())
    assert seen.count(":palm_tree:") == 5
    assert "Away on Wednesday 23 December" in seen
    assert "…and 2 more" in seen


@pytest.mark.parametrize("forged", [{"first": "soon"}, {"last": None}, {"first": "2026-13-99"}])
def test_a_forged_date_is_refused(office, rita, forged):
    dates = {"first": "2026-11-24", "last": "2026-11-24"} | forged
    values = {block: {"value": {"type": "datepicker", "selected_date": day}} for block, day in dates.items()}
    answer = office.forge(
        {
            "type": "view_submission",
            "team": {"id": office.workspace},
            "user": {"id": rita.id, "team_id": office.workspace},
            "trigger_id": "1.2.x",
            "view": {"id": "V1", "type": "modal", "callback_id": "away.submit", "state": {"values": values}},
        }
    )
    assert "as a day" in answer.body
    assert away(office, rita) == []
