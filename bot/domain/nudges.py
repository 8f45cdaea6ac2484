"""Nudges: at most one small private hint a week, and only where it may still change how the week ends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.calendar import moment
from bot.domain.paces import BEYOND_RESCUE, week_days
from bot.domain.plan import Cadence
from bot.domain.plan_coaching import Suggestion
from bot.domain.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from bot.domain.nudge_effects import Effect
    from bot.domain.paces import Forecast
    from bot.domain.plan import Activity, Plan
    from bot.domain.plan_kinds import ActivityKind, Situation
    from bot.domain.schedules import Schedule

MOST_LIKELY = 0.5
"""Above this nobody needs a hint; below `BEYOND_RESCUE` none helps."""

AFTER_DAYS = frozenset({2, 3})
"""After how many working days of the week a hint may come: before that nothing is known, later it is late."""

SENT_SHARE = 0.7
"""How many of the hints that would be right are sent; the others show whether they help."""

LATELY = 20
"""Working days of somebody's own within which hints are counted."""

MORNING = time(9)
HOURS = timedelta(hours=3)
"""From when in the morning a hint may come, and for how long: when the day can still be used."""

MUCH_MORE = 1.5


class NotYourNudge(Refusal):
    """A hint is answered only by the person it was written to."""


class Answer(StrEnum):
    """What somebody says of a hint."""

    USEFUL = "useful"
    NOT_NOW = "not now"
    STOP = "stop"


class Why(StrEnum):
    """Why somebody is given no hint."""

    TRUSTED = "accounts for the week at its end"
    STOPPED = "wants none"
    AWAY = "does not work today"
    HOUR = "not this morning"
    ANSWERED = "has checked in for today already"
    DAY = "not after the second or third working day"
    UNTOLD = "a day of this week is not accounted for"
    SPOKEN = "a manager has spoken with them this week"
    THIS_WEEK = "had as many this week as the plan allows"
    LATELY = "had as many of late as the plan allows"
    CHANGED = "the plan has changed the target this week"
    NOTHING = "no week that could go either way"


@dataclass(frozen=True)
class Nudge:
    """A moment at which a hint is right, as it is written down before anything is sent.

    Attributes:
        id: Opaque.
        person: Whose week.
        activity: Which activity.
        week: The first day of the week.
        day: The day it is for, where they are.
        target: What the week asked at that moment.
        done: What was counted by then.
        days_left: On how many working days something could still be done.
        expected: How much more was to be expected without it.
        probability: That the target would be reached.
        gain: By how much a quarter more effort would raise that.
        chance: How likely it was to be sent.
        is_sent: Whether it is sent; the others are only written down.
        suggestion: The one thing it suggests.
        answer: What the person said of it.
    """

    id: str
    person: str
    activity: str
    week: date
    day: date
    target: Decimal
    done: Decimal
    days_left: int
    expected: float
    probability: float
    gain: float
    chance: float
    is_sent: bool
    suggestion: str
    answer: Answer | None = None


@dataclass(frozen=True)
class Card:
    """A hint as its receiver sees it.

    Attributes:
        activity: What it is about.
        nudge: What was so when it was written.
        forecast: How the week stands now; None once its day is over, or where the day is not worked.
        has_stopped: Whether they want no hints any more.
    """

    activity: Activity
    nudge: Nudge
    forecast: Forecast | None
    has_stopped: bool = False

    @property
    def overtaken(self) -> str:
        """Why it need not be sent any more; nothing if it still should be."""
        if self.has_stopped:
            return "wants no hints"
        if self.forecast is None:
            return "no longer the day for it"
        if self.forecast.target != self.nudge.target:
            return "the plan has changed"
        return "" if self.forecast.gap else "done already"


@dataclass(frozen=True)
class Report:
    """Whether hints help, and what people said of them."""

    effect: Effect
    said: Mapping[Answer, int]


@dataclass(frozen=True)
class Moment:
    """What decides whether somebody is given a hint now.

    Attributes:
        schedule: Theirs.
        now: An aware moment.
        today: The day where they are.
        counts: What they counted on each day of this week that they checked in for.
        forecasts: How their week is likely to end.
        changed: The activities whose target the plan has changed this week.
        decided: The activities decided on this week, sent or not.
        lately: How many hints they were sent in their last 20 working days.
        per_week: How many a week the plan allows.
        per_20_days: How many in 20 working days.
        has_stopped: Whether they want none.
        was_spoken_to: Whether a manager has coached them this week.
    """

    schedule: Schedule
    now: datetime
    today: date
    counts: Mapping[date, Mapping[str, Decimal]]
    forecasts: Sequence[Forecast]
    changed: Collection[str] = frozenset()
    decided: Collection[str] = frozenset()
    lately: int = 0
    per_week: int = 1
    per_20_days: int = 3
    has_stopped: bool = False
    was_spoken_to: bool = False


