"""Checking in: the command, the button and the modal."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.counts import BadCounts
from bot.domain.refusals import NotAWorkingDay
from bot.services.checkins import Words
from bot.views import checkins as views
from bot.views import prompts as prompt_views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.checkins import Checkins
    from bot.services.prompts import Prompts
    from handlers.payloads import Caller

BUTTON = re.compile(rf"^{re.escape(views.OPEN)}(\.\w+)?$")


def register(app: App) -> None:
    """Listen for everything about check-ins."""
    app.action(BUTTON)(open_form)
    app.view(views.SUBMIT)(submit)
    app.action(prompt_views.SNOOZE)(snooze)
    app.command("/checkin")(command)


def command(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, checkins: Checkins) -> None:
    """`/checkin`: the form for the day that is owed."""
    form = checkins.form(caller.workspace, caller.user)
    client.views_open(trigger_id=body["trigger_id"], view=views.form(form))
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, checkins: Checkins) -> None:
    """**Check in** or **Edit**: the form for the day on the button."""
    form = checkins.form(caller.workspace, caller.user, _day(payloads.pressed(body)))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(form))
    ack()


def submit(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, checkins: Checkins) -> None:
    """The form is sent: errors under the fields, or the confirmation in its place."""
    typed = payloads.typed(view)
    day = _day(payloads.metadata(view))
    try:
        account = checkins.submit(
            caller.workspace,
            caller.user,
            receipt=receipt,
            day=day,
            words=Words(
                counts=views.counts_of(typed),
                wins=typed.get(views.WINS, ""),
                blockers=typed.get(views.BLOCKERS, ""),
                commitment=typed.get(views.COMMITMENT, ""),
                kept=views.kept_of(typed),
            ),
        )
    except BadCounts as refusal:
        errors = views.errors(refusal)
        if errors.keys() <= typed.keys():
            ack(response_action="errors", errors=errors)
        else:  # the plan has changed since the form was opened: it asks for something the form does not have
            form = checkins.form(caller.workspace, caller.user, day)
            ack(response_action="update", view=views.form(form, renewed=True))
        return
    ack(response_action="update", view=views.confirmation(account))


def snooze(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, prompts: Prompts
) -> None:
    """**Snooze**: the same question in an hour."""
    day = _day(payloads.pressed(body))
    at = prompts.snooze(caller.workspace, caller.user, receipt=receipt, day=day)
    client.views_open(trigger_id=body["trigger_id"], view=prompt_views.snoozed(at))
    ack()


def _day(opaque: str) -> date:
    try:
        return date.fromisoformat(opaque)
    except ValueError:
        raise NotAWorkingDay from None
