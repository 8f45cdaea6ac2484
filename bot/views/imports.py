"""Counts from another system on screen: where they agree, which of two is right, what became of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.roster_verdicts import Outcome
from bot.views.blocks import Json, actions, button, context, section
from bot.views.text import clip, escape, figure, listed, long_day, plural, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from bot.domain.import_rows import CountVerdict, Report
    from bot.domain.imports import Beside, Differing
    from bot.domain.plan import Activity

USE = "import.use"
KEEP = "import.keep"

MOST_ASKED = 8
"""Questions on one surface; the next ones move up as these are answered."""

_RULE = (
    "Until you choose, the CRM's number counts. If you keep yours, it counts once your manager has seen both."
)


def question(each: Differing, *, on: bool = True) -> list[Json]:
    """One number that somebody is to choose; with the day it is about where several may be."""
    day = f"On {weekday(each.day)} you" if on else "You"
    return [
        section(f"{day} said {_counted(each)}, the CRM says {figure(each.imported)}."),
        actions(
            button(f"Use {figure(each.imported)}", USE, each.choice.opaque),
            button(f"Keep {figure(each.said)}", KEEP, each.choice.opaque),
        ),
    ]


def asked(differing: Sequence[Differing], *, on: bool = True) -> list[Json]:
    """Every number that somebody is to choose; nothing where there is none."""
    if not differing:
        return []
    return [
        *(block for each in differing[:MOST_ASKED] for block in question(each, on=on)),
        context(_RULE),
    ]


def beside(found: Beside) -> list[Json]:
    """What a check-in's confirmation says of the CRM: what it has too, and what it has differently."""
    kept = [each for each in found.differing if each.kept]
    return [
        *asked(found.open, on=False),
        *(
            context(f"You keep {_counted(each)}. Your manager sees the CRM's {figure(each.imported)} too.")
            for each in kept
        ),
        *([context(f"{_names(found.agreeing)}: from your CRM, verified.")] if found.agreeing else []),
    ]


def note(found: Beside) -> Iterator[str]:
    """The same in a line of text for each number that differs."""
    for each in found.open:
        yield f"The CRM says {figure(each.imported)}, not {_counted(each)}: choose on Home."


def card(differing: Sequence[Differing]) -> Message:
    """The question as a message; or that there is nothing to choose any more."""
    if not differing:
        line = "That's settled. Your numbers are on Home."
        return Message(text=line, blocks=(section(line),))
    title = "Your CRM has a different number."
    first = differing[0]
    text = f"{title} On {weekday(first.day)} you said {_counted(first)}, the CRM says {first.imported}."
    return Message(text=clip(text, 300), blocks=(section(f"*{title}*"), *asked(differing)))


def note_of_closed(differing: Sequence[Differing]) -> Message:
    """What counts in the place of what was said of weeks that are closed, and where that can be contested."""
    told = [
        f"Your CRM has {_of_crm(each)} for {long_day(each.day)} where you said {figure(each.said)};"
        " the CRM's counts."
        for each in differing[:MOST_ASKED]
    ]
    more = len(differing) - len(told)
    rest = [f"And {plural(more, 'number')} more."] if more else []
    why = "*Why?* on Home has the row, where you can contest it."
    return Message(text=clip(told[0], 300), blocks=(section("\n".join([*told, *rest])), context(why)))


def known(already: Iterable[tuple[Activity, int]]) -> str:
    """What the CRM has counted so far, in a sentence; nothing where that is nothing."""
    counted = [plural(count, escape(each.unit)) for each, count in already]
    return f"Your CRM has {listed(counted)} already." if counted else ""


def prefix(known: Decimal | None) -> str:
    """What stands in front of a number's hint, where the CRM has one."""
    return "" if known is None else f"From your CRM: {figure(known)}, verified. "


def for_manager(differing: Iterable[Differing]) -> Iterator[str]:
    """What a manager reads beside a week: both numbers, and which of them counts."""
    for each in differing:
        both = f"{weekday(each.day)}: {_counted(each)} said, {figure(each.imported)} in the CRM"
        which = "*Looks right* takes what was said" if each.kept else "the CRM's counts"
        yield f"_{both}; {which}_"


def lines(report: Report) -> Iterator[str]:
    """What became of a file, for a terminal or a text beside it: each line that was refused, then the sum."""
    for each in report.refused:
        yield f"line {each.line}: {each.source_id[:60] or 'no source_id'}: refused: {each.why}"
    yield summary(report)


def summary(report: Report) -> str:
    """`3 added, 0 changed, 0 unchanged, 1 refused`."""
    return ", ".join(f"{report.count(each)} {each.value}" for each in Outcome)


def as_json(report: Report) -> dict[str, object]:
    """The same for a program: how many lines had each outcome, and those that were refused."""
    counts: dict[str, object] = {each.value: report.count(each) for each in Outcome}
    return counts | {"rows": [_row(each) for each in report.refused]}


def _row(verdict: CountVerdict) -> dict[str, object]:
    return {"line": verdict.line, "source_id": verdict.source_id, "outcome": "refused", "why": verdict.why}


def _counted(each: Differing) -> str:
    return plural(each.said, escape(each.activity.unit))


def _of_crm(each: Differing) -> str:
    return plural(each.imported, escape(each.activity.unit))


def _names(activities: Iterable[Activity]) -> str:
    return listed([escape(each.name) for each in activities])
