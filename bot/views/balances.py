"""Balances on screen: the card about somebody whom their limit holds back, and the map of a team."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.balance import LONG_WAIT
from bot.domain.balances import A_WEEK, WINDOW, sides
from bot.domain.calendar import ONE_DAY
from bot.domain.deliveries import Message, Picture
from bot.views import maps
from bot.views.amounts import amount
from bot.views.blocks import Json, actions, button, context, header, section
from bot.views.steps import HAND
from bot.views.text import clip, escape, listed, long_day, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.balances import Held, TeamBalance
    from bot.domain.people import Person

MAP = "balance.map"

_LONGEST = 2900
_MOST_NAMES = 60
_SHOWN = "team-map.png"
SIDES = {
    "more": "Carries more than they may decide",
    "even": "In balance",
    "less": "May decide more than they carry",
}
"""What is said of somebody on either side of the balanced band, and within it."""


def card(held: Held) -> Message:
    """What was seen, and what could be done; once they were moved, how it stands."""
    name = escape(held.person.first_name)
    title = f"{name}'s limit may be too small for the work"
    blocks = [section(clip("\n".join([f"*{title}*", *_evidence(held)]), _LONGEST))]
    if held.moved:
        blocks.append(section(f":white_check_mark:  {name} is on *{escape(held.level)}* now."))
    elif held.above:
        level, limit = held.above[0]
        step = f"The next step is *{escape(level.name)}*: up to {amount(held.power, limit, '')} alone."
        blocks += [section(step), actions(button(f"Move {clip(name, 40)} up", HAND, held.person.id))]
    else:
        blocks.append(
            section("There is no higher step on the ladder, so the plan's own limits are what could change.")
        )
    blocks.append(context(f"Seen two weeks running. {name} is not told of this message."))
    return Message(text=clip(title, 300), blocks=tuple(blocks))


def team_map(team: TeamBalance) -> Message:
    """The map as a picture, and the same in words."""
    name = team.manager.first_name
    title = f"{name}'s team: responsibility and authority"
    said = _sides(team)
    told = " ".join(f"{where}: {names}." for where, names in said)
    alt = clip(f"Responsibility across, authority up. {told}", 1900)
    drawn = Picture(_SHOWN, alt, maps.draw(team))
    blocks: list[Json] = [
        header(clip(title, 150)),
        {"type": "image", "slack_file": {"id": _SHOWN}, "alt_text": alt},
        section(clip("\n".join(f"*{where}:* {escape(names)}" for where, names in said), _LONGEST)),
        context(
            f"The week to {long_day(team.week + A_WEEK - ONE_DAY)}. Responsibility: how much there is to do, "
            "and how reliably it is done. Authority: how much they settle without asking. 50 is the usual. "
            f"Only {escape(name)} and the managers above see this."
        ),
    ]
    return Message(text=clip(escape(title), 300), blocks=tuple(blocks), pictures=(drawn,))


def _evidence(held: Held) -> Iterator[str]:
    facts = held.reading.facts
    stood = "all" if facts.unchanged == facts.asked else f"{facts.unchanged}"
    yield (
        f"•  Had to ask {facts.asked} times in the last {WINDOW} working days; "
        f"{stood} of these were approved as they were."
    )
    if facts.hours >= LONG_WAIT:
        yield f"•  Waited {plural(_tenths(facts.hours), 'working hour')} for an answer, on average."
    if facts.lost:
        yield f"•  {plural(facts.lost, 'request')} came to nothing while waiting."
    more = round(facts.more_load * 100)
    if more > 0:
        yield f"•  Carries {more} % more than the team's usual."


def _tenths(hours: float) -> Decimal:
    return Decimal(round(hours * 10)) / 10


def _sides(team: TeamBalance) -> list[tuple[str, str]]:
    """Who is on which side, in words; the names as they are on the map, and as they were typed."""
    named = dict(zip((person.id for person, _ in team.people), maps.names_on(team), strict=True))
    return [
        (SIDES[which], _names([_name(each, named[each.id]) for each in people]))
        for which, people in sides(team.people).items()
        if people
    ]


def _names(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return listed([*names[:_MOST_NAMES], f"{more} more"] if more > 0 else names)


def _name(person: Person, on_map: str) -> str:
    """The name on the map; with the real one where the map has only a number."""
    return f"{on_map} {person.name}" if on_map.startswith("#") else on_map
