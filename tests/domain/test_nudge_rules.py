"""When a hint is right, for what, and what it suggests; and when there is none, why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.nudges import (
    Answer,
    Card,
    Moment,
    Nudge,
    Why,
    chosen,
    lately_since,
    reviewed,
    situation_of,
    suggestion_for,
)
from bot.domain.paces import Forecast
from bot.domain.people import Person, Rank
from bot.domain.plan import Suggestion
from bot.domain.schedules import schedule_of
from bot.services import example

MONDAY = date(2026, 11, 23)
WEDNESDAY = MONDAY + timedelta(2)
NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PLAN = example.plan()
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", None, "UTC", date(2025, 1, 6))
SCHEDULE = schedule_of(RITA, PLAN)
LEADS = Forecast("leads", "Leads", "lead", "day", Decimal(25), Decimal(8), 2, 3, 15.0, 0.35, 0.20)
DEMOS = replace(LEADS, activity="demos", target=Decimal(3), done=Decimal(1), gain=0.10)
COUNTS = {
    MONDAY: {"leads": Decimal(3), "demos": Decimal(1)},
    MONDAY + timedelta(1): {"leads": Decimal(5), "demos": Decimal(0)},
}
RIGHT = Moment(SCHEDULE, NINE, WEDNESDAY, COUNTS, (DEMOS, LEADS))


def at(hour, minute=0):
    return datetime.combine(WEDNESDAY, time(hour, minute), UTC)


def scheduled(away=(), *, person=RITA, plan=PLAN):
    return schedule_of(person, plan, away)


def test_a_hint_is_for_what_has_the_most_to_gain():
    assert chosen(RIGHT) == LEADS
    assert chosen(replace(RIGHT, now=at(11, 59))) == LEADS
    assert chosen(replace(RIGHT, decided=frozenset({"leads"}), per_week=2)) == DEMOS


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"now": at(8, 59)}, Why.HOUR),
        ({"now": at(12)}, Why.HOUR),
        ({"schedule": scheduled(person=replace(RITA, level="L3"))}, Why.TRUSTED),
        ({"schedule": scheduled([(WEDNESDAY, WEDNESDAY)])}, Why.AWAY),
        ({"schedule": scheduled([(MONDAY, MONDAY)])}, Why.DAY),
        ({"has_stopped": True}, Why.STOPPED),
        ({"counts": COUNTS | {WEDNESDAY: {}}}, Why.ANSWERED),
        ({"counts": {MONDAY: {}}}, Why.UNTOLD),
        ({"was_spoken_to": True}, Why.SPOKEN),
        ({"decided": frozenset({"calls"})}, Why.THIS_WEEK),
        ({"per_week": 0}, Why.THIS_WEEK),
        ({"lately": 3}, Why.LATELY),
        ({"forecasts": (replace(LEADS, probability=0.51),)}, Why.NOTHING),
        ({"forecasts": (replace(LEADS, probability=0.149),)}, Why.NOTHING),
        ({"forecasts": (replace(LEADS, done=Decimal(25)),)}, Why.NOTHING),
        ({"changed": frozenset({"leads", "demos"})}, Why.CHANGED),
    ],
)
def test_there_is_none_for_a_reason(changes, why):
    assert chosen(replace(RIGHT, **changes)) is why


def test_a_target_that_changed_this_week_is_left_out():
    assert chosen(replace(RIGHT, changed=frozenset({"leads"}))) == DEMOS


def test_the_bounds_are_within():
    for probability in (0.15, 0.5):
        edge = replace(LEADS, probability=probability)
        assert chosen(replace(RIGHT, forecasts=(edge,))) == edge


def test_it_comes_after_the_second_or_third_day_that_was_worked():
    thursday, friday = MONDAY + timedelta(3), MONDAY + timedelta(4)
    told = COUNTS | {WEDNESDAY: {}}
    on_thursday = replace(RIGHT, today=thursday, now=at(9) + timedelta(1), counts=told)
    assert chosen(on_thursday) == LEADS
    told |= {thursday: {}}
    assert chosen(replace(on_thursday, today=friday, now=at(9) + timedelta(2), counts=told)) is Why.DAY
    short = scheduled([(MONDAY, MONDAY + timedelta(1))])
    told = {WEDNESDAY: {}, thursday: {}}
    late = replace(RIGHT, schedule=short, today=friday, now=at(9) + timedelta(2), counts=told)
    assert chosen(late) == LEADS


def test_quiet_hours_that_last_into_the_morning_are_waited_out():
    late = PLAN.model_copy(
        update={"calendar": PLAN.calendar.model_copy(update={"quiet": (time(19), time(10, 30))})}
    )
    schedule = scheduled(plan=late)
    assert chosen(replace(RIGHT, schedule=schedule, now=at(10))) is Why.HOUR
    assert chosen(replace(RIGHT, schedule=schedule, now=at(10, 30))) == LEADS
    assert chosen(replace(RIGHT, schedule=schedule, now=at(13))) == LEADS
    assert chosen(replace(RIGHT, schedule=schedule, now=at(13, 30))) is Why.HOUR


def test_twenty_days_are_ones_own_working_days():
    assert lately_since(SCHEDULE, WEDNESDAY) == WEDNESDAY - timedelta(weeks=4)
    away = scheduled([(MONDAY - timedelta(7), MONDAY - timedelta(1))])
    assert lately_since(away, WEDNESDAY) == WEDNESDAY - timedelta(weeks=5)


@pytest.mark.parametrize(
    ("changes", "counts", "away", "situation"),
    [
        ({"done": Decimal(0)}, COUNTS, (), "nothing-yet"),
        ({"days_left": 1}, COUNTS, (), "last-day"),
        ({}, COUNTS, [(MONDAY + timedelta(4), MONDAY + timedelta(4))], "short-week"),
        ({"activity": "demos"}, COUNTS, (), "gone-quiet"),
        ({}, {}, (), "gone-quiet"),
        ({"expected": 10.0}, COUNTS, (), "big-gap"),
        ({"expected": 15.0}, COUNTS, (), "a-little-behind"),
    ],
)
def test_a_week_stands_in_one_of_six_ways(changes, counts, away, situation):
    assert situation_of(replace(LEADS, **changes), scheduled(away), WEDNESDAY, counts) == situation


def test_every_kind_has_a_reviewed_suggestion_for_every_situation():
    lines = reviewed()
    assert len(lines) >= 25
    assert len({each.text for each in lines}) == len(lines)
    kinds = {each.kind for each in lines}
    situations = {each.situation for each in lines}
    assert {(each.kind, each.situation) for each in lines} == {
        (kind, situation) for kind in kinds for situation in situations
    }
    assert kinds == {"prospecting", "conversations", "presentations", "proposals", "follow-up", "generic"}
    for each in lines:
        assert "!" not in each.text
        assert each.text[-1] in ".”"


def test_the_plans_own_suggestions_come_first_where_they_fit():
    usual = {suggestion_for(PLAN, "leads", "nothing-yet", number) for number in range(9)}
    fit = {each.text for each in reviewed() if each.situation == "nothing-yet"}
    assert len(usual) == 3
    assert usual < fit
    own = (
        Suggestion(text="Ask Ana for her list.", kind="prospecting"),
        Suggestion(text="Take the afternoon.", situation="last-day"),
    )
    plan = PLAN.model_copy(update={"coaching": PLAN.coaching.model_copy(update={"suggestions": own})})
    assert suggestion_for(plan, "leads", "big-gap", 5) == "Ask Ana for her list."
    assert suggestion_for(plan, "demos", "last-day", 5) == "Take the afternoon."
    assert suggestion_for(plan, "demos", "big-gap", 5) in {each.text for each in reviewed()}


def nudge(**changes):
    made = Nudge(
        *("N1", "U1", "leads", MONDAY, WEDNESDAY, Decimal(25), Decimal(8), 3),
        *(15.0, 0.35, 0.2, 0.7, True, "Call."),
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("forecast", "stopped", "why"),
    [
        (LEADS, False, ""),
        (LEADS, True, "wants no hints"),
        (None, False, "no longer the day for it"),
        (replace(LEADS, target=Decimal(30)), False, "the plan has changed"),
        (replace(LEADS, done=Decimal(25)), False, "done already"),
    ],
)
def test_a_hint_that_was_overtaken_is_not_sent(forecast, stopped, why):
    assert Card(PLAN.activity("leads"), nudge(), forecast, has_stopped=stopped).overtaken == why
    assert nudge(answer=Answer.USEFUL).answer == "useful"
