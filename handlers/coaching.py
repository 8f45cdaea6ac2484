"""Coaching: a talk is written down and read, somebody is left for later, somebody asks for a talk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.coaching_refusals import ActionMissing, CoachedMeanwhile, DayIsOver, NothingWritten
from bot.views import coaching as views
from bot.views import sheets as sheet_views
from bot.views.refusals import sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.coaching import Coaching
    from bot.services.coaching_requests import CoachingRequests
    from bot.services.sheets import Sheets
    from handlers.payloads import Caller

_FIELDS = {NothingWritten: views.NOTE, ActionMissing: views.ACTION, DayIsOver: views.DUE}


def register(app: App) -> None:
    """Listen for everything about coaching."""
    app.action(views.COACH)(open_form)
    app.view(views.SENT)(coach)
    app.action(views.DONE)(done)
    app.action(views.SNOOZE)(snooze)
    app.action(views.READ)(read)
    app.action(views.ASK)(open_asking)
    app.view(views.ASKED)(ask)
    app.action(views.WITHDRAW)(withdraw)


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, coaching: Coaching) -> None:
    """**Coached**: what was talked about, and what was agreed."""
    form = coaching.form(caller.workspace, caller.user, payloads.pressed(body))
    show = client.views_push if payloads.in_modal(body) else client.views_open
    show(trigger_id=body["trigger_id"], view=views.form(form))
    ack()


def coach(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, coaching: Coaching) -> None:
    """The note is sent: a sentence under the field that is wrong, or what came meanwhile above it."""
    whose, seen = views.person_and_note(payloads.metadata(view))
    typed = payloads.typed(view)
    words, action = typed.get(views.NOTE, ""), typed.get(views.ACTION, "")
    try:
        coaching.coach(
            caller.workspace,
            caller.user,
            whose,
            receipt=receipt,
            words=words,
            action=action,
            due=_day(typed.get(views.DUE, "")),
            seen=seen,
        )
    except (NothingWritten, ActionMissing, DayIsOver) as refusal:
        ack(response_action="errors", errors={_FIELDS[type(refusal)]: sentence(refusal)})
    except CoachedMeanwhile as refusal:
        form = coaching.form(caller.workspace, caller.user, whose)
        ack(response_action="update", view=views.form(form, words, action, refusal.by))
    else:
        ack()


def done(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    coaching: Coaching,
    sheets: Sheets,
) -> None:
    """**Done**: what was agreed is settled; on somebody's page it is gone at once."""
    coaching.done(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    if payloads.in_modal(body):
        page = sheets.of(caller.workspace, caller.user, payloads.metadata(body["view"]))
        client.views_update(view_id=body["view"]["id"], view=sheet_views.opened(page, coaches=True))
    ack()


def snooze(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, coaching: Coaching) -> None:
    """**Snooze a week**."""
    coaching.snooze(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def read(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, coaching: Coaching) -> None:
    """**Got it**: the note was read."""
    coaching.read(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def open_asking(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, coaching_requests: CoachingRequests
) -> None:
    """**Ask for coaching**: about what."""
    own = coaching_requests.own(caller.workspace, caller.user)
    client.views_open(trigger_id=body["trigger_id"], view=views.asking(own))
    ack()


def ask(
    ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, coaching_requests: CoachingRequests
) -> None:
    """The words are sent."""
    words = payloads.typed(view).get(views.WORDS, "")
    try:
        own = coaching_requests.ask(caller.workspace, caller.user, receipt=receipt, words=words)
    except NothingWritten as refusal:
        ack(response_action="errors", errors={views.WORDS: sentence(refusal)})
        return
    ack(response_action="update", view=views.asked_for(own))


def withdraw(
    ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, coaching_requests: CoachingRequests
) -> None:
    """**Withdraw**: what was asked is taken back."""
    coaching_requests.withdraw(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def _day(typed: str) -> date | None:
    """The day that was chosen; None for none."""
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise DayIsOver from None
