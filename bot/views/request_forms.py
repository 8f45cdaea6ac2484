"""The forms of requests: asking, and the few words a decision takes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)

from bot.domain.allowances import Allowance
from bot.domain.links import is_permalink
from bot.domain.people import Rank
from bot.domain.request_forms import Entry
from bot.domain.requests import LONGEST_NAME, LONGEST_TEXT
from bot.views.amounts import amount, sum_of
from bot.views.authority import covers, left
from bot.views.blocks import Json, context, modal, paragraphs, plain, section
from bot.views.refusals import amount_sentence
from bot.views.request_rules import rule
from bot.views.requests import ANSWER, ASK, COUNTER, DECLINE, customer_of, waited_for
from bot.views.text import clip, escape, figure, one_line, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.request_cards import Picture, RequestForm
    from bot.domain.request_forms import BadEntry, Prices

OPEN = "request.open"
SUBMIT = "request.submit"
POWER = "request.power"
PRICES = "request.prices"
EMERGENCY = "emergency"
SENT = {
    COUNTER: "request.countered",
    DECLINE: "request.declined",
    ASK: "request.asked",
    ANSWER: "request.answered",
    EMERGENCY: "request.approved_anyway",
}
"""What the form for the words of each move is called when it is sent."""

LONGEST_AMOUNT = 60
_ANY_TWO = "The percentage, or the list price with either of the other two; I work out the rest."
_OTHERS = frozenset({"needed_by", "link"})
_LIKE = {"%": "12.5 %", "days": "45 days", "money": "$1,250", "months": "2", "yes/no": ""}
_TITLES = {
    COUNTER: ("Counter", "Offer"),
    DECLINE: ("Decline", "Decline"),
    ASK: ("Ask", "Ask"),
    ANSWER: ("Answer", "Answer"),
    EMERGENCY: ("Approve anyway", "Approve"),
}


def form(asked: RequestForm, entry: Entry, prices: Prices | None = None) -> Json:
    """The modal to ask with, as its power wants it, with what was typed so far, and what it comes to."""
    power = next((each for each in asked.powers if each.key == entry.power), asked.powers[0])
    choices = [(each.key, each.name) for each in asked.powers]
    blocks = [_select("power", "What for", choices, power.key, action=POWER)]
    if power.unit == "%":
        blocks += [
            _price("amount", "Percentage off", entry.amount, like=_LIKE["%"]),
            _price("full_price", "List price", entry.full_price, like="$1,200"),
            _price("offered_price", "Offered price", entry.offered_price, like="$1,050"),
            context(_ANY_TWO if prices is None else _worked_out(prices)),
        ]
    elif not power.is_yes_or_no:
        blocks.append(_line("amount", "How much", entry.amount, like=_LIKE[power.unit]))
    blocks += [
        _line("customer", "Customer", entry.customer, like="Acme", longest=LONGEST_NAME),
        _line("deal", "What the deal is worth", entry.deal, like="$40k"),
    ]
    if len(asked.currencies) > 1:
        chosen = entry.currency if entry.currency in asked.currencies else asked.currencies[0]
        blocks.append(_select("currency", "Currency", [(each, each) for each in asked.currencies], chosen))
    blocks += [
        _words("said", "What the customer said", entry.said),
        _words("reason", "Why it is right", entry.reason),
        _words("give_get", "What they give in return", entry.give_get, optional=True),
        _date(entry),
        *([context(f"It goes with <{entry.link}|the message it began with>.")] if entry.link else []),
    ]
    return modal("Request", blocks, callback=SUBMIT, submit="Ask", close="Cancel", metadata=entry.link)


def entry_of(typed: Mapping[str, str], link: str) -> Entry:
    """What stands in the modal."""
    words = {name: typed.get(name, "") for name in Entry.__dataclass_fields__ if name not in _OTHERS}
    day = typed.get("needed_by", "")
    return Entry(
        **words,
        needed_by=date.fromisoformat(day) if day else None,
        link=link if is_permalink(link) else "",
    )


def errors(refusal: BadEntry, shown: Sequence[str]) -> dict[str, str]:
    """Each fault under its field; one of a field that is not shown under the first one."""
    found: dict[str, str] = {}
    for field, fault in refusal.faults.items():
        found.setdefault(field if field in shown else "customer", amount_sentence(fault))
    return found


def confirmation(picture: Picture) -> Json:
    """What came of asking: granted at once and why, or with whom it is now."""
    request = picture.request
    if request.is_own:
        allowance = Allowance(picture.power, picture.own)
        rest = left(allowance, picture.currency, picture.per)
        have = f"; you have {rest}" if rest else ""
        text = (
            f"*It's yours to decide: {_what(picture)}.*\n"
            f"{_whose(picture)} covers {covers(allowance, picture.currency, 'it')}{have}. "
            "It is posted for information."
        )
    else:
        seat = picture.people.get(request.seats[0].person)
        name = "your manager" if seat is None else escape(seat.first_name)
        text = (
            f"*With {name} now.*  {rule(picture)}.\n"
            f"I'll tell you as soon as there is an answer.{_together(picture)}"
        )
    return modal("Request", [section(text)], callback="notice", close="Done")


def _what(picture: Picture) -> str:
    """`5 %`; of what has no amount, its name."""
    if picture.power.is_yes_or_no:
        return escape(picture.power.name)
    return escape(amount(picture.power, picture.request.case.amount, picture.currency))


def _together(picture: Picture) -> str:
    """That what one customer is given within 30 days counts as one, where that matters."""
    request = picture.request
    if not request.together:
        return ""
    given = amount(picture.power, request.together, picture.currency)
    return f"\n{customer_of(picture)} was given {given} in the last 30 days, and the two count as one."


def _whose(picture: Picture) -> str:
    """`Your level Supported`, or for who leads others, `Your rank`."""
    rank = picture.request.rank
    if rank is Rank.REP:
        return f"Your level {escape(picture.level)}"
    return f"What you may grant as a {rank.value}"


def deciding(kind: str, picture: Picture) -> Json:
    """The few words that a move takes."""
    title, submit = _TITLES[kind]
    case = picture.request.case
    what = f"{picture.power.name} for {case.customer}"
    blocks: list[Json] = [context(clip(one_line(what), 300))]
    if kind == COUNTER:
        if not picture.power.is_yes_or_no:
            like = amount(picture.power, case.amount, picture.currency)
            blocks.append(_line("amount", "What you offer", "", like=like))
        blocks.append(_words("conditions", "On which condition", "", optional=True))
        blocks.append(_words("reason", "Why", ""))
    elif kind == ASK:
        blocks.append(_words("reason", "What would you like to know?", ""))
    elif kind == ANSWER:
        question = picture.request.question
        blocks += paragraphs(quote(question.text, LONGEST_TEXT)) if question else []
        blocks.append(_words("reason", "Your answer", ""))
    elif kind == EMERGENCY:
        blocks.append(section(f"{_whose_it_is(picture)} It will be announced."))
        blocks.append(_words("reason", "Why it can't wait", ""))
    else:
        blocks.append(_words("reason", "Why not", ""))
    return modal(
        title,
        blocks,
        callback=SENT[kind],
        submit=submit,
        close="Cancel",
        metadata=picture.request.id,
    )


def _whose_it_is(picture: Picture) -> str:
    """Whose it is to decide, for a director who is about to do it all the same."""
    names = waited_for(picture)
    if not names:
        return "It isn't yours to decide: it is beyond what you may usually grant."
    return f"It isn't yours to decide: it's with {names}."


def _line(
    block: str, label: str, value: str, *, like: str, longest: int = LONGEST_AMOUNT, optional: bool = False
) -> Json:
    element = PlainTextInputElement(
        action_id="value", max_length=longest, placeholder=plain(like), initial_value=value[:longest] or None
    )
    return InputBlock(block_id=block, label=plain(label), element=element, optional=optional).to_dict()


def _price(block: str, label: str, value: str, *, like: str) -> Json:
    """A line of which every character is told at once, so that the others can be worked out."""
    element = PlainTextInputElement(
        action_id=PRICES,
        max_length=LONGEST_AMOUNT,
        placeholder=plain(like),
        initial_value=value[:LONGEST_AMOUNT] or None,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]},
    )
    drawn = InputBlock(
        block_id=block, label=plain(label), element=element, dispatch_action=True, optional=True
    )
    return drawn.to_dict()


def _worked_out(prices: Prices) -> str:
    """A sentence such as `12.5 % off $1,200 is $1,050`."""
    return f"*{figure(prices.percent)} % off {sum_of(prices.full)} is {sum_of(prices.offered)}.*"


def _words(block: str, label: str, value: str, *, optional: bool = False) -> Json:
    element = PlainTextInputElement(
        action_id="value", multiline=True, max_length=LONGEST_TEXT, initial_value=value[:LONGEST_TEXT] or None
    )
    return InputBlock(block_id=block, label=plain(label), element=element, optional=optional).to_dict()


def _select(
    block: str, label: str, choices: Sequence[tuple[str, str]], chosen: str, *, action: str | None = None
) -> Json:
    options = {value: Option(value=value, label=words) for value, words in choices}
    element = StaticSelectElement(
        action_id=action or "value", options=list(options.values()), initial_option=options[chosen]
    )
    drawn = InputBlock(block_id=block, label=plain(label), element=element, dispatch_action=bool(action))
    return drawn.to_dict()


def _date(entry: Entry) -> Json:
    day = None if entry.needed_by is None else entry.needed_by.isoformat()
    element = DatePickerElement(action_id="value", initial_date=day)
    return InputBlock(
        block_id="needed_by", label=plain("Needed by"), element=element, optional=True
    ).to_dict()
