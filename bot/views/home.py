"""App Home: everyone's front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views import checkins
from bot.views.blocks import Json, actions, button, context, divider, header, home_tab, section
from bot.views.text import clip, escape, hour, long_day, plural, quote, weekday

if TYPE_CHECKING:
    from bot.domain.digests import Answer, TeamDay
    from bot.domain.home import Home, OwnDay
    from bot.domain.people import Person

MOST_BLOCKS = 100
MOST_LINES = 40
MOST_QUOTES = 8
LONGEST_LINE = 280
LONGEST_SECTION = 2900


def draw(home: Home) -> Json:
    """App Home of one person."""
    blocks: list[Json] = []
    if home.own is not None:
        blocks += _own(home, home.own)
    if home.team is not None and home.team.answers:
        blocks += [*([divider()] if blocks else []), *team(home.team, "Your team today")]
    for manager, day in home.teams:
        if day.answers:
            blocks += [*([divider()] if blocks else []), *team(day, f"{manager.name}'s team today")]
    if not blocks:
        blocks = [
            header(f"Hello, {home.person.first_name}"[:150]),
            section("Nobody on your team checks in today. When they do, you will see it here."),
        ]
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], context("There is more than fits here.")]
    return home_tab(blocks)


def closed(sentence: str) -> Json:
    """App Home of somebody who cannot be shown more than why."""
    return home_tab([header("Hello"), section(sentence)])


def team(day: TeamDay, title: str) -> list[Json]:
    """A team's day: who has answered and with what, then who has not."""
    total = len(day.answers)
    lines = [clip(_answer_line(each), LONGEST_LINE) for each in (*day.answered, *day.owing)]
    shown = lines[:MOST_LINES]
    if len(lines) > len(shown):
        shown.append(f"…and {len(lines) - len(shown)} more")
    return [
        header(clip(title, 150)),
        context(f"{long_day(day.day)} · *{len(day.answered)} of {total}* checked in"),
        *(section("\n".join(shown[start : start + 10])) for start in range(0, len(shown), 10)),
        *_in_the_way(day),
    ]


def _in_the_way(day: TeamDay) -> list[Json]:
    said = [
        quote(each.checkin.blockers, 280, by=each.person.first_name)
        for each in day.answered
        if each.checkin is not None and each.checkin.blockers
    ]
    return [section(clip("*In the way*\n" + "\n".join(said[:MOST_QUOTES]), LONGEST_SECTION))] if said else []


def _own(home: Home, own: OwnDay) -> list[Json]:
    blocks = [header(long_day(own.day)), *_today(home.person, own)]
    if own.owed is not None:
        day = weekday(own.owed)
        blocks.append(
            section(f"*{day} is still open.* It takes a few seconds."),
        )
        blocks.append(actions(button(f"Check in for {day}", f"{checkins.OPEN}.owed", own.owed.isoformat())))
    blocks += checkins.measures((*own.today, *own.week), "today")
    seen_by = (
        f"Only you, {escape(home.manager.first_name)} and the managers above see"
        if home.manager
        else "Only you see"
    )
    blocks.append(context(f"{seen_by} your check-ins."))
    return blocks


def _today(person: Person, own: OwnDay) -> list[Json]:
    if not own.works_today:
        return [section("Not a working day for you. Enjoy it.")]
    if own.checkin is not None:
        return [
            section("*You're checked in for today.*"),
            actions(button("Edit", checkins.OPEN, own.day.isoformat())),
        ]
    prompt = "" if own.prompt_at is None else f" I'll ask at {hour(own.prompt_at.astimezone(person.zone))}."
    return [
        section(f"*You haven't checked in for today yet.*{prompt}"),
        actions(button("Check in", checkins.OPEN, own.day.isoformat(), primary=True)),
    ]


def _answer_line(answer: Answer) -> str:
    name = escape(answer.person.name)
    if answer.checkin is None:
        return f":white_circle:  {name} · not yet"
    parts = [f"{each.done:,} of {plural(each.target, escape(each.unit))}" for each in answer.measures]
    return f":white_check_mark:  *{name}* · {' · '.join(parts) or 'checked in'}"
