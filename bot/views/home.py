"""App Home: everyone's front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.checkins import Mark
from bot.domain.home import Why
from bot.domain.setup import Kind
from bot.views import (
    absences,
    authority,
    balances,
    checkins,
    coaching,
    delegations,
    digests,
    explanations,
    kudos,
    paces,
    request_forms,
    setup,
    shadows,
)
from bot.views.blocks import Json, actions, button, context, divider, fields, header, home_tab, section
from bot.views.histories import counts, history
from bot.views.text import bar, clip, escape, figure, hour, long_day, quote, tally, weekday

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.histories import OpenDay, Progress
    from bot.domain.home import Home, OwnDay
    from bot.domain.people import Person

MOST_BLOCKS = 100
MOST_PROBLEMS = 10
MOST_FIELDS = 10
_COUNTS_AS = {Mark.LATE: "It counts as late.", Mark.MISSED: "It is marked missed; the numbers still count."}


def draw(home: Home) -> Json:
    """App Home of one person."""
    parts = [_own(home, home.own)] if home.own is not None else []
    if home.team is not None:
        day = digests.team(home.team, "Your team today", home.repeated, opens=True, weeks=_weeks(home))
        parts.append([*coaching.of_manager(home.coaching), *day])
    if home.teams:
        parts.append([header("Your managers' teams"), *digests.teams(home.teams)])
    if not home.has_plan:
        parts.append(_without_plan(home))
    elif not parts:
        parts.append(
            [
                *_hello(home.person),
                section("Nobody on your team checks in today. When they do, you will see it here."),
            ]
        )
    if home.authority is not None and home.own is None:
        parts.append(authority.own(home.authority)[1:])
    parts += kudos.on_home(home.thanked)
    if home.leads:
        delegated = [] if home.delegated is None else delegations.line(home.delegated)
        answered = authority.answers(home.answers, home.person)
        parts.append(
            [
                *answered,
                *coaching.of_director(home.coaching),
                *kudos.rings(home.rings),
                _leading(),
                *delegated,
            ]
        )
    if home.is_live is not None:
        parts.append([shadows.line(live=home.is_live)])
    if home.setup:
        parts.append(_setup(home))
    blocks = [block for part in parts for block in (divider(), *part)][1:]
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], context("There is more than fits here.")]
    return home_tab(blocks)


def _leading() -> Json:
    """What who leads others can look at."""
    return actions(button("What they decide", authority.TEAM), button("Team map", balances.MAP))


def closed(sentence: str) -> Json:
    """App Home of somebody who cannot be shown more than why."""
    return home_tab([header("Hello"), section(sentence)])


def glance(home: Home, own: OwnDay) -> list[str]:
    """Somebody's own day and week in a few lines."""
    return [
        *_today(home.person, own),
        *(f"*{weekday(each.day)} is still open.*" for each in own.owed),
        *(f"{bar(each.measure)}  {_progress(each, resting=_is_away(own))}" for each in own.week),
    ]


def _own(home: Home, own: OwnDay) -> list[Json]:
    away = absences.lines(own.absences, own.day)
    return [
        header(long_day(own.day)),
        section("\n".join(_today(home.person, own))),
        *_buttons(own),
        *(away if _is_away(own) else ()),
        *(block for each in own.owed for block in _still_open(each)),
        *_promise(own),
        *_week(own),
        *(explanations.line(home.trust, home.person.id) if home.trust is not None else ()),
        *(authority.own(home.authority) if home.authority is not None else ()),
        *coaching.of_rep(home.coaching, home.person.id),
        *(() if _is_away(own) else away),
        *history(own.history),
        context(_seen_by(home)),
    ]


def _today(person: Person, own: OwnDay) -> list[str]:
    """What today asks, or why it does not, and what was counted."""
    this = "this week" if own.weekly else "today"
    at = "" if own.prompt_at is None else f" at {hour(own.prompt_at.astimezone(person.zone))}"
    if own.checkin is not None:
        line = clip(counts(own.today), 600)
        return [f"*You're checked in for {this}.*", *([line] if line else [])]
    if own.rest is None:
        return [f"*You haven't checked in for {this} yet.*" + (f" I'll ask{at}." if at else "")]
    if own.rest.why is Why.AT_THE_WEEKS_END and own.rest.until is not None:
        return [
            "*Nothing to do today.*",
            f"You account for your week on {weekday(own.rest.until)}; I'll ask{at}.",
        ]
    return [_off(own.rest.why, own.rest.name, own.rest.until)]


