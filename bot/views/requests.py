"""Requests on screen: the form, the cards with every status, and the lines beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.allowances import Allowance
from bot.domain.authority import Rule
from bot.domain.deliveries import Message
from bot.domain.outcomes import Result
from bot.domain.request_moves import Move, Status
from bot.views.amounts import amount, asked, money, sum_of
from bot.views.authority import left
from bot.views.blocks import actions, button, context, fields, section
from bot.views.text import clip, escape, hour, listed, long_day, one_line, quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

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
        section(clip(f"*{title}*\n{_status(picture)}", _LONGEST)),
        fields(*_facts(picture)),
        section(_words(picture)),
        context(clip("  ·  ".join(_background(picture)), _LONGEST)),
    ]
    buttons = _buttons(picture, surface)
    if buttons:
        blocks.append(actions(*buttons))
    return Message(text=clip(title, 300), blocks=tuple(blocks))


def line(picture: Picture, revision: int) -> Message:
    """What one move says in the thread beneath the card."""
    done = picture.request.decisions[revision - 1]
    return Message(text=clip(_said(picture, done), _LONGEST))


def told(picture: Picture, revision: int, to: str) -> Message:
    """The same in private, to the requester or an approver, with what they can do now."""
    done = picture.request.decisions[revision - 1]
    what = f"{subject(picture)}"
    text = f"*{what}*\n{_said(picture, done)}"
    if to == picture.request.requester and picture.request.revision == revision:
        text += _then(done)
    return Message(text=clip(f"{what}: {_said(picture, done)}", 300), blocks=(section(clip(text, _LONGEST)),))


def reminder(picture: Picture) -> Message:
    """A reminder to the approver; once nobody waits for them, how it stands."""
    if not picture.request.awaits_a_decision:
        text = f"{subject(picture)}: {_status(picture)}"
        return Message(text=clip(text, 300), blocks=(section(clip(text, _LONGEST)),))
    text = f"{escape(picture.requester.first_name)} is waiting: {subject(picture)}."
    return Message(text=clip(text, 300), blocks=(section(text), actions(*_deciding(picture))))


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
    said = _said(picture, picture.request.decisions[-1])
    text = f":rotating_light:  *{what}*\n{said}\nIt was with {seats}."
    return Message(text=clip(f"{what}: {said}", 300), blocks=(section(clip(text, _LONGEST)),))


def typed(picture: Picture, link: str) -> Message:
    """Where the buttons are, for who typed a decision beneath the card."""
    card_ = f"<{link}|the card>" if link else "the card at the top of this thread"
    seats = listed([_name(picture, seat.person) for seat in picture.request.seats])
    text = f"A reply decides nothing: the buttons are on {card_}, for {seats} to press."
    return Message(text=clip(text, _LONGEST))


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
            owes = f"{_name(picture, request.requester)} owes an answer; the clock stands still."
            return f":speech_balloon:  {owes}\n{quote(request.question.text)}"
        until = "" if picture.expires is None else f" It lapses {_moment(picture.expires)} if nobody decides."
        return f"{sign}  {_waiting(picture)}{until}"
    if request.status is Status.COUNTERED and request.offer is not None:
        until = "" if picture.expires is None else f" until {_moment(picture.expires)}"
        name = _name(picture, request.requester)
        return f"{sign}  {_said(picture, request.offer)}\n{name} can accept or withdraw{until}."
    return f"{sign}  {_said(picture, request.decisions[-1])}{_afterwards(picture)}"


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


def _moment(at: datetime) -> str:
    """A moment by the clock of who reads it; where Slack cannot tell that, with the zone it is in."""
    written = f"{long_day(at.date())} at {hour(at)} ({at.tzinfo})"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{written}>"


def _said(picture: Picture, done: Decision) -> str:
    """One move as a sentence, with the words that came with it."""
    if done.move is Move.ESCALATE:
        return f"Nobody has decided yet, so {_name(picture, done.text)} can decide as well."
    if done.move is Move.EXPIRE:
        late = "Nobody decided" if picture.request.offer is None else "The offer wasn't taken"
        return f"{late} in time, so it lapsed. Nothing is ever approved by waiting."
    words = f"\n{quote(done.text)}" if done.text else ""
    terms = f"\nOn condition: {one_line(done.conditions)}" if done.conditions else ""
    return f"{_by(picture, done)} {_done(picture, done)}{words}{terms}"


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


def _then(done: Decision) -> str:
    """What the requester can do after a move."""
    return {
        Move.ASK: "\nPress *Answer* on your card; the clock stands still meanwhile.",
        Move.COUNTER: "\n*Accept* or *Withdraw* on your card.",
        Move.EXPIRE: "\nYou can ask again, or talk to them first.",
    }.get(done.move, "")


def _facts(picture: Picture) -> Iterator[str]:
    case = picture.request.case
    yield f"*Deal*\n{sum_of(case.deal)}"
    if picture.cost is not None:
        yield f"*Costs*\n{money(picture.cost, picture.currency)}"
    if case.full_price is not None and case.offered_price is not None:
        yield f"*List → offered*\n{sum_of(case.full_price)} → {sum_of(case.offered_price)}"
    yield f"*In return*\n{clip(one_line(case.give_get), 300) or 'nothing'}"
    if case.needed_by is not None:
        yield f"*Needed by*\n{long_day(case.needed_by)}"


def _words(picture: Picture) -> str:
    case = picture.request.case
    link = f"\n<{case.link}|The message it began with>" if case.link else ""
    words = [quote(case.said, by="The customer says"), quote(case.reason, 1000, by="Why")]
    return clip("\n".join(words), _LONGEST - len(link)) + link


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


def rule(picture: Picture) -> str:
    """Which rule decided who decides, such as `Supported covers up to 6 %`."""
    own, level = picture.own, escape(picture.level)
    match picture.request.rule:
        case Rule.LIMIT:
            covers = (
                f"up to {amount(picture.power, own.limit, picture.currency)}" if own.limit else "none of it"
            )
            return f"{level} covers {covers}"
        case Rule.DEAL_MAX:
            return f"{level} decides alone in deals to {money(own.deal_max or own.limit, picture.currency)}"
        case Rule.BUDGET:
            return _beyond_budget(picture)
        case _:
            return f"{level} covers it"


def _beyond_budget(picture: Picture) -> str:
    """Such as `Supported has 2 of 60 points left this quarter to use alone`."""
    rest = left(Allowance(picture.power, picture.own), picture.currency, picture.per)
    return f"{escape(picture.level)} has {rest or 'nothing left'} to use alone"


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
