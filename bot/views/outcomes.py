"""What became of a deal: the question to the requester, its form, and what the manager hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement

from bot.domain.deliveries import Message
from bot.domain.outcomes import MOST_ASKED
from bot.domain.requests import LONGEST_TEXT
from bot.views.amounts import amount
from bot.views.blocks import Json, actions, button, choice, context, modal, paragraphs, plain, section
from bot.views.requests import customer_of, outcome_of, subject, what_of
from bot.views.text import clip, escape, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.outcomes import AskedOutcome
    from bot.domain.request_cards import Picture

WON = "outcome.won"
LOST = "outcome.lost"
OPEN = "outcome.open"
TOLD = "outcome.told"
GIVEN = "given"
GOT = "got"

_LONGEST = 2900


def card(asked: AskedOutcome) -> Message:
    """The question, or what was answered."""
    picture = asked.picture
    title = f"What became of {customer_of(picture)}?"
    if asked.is_settled:
        text = f"*{customer_of(picture)}*: {outcome_of(picture, asked.told[-1])}"
        return Message(
            text=clip(f"{customer_of(picture)}: thank you", 300), blocks=(section(clip(text, _LONGEST)),)
        )
    lines = [f"*{title}*", f"{what_of(picture)}, request #{picture.request.number}."]
    if asked.promised:
        lines.append(quote(asked.promised, LONGEST_TEXT, by="They promised"))
    if asked.latest is not None:
        again = "" if asked.times_open >= MOST_ASKED else " I'll ask again."
        lines.append(f"Still open, you said.{again} These buttons go on working.")
    request = picture.request.id
    buttons = (
        button("Won", WON, request, primary=True),
        button("Lost", LOST, request),
        button("Still open", OPEN, request),
    )
    note = "Won or lost counts neither for you nor against you; what was really given does."
    return Message(
        text=clip(title, 300),
        blocks=(*paragraphs(*lines), actions(*buttons), context(note)),
    )


def form(asked: AskedOutcome) -> Json:
    """What was really given, for a deal that is won."""
    picture = asked.picture
    blocks: list[Json] = [context(clip(f"{subject(picture)}", 300))]
    if not picture.power.is_yes_or_no:
        size = amount(picture.power, picture.request.granted or picture.request.case.amount, picture.currency)
        typed = size if picture.power.unit == "money" else size.replace(",", "")  # as it can be read again
        element = PlainTextInputElement(action_id="value", max_length=60, initial_value=typed)
        blocks.append(
            InputBlock(
                block_id=GIVEN,
                label=plain("How much was really given"),
                hint=plain("0 if nothing was needed in the end."),
                element=element,
            ).to_dict()
        )
    if asked.promised:
        blocks += paragraphs(quote(asked.promised, LONGEST_TEXT, by="They promised"))
        answers = [("yes", "Yes"), ("no", "No")]
        blocks.append(choice(GOT, "Did they give it?", answers, None))
    return modal("Won", blocks, callback=TOLD, submit="Save", close="Cancel", metadata=picture.request.id)


def given_in(typed: Mapping[str, str]) -> tuple[str, bool | None]:
    """What stands in the form: the amount as it was typed, and whether they gave what they promised."""
    return typed.get(GIVEN, "yes"), {"yes": True, "no": False}.get(typed.get(GOT, ""))


def thanks(asked: AskedOutcome) -> Json:
    """What the requester reads after telling."""
    text = f"Thank you: {outcome_of(asked.picture, asked.told[-1])}"
    if asked.is_breach:
        text += (
            f"\n\nThat is more than the {_size(asked.picture, asked)} that could be given, so it counts as a "
            "breach. Your manager hears of it; talk to them."
        )
    return modal("Outcome", [section(clip(text, _LONGEST))], callback="notice", close="Done")


def breach(asked: AskedOutcome) -> Message:
    """What the requester's manager hears."""
    picture = asked.picture
    name = escape(picture.requester.first_name)
    given = asked.told[-1].given if asked.told else None
    size = "more" if given is None else amount(picture.power, given, picture.currency)
    text = (
        f"{name} gave {customer_of(picture)} {size} where {_size(picture, asked)} could be given "
        f"({escape(picture.power.name)}, request #{picture.request.number}). Worth a talk: ask what happened."
    )
    return Message(text=clip(text, 300), blocks=(section(clip(text, _LONGEST)),))


def _size(picture: Picture, asked: AskedOutcome) -> str:
    return amount(picture.power, asked.allowed, picture.currency)
