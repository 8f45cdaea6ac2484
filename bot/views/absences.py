"""Absences on screen: the modal, what was entered in words, and the lines on Home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import DatePickerElement, InputBlock, UserSelectElement

from bot.domain.absences import (
    EndsBeforeItBegins,
    NotAColleague,
    NotYourTeam,
    TooFarAhead,
    TooLongAgo,
    TooLongAway,
)
from bot.domain.deliveries import Message
from bot.views.blocks import Json, actions, button, context, modal, plain, section
from bot.views.refusals import sentence
from bot.views.text import escape, listed, long_day, plural, weekday

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.absences import Absence, AwayForm, Ended, Entered
    from bot.domain.refusals import Refusal

OPEN = "away.open"
SUBMIT = "away.submit"
CANCEL = "away.cancel"
FIRST = "first"
LAST = "last"
WHO = "who"

MOST_LINES = 5
MOST_DAYS = 3

_FIELDS: dict[type[Refusal], str] = {
    EndsBeforeItBegins: LAST,
    NotAColleague: WHO,
    NotYourTeam: WHO,
    TooFarAhead: FIRST,
    TooLongAgo: FIRST,
    TooLongAway: LAST,
}


def form(asked: AwayForm) -> Json:
    """The modal: from and to, and who, for somebody who may say it of others."""
    blocks = [_who(asked)] if asked.for_others else []
    blocks += [_date(FIRST, "From", asked.day), _date(LAST, "To (the last day away)", asked.day)]
    blocks.append(context("Nobody is asked anything on these days, and they count as excused."))
    return modal("Away", blocks, callback=SUBMIT, submit="Save", close="Cancel")


def errors(refusal: Refusal, shown: Sequence[str]) -> dict[str, str]:
    """The refusal under the field it is about; nothing if the form has no such field."""
    field = _FIELDS.get(type(refusal))
    return {field: sentence(refusal)} if field is not None and field in shown else {}


def confirmation(entered: Entered) -> Json:
    """What the modal turns into."""
    return modal("Away", _card(entered), callback="notice", close="Done")


def answer(entered: Entered) -> Message:
    """What `/away 12-16 Aug` is answered with."""
    text = f"{_headline(entered)} {_consequences(entered)}"
    return Message(text=text, blocks=tuple(_card(entered)))


def told(entered: Entered) -> Message:
    """The line to somebody whose absence another has entered."""
    by, over = escape(entered.by.first_name), _tense(entered) == "was"
    you = "you were" if over else "you're"
    line = f"{by} entered that {you} away {_span(entered)}."
    wrong = f"tell {by}" if over else f"end it on your Home tab, or tell {by}"
    return Message(text=line, blocks=(section(line), context(f"If that isn't right, {wrong}.")))


def ended(end: Ended) -> str:
    """What is said once somebody is back."""
    if end.own:
        gone = "Welcome back." if end.begun else "You're not away any more."
        return f"{gone} I'll ask you about your days again."
    name = escape(end.person.first_name)
    gone = f"{name} is back." if end.begun else f"{name} isn't away any more."
    told = f" I'm telling {name}." if end.told else ""
    return f"{gone} I'll ask {name} about the days again.{told}"


def told_of_end(end: Ended) -> Message:
    """The line to somebody whose absence another has ended."""
    by = escape(end.by.first_name)
    if end.begun:
        line = f"{by} entered that you're back."
    else:
        line = f"{by} entered that you're not away {span(end.first, end.last, end.on)} after all."
    line = f"{line} I'll ask you about your days again."
    wrong = f"If that isn't right, tell {by}, or enter it again with `/away`."
    return Message(text=line, blocks=(section(line), context(wrong)))


def back(end: Ended) -> Json:
    """The small modal that says so, for a button on Home."""
    return modal("Back", [section(ended(end))], callback="notice", close="OK")


def lines(absences: Sequence[Absence], today: date) -> list[Json]:
    """Home's lines: each absence that is not over, with the button that ends it; the next few."""
    coming = [each for each in absences if each.last >= today]
    drawn = [
        section(
            f":palm_tree:  Away {span(each.first, each.last, today)}",
            button(_button(each.first, today), CANCEL, each.id),
        )
        for each in coming[:MOST_LINES]
    ]
    more = len(coming) - len(drawn)
    return [*drawn, context(f"…and {more} more")] if more > 0 else drawn


def span(first: date, last: date, today: date) -> str:
    """`on Monday 23 November`, `from Wednesday 12 to Sunday 16 August`; with the year if it is another."""
    if first == last:
        return f"on {_dated(last, today)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {weekday(first)} {first.day} to {_dated(last, today)}"
    if first.year == last.year:
        return f"from {long_day(first)} to {_dated(last, today)}"
    return f"from {long_day(first)} {first.year} to {long_day(last)} {last.year}"


def _dated(day: date, today: date) -> str:
    return long_day(day) if day.year == today.year else f"{long_day(day)} {day.year}"


def _span(entered: Entered) -> str:
    return span(entered.absence.first, entered.absence.last, entered.today)


def _card(entered: Entered) -> list[Json]:
    """What was entered, with the button that ends it while it is not over."""
    blocks = [section(f"*{_headline(entered)}*\n{_consequences(entered)}")]
    if entered.absence.last >= entered.today:
        words = _button(entered.absence.first, entered.today) if entered.own else "Cancel"
        blocks.append(actions(button(words, CANCEL, entered.absence.id)))
    return blocks


def _headline(entered: Entered) -> str:
    """Who is away when, and how many working days that is."""
    tense = _tense(entered)
    if entered.own:
        who = {"is": "You're away", "was": "You were away"}[tense]
    else:
        who = f"{escape(entered.person.first_name)} {tense} away"
    known = "I have that already. " if entered.known else ""
    days = plural(len(entered.days), "working day") if entered.days else "no working day in it"
    return f"{known}{who} {_span(entered)}: {days}."


def _tense(entered: Entered) -> str:
    return "was" if entered.absence.last < entered.today else "is"


def _consequences(entered: Entered) -> str:
    said = []
    if entered.absence.last >= entered.today:
        said.append("Nobody will ask you." if entered.own else "Nobody will ask about these days.")
    quiet = [day for day in entered.excused if day not in entered.answered]
    if quiet:
        said.append(f"{_days(quiet)} now {_count_as(quiet)} excused.")
    if entered.answered:
        numbers = "the numbers stay, and"
        it = "the day counts" if len(entered.answered) == 1 else "the days count"
        said.append(f"{_days(entered.answered)} had an answer already: {numbers} {it} as excused.")
    if not entered.own and not entered.known:
        said.append(f"I'm telling {escape(entered.person.first_name)}.")
    return " ".join(said) or "Nothing else changes."


def _days(days: Sequence[date]) -> str:
    if len(days) > MOST_DAYS:
        return plural(len(days), "day")
    return listed([long_day(day) for day in days])


def _count_as(days: Sequence[date]) -> str:
    return "counts as" if len(days) == 1 else "count as"


def _button(first: date, today: date) -> str:
    return "I'm back" if first <= today else "Cancel"


def _date(block: str, label: str, day: date) -> Json:
    element = DatePickerElement(action_id="value", initial_date=day.isoformat())
    return InputBlock(block_id=block, label=plain(label), element=element).to_dict()


def _who(asked: AwayForm) -> Json:
    element = UserSelectElement(action_id="value", initial_user=asked.person.id)
    return InputBlock(block_id=WHO, label=plain("For"), element=element).to_dict()
