"""Requests on screen: the form, the cards with every status, and the lines beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.outcomes import Result
from bot.domain.request_moves import Move, Status
from bot.domain.requests import LONGEST_TEXT
from bot.views.amounts import amount, asked, money, sum_of
from bot.views.blocks import actions, button, context, fields, paragraphs, section
from bot.views.request_rules import rule
from bot.views.text import by_own_clock, clip, escape, listed, long_day, one_line, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain.outcomes import Outcome
    from bot.domain.request_cards import Picture
    from bot.domain.requests import Decision, Request

APPROVE = "request.approve"
COUNTER = "request.counter"
DECLINE = "request.decline"
ASK = "request.ask"
ANSWER = "request.answer"
ACCEPT = "request.accept"
WITHDRAW = "request.withdraw"

CHANNEL = "request"
SEAT = "request-asked"
MINE = "request-mine"

_SIGNS = {
    Status.PENDING: ":hourglass_flowing_sand:",
    Status.COUNTERED: ":left_right_arrow:",
    Status.APPROVED: ":white_check_mark:",
    Status.ACCEPTED: ":white_check_mark:",
    Status.DECLINED: ":no_entry:",
    Status.WITHDRAWN: ":leftwards_arrow_with_hook:",
    Status.EXPIRED: ":alarm_clock:",
}
_LONGEST = 2900


def card(picture: Picture, surface: str) -> Message:
    """A request as it stands, on one surface: the channel's, an approver's or the requester's own."""
    title = f"{escape(picture.requester.name)} asks: {subject(picture)}"
    if picture.request.is_own:
        title = f"{escape(picture.requester.name)} decided: {subject(picture)}"
    blocks = [
        section(f"*{title}*"),
        section(_status(picture)),
        *paragraphs(*_status_words(picture)),
        fields(*_facts(picture)),
        *paragraphs(*_words(picture)),
        context("  ·  ".join(_background(picture))),
    ]
    buttons = _buttons(picture, surface)
    if buttons:
        blocks.append(actions(*buttons))
    return Message(text=clip(title, 300), blocks=tuple(blocks))


def line(picture: Picture, revision: int) -> Message:
    """What one move says in the thread beneath the card."""
    done = picture.request.decisions[revision - 1]
    said = [_sentence(picture, done), *_words_of(done)]
    return Message(text=clip("\n".join(said), _LONGEST), blocks=tuple(paragraphs(*said)))


def told(picture: Picture, revision: int, to: str) -> Message:
    """The same in private, to the requester or an approver, with what they can do now."""
    done = picture.request.decisions[revision - 1]
    what, said = subject(picture), [_sentence(picture, done), *_words_of(done)]
    is_next = to == picture.request.requester and picture.request.revision == revision
    then = _then(picture, done) if is_next else ""
    text = clip("\n".join([f"{what}: {said[0]}", *said[1:]]), 300)
    return Message(text=text, blocks=tuple(paragraphs(f"*{what}*", *said, then)))


def reminder(picture: Picture, to: str) -> Message:
    """A reminder to who is to answer or to decide; once nobody waits for them, how it stands."""
    if not picture.request.awaits(to):
        text = f"{subject(picture)}: {_status(picture)}"
        return Message(text=clip(text, 300), blocks=tuple(paragraphs(text, *_status_words(picture))))
    question = picture.request.question
    if question is None:
        text = f"{escape(picture.requester.first_name)} is waiting: {subject(picture)}."
        return Message(text=clip(text, 300), blocks=(section(text), actions(*_deciding(picture))))
    name, until = _name(picture, question.by), _lapses(picture, "without one")
    text = f"{name} is waiting for your answer: {subject(picture)}.{until}"
    said = paragraphs(text, quote(question.text, LONGEST_TEXT))
    return Message(text=clip(text, 300), blocks=(*said, actions(*_own_buttons(picture))))


def passed(picture: Picture, *, beyond: bool) -> Message:
    """What the requester's manager hears of a request that somebody else decides."""
    seats = listed([_name(picture, seat.person) for seat in picture.request.seats])
    why = "It goes beyond what you may grant" if beyond else "They decide while you're away"
    text = (
        f"{escape(picture.requester.first_name)} asks {seats}: {subject(picture)}. "
        f"{why}; if you know something about it, say so beneath its card in the channel."
    )
    return Message(text=clip(text, 300), blocks=(section(clip(text, _LONGEST)),))


