"""The forms of steps: why not yet, why back and what earns it back, and a move by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import InputBlock, Option, StaticSelectElement

from bot.domain.ladder import BELOW_GATE, DWELL
from bot.domain.ledger import Dim
from bot.domain.requests import LONGEST_TEXT
from bot.views.blocks import Json, context, modal, plain, section, words
from bot.views.ledgers import DIMS
from bot.views.steps import history
from bot.views.text import clip, escape

if TYPE_CHECKING:
    from bot.domain.step_evidence import Evidence
    from bot.domain.steps import ByHand, Picture

PUT_OFF_SENT = "step.put_off_sent"
BACK_SENT = "step.back_sent"
HAND_SENT = "step.by_hand_sent"
REASON = "reason"
EARNS_BACK = "earns_back"
LEVEL = "level"

_LONGEST_OPTION = 75
_REMEDIES = {
    Dim.R: "check in on time and keep what you promise",
    Dim.A: "reach your daily and weekly targets",
    Dim.J: "give no more than was granted, and ask when in doubt",
}


def not_yet(picture: Picture) -> Json:
    """Why the level stays as it is."""
    name = picture.person.first_name
    blocks = [
        words(
            REASON,
            "Why not yet?",
            longest=LONGEST_TEXT,
            hint=f"{name} reads this. Say what you would like to see first.",
        )
    ]
    return modal(
        "Not yet", blocks, callback=PUT_OFF_SENT, submit="Send", close="Cancel", metadata=picture.step.id
    )


def back(picture: Picture) -> Json:
    """Why a step back is made, and what leads up again."""
    name = picture.person.first_name
    blocks = [
        context(clip(f"{escape(name)} reads both, before anybody else hears of it.", 300)),
        words(REASON, "Why?", longest=LONGEST_TEXT, hint="What you have seen, and what you need instead."),
        words(
            EARNS_BACK,
            "What earns it back?",
            longest=LONGEST_TEXT,
            value=remedy(picture),
            hint="I began it from the evidence; put it in your own words.",
        ),
    ]
    return modal(
        "Step back", blocks, callback=BACK_SENT, submit="Step back", close="Cancel", metadata=picture.step.id
    )


def by_hand(form: ByHand) -> Json:
    """Where somebody is moved to, and why; with how they came to their level."""
    person = form.levels.person
    name = escape(person.first_name)
    options = [Option(value=key, label=clip(called, _LONGEST_OPTION)) for key, called in form.choices.items()]
    level = StaticSelectElement(action_id="value", options=options)
    past = "\n".join([f"*{name} is on {escape(form.levels.level)}*", *history(form.levels)])
    blocks = [
        section(clip(past, 2900)),
        InputBlock(block_id=LEVEL, label=plain("New level"), element=level).to_dict(),
        words(REASON, "Why?", longest=LONGEST_TEXT, hint=f"{person.first_name} reads this, first of all."),
        context("It counts at once. A step that is waiting for an answer is closed."),
    ]
    return modal(
        "Move by hand", blocks, callback=HAND_SENT, submit="Move", close="Cancel", metadata=person.id
    )


def remedy(picture: Picture) -> str:
    """What earns a step back back, as the evidence has it."""
    evidence = picture.step.evidence
    if evidence is None:
        return ""
    before = picture.step.from_level if picture.before is None else picture.before.name
    days = DWELL * 2 ** (evidence.strikes + 1)
    again = f"{before} comes up again after {days} working days at the earliest"
    return "\n".join(
        [
            *(f"{DIMS[dim]}: {_REMEDIES[dim]}{_until(evidence, dim)}." for dim in evidence.flagged),
            f"{again}, with everything that it asks for.",
        ]
    )


def _until(evidence: Evidence, dim: Dim) -> str:
    """The gate to be met again, where the dimension is below it."""
    gate = evidence.needs.get(dim)
    if gate is None or evidence.dims[dim] >= gate + BELOW_GATE:
        return ""
    return f", until it is at {gate + BELOW_GATE:g} again"
