"""A rep's own look at the week: the numbers, who thanked them, and one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.checkins import LONGEST_TEXT
from bot.domain.deliveries import Message
from bot.views.blocks import Json, actions, button, context, modal, paragraphs, section, words
from bot.views.kudos import thanks
from bot.views.text import bar, clip, escape, hour, quote, tally, weekday

if TYPE_CHECKING:
    from bot.domain.retrospects import Retrospect

ANSWER = "retrospect.answer"
SENT = "retrospect.sent"
WORDS = "words"

QUESTION = "What would you do differently?"
_LONGEST = 2900
_QUOTE = 200


def card(shown: Retrospect) -> Message:
    """The week, and the question; what was answered, once it is."""
    name = escape(shown.person.first_name)
    title = f"Your week, {name}"
    lines = [f"{bar(each.measure)}  {tally(each.measure)}" for each in shown.progress]
    blocks = [section(clip("\n".join([f"*{title}*", *lines]), _LONGEST))]
    if shown.thanked:
        said = [thanks(given, giver, _QUOTE) for given, giver in shown.thanked]
        blocks.append(section(clip("\n".join(["*You were thanked*", *said]), _LONGEST)))
    if shown.answer is None:
        blocks.append(section(f"*{QUESTION}*"))
    else:
        blocks += paragraphs(f"*{QUESTION}*", quote(shown.answer.words, LONGEST_TEXT))
    if shown.is_open:
        word = "Answer" if shown.answer is None else "Edit"
        blocks.append(actions(button(word, ANSWER, shown.week.isoformat())))
    blocks.append(context(_note(shown)))
    return Message(text=clip(f"{title}. {QUESTION}", 300), blocks=tuple(blocks))


def form(shown: Retrospect) -> Json:
    """The question, with what was answered before."""
    before = "" if shown.answer is None else shown.answer.words
    blocks = [
        words(WORDS, QUESTION, longest=LONGEST_TEXT, value=before, hint="A sentence is enough."),
        context(_note(shown)),
    ]
    return modal(
        "Your week",
        blocks,
        callback=SENT,
        submit="Save",
        close="Cancel",
        metadata=shown.week.isoformat(),
    )


def _note(shown: Retrospect) -> str:
    until = shown.closes.astimezone(shown.person.zone)
    changed = f" It can be changed until {weekday(until.date())} {hour(until)}." if shown.is_open else ""
    return f"Your answer is optional; it stands on your 1:1 page.{changed}"