def emergency(picture: Picture) -> Message:
    """That somebody approved it past those who were to decide."""
    what = f"{subject(picture)}, as {escape(picture.requester.first_name)} asked"
    seats = listed([_name(picture, seat.person) for seat in picture.request.seats])
    done = picture.request.decisions[-1]
    said = _sentence(picture, done)
    parts = (f":rotating_light:  *{what}*\n{said}", *_words_of(done), f"It was with {seats}.")
    return Message(text=clip(f"{what}: {said}", 300), blocks=tuple(paragraphs(*parts)))


def typed(picture: Picture, link: str) -> Message:
    """Where the buttons are, for who typed a decision beneath the card."""
    card_ = f"<{link}|the card>" if link else "the card at the top of this thread"
    seats = listed([_name(picture, seat.person) for seat in picture.request.seats])
    text = f"A reply decides nothing: the buttons are on {card_}, for {seats} to press."
    return Message(text=clip(text, _LONGEST), blocks=(section(text),))


def what_of(picture: Picture) -> str:
    """What is asked for, such as `Price concession of 12 %`, escaped."""
    return escape(asked(picture.power, picture.request.case.amount, picture.currency))


def customer_of(picture: Picture) -> str:
    """The customer's name, escaped."""
    return one_line(picture.request.case.customer)


def subject(picture: Picture) -> str:
    """What is asked for whom, such as `Price concession of 12 % for Acme`, escaped."""
    return f"{what_of(picture)} for {customer_of(picture)}"


def outcome_of(picture: Picture, told: Outcome) -> str:
    """What became of it: `won with 10 % given; they gave what they promised.`."""
    if told.result is not Result.WON:
        return "lost." if told.result is Result.LOST else "still open."
    given = ""
    if told.given is not None and not picture.power.is_yes_or_no:
        size = amount(picture.power, told.given, picture.currency) if told.given else "nothing"
        given = f" with {size} given"
    got = "" if told.got is None else f"; they {'gave' if told.got else 'did not give'} what they promised"
    return f"won{given}{got}."


def _name(picture: Picture, who: str | None) -> str:
    person = picture.people.get(who or "")
    return "Somebody" if person is None else escape(person.first_name)


def _by(picture: Picture, done: Decision) -> str:
    name = _name(picture, done.by)
    return name if done.instead_of is None else f"{name}, for {_name(picture, done.instead_of)},"


def _status(picture: Picture) -> str:
    request = picture.request
    sign = _SIGNS[request.status]
    if request.is_own:
        return f"{sign}  Within their own authority. For information.{_afterwards(picture)}"
    if request.status is Status.PENDING:
        if request.question is not None:
            owes = f"{_name(picture, request.requester)} owes an answer."
            return f":speech_balloon:  {owes}{_lapses(picture, 'without one')}"
        return f"{sign}  {_waiting(picture)}{_lapses(picture, 'if nobody decides')}"
    if request.status is Status.COUNTERED and request.offer is not None:
        until = "" if picture.expires is None else f" until {by_own_clock(picture.expires)}"
        name = _name(picture, request.requester)
        offers = _sentence(picture, request.offer)
        return f"{sign}  {offers}\n{name} can accept or withdraw{until}."
    return f"{sign}  {_sentence(picture, request.decisions[-1])}{_afterwards(picture)}"


def _status_words(picture: Picture) -> list[str]:
    """What people wrote with what it stands at now."""
    request = picture.request
    if request.is_own:
        return []
    if request.status is Status.PENDING:
        return [] if request.question is None else [quote(request.question.text, LONGEST_TEXT)]
    done = request.offer if request.status is Status.COUNTERED else request.decisions[-1]
    return [] if done is None else _words_of(done)


def _lapses(picture: Picture, unless: str) -> str:
    return "" if picture.expires is None else f" It lapses {by_own_clock(picture.expires)} {unless}."


def _waiting(picture: Picture) -> str:
    """For whom it waits, such as `Waits for Omar (for Maya).`."""
    names = waited_for(picture)
    return f"Waits for {names}." if names else "Nobody who was asked can decide it any more."


def waited_for(picture: Picture) -> str:
    """Those for whom it waits, such as `Omar (for Maya)`; "" where none of them can decide any more."""
    names = [
        _name(picture, seat.person) + (f" (for {_name(picture, seat.instead_of)})" if seat.instead_of else "")
        for seat in picture.waits_for
    ]
    return listed(names) if names else ""


def _afterwards(picture: Picture) -> str:
    """What became of what was granted, or until when it may be used."""
    if picture.outcome is not None:
        return f"\nThe deal: {outcome_of(picture, picture.outcome)}"
    return "" if picture.valid_until is None else f"\nValid until {long_day(picture.valid_until)}."


