"""What asks for a check-in: the prompt, its reminders, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views import absences, checkins, imports
from bot.views.blocks import actions, button, modal, section
from bot.views.text import clip, escape, hour, long_day, ramping, weekday

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.checkins import Account, Prompt
    from bot.views.blocks import Json

SNOOZE = "checkin.snooze"
PROMPT, REMINDER, LAST_REMINDER = "checkin-prompt", "checkin-reminder", "checkin-last-reminder"


def card(prompt: Prompt, kind: str = PROMPT) -> Message:
    """A prompt or reminder, or what became of it."""
    if prompt.away:
        line = f"{weekday(prompt.day)}: you're away, so there is nothing to do."
        return Message(text=line, blocks=(section(line),))
    if prompt.account is not None:
        return _answered(prompt.account)
    question, detail = _words(prompt, kind)
    day = prompt.day.isoformat()
    buttons = [button("Check in", checkins.OPEN, day, primary=True)]
    if kind == PROMPT:
        buttons.append(button("Snooze", SNOOZE, day))
    buttons.append(button("I'm away", absences.OPEN, day))
    return Message(
        text=clip(f"{question} {detail}", 300),
        blocks=(section(f"*{question}*\n{detail}"), actions(*buttons)),
    )


def snoozed(at: datetime) -> Json:
    """The small modal that says when the bot asks again."""
    return modal("Snoozed", [section(f"I'll ask once more at {hour(at)}.")], callback="notice", close="OK")


def _words(prompt: Prompt, kind: str) -> tuple[str, str]:
    day = "your week" if prompt.weekly else weekday(prompt.day)
    name = escape(prompt.person.first_name)
    few = "One number" if prompt.activities == 1 else f"{_spelled(prompt.activities)} numbers"
    easy = " ".join(
        filter(None, (f"{few} and you're done.", ramping(prompt.share), imports.known(prompt.imported)))
    )
    if kind == REMINDER:
        return f"{day[0].upper()}{day[1:]} is still open, {name}.", easy
    if kind == LAST_REMINDER:
        until = prompt.cutoff.astimezone(prompt.person.zone)
        said = day if prompt.weekly else long_day(prompt.day)
        detail = f"It is on time until {hour(until)}. {easy}"
        return f"An hour left for {said}, {name}.", detail
    return f"How was {day}, {name}?", easy


def _answered(account: Account) -> Message:
    said = account.checkin
    line = checkins.summary(account)
    name = checkins.named(account)
    return Message(
        text=clip(f"{name} is in: {line}", 300),
        blocks=(
            section(f"*{name} is in.*\n{line}"),
            actions(button("Edit", checkins.OPEN, said.day.isoformat())),
        ),
    )


def _spelled(count: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[count] if count < len(words) else str(count)
