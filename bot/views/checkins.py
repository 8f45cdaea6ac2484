"""The check-in on screen: the prompt, the modal, the confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.checkins import LONGEST_TEXT, MOST
from bot.domain.deliveries import Message
from bot.views.blocks import (
    Json,
    actions,
    button,
    context,
    fields,
    header,
    modal,
    number,
    paragraph,
    section,
)
from bot.views.refusals import FAULTS
from bot.views.text import bar, clip, escape, hour, long_day, plural, quote, tally, weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.checkins import Account, BadCounts, Form, Measure, Prompt

OPEN = "checkin.open"
SUBMIT = "checkin.submit"
COUNT = "count:"
WINS = "wins"
BLOCKERS = "blockers"


def card(prompt: Prompt) -> Message:
    """The daily prompt, or what became of it."""
    return _open_card(prompt) if prompt.account is None else _answered_card(prompt.account)


def form(asked: Form, *, renewed: bool = False) -> Json:
    """The modal, with what was said before filled in; `renewed` if the plan changed while it was open."""
    before = asked.before
    blocks = [context(f"*{long_day(asked.day)}* · zero is an answer too")]
    if renewed:
        blocks.append(
            section("*The plan has just changed.* Please look at the numbers once more, and send it again.")
        )
    for activity, expectation in asked.asked:
        expected = plural(expectation.target, activity.unit)
        blocks.append(
            number(
                f"{COUNT}{activity.key}",
                activity.name,
                hint=f"Expected: {expected} a {expectation.per}. How many that day?",
                most=MOST,
                value=None if before is None else before.counts.get(activity.key),
            )
        )
    blocks += [
        paragraph(
            WINS,
            "Wins",
            placeholder="What went well?",
            longest=LONGEST_TEXT,
            value="" if before is None else before.wins,
        ),
        paragraph(
            BLOCKERS,
            "Blockers",
            placeholder="What is in your way?",
            longest=LONGEST_TEXT,
            value="" if before is None else before.blockers,
        ),
    ]
    return modal(
        "Check in" if before is None else "Edit check-in",
        blocks,
        callback=SUBMIT,
        submit="Check in" if before is None else "Save",
        close="Cancel",
        metadata=asked.day.isoformat(),
    )


def errors(refusal: BadCounts) -> dict[str, str]:
    """Each wrong field's sentence, by block."""
    return {f"{COUNT}{activity}": FAULTS[fault] for activity, fault in refusal.faults.items()}


def confirmation(account: Account) -> Json:
    """What the modal turns into: the day against what was expected."""
    said = account.checkin
    blocks = [
        header(f"{weekday(said.day)} is in"),
        *measures((*account.today, *account.week), f"on {weekday(said.day)}", _week(account)),
    ]
    if said.wins:
        blocks.append(section(f"*Wins*\n{quote(said.wins)}"))
    if said.blockers:
        blocks.append(section(f"*Blockers*\n{quote(said.blockers)}"))
    until = account.editable_until.astimezone(account.person.zone)
    blocks.append(
        context(f"You and your managers see this. You can edit it until {long_day(until)}, {hour(until)}.")
    )
    return modal("Checked in", blocks, callback="checkin.done", close="Done")


def measures(these: tuple[Measure, ...], day: str, week: str = "this week") -> list[Json]:
    """Each activity with its bar, two beside each other; nothing where nothing is measured."""
    cells = [
        f"{escape(each.name)}\n{bar(each)}\n*{tally(each)}* {day if each.per == 'day' else week}"
        for each in these
    ]
    return [fields(*cells[start : start + 10]) for start in range(0, len(cells), 10)]


def _week(account: Account) -> str:
    return "this week" if account.this_week else "that week"


def summary(account: Account) -> str:
    """One line: what was counted."""
    day = [tally(each) for each in account.today]
    week = [f"{tally(each)} {_week(account)}" for each in account.week]
    return " · ".join(day + week)


def _open_card(prompt: Prompt) -> Message:
    day = weekday(prompt.day)
    numbers = "One number" if prompt.activities == 1 else f"{_spelled(prompt.activities)} numbers"
    name = escape(prompt.person.first_name)
    return Message(
        text=clip(f"How was {day}, {name}? {numbers} and you're done.", 300),
        blocks=(
            section(f"*How was {day}, {name}?*\n{numbers} and you're done."),
            actions(button("Check in", OPEN, prompt.day.isoformat(), primary=True)),
        ),
    )


def _answered_card(account: Account) -> Message:
    said = account.checkin
    line = summary(account)
    return Message(
        text=clip(f"{weekday(said.day)} is in: {line}", 300),
        blocks=(
            section(f"*{weekday(said.day)} is in.*\n{line}"),
            actions(button("Edit", OPEN, said.day.isoformat())),
        ),
    )


def _spelled(count: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[count] if count < len(words) else str(count)


def counts_of(values: Mapping[str, str]) -> dict[str, str]:
    """What was typed for each activity, from the modal's values by block."""
    return {block.removeprefix(COUNT): typed for block, typed in values.items() if block.startswith(COUNT)}
