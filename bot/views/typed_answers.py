"""What the bot answers to a typed message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views import checkins, imports
from bot.views.blocks import actions, button, section
from bot.views.refusals import FAULTS, SENTENCES
from bot.views.text import clip, escape, listed, weekday

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain.plan import Activity
    from bot.domain.typed_answers import Reply

MOST_QUOTES = 8
LONGEST_QUOTE = 60
LONGEST_TEXT = 2900

_BY_NAME = {refusal.__name__: sentence for refusal, sentence in SENTENCES.items()}


def card(reply: Reply) -> Message:
    """What was saved and what was not understood; or why nothing was saved, and how to say it."""
    account, day = reply.account, reply.day.isoformat()
    if account is not None:
        line = f"*{checkins.named(account)} is in.* {checkins.summary(account)}"
        details = [*imports.note(account.beside), *_not_understood(reply)]
        return _message(line, details, button("Edit", checkins.OPEN, day))
    again = f"Please send all of it in one message, such as {_example(reply.asked)}, or use the form."
    return _message(
        f"*I haven't saved anything for {weekday(reply.day)} yet.*",
        [*_faults(reply), *_not_understood(reply), again],
        button("Check in", checkins.OPEN, day),
    )


def refused(name: str) -> Message:
    """Why there is nothing to answer, from the name of the refusal."""
    sentence = _BY_NAME[name]
    return Message(text=sentence, blocks=(section(sentence),))


def help_line(asked: Sequence[Activity]) -> Message:
    """What can be typed."""
    line = f"I can read answers such as {_example(asked)}. Everything else: `/latitude`"
    return Message(text=line, blocks=(section(line),))


def _message(line: str, details: list[str], pressed: ButtonElement) -> Message:
    text = clip("\n".join([line, *details]), LONGEST_TEXT)
    return Message(text=clip(line, 300), blocks=(section(text), actions(pressed)))


def _faults(reply: Reply) -> Iterator[str]:
    """Each number that is missing, said twice or impossible."""
    heard = reply.heard
    names = {each.key: escape(each.name) for each in reply.asked}
    if heard.reading.too_long:
        yield "That message is too long for me to read."
        return
    if heard.missing:
        yield f"I miss a number for {listed([names[key] for key in heard.missing])}."
    for key, numbers in heard.reading.repeated.items():
        yield f"{names[key]} has several numbers: {listed(_quoted(numbers))}. Which one is it?"
    for key, fault in heard.faults.items():
        yield f"{names[key]} {_quoted([heard.reading.counts[key]])[0]}: {FAULTS[fault]}"


def _not_understood(reply: Reply) -> Iterator[str]:
    """The words that mean nothing here, those that could mean several things, and numbers without words."""
    reading = reply.heard.reading
    if reading.unknown:
        yield f"I don't understand {listed(_quoted(reading.unknown))}."
    for each in reading.unclear[:MOST_QUOTES]:
        names = " or ".join(escape(name) for name in each.names[:MOST_QUOTES])
        yield f"{_quoted([each.words])[0]} could be {names}."
    if reading.numbers:
        yield f"I don't know what to do with {listed(_quoted(reading.numbers))}."


def _quoted(typed: Sequence[str]) -> list[str]:
    shown = [f"“{clip(escape(each), LONGEST_QUOTE)}”" for each in typed[:MOST_QUOTES]]
    return [*shown, f"{len(typed) - MOST_QUOTES} more"] if len(typed) > MOST_QUOTES else shown


def _example(asked: Sequence[Activity]) -> str:
    return "`" + ", ".join(f"{each.key} {n}" for each, n in zip(asked, (6, 1), strict=False)) + "`"
