"""Days that have been: a person's own past weeks in lines, and their last weeks before a manager.

When a check-in was sent is nobody's business: a day is on time, late, missed or excused, and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.blockers import says_something
from bot.domain.checkins import Kept, Mark
from bot.domain.home import Why
from bot.domain.people import Rank
from bot.views.blocks import Json, actions, button, context, divider, header, modal, section
from bot.views.text import clip, escape, figure, long_day, plural, quote, tally, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.counts import Measure
    from bot.domain.histories import DayLine, OpenedWeek, PersonsWeeks, WeekLine
    from bot.domain.home import Rest

WEEKS = "home.weeks"
WHY = "trust.why"
"""Everything about somebody's trust; drawn in `explanations`, which is above this module."""

LONGEST_LINE = 280
_UNBROKEN = "\u00a0"
"""A space at which a narrow screen does not break the line."""
LONGEST_QUOTE = 400
LONGEST_SECTION = 2900

MARKS = {
    Mark.ON_TIME: "on time",
    Mark.LATE: "late",
    Mark.MISSED: "missed",
    Mark.EXCUSED: "excused",
}
_KEPT = {
    Kept.YES: "Kept the last commitment.",
    Kept.NO: "Did not get to the last commitment.",
    Kept.NO_LONGER_SENSIBLE: "The last commitment was no longer sensible.",
}


def history(lines: Iterable[WeekLine]) -> list[Json]:
    """Past weeks, a line each."""
    shown = list(lines)
    if not shown:
        return []
    told = (f"*{short_day(each.first)}*{line_of(each)}" for each in shown)
    blocks = [divider(), section("*Past weeks*\n" + "\n".join(clip(each, LONGEST_LINE) for each in told))]
    if any(each.verified for each in shown):
        blocks.append(context("✓ confirmed by your manager"))
    return blocks


def line_of(week: WeekLine) -> str:
    """What follows a week's name: ` ✓ · 22 of 25 leads · 5 of 5 days, one late`."""
    if week.asked == 0:
        return " · off"
    late = "" if week.late == 0 else f", {'one' if week.late == 1 else figure(week.late)} late"
    days = f"{week.answered} of {plural(week.asked, 'day')}{late}"
    parts = [*(tally(each) for each in week.measures), days]
    return " · ".join([" ✓" if week.verified else "", *(each.replace(" ", _UNBROKEN) for each in parts)])


def opened(weeks: PersonsWeeks) -> Json:
    """One person's last weeks, day by day, as a modal."""
    blocks = [header(clip(weeks.person.name, 150) or "Weeks")]
    if weeks.person.rank is Rank.REP:
        blocks.append(actions(button("Why?", WHY, weeks.person.id)))
    for week in weeks.weeks:
        blocks += [divider(), *_week(week)]
    if not weeks.weeks:
        blocks.append(section("Nothing to show yet."))
    confirmed = "✓ confirmed by the manager. " if any(each.line.verified for each in weeks.weeks) else ""
    blocks.append(context(f"{confirmed}Only they and the managers above them see this."))
    return modal("Week by week", blocks, callback="notice", close="Close")


def counted(measure: Measure) -> str:
    """`4 of 5 leads` of a day's target, `1 presentation` of a week's."""
    return tally(measure) if measure.per == "day" else plural(measure.done, escape(measure.unit))


def counts(measures: Iterable[Measure]) -> str:
    """What was counted, in one line; nothing of what is asked by the week and was not done."""
    return " · ".join(counted(each) for each in measures if each.per == "day" or each.done > 0)


def resting(rest: Rest) -> str:
    """Why somebody is not asked, of another: `away until Friday 27 November`."""
    until = "" if rest.until is None else long_day(rest.until)
    match rest.why:
        case Why.AWAY:
            return f"away until {until}"
        case Why.HOLIDAY:
            return f"public holiday, {escape(rest.name)}"
        case Why.NOT_STARTED:
            return f"starts on {until}"
        case Why.AT_THE_WEEKS_END:
            return f"accounts for the week on {until}"
        case Why.NOT_IN_SLACK:
            return "not in Slack yet"
        case _:
            return rest.why.value


def short_day(day: date) -> str:
    """`16 Nov`."""
    return f"{day.day} {day:%b}"


def _week(week: OpenedWeek) -> list[Json]:
    name = f"*Week of {short_day(week.line.first)}*"
    return [
        section(clip(f"{name}{line_of(week.line)}", LONGEST_SECTION)),
        *(section(clip(_day(each), LONGEST_SECTION)) for each in week.days),
    ]


def _day(line: DayLine) -> str:
    name = f"*{weekday(line.day)}*"
    if line.checkin is None:
        if line.rest is not None:
            return f"{name} · {resting(line.rest)}"
        return f"{name} · {'not yet' if line.mark is None else MARKS[line.mark]}"
    said = line.checkin
    mark = [] if line.mark is None else [MARKS[line.mark]]
    done = clip(counts(line.measures), LONGEST_LINE)
    lines = [" · ".join([name, *([done] if done else []), *mark])]
    for title, words in (("Won", said.wins), ("In the way", said.blockers), ("Next", said.commitment)):
        if says_something(words):
            lines.append(quote(words, LONGEST_QUOTE, by=title))
    if said.kept is not None:
        lines.append(_KEPT[said.kept])
    return "\n".join(lines)
