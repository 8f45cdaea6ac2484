"""The roundup: thanks, milestones and the team's own numbers; nobody is compared with anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message, Picture
from bot.domain.roundups import DRAWN_FROM
from bot.views import milestones, roundup_charts
from bot.views.blocks import Json, context, header, section
from bot.views.histories import short_day
from bot.views.text import clip, escape, figure, listed, plural

if TYPE_CHECKING:
    from bot.domain.roundups import Number, Roundup, Thanks

MOST_PEOPLE = 15
MOST_MILESTONES = 15


def card(roundup: Roundup) -> Message:
    """One team's week."""
    title = f"The week in {roundup.manager.first_name}'s team"
    blocks: list[Json] = [header(clip(title, 150))]
    if roundup.thanks:
        blocks.append(section("\n".join(["*Thanked*", *map(_thanks, roundup.thanks)])))
    if roundup.reached:
        blocks.append(section("\n".join(["*Reached*", *_reached(roundup)])))
    pictures: tuple[Picture, ...] = ()
    if roundup.numbers:
        days = f"{short_day(roundup.first)} to {short_day(roundup.last)}"
        blocks.append(section("\n".join([f"*Done together, {days}*", *map(_number, roundup.numbers)])))
        if roundup.weeks >= DRAWN_FROM:
            shows = roundup_charts.alt(roundup)
            blocks.append({"type": "image", "slack_file": {"id": roundup_charts.NAME}, "alt_text": shows})
            blocks.append(
                context("The team's own weeks, this one in green. It is compared with nobody else.")
            )
            pictures = (Picture(roundup_charts.NAME, shows, roundup_charts.drawn(roundup)),)
    return Message(text=clip(escape(title), 300), blocks=tuple(blocks), pictures=pictures)


def _thanks(thanks: Thanks) -> str:
    """`:muscle: *Own the outcome* · Sam Whitfield (by Rita Alvarez)`."""
    said = [
        f"{escape(name)} (by {listed([escape(each) for each in givers])})"
        for name, givers in thanks.people[:MOST_PEOPLE]
    ]
    more = len(thanks.people) - len(said)
    said += [f"and {figure(more)} more"] if more > 0 else []
    return f":{thanks.emoji}: *{escape(thanks.value)}* · {', '.join(said)}"


def _reached(roundup: Roundup) -> list[str]:
    lines = [
        f"•  {escape(each.person.name)} {milestones.said(each.milestone)}"
        for each in roundup.reached[:MOST_MILESTONES]
    ]
    more = len(roundup.reached) - len(lines)
    return [*lines, *([f"…and {figure(more)} more"] if more > 0 else [])]


def _number(number: Number) -> str:
    """`Self-generated leads · 94 leads, in most weeks 71 to 102`."""
    said = f"{escape(number.activity.name)} · *{plural(number.done, escape(number.activity.unit))}*"
    usual = number.usual
    if usual is None:
        return said
    span = figure(usual.low) if usual.low == usual.high else f"{figure(usual.low)} to {figure(usual.high)}"
    if number.is_high:
        return f"{said}, more than in most weeks ({span})"
    return f"{said}, in most weeks {span}"
