"""The month's card: how a manager sees each of their reps, in three taps a person, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.attestations import NO_ANSWER, PAGE, SCORES, Choice, pages
from bot.domain.deliveries import Message
from bot.domain.ledger import Dim
from bot.views.blocks import Json, actions, button, context, header, menu, section
from bot.views.ledgers import DIMS
from bot.views.text import clip, escape, long_day

if TYPE_CHECKING:
    from bot.domain.attestations import Card, Seen

RELIABILITY = "attest.reliability"
ACTIVITY = "attest.activity"
JUDGEMENT = "attest.judgement"
SKIP = "attest.skip"

ACTIONS = {Dim.R: RELIABILITY, Dim.A: ACTIVITY, Dim.J: JUDGEMENT}
WORDS = {5: "always", 4: "usually", 3: "often", 2: "sometimes", 1: "rarely"}

_MEANT = (
    "*Reliability* · does what they said they would\n"
    "*Activity* · puts in the work that brings customers\n"
    "*Judgement* · makes the calls you would have made"
)
_WEIGHT = (
    "Each answer is optional, and each counts little: all of them together weigh at most a fifth of what "
    "really happened. They can read what you choose, and ask you about it."
)


def card(month: Card, page: int) -> Message:
    """One page of a manager's month: the menus while it is open, then what was said."""
    title = f"Your team in {month.about:%B}"
    total = pages(len(month.people))
    if total > 1:
        title += f", {page + 1} of {total}"
    blocks = [header(title), section(_intro(month))]
    if not month.closed:
        blocks += [section(_MEANT), context(_WEIGHT)]
    for each in month.page(page):
        blocks += _closed(each) if month.closed else _open(month, each)
    if not month.closed:
        word = "That's all for this month" if month.said_anything else "Skip this month"
        blocks += [actions(button(word, SKIP, month.month.isoformat()))]
    count = min(PAGE, len(month.page(page)))
    ask = f"How do you see your team's {month.about:%B}? Three taps for each of {count}, or none."
    return Message(text=clip(ask if not month.closed else title, 300), blocks=tuple(blocks))


def _intro(month: Card) -> str:
    if not month.closed:
        return f"How often was this so in {month.about:%B}? Open until {long_day(month.last)}."
    if not month.said_anything:
        return "This one is closed. You said nothing, and nothing counts from it."
    return "This one is closed. What you said stands, at its small weight."


def _open(month: Card, seen: Seen) -> list[Json]:
    name = section(f"*{escape(seen.person.name)}*")
    menus = []
    for dim, action in ACTIONS.items():
        said = seen.said.get(dim)
        lines = [(score, f"{DIMS[dim]}: {score} · {WORDS[score]}") for score in SCORES]
        lines += [] if said is None else [(NO_ANSWER, "Take it back")]
        options = [(Choice(month.month, seen.person.id, dim, score).opaque, words) for score, words in lines]
        chosen = None if said is None else Choice(month.month, seen.person.id, dim, said).opaque
        menus.append(menu(DIMS[dim], action, options, chosen))
    return [name, actions(*menus)]


def _closed(seen: Seen) -> list[Json]:
    said = [f"{DIMS[dim]} {seen.said[dim]} · {WORDS[seen.said[dim]]}" for dim in ACTIONS if dim in seen.said]
    return [section(f"*{escape(seen.person.name)}*\n{',  '.join(said)}")] if said else []
