"""Requests: asking to use a power, and deciding what somebody asks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from bot.domain.amounts import Unreadable
from bot.domain.people import Rank
from bot.domain.request_forms import BadEntry, Entry
from bot.domain.request_moves import Move
from bot.domain.request_refusals import BeyondAuthority, NothingSaid, NotLess, ReasonTooShort
from bot.views import request_forms as forms
from bot.views import requests as views
from bot.views.refusals import amount_sentence, sentence
from handlers import payloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.domain.request_cards import Picture
    from bot.services.requests import Requests
    from handlers.payloads import Caller

_MOVES = {
    views.COUNTER: Move.COUNTER,
    views.DECLINE: Move.DECLINE,
    views.ASK: Move.ASK,
    views.ANSWER: Move.ANSWER,
}
_WITH_WORDS = re.compile("(?:" + "|".join(map(re.escape, _MOVES)) + ")$")
_PERCENTAGE = re.compile(r"(?<![\d.,])[\d.,]+ ?%$")
"""At the end of a text; begun only where a number begins, so that a long one is read once."""


def register(app: App) -> None:
    """Listen for everything about requests."""
    app.command("/request")(command)
    app.action(forms.OPEN)(open_form)
    app.shortcut("request.shortcut")(open_form)
    app.shortcut("request.message")(open_with_link)
    app.view(forms.SUBMIT)(submit)
    app.action(views.APPROVE)(approve)
    app.action(_WITH_WORDS)(open_words)
    app.action(views.ACCEPT)(accept)
    app.action(views.WITHDRAW)(withdraw)
    app.view(forms.SENT[views.COUNTER])(counter)
    app.view(forms.SENT[views.DECLINE])(decline)
    app.view(forms.SENT[views.ASK])(ask_back)
    app.view(forms.SENT[views.ANSWER])(answer)
    app.view(forms.SENT[forms.EMERGENCY])(approve_anyway)


def command(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, requests: Requests) -> None:
    """`/request acme 12%`: the form, with what was typed in it."""
    asked = requests.form(caller.workspace, caller.user)
    text = " ".join(html.unescape(str(body.get("text") or "")).split())  # Slack writes `&` as `&amp;`
    found = _PERCENTAGE.search(text)
    customer, amount = (text[: found.start()].rstrip(), found[0]) if found else (text, "")
    entry = Entry(power=asked.powers[0].key, customer=customer, amount=amount)
    client.views_open(trigger_id=body["trigger_id"], view=forms.form(asked, entry))
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, requests: Requests) -> None:
    """**Request** on Home, and the shortcut: the form."""
    asked = requests.form(caller.workspace, caller.user)
    view = forms.form(asked, Entry(power=asked.powers[0].key))
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def open_with_link(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, requests: Requests
) -> None:
    """**Request with this**: the form, with a link to the message."""
    asked = requests.form(caller.workspace, caller.user)
    entry = Entry(power=asked.powers[0].key, link=payloads.message_link(body))
    client.views_open(trigger_id=body["trigger_id"], view=forms.form(asked, entry))
    ack()


def submit(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """The form is sent: errors under the fields, or what came of it."""
    typed = payloads.typed(view)
    entry = forms.entry_of(typed, payloads.metadata(view))
    try:
        asked = requests.ask(caller.workspace, caller.user, receipt=receipt, entry=entry)
    except BadEntry as refusal:
        ack(response_action="errors", errors=forms.errors(refusal, list(typed)))
        return
    picture = requests.shown(caller.workspace, asked.id)
    ack(response_action="update", view=forms.confirmation(picture))


def approve(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, requests: Requests
) -> None:
    """**Approve**; a director beyond their authority is asked why it cannot wait."""
    request = payloads.pressed(body)
    try:
        requests.approve(caller.workspace, caller.user, request, receipt=receipt)
    except BeyondAuthority:
        if requests.rank_of(caller.workspace, caller.user) is not Rank.DIRECTOR:
            raise
        picture = requests.open_for(caller.workspace, caller.user, request, Move.APPROVE, emergency=True)
        _open(client, body, forms.EMERGENCY, picture)
    ack()


def open_words(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, requests: Requests) -> None:
    """**Counter**, **Decline**, **Ask**, **Answer**: the form for the words it takes."""
    kind = str(body["actions"][0]["action_id"])
    request = payloads.pressed(body)
    _open(client, body, kind, requests.open_for(caller.workspace, caller.user, request, _MOVES[kind]))
    ack()


def accept(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """**Accept**: the counter is taken."""
    requests.accept(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def withdraw(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """**Withdraw**: the request is taken back."""
    requests.withdraw(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def counter(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """What is offered instead."""
    typed = payloads.typed(view)
    try:
        requests.counter(
            caller.workspace,
            caller.user,
            payloads.metadata(view),
            receipt=receipt,
            amount=typed.get("amount", ""),
            reason=typed["reason"],
            conditions=typed["conditions"],
        )
    except Unreadable as fault:
        ack(response_action="errors", errors={"amount": amount_sentence(fault)})
        return
    except NotLess as refusal:
        field = "amount" if "amount" in typed else "conditions"
        ack(response_action="errors", errors={field: sentence(refusal)})
        return
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={"reason": sentence(refusal)})
        return
    ack()


def decline(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """Why not."""
    request, reason = payloads.metadata(view), payloads.typed(view)["reason"]
    _with_words(
        ack,
        lambda: requests.decline(caller.workspace, caller.user, request, receipt=receipt, reason=reason),
    )


def ask_back(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """What the approver would like to know."""
    request, question = payloads.metadata(view), payloads.typed(view)["reason"]
    _with_words(
        ack,
        lambda: requests.ask_back(caller.workspace, caller.user, request, receipt=receipt, question=question),
    )


def answer(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """The requester's answer."""
    request, text = payloads.metadata(view), payloads.typed(view)["reason"]
    _with_words(
        ack, lambda: requests.answer(caller.workspace, caller.user, request, receipt=receipt, text=text)
    )


def approve_anyway(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, requests: Requests) -> None:
    """Why it cannot wait."""
    request, reason = payloads.metadata(view), payloads.typed(view)["reason"]
    _with_words(
        ack,
        lambda: requests.approve(caller.workspace, caller.user, request, receipt=receipt, emergency=reason),
    )


def _open(client: WebClient, body: dict[str, Any], kind: str, picture: Picture) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=forms.deciding(kind, picture))


def _with_words(ack: Ack, act: Callable[[], object]) -> None:
    """Do what takes a reason; one that is too short is said under its field."""
    try:
        act()
    except (ReasonTooShort, NothingSaid) as refusal:
        ack(response_action="errors", errors={"reason": sentence(refusal)})
        return
    ack()
