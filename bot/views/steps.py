"""Steps on the ladder: the manager's card, what the rep reads, and how somebody came to their level."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.ledger import Dim, Step
from bot.domain.plan import Cadence
from bot.domain.steps import AGAIN_AFTER, Origin, Status
from bot.domain.trust import LEAST_JUDGEMENT
from bot.domain.trust_explained import BEGINS_AT
from bot.views.amounts import amount, money
from bot.views.blocks import Json, actions, button, context, section, sure
from bot.views.ledgers import DIMS, MINUS, NAMES
from bot.views.text import clip, escape, figure, listed, long_day, one_line, plural, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain.step_evidence import Evidence
    from bot.domain.steps import Change, LevelChange, Levels, Picture

GRANT = "step.grant"
PUT_OFF = "step.put_off"
BACK = "step.back"
HAND = "step.by_hand"

_LONGEST = 2900
_YES, _NO = ":white_check_mark:", ":small_orange_diamond:"


def card(picture: Picture, to: str) -> Message:
    """The card of a manager: what speaks for the step, what it changes, and the answer."""
    step = picture.step
    title = f"*{_title(picture)}*"
    blocks = [section(clip(f"{title}\n{_standing(picture, to)}", _LONGEST))]
    if step.status is Status.OPEN and step.asked == to:
        if step.evidence is not None:
            blocks.append(section(clip("\n".join(_gates(picture, step.evidence)), _LONGEST)))
            blocks.append(context(clip(_behind(step.evidence), _LONGEST)))
        if picture.contested:
            blocks.append(section(_contested(picture)))
        blocks += [_changing(picture), actions(*_buttons(picture)), context(_what_follows(picture))]
    elif step.status.is_made:
        blocks.append(_changing(picture))
    return Message(text=clip(_title(picture), 300), blocks=tuple(blocks))


def told(picture: Picture) -> Message:
    """What the rep reads, before anybody else hears of it."""
    step = picture.step
    if step.status is Status.PUT_OFF:
        return _told_of_not_yet(picture)
    up = step.what is Step.PROMOTE
    title = f"You're {_after(picture)} now" if up else f"A step back to {_after(picture)}"
    lines = [f"*{title}*", f"{_opening(picture)} {_done_by(picture)}".strip()]
    if step.reason:
        lines.append(quote(step.reason))
    blocks = [section(clip("\n".join(lines), _LONGEST)), _changing(picture, yours=True)]
    if step.earns_back:
        blocks.append(section(clip(f"*What earns it back*\n{quote(step.earns_back)}", _LONGEST)))
    blocks.append(context(_closing(picture)))
    return Message(text=clip(title, 300), blocks=tuple(blocks))


def known(picture: Picture, to: str) -> Message:
    """What a manager reads of a step that was made by hand."""
    by = "You" if picture.by is not None and picture.by.id == to else _by(picture)
    name = escape(picture.person.name)
    text = f"*{by} moved {name} from {_before(picture)} to {_after(picture)}.*\n{quote(picture.step.reason)}"
    note = f"{escape(picture.person.first_name)} was told first. It counts at once."
    blocks = (section(clip(text, _LONGEST)), _changing(picture), context(note))
    return Message(text=clip(f"{by} moved {name} to {_after(picture)}", 300), blocks=blocks)


def levels(shown: Levels) -> Message:
    """Somebody's own level, and how they came to it."""
    lines = [f"*Your level: {escape(shown.level)}*", *history(shown)]
    note = "`/latitude authority` says what you decide alone on it."
    return Message(text="Your level", blocks=(section(clip("\n".join(lines), _LONGEST)), context(note)))


def history(shown: Levels) -> list[str]:
    """How somebody came to their level, newest first."""
    return [_changed(each) for each in shown.history] or ["It has not changed since the beginning."]


def _changed(each: LevelChange) -> str:
    why = f": {clip(one_line(each.why), 300)}" if each.why else ""
    return (
        f"•  {long_day(each.day)} {each.day.year}: {escape(each.before)} → *{escape(each.after)}*,"
        f" by {escape(each.by)}{why}"
    )


def _title(picture: Picture) -> str:
    what = "A step up" if picture.step.what is Step.PROMOTE else "A step back"
    return f"{what} for {escape(picture.person.name)}: {_before(picture)} → {_after(picture)}"


def _before(picture: Picture) -> str:
    return escape(picture.step.from_level if picture.before is None else picture.before.name)


def _after(picture: Picture) -> str:
    return escape(picture.step.to_level if picture.after is None else picture.after.name)