def chosen(moment_: Moment) -> Forecast | Why:
    """The activity that a hint is right for now, the one with the most to gain; or why there is none."""
    why = why_not_today(moment_.schedule, moment_.now, moment_.today)
    if why is not None:
        return why
    could = [each for each in moment_.forecasts if _is_open(each) and each.activity not in moment_.decided]
    holds = [each for each in could if each.activity not in moment_.changed]
    reasons = {
        Why.STOPPED: moment_.has_stopped,
        Why.ANSWERED: moment_.today in moment_.counts,
        Why.UNTOLD: not set(_behind(moment_.schedule, moment_.today)) <= set(moment_.counts),
        Why.SPOKEN: moment_.was_spoken_to,
        Why.THIS_WEEK: len(moment_.decided) >= moment_.per_week,
        Why.LATELY: moment_.lately >= moment_.per_20_days,
        Why.NOTHING: not could,
        Why.CHANGED: not holds,
    }
    held = next((reason for reason, holds_back in reasons.items() if holds_back), None)
    return held or max(holds, key=lambda each: each.gain)


def why_not_today(schedule: Schedule, now: datetime, today: date) -> Why | None:
    """Why this is no moment for a hint, by the calendar alone; None if it is one.

    A hint comes in the morning after the second or third working day of a week, to who works that day.
    """
    begins = moment(today, MORNING, schedule.zone)
    begins = schedule.quiet_until(begins) or begins
    if not begins <= now < begins + HOURS:
        return Why.HOUR
    if schedule.cadence is Cadence.WEEKLY:
        return Why.TRUSTED
    if not schedule.works(today):
        return Why.AWAY
    return None if len(_behind(schedule, today)) in AFTER_DAYS else Why.DAY


def lately_since(schedule: Schedule, today: date) -> date:
    """The first of somebody's last 20 working days, today not among them."""
    day = today
    for _ in range(LATELY):
        day = schedule.days.last_before(day) or day
    return day


def situation_of(
    forecast: Forecast, schedule: Schedule, today: date, counts: Mapping[date, Mapping[str, Decimal]]
) -> Situation:
    """How somebody's week stands in one activity, so that a suggestion can fit it."""
    days = week_days(schedule, today)
    told = sorted(day for day in counts if day < today)
    last = counts[told[-1]].get(forecast.activity) if told else None
    if not forecast.done:
        return "nothing-yet"
    if forecast.days_left == 1:
        return "last-day"
    if sum(schedule.works(day) for day in days) < len(days):
        return "short-week"
    if not last:
        return "gone-quiet"
    usual = forecast.expected / max(1, forecast.days_left)
    return "big-gap" if float(forecast.per_day) > MUCH_MORE * usual else "a-little-behind"


def suggestion_for(plan: Plan, activity: str, situation: Situation, number: int) -> str:
    """What to suggest: one of the plan's own that fit, else of the reviewed ones; `number` says which.

    Of the reviewed ones, those for any kind of work are among them, so that it is not always the same.
    """
    kind = plan.activity(activity).kind
    own = [each for each in plan.coaching.suggestions if _fits(each, kind, situation)]
    fitting = own or [
        each for each in reviewed() if each.situation == situation and each.kind in {kind, "generic"}
    ]
    return fitting[number % len(fitting)].text


@cache
def reviewed() -> tuple[Suggestion, ...]:
    """Every suggestion that was read and found fit to be sent, in the file beside this module."""
    text = files("bot.domain").joinpath("nudge_lines.toml").read_text(encoding="utf-8")
    return tuple(Suggestion.model_validate(each) for each in tomllib.loads(text)["lines"])


def _behind(schedule: Schedule, today: date) -> list[date]:
    """The working days of this week that are over."""
    return [day for day in week_days(schedule, today) if day < today and schedule.works(day)]


def _is_open(forecast: Forecast) -> bool:
    """Whether a hint may still change how it ends."""
    return bool(forecast.gap) and BEYOND_RESCUE <= forecast.probability <= MOST_LIKELY


def _fits(each: Suggestion, kind: ActivityKind, situation: Situation) -> bool:
    return each.kind in {None, kind} and each.situation in {None, situation}