def _off(why: Why, name: str, until: date | None) -> str:
    """Why there is nothing to do today."""
    last = "" if until is None else long_day(until)
    match why:
        case Why.AWAY:
            return f"*You're away until {last}.* Nothing to do here."
        case Why.HOLIDAY:
            return f"*{escape(name)}.* Not a working day for you. Enjoy it."
        case Why.DAY_OFF:
            return "*The team has the day off.* Enjoy it."
        case Why.NOT_STARTED:
            return f"*You start on {last}.* Nothing to do until then."
        case _:
            return "*Not a working day for you.* Enjoy it."


def _is_away(own: OwnDay) -> bool:
    return own.rest is not None and own.rest.why is Why.AWAY


def _buttons(own: OwnDay) -> list[Json]:
    """What can be done today; who is away is back with the button beside the absence."""
    if _is_away(own):
        return []
    always = (button("I'm away", absences.OPEN), button("Request", request_forms.OPEN))
    if own.asked is None:
        return [actions(*always)]
    day = own.asked.isoformat()
    if own.checkin is not None:
        return [actions(button("Edit", checkins.OPEN, day), *always)]
    return [actions(button("Check in", checkins.OPEN, day, primary=own.rest is None), *always)]


def _still_open(open_day: OpenDay) -> list[Json]:
    day = weekday(open_day.day)
    counts_as = "It takes a few seconds." if open_day.mark is None else _COUNTS_AS[open_day.mark]
    press = button(f"Check in for {day}", f"{checkins.OPEN}.owed", open_day.day.isoformat())
    return [section(f"*{day} is still open.* {counts_as}", press)]


def _promise(own: OwnDay) -> list[Json]:
    if own.promise is None:
        return []
    return [section(f"*On {weekday(own.promise.made_on)} you said*\n{quote(own.promise.words)}")]


def _week(own: OwnDay) -> list[Json]:
    """This week against what it asks, two bars beside each other."""
    cells = [
        f"{escape(each.measure.name)}\n{bar(each.measure)}\n{_progress(each, resting=_is_away(own))}"
        for each in own.week
    ]
    rows = [fields(*cells[start : start + MOST_FIELDS]) for start in range(0, len(cells), MOST_FIELDS)]
    return [divider(), section("*Your week*" if own.weekly else "*This week*"), *rows] if rows else []


def _weeks(home: Home) -> dict[str, str]:
    """Of each report, the week so far in a line."""
    said = {who: "  ·  ".join(tally(each.measure) for each in week) for who, week in home.weeks.items()}
    return {who: f"This week: {line}" for who, line in said.items() if line}


def _progress(progress: Progress, *, resting: bool) -> str:
    """`14 of 25 leads · on course · 4 a day would do it`; nobody who rests has anything to catch up."""
    measure = progress.measure
    said = f"*{tally(measure)}*"
    if measure.met:
        return f"{said} · done"
    if progress.forecast is not None and not resting:
        return " · ".join(part for part in (said, paces.heading(progress.forecast)) if part)
    if progress.due is None or resting:
        return said
    behind = progress.due - measure.done
    return f"{said} · {f'{figure(behind)} to catch up' if behind > 0 else 'on track'}"


def _seen_by(home: Home) -> str:
    if home.manager is None:
        return "Only you see your check-ins."
    return f"Only you, {escape(home.manager.first_name)} and the managers above see your check-ins."


def _without_plan(home: Home) -> list[Json]:
    if any(each.kind is Kind.UNREADABLE_PLAN for each in home.setup):
        return _hello(home.person)
    if home.person.admin:
        sentence = (
            "*Your team has no plan yet, so nobody is asked anything.*\n"
            "Fill in `plan.toml`, look it over with `latitude plan check`, then run `latitude plan apply`."
        )
    else:
        sentence = "Your team's plan is still being written, so there is nothing to do yet. I'll be in touch."
    return [*_hello(home.person), section(sentence)]


def _hello(person: Person) -> list[Json]:
    return [header(clip(f"Hello, {person.first_name}", 150))]


def _setup(home: Home) -> list[Json]:
    lines = [clip(f"•  {setup.line(each)}", 1000) for each in home.setup[:MOST_PROBLEMS]]
    more = len(home.setup) - len(lines)
    return [
        header("Setup"),
        context("Only admins see this."),
        *(section(line) for line in lines),
        *([context(f"…and {more} more: `latitude doctor` lists them all.")] if more > 0 else []),
    ]
