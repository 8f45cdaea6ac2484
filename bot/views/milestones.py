"""Milestones in words: the post, the question to who stepped up, and what only its person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.milestones import Kind, State
from bot.views.blocks import Json, actions, button, context, modal, section
from bot.views.histories import short_day
from bot.views.text import channel, clip, escape, listed

if TYPE_CHECKING:
    from bot.domain.milestones import Milestone, Reached

SHARE = "milestone.share"
KEEP = "milestone.keep"


def post(reached: Reached) -> Message:
    """What the team reads as it happens."""
    text = f"<@{reached.person.id}> {said(reached.milestone)}."
    return Message(text=f"{escape(reached.person.name)} {said(reached.milestone)}", blocks=(section(text),))


def told(reached: Reached) -> Message:
    """What only its person reads."""
    text = f"*You {said(reached.milestone, you=True)}.*"
    small = "Only you see this: you keep yours private. `/latitude settings` changes that."
    return Message(text=f"You {said(reached.milestone, you=True)}", blocks=(section(text), context(small)))


def ask(reached: Reached) -> Message:
    """Whether the team is to hear of a step up."""
    milestone = reached.milestone
    level = escape(milestone.facts.get("level", ""))
    text = f"*You're on {level} now.* Shall the team read it in {channel(reached.channel)}?"
    blocks = [section(text)]
    if milestone.state is State.ASKING:
        buttons = (button("Share it", SHARE, milestone.key), button("Keep it to myself", KEEP, milestone.key))
        blocks += [actions(*buttons), context("It says your name and the new level, and nothing else.")]
    else:
        kept = milestone.state is State.PRIVATE
        blocks.append(context("You keep it to yourself." if kept else "You share it."))
    return Message(text=f"You're on {level} now. Shall the team hear of it?", blocks=tuple(blocks))


def answered(reached: Reached) -> Json:
    """After **Share it** and **Keep it to myself**."""
    shared = reached.milestone.state is not State.PRIVATE
    text = (
        f"It goes to {channel(reached.channel)} within the hour, or tomorrow if it is late already."
        if shared
        else "It stays between you and your managers."
    )
    return modal("Your step up", [section(text)], callback="notice", close="Close")


def said(milestone: Milestone, *, you: bool = False) -> str:
    """What somebody reached, behind their name: `hit every target in the week of 16 Nov`."""
    week = f"the week of {short_day(milestone.day)}"
    match milestone.kind:
        case Kind.TARGET_WEEK:
            return f"hit every target in {week}"
        case Kind.PERSONAL_BEST:
            names = listed([escape(each) for each in milestone.facts.get("activities", "").split("\n")])
            return clip(f"had a personal best in {week}: {names}", 400)
        case Kind.FIRST_WIN:
            return "won a deal, the first on record here"
        case Kind.LEVEL_UP:
            return f"{'are' if you else 'is'} on {escape(milestone.facts.get('level', ''))} now"
        case Kind.HELD_PRICE:
            return "won a deal and held the price"
