"""The check-in on screen: the modal and the confirmation. What asks for it is in `prompts`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.checkins import LONGEST_COMMITMENT, LONGEST_TEXT, Kept, Mark
from bot.domain.counts import MOST
from bot.views import imports
from bot.views.blocks import Json, choice, context, fields, header, line, modal, number, paragraph, section
from bot.views.refusals import FAULTS
from bot.views.text import bar, clip, escape, hour, long_day, plural, quote, ramping, tally, weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.checkins import Account, Checkin, Commitment, Form
    from bot.domain.counts import BadCounts, Measure, Target

OPEN = "checkin.open"
SUBMIT = "checkin.submit"
COUNT = "count:"
WINS = "wins"
BLOCKERS = "blockers"
COMMITMENT = "commitment"
KEPT = "kept"

_KEPT_WORDS = (
    (Kept.YES.value, "Yes"),
    (Kept.NO.value, "No"),
    (Kept.NO_LONGER_SENSIBLE.value, "No longer sensible"),
)
_KEPT_SAID = {
    Kept.YES: "Kept what you said you would do.",
    Kept.NO: "Did not get to what you said you would do.",
    Kept.NO_LONGER_SENSIBLE: "What you said you would do is no longer sensible.",
}
LONGEST_LABEL = 150


def form(asked: Form, *, renewed: bool = False) -> Json:
    """The modal, with what was said before filled in; `renewed` if the plan changed while it was open."""
    before = asked.before
    blocks = [context(f"*{_about(asked)}* · zero is an answer too", *_new_here(asked.share))]
    if renewed:
        blocks.append(
            section("*The plan has just changed.* Please look at the numbers once more, and send it again.")
        )
    blocks += _numbers(asked)
    if asked.promise is not None:
        blocks.append(_promise(asked.promise, before))
    blocks += _words(before, weekly=asked.weekly)
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
    day = "this week" if account.weekly and account.this_week else f"on {weekday(said.day)}"
    blocks = [
        header(f"{named(account)} is in"),
        *measures((*account.today, *account.week), day, _week(account)),
        *(context(each) for each in _new_here(account.share)),
        *imports.beside(account.beside),
    ]
    if said.mark is Mark.LATE:
        blocks.append(context("It came after the cutoff, so it counts as late."))
    if said.mark is Mark.MISSED:
        blocks.append(context("It had closed already: the numbers count, and the day stays marked missed."))
    if said.mark is Mark.EXCUSED:
        blocks.append(context("It had closed already: the numbers count, and the day stays excused."))
    if said.wins:
        blocks.append(section(f"*Wins*\n{quote(said.wins)}"))
    if said.blockers:
        blocks.append(section(f"*Blockers*\n{quote(said.blockers)}"))
    if said.kept is not None:
        blocks.append(context(_KEPT_SAID[said.kept]))
    if said.commitment:
        blocks.append(section(f"*Next*\n{quote(said.commitment)}"))
    until = account.editable_until.astimezone(account.person.zone)
    blocks.append(
        context(f"You and your managers see this. You can edit it until {long_day(until)}, {hour(until)}.")
    )
    return modal("Checked in", blocks, callback="notice", close="Done")


def named(account: Account) -> str:
    """What the check-in is called: `Monday`, or `Your week`."""
    return "Your week" if account.weekly else weekday(account.checkin.day)


def measures(these: tuple[Measure, ...], day: str, week: str = "this week") -> list[Json]:
    """Each activity with its bar, two beside each other; nothing where nothing is measured."""
    cells = [
        f"{escape(each.name)}\n{bar(each)}\n*{tally(each)}* {day if each.per == 'day' else week}"
        for each in these
    ]
    return [fields(*cells[start : start + 10]) for start in range(0, len(cells), 10)]


def summary(account: Account) -> str:
    """One line: what was counted."""
    day = [tally(each) for each in account.today]
    week = [tally(each) if account.weekly else f"{tally(each)} {_week(account)}" for each in account.week]
    return " · ".join(day + week)


def counts_of(values: Mapping[str, str]) -> dict[str, str]:
    """What was typed for each activity, from the modal's values by block."""
    return {block.removeprefix(COUNT): typed for block, typed in values.items() if block.startswith(COUNT)}


def kept_of(values: Mapping[str, str]) -> Kept | None:
    """What became of the last commitment, if that was answered."""
    return Kept(values[KEPT]) if values.get(KEPT, "") in set(Kept) else None


def _about(asked: Form) -> str:
    return f"The week to {long_day(asked.day)}" if asked.weekly else long_day(asked.day)


def _new_here(share: Decimal) -> tuple[str, ...]:
    said = ramping(share)
    return (said,) if said else ()


def _numbers(asked: Form) -> list[Json]:
    known = {each.key: Decimal(count) for each, count in asked.imported}
    said = {} if asked.before is None else asked.before.counts
    return [
        number(
            f"{COUNT}{each.activity.key}",
            each.activity.name,
            hint=imports.prefix(known.get(each.activity.key)) + _hint(asked, each),
            most=MOST,
            value=said.get(each.activity.key, known.get(each.activity.key)),
            decimals=each.activity.decimals,
        )
        for each in asked.asked
    ]


def _hint(asked: Form, each: Target) -> str:
    """What is expected, and for how long to count."""
    expected = plural(each.amount, each.activity.unit)
    if not asked.weekly:
        return f"Expected: {expected} a {each.per}. How many that day?"
    days = "this day" if asked.covered_days == 1 else f"these {asked.covered_days} days"
    return f"Expected: {expected} {f'for {days}' if each.per == 'day' else 'a week'}. How many in {days}?"


def _promise(promise: Commitment, before: Checkin | None) -> Json:
    chosen = before.kept.value if before is not None and before.kept is not None else None
    label = f"On {weekday(promise.made_on)} you said: “{promise.words}” Did you?"
    if len(label) > LONGEST_LABEL:
        words = clip(promise.words, LONGEST_LABEL - len(label) + len(promise.words))
        label = f"On {weekday(promise.made_on)} you said: “{words}” Did you?"
    return choice(KEPT, label, _KEPT_WORDS, chosen)


def _words(before: Checkin | None, *, weekly: bool) -> list[Json]:
    return [
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
        line(
            COMMITMENT,
            "One thing for next week" if weekly else "One thing for tomorrow",
            placeholder="What will you get done? I'll ask next time.",
            longest=LONGEST_COMMITMENT,
            value="" if before is None else before.commitment,
        ),
    ]


def _week(account: Account) -> str:
    return "this week" if account.this_week else "that week"
