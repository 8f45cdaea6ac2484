"""What became of a deal: the three buttons, and the form for one that is won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.amounts import Unreadable
from bot.domain.outcomes import Result
from bot.views import outcomes as views
from bot.views.refusals import amount_sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.outcomes import Outcomes
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for everything about outcomes."""
    app.action(views.WON)(open_form)
    app.action(views.LOST)(lost)
    app.action(views.OPEN)(still_open)
    app.view(views.TOLD)(won)


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, outcomes: Outcomes) -> None:
    """**Won**: the form for what was really given."""
    asked = outcomes.open_for(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(asked))
    ack()


def won(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, outcomes: Outcomes) -> None:
    """The form is sent."""
    given, got = views.given_in(payloads.typed(view))
    request = payloads.metadata(view)
    try:
        told = outcomes.tell(
            caller.workspace, caller.user, request, receipt=receipt, result=Result.WON, given=given, got=got
        )
    except Unreadable as fault:
        ack(response_action="errors", errors={views.GIVEN: amount_sentence(fault)})
        return
    ack(response_action="update", view=views.thanks(told))


def lost(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, outcomes: Outcomes) -> None:
    """**Lost**."""
    outcomes.tell(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt, result=Result.LOST)
    ack()


def still_open(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, outcomes: Outcomes) -> None:
    """**Still open**: they are asked again in a week."""
    outcomes.tell(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt, result=Result.OPEN)
    ack()
