"""Steps on the ladder: what managers answer, and whom they move by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.request_refusals import ReasonTooShort
from bot.domain.steps import NoSuchLevel, NoWayBack, SameLevel
from bot.views import step_forms as forms
from bot.views import steps as views
from bot.views.refusals import notice, sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.steps import Steps
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for the answers to steps, and for moves by hand."""
    app.action(views.GRANT)(grant)
    app.action(views.PUT_OFF)(open_not_yet)
    app.action(views.BACK)(open_back)
    app.action(views.HAND)(open_by_hand)
    app.view(forms.PUT_OFF_SENT)(not_yet)
    app.view(forms.BACK_SENT)(back)
    app.view(forms.HAND_SENT)(by_hand)


def grant(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, steps: Steps) -> None:
    """**Grant**: the step up is made."""
    steps.grant(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def open_not_yet(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, steps: Steps) -> None:
    """**Not yet**: why."""
    picture = steps.open_for(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=forms.not_yet(picture))
    ack()


def open_back(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, steps: Steps) -> None:
    """**Step back**: why, and what earns it back."""
    picture = steps.open_for(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=forms.back(picture))
    ack()


def open_by_hand(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, steps: Steps) -> None:
    """**Move by hand**: where to, and why."""
    form = steps.by_hand(caller.workspace, caller.user, payloads.pressed(body))
    show = client.views_push if payloads.in_modal(body) else client.views_open
    show(trigger_id=body["trigger_id"], view=forms.by_hand(form))
    ack()


def not_yet(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, steps: Steps) -> None:
    """The reason is sent."""
    step, reason = payloads.metadata(view), payloads.typed(view).get(forms.REASON, "")
    try:
        steps.put_off(caller.workspace, caller.user, step, receipt=receipt, reason=reason)
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={forms.REASON: sentence(refusal)})
        return
    ack()


def back(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, steps: Steps) -> None:
    """Reason and remedy are sent."""
    typed = payloads.typed(view)
    try:
        steps.step_back(
            caller.workspace,
            caller.user,
            payloads.metadata(view),
            receipt=receipt,
            reason=typed.get(forms.REASON, ""),
            earns_back=typed.get(forms.EARNS_BACK, ""),
        )
    except (ReasonTooShort, NoWayBack) as refusal:
        field = forms.REASON if isinstance(refusal, ReasonTooShort) else forms.EARNS_BACK
        ack(response_action="errors", errors={field: sentence(refusal)})
        return
    ack()


def by_hand(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, steps: Steps) -> None:
    """The new level and the reason are sent."""
    person, typed = payloads.metadata(view), payloads.typed(view)
    try:
        steps.move(
            caller.workspace,
            caller.user,
            person,
            receipt=receipt,
            level=typed.get(forms.LEVEL, ""),
            reason=typed.get(forms.REASON, ""),
        )
    except (ReasonTooShort, NoSuchLevel, SameLevel) as refusal:
        field = forms.REASON if isinstance(refusal, ReasonTooShort) else forms.LEVEL
        ack(response_action="errors", errors={field: sentence(refusal)})
        return
    ack(response_action="update", view=notice("Done. They are told first, then you.", "Moved"))
