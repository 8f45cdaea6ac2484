"""The demo opens with eight weeks behind it, and the three things it says to try can be done."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import __main__ as command_line
from bot.domain.calendar import holidays_in
from bot.domain.plan import Cadence
from bot.sandbox.client import text_of
from bot.services import example, example_history


@pytest.fixture
def demo(monkeypatch):
    monday = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    monkeypatch.setattr(command_line, "utc_now", lambda: monday)
    with command_line.open_demo(0) as (sandbox, _):
        yield sandbox.client()


@pytest.mark.parametrize("day", [20, 21, 22])
def test_opened_at_a_weekend_it_begins_on_monday(day):
    at = datetime(2026, 11, day, 12, tzinfo=UTC)
    assert example.morning(at).astimezone(UTC).day == (20 if day == 20 else 23)


def test_three_things_to_try(demo):
    said = str(command_line._welcome("page").renderable)
    assert "it remembers what you promised" in said
    rita = demo.person("rita")
    rita.presses("Check in")
    assert example_history.PROMISED in text_of(rita.modal())
    asked = f"On Friday you said: “{example_history.PROMISED}” Did you?"
    rita.fills({"Self-generated leads": "5", "Presentations": "1", asked: "Yes"})
    assert rita.submits().ok

    assert "Maya offers you 45 days for Orbit: Accept it" in re.sub(r"\[/?bold\]", "", said)
    rita.closes()
    rita.presses("Accept")
    rita.sees("Rita accepted 45 days.")
    maya = demo.person("maya")
    maya.presses("Approve")
    rita.sees("Maya approved it.")

    assert "who is in, who is away" in said
    maya.opens_home()
    home = text_of(maya.home())
    assert "Rita Alvarez" in home
    assert "Sam Whitfield" in home
    assert "away" in home

    assert "at ten Maya hears" in said
    heard = len(maya.dm())
    demo.travel(jump="next-morning")
    demo.travel(jump="+1h")
    demo.travel(jump="+1h")
    told = [text_of(each) for each in maya.dm()[heard:]]
    assert any("Monday" in each for each in told)


def test_a_request_waits_one_is_countered_and_one_has_gone_up(demo):
    maya, dana = demo.person("maya"), demo.person("dana")
    approvals = next(each["id"] for each in maya.channels() if each["name"] == "approvals")
    cards = "\n".join(text_of(each) for each in maya.messages(approvals))
    assert "Waits for Maya." in cards
    assert "Maya offers 45 days." in cards
    assert "Waits for Maya and Dana." in cards
    assert "last like it: approved, approved, declined, countered, approved" in cards
    assert any("Harbor Freightlines" in text_of(each) for each in dana.dm())


def test_a_week_on_one_may_rise_one_slips_and_one_is_held_back(demo):
    said = re.sub(r"\[/?bold\]", "", str(command_line._welcome("page").renderable))
    tomas, robin, maya = (demo.person(name) for name in ("tomas", "robin", "maya"))

    def told(person):
        return "\n".join(text_of(each) for each in person.dm())

    assert "A step up for Nia" not in told(tomas)
    assert "Nia has earned a step up" in said
    demo.travel(jump="next-morning")
    assert "A step up for Nia Mensah: Guided → Supported" in told(tomas)
    tomas.presses("Grant")
    nia = demo.person("nia")
    nia.sees("Supported")
    assert "A word before it matters" not in told(robin)
    for _ in range(2):
        demo.travel(jump="next-morning")
    assert "A word before it matters" in told(robin)
    assert "Oskar's limit may be too small" not in told(tomas)
    assert "he hears of Oskar" in said
    demo.travel(jump="next-week")
    demo.travel(jump="end-of-day")
    assert "Oskar's limit may be too small for the work" in told(tomas)
    maya.sees("A step back for Robin Lee")


def test_the_team_has_somebody_of_every_kind():
    monday = date(2026, 11, 23)
    ids = {each.name: f"U{number}" for number, each in enumerate(example.TEAM)}
    team = {each.name: each for each in example.people("T1", ids, monday)}
    plan = example.plan()
    assert plan.cadence_of(team["Lena Fischer"].level) is Cadence.WEEKLY
    assert monday - team["Nia Mensah"].starts_on < timedelta(days=31)
    assert example.ON_LEAVE in team
    assert {name for name, *_ in example.ANSWERS} <= set(ids)


def test_somebody_has_a_holiday_in_nearly_every_week():
    mondays = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(104)]
    without = []
    for monday in mondays:
        country, zone = example.holiday_place(monday)
        assert (country, zone) in example.PLACES
        days = [monday + timedelta(days=n) for n in range(5)]
        if not any(day in holidays_in(country, day.year) for day in days):
            without.append(monday)
    assert without == [date(2026, 3, 9), date(2027, 9, 27)]


def test_colleagues_thank_each_other_one_gets_a_hint_and_the_week_is_rounded_up(demo):
    rita = demo.person("rita")
    demo.travel(jump="next-morning")
    assert any("*Maya thanks you* · Say it early" in text_of(each) for each in rita.dm())
    for _ in range(4):
        demo.travel(jump="next-morning")
    hinted = [each for each in map(text_of, demo.person("oskar").dm()) if "Only you see this" in each]
    assert ["Presentations: 1 of 3 so far this week" in each for each in hinted] == [True], "and one hint"
    posts = [text_of(each) for each in rita.messages("sales-team")]
    assert any("Lena Fischer (by Oskar Nowak)" in each for each in posts)
    assert any("Rita Alvarez (by Robin Lee)" in each for each in posts)
