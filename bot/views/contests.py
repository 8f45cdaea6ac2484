"""A contested row: the form, the manager's card and reason, and what the person hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.contests import Verdict
from bot.domain.deliveries import Message
from bot.domain.requests import LONGEST_TEXT
from bot.views.blocks import Json, actions, button, context, modal, section, words
from bot.views.ledgers import phrase, said_day, weighs
from bot.views.text import clip, escape, quote

if TYPE_CHECKING:
    from bot.domain.contests import Disputed
    from bot.domain.explanations import Line

SENT = "contest.sent"
STANDS = "contest.stands"
STRIKE = "contest.strike"
SETTLED = {Verdict.STANDS: "contest.let_stand", Verdict.STRUCK: "contest.struck_out"}
REASON = "reason"

_LONGEST = 2900
_FORMS = {
    Verdict.STANDS: ("Looks right", "Why the row stands", "It counts again, as it did before."),
    Verdict.STRUCK: ("Strike out", "Why the row goes", "It stays to be seen, and weighs nothing."),
}


def form(line: Line, page: int) -> Json:
    """Why somebody contests a row, which stands on a `page` of the ledger beneath."""
    blocks = [
        section(clip(_row(line), _LONGEST)),
        words(REASON, "What is wrong with it", longest=LONGEST_TEXT),
        context(
            "From now on it weighs nothing, until your manager has settled it. You both read the reasons."
        ),
    ]
    metadata = f"{page}:{line.entry.key}"
    return modal("Contest", blocks, callback=SENT, submit="Contest", close="Cancel", metadata=metadata)


def row_of(metadata: str) -> tuple[int, str]:
    """The page and the row's key that the form carries."""
    page, _, key = metadata.partition(":")
    return int(page) if page.isdecimal() else 0, key


def card(shown: Disputed, turn: int) -> Message:
    """The question to the manager whose `turn` it was; who has it now, if they have not, or the answer."""
    contest, name = shown.contest, escape(shown.person.first_name)
    reason = quote(contest.reason, by=shown.person.first_name)
    text = f"*{name} contests a row of the ledger*\n{_row(shown.line)}\n{reason}"
    blocks = [section(clip(text, _LONGEST))]
    if contest.is_open and turn != contest.turn:
        blocks.append(context(f"{escape(shown.asked)} settles it now."))
    elif contest.is_open:
        blocks += [
            actions(button("Looks right", STANDS, contest.id), button("Strike out", STRIKE, contest.id)),
            context("It weighs nothing until you settle it. Either way you say why, and they read it."),
        ]
    else:
        blocks.append(section(clip(_ruling(shown), _LONGEST)))
    return Message(text=clip(f"{name} contests a row: {phrase(shown.line.entry)}", 300), blocks=tuple(blocks))


def settling(shown: Disputed, verdict: Verdict) -> Json:
    """Why a row stands, or goes."""
    title, asked, effect = _FORMS[verdict]
    blocks = [
        section(
            clip(f"{_row(shown.line)}\n{quote(shown.contest.reason, by=shown.person.first_name)}", _LONGEST)
        ),
        words(REASON, asked, longest=LONGEST_TEXT),
        context(effect),
    ]
    return modal(
        title, blocks, callback=SETTLED[verdict], submit="Save", close="Cancel", metadata=shown.contest.id
    )


def told(shown: Disputed) -> Message:
    """What the person hears once it is settled."""
    text = f"*About the row you contested*\n{_row(shown.line)}\n{_ruling(shown)}"
    return Message(text="The row you contested is settled", blocks=(section(clip(text, _LONGEST)),))


def _row(line: Line) -> str:
    return f"{said_day(line.entry.day)}  ·  {phrase(line.entry)}  ·  {weighs(line)}"


def _ruling(shown: Disputed) -> str:
    by = escape(shown.by) or "The manager"
    stands = shown.contest.verdict is Verdict.STANDS
    said = f"{by} let it stand: it counts as before." if stands else f"{by} struck it out: it weighs nothing."
    return f"{said}\n{quote(shown.contest.why)}"
