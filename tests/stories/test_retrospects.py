"""Once a week a rep looks back: the numbers, who thanked them, and what they would do differently."""

from datetime import timedelta

import pytest

from bot.domain.coaching_refusals import NothingWritten
from bot.domain.refusals import NotAWorkingDay, TooEarly, TooLate
from bot.sandbox.client import text_of
from bot.store import retrospects
from tests.stories.office import MONDAY

TUESDAY, THURSDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def looks(person):
    return [each for each in person.dm() if "What would you do differently?" in text_of(each)]


def answer(office, person, words="Call before noon", week=MONDAY, receipt="1"):
    office.bot.retrospects.answer(office.workspace, person.id, week, receipt=receipt, words=words)


def answers(office, person):
    with office.bot.database.reading() as connection:
        return retrospects.since(connection, office.workspace, person.id, MONDAY)


def test_on_the_last_day_after_the_check_in_the_week_is_shown_with_one_question(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "16:45")
    office.check_in(rita, leads=8, demos=2)
    assert looks(rita) == []
    office.travel_to(FRIDAY, "17:00")
    (look,) = looks(rita)
    text = text_of(look)
    assert "Your week, Rita" in text
    assert "13 of" in text
    assert "3 of 3 presentations" in text
    assert "It can be changed until Monday 10:00." in text
    rita.presses("Answer", where=look)
    rita.fills({"What would you do differently?": "Call *before* noon <!here>"})
    assert rita.submits().ok
    office.settle()
    (look,) = looks(rita)
    assert "<!here>" not in str(look["blocks"])
    rita.presses("Edit", where=look)
    rita.fills({"What would you do differently?": "Call before ten"})
    assert rita.submits().ok
    office.settle()
    assert "Call before ten" in text_of(looks(rita)[-1])
    assert [(each.words, each.revision) for each in answers(office, rita)] == [("Call before ten", 2)]


def test_it_waits_an_hour_for_the_last_check_in_and_no_longer(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "17:15")
    assert looks(rita) == []
    office.check_in(rita)
    office.travel_to(FRIDAY, "17:45")
    assert len(looks(rita)) == 1


def test_without_the_last_check_in_it_comes_all_the_same(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "17:45")
    assert looks(rita) == []
    office.travel_to(FRIDAY, "18:15")
    assert len(looks(rita)) == 1


def test_who_said_nothing_all_week_is_not_asked(office, maya, rita):
    office.travel_to(FRIDAY, "19:00")
    assert looks(rita) == []


def test_who_is_away_is_not_asked_and_who_leaves_early_is_asked_on_their_last_day(office, maya, rita):
    ben = office.hire("Ben Moss", manager=maya)
    for person, first in ((rita, FRIDAY), (ben, TUESDAY)):
        office.bot.absences.enter(
            office.workspace, person.id, receipt=person.id, person=person.id, first=first, last=FRIDAY
        )
    office.check_in(rita)
    office.travel_to(THURSDAY, "18:15")
    assert len(looks(rita)) == 1
    office.travel_to(FRIDAY, "18:15")
    assert len(looks(rita)) == 1
    assert looks(ben) == []


def test_who_goes_on_leave_that_very_day_is_left_alone(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "16:45")
    office.bot.absences.enter(
        office.workspace, rita.id, receipt="away", person=rita.id, first=FRIDAY, last=FRIDAY
    )
    office.travel_to(FRIDAY, "18:30")
    assert looks(rita) == []


def test_at_weekly_levels_nobody_is_asked_and_no_manager_is(office, maya):
    lena = office.hire("Lena Fischer", manager=maya, level="L3")
    office.travel_to(FRIDAY, "16:45")
    office.check_in(lena)
    office.travel_to(FRIDAY, "18:30")
    assert looks(lena) == []
    assert looks(maya) == []


def test_it_closes_with_the_week(office, maya, rita):
    office.check_in(rita)
    office.travel_to(NEXT_MONDAY, "09:45")
    answer(office, rita)
    office.travel_to(NEXT_MONDAY, "10:15")
    with pytest.raises(TooLate):
        answer(office, rita, "Too late", receipt="2")
    assert office.bot.retrospects.card(office.workspace, rita.id, MONDAY).is_open is False
    assert [each.words for each in answers(office, rita)] == ["Call before noon"]


def test_words_are_needed_the_same_click_counts_once_and_other_weeks_are_refused(office, maya, rita):
    with pytest.raises(NothingWritten):
        answer(office, rita, " ")
    answer(office, rita, receipt="same")
    answer(office, rita, "Again", receipt="same")
    assert [each.words for each in answers(office, rita)] == ["Call before noon"]
    with pytest.raises(NotAWorkingDay):
        answer(office, rita, week=TUESDAY, receipt="3")
    with pytest.raises(TooEarly):
        answer(office, rita, week=NEXT_MONDAY, receipt="4")
    with pytest.raises(TooLate):
        answer(office, rita, week=MONDAY - timedelta(days=14), receipt="5")


def test_a_forged_week_is_refused_and_a_blank_answer_is_said_beneath_the_field(office, maya, rita):
    office.check_in(rita)
    office.travel_to(FRIDAY, "18:15")
    rita.presses("Answer", where=looks(rita)[-1])
    rita.fills({"What would you do differently?": "\0"})
    assert rita.submits().errors == {"words": "Please write a few words."}
    forged = {
        "type": "block_actions",
        "team": {"id": office.workspace},
        "user": {"id": rita.id, "team_id": office.workspace},
        "trigger_id": "1.2.3",
        "actions": [
            {
                "type": "button",
                "action_id": "retrospect.answer",
                "value": "soon",
                "action_ts": "1.1",
                "block_id": "b",
            }
        ],
    }
    assert office.forge(forged).status == 200
    assert answers(office, rita) == []


def test_who_has_left_is_shown_nothing(office, maya, rita):
    office.check_in(rita)
    office.change(rita, active=False)
    assert office.bot.retrospects.card(office.workspace, rita.id, MONDAY) is None
    assert office.bot.retrospects.card(office.workspace, "U404", MONDAY) is None
    office.travel_to(FRIDAY, "18:30")
    assert looks(rita) == []


def test_a_week_worked_in_part_asks_the_same_on_every_page(office, maya, rita):
    office.check_in(rita)
    away = {"person": rita.id, "first": TUESDAY, "last": TUESDAY + timedelta(days=1)}
    office.bot.absences.enter(office.workspace, rita.id, receipt="away", **away)
    office.settle()
    office.travel_to(FRIDAY, "16:45")
    office.check_in(rita, leads=8, demos=1)
    assert "of 2 presentations this week" in office.said_to(rita)[-1]
    office.travel_to(FRIDAY, "17:00")
    rita.opens_home()
    past = text_of(looks(rita)[-1]).replace("\u00a0", " ")
    assert "of 2 presentations" in past
    assert "of 2 presentations" in text_of(rita.home()).replace("\u00a0", " ")
    sheet = office.bot.sheets.of(office.workspace, maya.id, rita.id)
    assert [each.measure.target for each in sheet.week] == [15, 2]
    (week, *_) = office.bot.homes.weeks_of(office.workspace, maya.id, rita.id).weeks
    assert [each.target for each in week.line.measures] == [15, 2]
