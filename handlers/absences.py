"""Being away: the command, the button, the modal, and coming back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.away_text import UnreadableDays
from bot.domain.refusals import Refusal
from bot.views import absences as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond
    from slack_sdk import WebClient

    from bot.services.absences import Absences
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for everything about absences."""
    app.action(views.OPEN)(open_form)
    app.view(views.SUBMIT)(submit)
    app.action(views.CANCEL)(cancel)
    app.command("/away")(command)


def command(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, absences: Absences
) -> None:
    """`/away 12-16 Aug` enters it; `/away` alone opens the form."""
    text = str(body.get("text") or "").strip()
    if not text:
        form = absences.form(caller.workspace, caller.user)
        client.views_open(trigger_id=body["trigger_id"], view=views.form(form))
        ack()
        return
    card = views.answer(absences.enter_typed(caller.workspace, caller.user, receipt=receipt, text=text))
    ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, absences: Absences) -> None:
    """**I'm away**: the form for the day on the button, or for today."""
    opaque = payloads.pressed(body)
    form = absences.form(caller.workspace, caller.user, _day(opaque) if opaque else None)
    client.views_open(trigger_id=body["trigger_id"], view=views.form(form))
    ack()


def submit(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, absences: Absences) -> None:
    """The form is sent: a sentence under the field that is wrong, or what was entered in its place."""
    typed = payloads.typed(view)
    try:
        entered = absences.enter(
            caller.workspace,
            caller.user,
            receipt=receipt,
            person=typed.get(views.WHO) or caller.user,
            first=_day(typed.get(views.FIRST, "")),
            last=_day(typed.get(views.LAST, "")),
        )
    except Refusal as refusal:
        errors = views.errors(refusal, list(typed))
        if not errors:
            raise
        ack(response_action="errors", errors=errors)
        return
    ack(response_action="update", view=views.confirmation(entered))


def cancel(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    respond: Respond,
    caller: Caller,
    receipt: str,
    absences: Absences,
) -> None:
    """**I'm back**: what held the button says so; on Home a small modal does."""
    end = absences.cancel(caller.workspace, caller.user, receipt=receipt, absence=payloads.pressed(body))
    if payloads.in_modal(body):
        client.views_update(view_id=body["view"]["id"], view=views.back(end))
    elif payloads.channel(body):
        respond(text=views.ended(end), replace_original=True)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=views.back(end))
    ack()


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UnreadableDays(typed) from None
