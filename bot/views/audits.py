"""Looking at what somebody decided alone: the question to their manager, and what the rep hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.requests import LONGEST_TEXT
from bot.views.blocks import Json, actions, button, context, modal, paragraphs, words
from bot.views.requests import subject, what_of
from bot.views.text import clip, escape, quote

if TYPE_CHECKING:
    from bot.domain.outcomes import Audit
    from bot.domain.request_cards import Picture

YES = "audit.yes"
NO = "audit.no"
NOTED = "audit.noted"
NOTE = "reason"

_LONGEST = 2900
_WHY = "Some of what people decide alone is looked at afterwards, chosen by chance. It accuses nobody."


def card(picture: Picture, audit: Audit, by: str) -> Message:
    """The question, or its answer."""
    name = escape(picture.requester.first_name)
    case = picture.request.case
    text = f"*Would you have approved this?*\n{name} decided alone: {subject(picture)}."
    said = quote(case.said, LONGEST_TEXT, by="The customer says")
    blocks = paragraphs(text, said, quote(case.reason, LONGEST_TEXT, by="Why"))
    if audit.approves is None:
        request = picture.request.id
        blocks += [actions(button("Yes, I would", YES, request), button("No", NO, request)), context(_WHY)]
    else:
        blocks += paragraphs(_answer(audit, by))
    return Message(text=clip(f"Would you have approved this? {what_of(picture)}", 300), blocks=tuple(blocks))


def form(picture: Picture) -> Json:
    """Why not."""
    blocks = [
        context(clip(f"{subject(picture)}", 300)),
        words(NOTE, "Why you would not have", longest=LONGEST_TEXT),
    ]
    return modal("No", blocks, callback=NOTED, submit="Save", close="Cancel", metadata=picture.request.id)


def told(picture: Picture, audit: Audit, by: str) -> Message:
    """What the requester hears of a no."""
    text = (
        f"*{subject(picture)}*\n{_answer(audit, by)}\n"
        "It stands; it counts in your judgement, and it is worth a talk."
    )
    return Message(
        text=clip(f"About {subject(picture)}", 300),
        blocks=tuple(paragraphs(text)),
    )


def _answer(audit: Audit, by: str) -> str:
    name = escape(by) or "The manager"
    if audit.approves:
        return f":white_check_mark:  {name} would have approved it."
    return f":speech_balloon:  {name} would not have approved it.\n{quote(audit.note, LONGEST_TEXT)}"
