"""Why? on a rep's Home: what made the score, what would raise it, every row; and the chart."""

from datetime import date, timedelta

import pytest

from bot.domain.home import NotForYou
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.sandbox.client import text_of
from bot.store import plans
from tests.stories.office import MONDAY

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
SATURDAY = FRIDAY + timedelta(days=1)


def work_a_week(office, *people, missed=(WEDNESDAY,), first=MONDAY):
    """Five days, of which the ones in `missed` go unanswered."""
    for number in range(5):
        day = first + timedelta(days=number)
        office.travel_to(day, "17:00")
        for each in people:
            if day not in missed:
                office.check_in(each, leads=5, demos=1)
    office.travel_to(first + timedelta(days=5), "12:00")


def why(person):
    person.opens_home()
    person.presses("Why?", where=person.home())
    return text_of(person.modal())


def test_on_trial_it_says_that_nothing_follows(office, maya, rita):
    work_a_week(office, rita)
    rita.closes(everything=True)
    with office.bot.database.reading() as connection:
        found = plans.current(connection, office.workspace)
    assert found is not None
    plan = found[1]
    office.apply(plan.model_copy(update={"trust": plan.trust.model_copy(update={"mode": Mode.SHADOW})}))
    assert "It is on trial: nothing follows from it yet" in why(rita)


def test_before_the_first_day_there_is_no_score(office, rita):
    office.travel_to(MONDAY, "09:00")
    rita.opens_home()
    assert "Trust  ·  no score yet  ·  Guided" in text_of(rita.home()).replace("*", "")
    shown = why(rita)
    assert "There is no score yet." in shown
    assert "Nothing is in the ledger yet." in shown


def test_a_rep_sees_what_made_the_score_and_what_would_raise_it(office, rita):
    work_a_week(office, rita)
    rita.opens_home()
    total = round(office.bot.trust.latest(office.workspace, rita.id).end.reading.total)
    assert f"Trust {total}* (provisional)  ·  Guided" in text_of(rita.home())
    shown = why(rita)
    assert f"Trust {total} · Guided" in shown
    assert "*50*  where everybody begins" in shown
    assert "missed check-ins" in shown
    assert f"*{total}*  in all" in shown
    assert "Reliability 1 of 6.5" in shown
    assert "Towards Supported" in shown
    assert "more check-ins on time" in shown
    assert "15 more working days on this level" in shown
    assert "Wed 25 Nov*  No check-in" in shown
    assert "Only you, Maya and the managers above see this." in shown


def test_points_of_the_sum_make_the_score(office, rita):
    work_a_week(office, rita)
    shown = office.bot.explanations.of(office.workspace, rita.id, rita.id)
    assert 50 + sum(each.points for each in shown.rows) == shown.total
    assert shown.total - 50 == sum(each.points for each in shown.moved), "the first week is all there is"
    second = MONDAY + timedelta(days=7)
    work_a_week(office, rita, missed=(), first=second)
    before, shown = shown, office.bot.explanations.of(office.workspace, rita.id, rita.id)
    assert shown.total - before.total == sum(each.points for each in shown.moved)


def test_a_long_ledger_is_turned_page_by_page(office, rita):
    work_a_week(office, rita)
    work_a_week(office, rita, missed=(), first=MONDAY + timedelta(days=7))
    first = why(rita)
    assert "Newer" not in first
    rita.presses("Older")
    second = text_of(rita.modal())
    assert "Mon 23 Nov" in second
    assert "Mon 23 Nov" not in first
    rita.presses("Newer")
    assert text_of(rita.modal()) == first


def test_only_they_and_the_managers_above_them_see_it(office, rita, maya):
    work_a_week(office, rita)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    lena = office.hire("Lena Fischer", manager=omar)
    desk, here = office.bot.explanations, office.workspace
    for stranger in (omar, lena):
        with pytest.raises(NotForYou):
            desk.of(here, stranger.id, rita.id)
    with pytest.raises(NotForYou):
        desk.of(here, maya.id, maya.id)
    maya.opens_home()
    maya.presses("Week", where=maya.home())
    maya.presses("Why?")
    shown = text_of(maya.modal())
    assert "Rita · trust" in shown
    assert "Show chart" not in shown
    with pytest.raises(AssertionError):
        maya.presses("Contest")


def test_the_chart_comes_as_a_message_and_is_uploaded_once(office, rita):
    work_a_week(office, rita)
    for _ in range(2):
        why(rita)
        rita.presses("Show chart")
        assert "in your messages" in text_of(rita.modal())
        rita.closes(everything=True)
        office.settle()
    charts = [each for each in rita.dm() if "trust over time" in text_of(each)]
    assert len(charts) == 1
    (image,) = [each for each in charts[0]["blocks"] if each["type"] == "image"]
    assert image["alt_text"].startswith("Trust from 54 on 23 Nov 2026 to ")
    assert image["slack_file"]["id"].startswith("F")
    assert len(calls(office, "files.getUploadURLExternal")) == 1


def test_without_a_score_there_is_nothing_to_draw(office, rita):
    assert not office.bot.explanations.chart(office.workspace, rita.id, receipt="1")
    assert office.bot.explanations.course(office.workspace, rita.id) is None


def test_the_same_press_owes_one_chart_and_who_has_left_gets_none(office, rita):
    work_a_week(office, rita)
    for _ in range(2):
        assert office.bot.explanations.chart(office.workspace, rita.id, receipt="once")
    office.change(rita, active=False)
    assert office.bot.explanations.course(office.workspace, rita.id) is None
    office.settle()
    assert not any("trust over time" in text for text in office.said_to(rita))


def calls(office, method):
    return office.slack.log(method)


def test_as_of_a_day_it_is_what_it_was(office, rita, maya):
    work_a_week(office, rita)
    desk, here = office.bot.explanations, office.workspace
    tuesday = desk.as_of(here, rita.id, TUESDAY)
    assert tuesday.day == TUESDAY
    assert [each.entry.day for each in tuesday.lines] == [TUESDAY, TUESDAY, MONDAY, MONDAY]
    assert desk.as_of(here, rita.id, date(2026, 1, 1)).day is None
    assert desk.as_of(here, rita.id, None).day == FRIDAY
    assert desk.as_of(here, maya.id, None) is None
    assert desk.as_of(here, "U_NOBODY", None) is None