def _by(picture: Picture) -> str:
    return "Somebody" if picture.by is None else escape(picture.by.first_name)


def _standing(picture: Picture, to: str) -> str:
    """Where the step stands, in a sentence or two."""
    if picture.step.status is Status.OPEN:
        return _open(picture, to)
    name = escape(picture.person.first_name)
    on = "" if picture.settled_on is None else f" on {long_day(picture.settled_on)}"
    words = quote(picture.step.reason)
    back = quote(picture.step.earns_back)
    return {
        Status.GRANTED: f"{_YES}  {_by(picture)} granted it{on}. {name} has been told.",
        Status.STEPPED_BACK: f"{_by(picture)} made it{on}. {name} has been told.\n{words}"
        f"\nWhat earns it back:\n{back}",
        Status.PUT_OFF: f"{_by(picture)} said not yet{on}.\n{words}\n{_again(picture, 'their')}",
        Status.WITHDRAWN: "The evidence no longer carries it, so I've taken it back. There is nothing to do.",
    }.get(picture.step.status, "Things have changed meanwhile, so this needs no answer any more.")


def _open(picture: Picture, to: str) -> str:
    step, name, on = picture.step, escape(picture.person.first_name), long_day(picture.step.day)
    if step.asked != to:
        asked = "Their manager" if picture.asked is None else escape(picture.asked.first_name)
        return f"{asked} decides about this now: {name} answers to them."
    if step.what is Step.PROMOTE:
        return f"As of {on}, {name} meets everything that {_after(picture)} asks for."
    return f"As of {on}, {name} no longer meets what {_before(picture)} asks for."


def _gates(picture: Picture, evidence: Evidence) -> Iterator[str]:
    """Every condition beside what was reached."""
    if picture.step.what is Step.DEMOTE:
        yield from _falls(picture, evidence)
        return
    for dim in (each for each in Dim if each in evidence.needs):
        yield f"{_YES}  {DIMS[dim]} *{_score(evidence.dims[dim])}*, needs {evidence.needs[dim]:g}"
    strikes = f", doubled by {plural(evidence.strikes, 'step')} back" if evidence.strikes else ""
    days = plural(evidence.lasted, "working day")
    yield f"{_YES}  {days} on {_before(picture)}, needs {evidence.dwell}{strikes}"
    if evidence.fresh_needed:
        fresh, needed = _score(evidence.fresh), f"{evidence.fresh_needed:g}"
        yield f"{_YES}  Judgement since the last step weighs *{fresh}*, needs {needed}"
    yield f"{_YES}  Nothing is slipping, and nobody was given more than was granted"


def _falls(picture: Picture, evidence: Evidence) -> Iterator[str]:
    for dim in evidence.slipped:
        meter = f"{_score(evidence.slips[dim])} of {evidence.acts[dim]:g}"
        yield f"{_NO}  {DIMS[dim]}: too much has slipped lately, the meter is full ({meter})"
    for dim in evidence.below:
        least = f"{evidence.needs[dim]:g}, the least for {_before(picture)}"
        yield f"{_NO}  {DIMS[dim]} *{_score(evidence.dims[dim])}*, below {least}"
    for dim in Dim:
        if dim not in evidence.flagged and evidence.n[dim] >= LEAST_JUDGEMENT:
            yield f"{_YES}  {DIMS[dim]} *{_score(evidence.dims[dim])}*"
    before = f", and {plural(evidence.strikes, 'step')} back that still counts" if evidence.strikes else ""
    yield f"•  {plural(evidence.lasted, 'working day')} on {_before(picture)}{before}"


def _score(value: float) -> str:
    """One decimal, rounded down, so that nothing looks reached that is not."""
    return f"{floor(value * 10 + 1e-9) / 10:g}"


def _behind(evidence: Evidence) -> str:
    """What makes the total."""
    rows = sorted((each for each in evidence.rows if each.points), key=lambda each: -abs(each.points))
    parts = [f"{_signed(each.points)} {NAMES.get(each.name, each.name)}" for each in rows]
    return f"Trust {evidence.total} = " + ", ".join([f"{BEGINS_AT} to begin with", *parts])


def _contested(picture: Picture) -> str:
    """What the evidence leaves out for now."""
    name, count = escape(picture.person.first_name), picture.contested
    lowered = [f"{DIMS[dim]} to about {_score(value)}" for dim, value in picture.at_stake.items()]
    lost = f"; if they stand, they take {listed(lowered)}" if lowered else ""
    return (
        f"{_NO}  {name} contests *{plural(count, 'row')}* of the ledger."
        f" They weigh nothing until they are settled{lost}. Settle them first."
    )


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", MINUS)


