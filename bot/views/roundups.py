"""The roundup: thanks, milestones and the team's own numbers; nobody is compared with anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message, Picture
from bot.domain.roundups import DRAWN_FROM
from bot.views import milestones, roundup_charts
from bot.views.blocks import Json, context, header, paragraphs
from bot.views.histories import short_day
from bot.views.text import clip, escape, figure, listed, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.roundups import Number, Roundup, Thanks

MOST_VALUES = 10
MOST_PEOPLE = 15
MOST_GIVERS = 3
MOST_MILESTONES = 15
MOST_NUMBERS = 15

_LONGEST_NAME = 60
_LONGEST_LINE = 2400


def card(roundup: Roundup) -> Message:
    """One team's week."""
    title = f"The week in {roundup.manager.first_name}'s team"
    blocks: list[Json] = [header(clip(title, 150))]
    if roundup.thanks:
        lines = [*map(_thanks, roundup.thanks[:MOST_VALUES]), *_more(roundup.thanks, MOST_VALUES)]
        blocks += paragraphs("*Thanked*", *lines)
    if roundup.reached:
        blocks += paragraphs("*Reached*", *_reached(roundup))
    pictures: tuple[Picture, ...] = ()
    if roundup.numbers:
        days = f"{short_day(roundup.first)} to {short_day(roundup.last)}"
        shown = roundup.numbers[:MOST_NUMBERS]
        lines = [
            *(_number(each, so_far=roundup.so_far) for each in shown),
            *_more(roundup.numbers, MOST_NUMBERS),
        ]
        blocks += paragraphs(f"*Done together, {days}*", *lines)
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
    said: list[str] = []
    for name, givers in thanks.people[:MOST_PEOPLE]:
        each = f"{_name(name)} (by {_givers(givers)})"
        if len(", ".join([*said, each])) > _LONGEST_LINE:
            break
        said.append(each)
    more = len(thanks.people) - len(said)
    said += [f"and {figure(more)} more"] if more > 0 else []
    return f":{thanks.emoji}: *{escape(thanks.value)}* · {', '.join(said)}"


def _givers(givers: Sequence[str]) -> str:
    """`Ana, Ben, Cal and 2 more`."""
    more = len(givers) - MOST_GIVERS
    return listed([*map(_name, givers[:MOST_GIVERS]), *([f"{figure(more)} more"] if more > 0 else [])])


def _name(name: str) -> str:
    return escape(clip(name, _LONGEST_NAME))


def _reached(roundup: Roundup) -> list[str]:
    lines = [
        f"•  {_name(each.person.name)} {milestones.said(each.milestone)}"
        for each in roundup.reached[:MOST_MILESTONES]
    ]
    return [*lines, *_more(roundup.reached, MOST_MILESTONES)]


def _more(everything: Sequence[object], shown: int) -> list[str]:
    more = len(everything) - shown
    return [f"…and {figure(more)} more"] if more > 0 else []


def _number(number: Number, *, so_far: bool) -> str:
    """`Self-generated leads · 94 leads, in most weeks 71 to 102`, or `41 leads so far`."""
    said = f"{escape(number.activity.name)} · *{plural(number.done, escape(number.activity.unit))}*"
    usual = number.usual
    if usual is None:
        return f"{said} so far" if so_far else said
    span = figure(usual.low) if usual.low == usual.high else f"{figure(usual.low)} to {figure(usual.high)}"
    if number.is_high:
        return f"{said}, more than in most weeks ({span})"
    return f"{said}, in most weeks {span}"