def _sentence(picture: Picture, done: Decision) -> str:
    """One move as a sentence, without the words that came with it."""
    if done.move is Move.ESCALATE:
        return f"Nobody has decided yet, so {_name(picture, done.text)} can decide as well."
    if done.move is Move.EXPIRE:
        return f"{too_late(picture.request)} in time, so it lapsed. Nothing is ever approved by waiting."
    return f"{_by(picture, done)} {_done(picture, done)}"


def _words_of(done: Decision) -> list[str]:
    """The words that came with a move, all of them."""
    if done.move is Move.ESCALATE:  # its text names a person
        return []
    terms = [quote(done.conditions, LONGEST_TEXT, by="On condition")] if done.conditions else []
    return [*([quote(done.text, LONGEST_TEXT)] if done.text else []), *terms]


def too_late(request: Request) -> str:
    """What did not happen in time, of a request that has lapsed."""
    if request.question is not None:
        return "The question wasn't answered"
    return "Nobody decided" if request.offer is None else "The offer wasn't taken"


def _done(picture: Picture, done: Decision) -> str:
    """What somebody did with it."""
    whole = picture.power.is_yes_or_no
    size = "it" if whole or done.amount is None else amount(picture.power, done.amount, picture.currency)
    emergency = " in an emergency, beyond the usual authority" if done.emergency else ""
    return {
        Move.APPROVE: f"approved it{emergency}.",
        Move.COUNTER: f"offers {size}.",
        Move.DECLINE: "declined it.",
        Move.ASK: "asks:",
        Move.ANSWER: "answers:",
        Move.ACCEPT: f"accepted {size}.",
        Move.WITHDRAW: "took it back.",
    }.get(done.move, done.move.value)


def _then(picture: Picture, done: Decision) -> str:
    """What the requester can do after a move."""
    return {
        Move.ASK: f"Press *Answer* on your card.{_lapses(picture, 'without one')}",
        Move.COUNTER: "*Accept* or *Withdraw* on your card.",
        Move.EXPIRE: "You can ask again, or talk to them first.",
    }.get(done.move, "")


def _facts(picture: Picture) -> Iterator[str]:
    case = picture.request.case
    yield f"*Deal*\n{sum_of(case.deal)}"
    if picture.cost is not None:
        yield f"*Costs*\n{money(picture.cost, picture.currency)}"
    if case.full_price is not None and case.offered_price is not None:
        yield f"*List → offered*\n{sum_of(case.full_price)} → {sum_of(case.offered_price)}"
    if case.needed_by is not None:
        yield f"*Needed by*\n{long_day(case.needed_by)}"


def _words(picture: Picture) -> Iterator[str]:
    case = picture.request.case
    yield quote(case.said, LONGEST_TEXT, by="The customer says")
    yield quote(case.reason, LONGEST_TEXT, by="Why")
    yield quote(case.give_get or "nothing", LONGEST_TEXT, by="In return")
    if case.link:
        yield f"<{case.link}|The message it began with>"


def _background(picture: Picture) -> Iterator[str]:
    request = picture.request
    yield f"#{request.number}"
    yield rule(picture)
    if request.together:
        given = amount(picture.power, request.together, picture.currency)
        yield f"counted together with {given} given to them in 30 days"
    if picture.like:
        yield f"last like it: {', '.join(map(_outcome, picture.like))}"
    if picture.older_plan:
        yield "decided under the plan it was asked under"


def _outcome(like: Request) -> str:
    return {Status.APPROVED: "approved", Status.ACCEPTED: "countered"}.get(like.status, "declined")


def _buttons(picture: Picture, surface: str) -> list[ButtonElement]:
    request = picture.request
    if request.status.is_settled:
        return []
    if surface == MINE:
        return _own_buttons(picture)
    return _deciding(picture) if request.status is Status.PENDING else []


def _deciding(picture: Picture) -> list[ButtonElement]:
    request = picture.request
    buttons = [
        button("Approve", APPROVE, request.id, primary=True),
        button("Counter", COUNTER, request.id),
        button("Decline", DECLINE, request.id),
    ]
    return buttons if request.question else [*buttons, button("Ask", ASK, request.id)]


def _own_buttons(picture: Picture) -> list[ButtonElement]:
    request = picture.request
    withdraw = button("Withdraw", WITHDRAW, request.id)
    if request.status is Status.COUNTERED:
        return [button("Accept", ACCEPT, request.id, primary=True), withdraw]
    return [button("Answer", ANSWER, request.id, primary=True), withdraw] if request.question else [withdraw]