def _changing(picture: Picture, *, yours: bool = False) -> Json:
    """What a step changes, limit by limit."""
    title = "What you decide alone from now on" if yours else "What changes"
    lines = [
        f"*{title}*",
        *(f"•  {_change(each, picture.currency, yours=yours)}" for each in picture.changes),
    ]
    if picture.before is not None and picture.after is not None:
        before, after = picture.before.deal_max, picture.after.deal_max
        if before != after:
            deals = money(before, picture.currency), money(after, picture.currency)
            lines.append(f"•  In deals to *{deals[1]}*, before {deals[0]}")
    lines += [f"•  {each}" for each in _cadence(picture)]
    if len(lines) == 1:
        lines.append("•  No limit changes")
    return section(clip("\n".join(lines), _LONGEST))


def _change(each: Change, currency: str, *, yours: bool) -> str:
    name = escape(each.power.name)
    if each.power.is_yes_or_no:
        whose = "yours" if yours else "theirs"
        return f"{name}: *{whose} to decide*" if each.after else f"{name}: *to be asked for*"
    sizes = (each.before, each.after)
    before, after = (amount(each.power, size, currency) if size else "none" for size in sizes)
    return f"{name}: up to *{after}*, before {before}" if each.after else f"{name}: *none*, before {before}"


def _cadence(picture: Picture) -> Iterator[str]:
    if picture.after is None or picture.next_checkin is None:
        return
    on = long_day(picture.next_checkin)
    if picture.after.checkin is Cadence.WEEKLY:
        yield f"Check-ins: *once a week*, the next on {on}"
    else:
        yield f"Check-ins: *every working day*, from {on}"


def _buttons(picture: Picture) -> list[ButtonElement]:
    step, name = picture.step, picture.person.first_name
    later = button("Not yet", PUT_OFF, step.id)
    if step.what is Step.DEMOTE:
        return [button("Step back", BACK, step.id), later]
    level = picture.step.to_level if picture.after is None else picture.after.name
    asked = sure(
        "Grant the step?",
        clip(f"{name} will be {level} at once, with its limits. I tell {name} first.", 300),
        "Grant",
        "Cancel",
    )
    return [button("Grant", GRANT, step.id, primary=True, confirm=asked), later]


def _what_follows(picture: Picture) -> str:
    name = escape(picture.person.first_name)
    return (
        f"{name} reads what you say. After *Not yet* it comes back in {AGAIN_AFTER} of their working days,"
        " if the evidence still carries it."
    )


def _opening(picture: Picture) -> str:
    if picture.step.origin is Origin.BY_HAND:
        return ""
    if picture.step.what is Step.PROMOTE:
        return "Your work has earned it."
    return "It counts from now on, and it isn't for good."


def _done_by(picture: Picture) -> str:
    """Who did what, in a sentence; nothing where that is not known."""
    if picture.by is not None:
        return f"{escape(picture.by.first_name)} {_did(picture)}."
    by = picture.step.settled_by
    return f"It was changed from {_before(picture)}, by {escape(by)}." if by else ""


def _did(picture: Picture) -> str:
    if picture.step.origin is Origin.BY_HAND:
        return f"moved you from {_before(picture)} to {_after(picture)}"
    return "granted it" if picture.step.what is Step.PROMOTE else "decided it, and says why"


def _closing(picture: Picture) -> str:
    if picture.step.what is Step.PROMOTE:
        return "It counts from this moment. Whatever goes beyond it, you ask for as before."
    by = "your manager" if picture.by is None else escape(picture.by.first_name)
    return f"You're told before anybody else. If something about it isn't right, talk to {by}."


def _told_of_not_yet(picture: Picture) -> Message:
    step, by = picture.step, _by(picture)
    if step.what is Step.PROMOTE:
        title = f"Not yet: {_after(picture)}"
        first = f"Your work speaks for a step up to {_after(picture)}. {by} says not yet:"
    else:
        title = f"You stay on {_before(picture)}"
        first = (
            f"Some things have slipped lately, enough for a step back to {_after(picture)}."
            f" {by} leaves your level as it is:"
        )
    lines = [f"*{title}*", first, quote(step.reason), f"Nothing changes. {_again(picture, 'your')}"]
    return Message(text=clip(title, 300), blocks=(section(clip("\n".join(lines), _LONGEST)),))


def _again(picture: Picture, whose: str) -> str:
    days = f"{figure(AGAIN_AFTER)} of {whose} working days"
    about = "" if picture.again_on is None else f", about {long_day(picture.again_on)}"
    return f"I look at it again after {days}{about}."
