"""Why somebody's trust is what it is: the modal, its pages, and the chart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.views import charts, histories
from bot.views import explanations as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.explanations import Explanations
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for everything about the explanation of trust."""
    app.action(histories.WHY)(open_why)
    app.action(re.compile(re.escape(views.PAGE)))(turn)
    app.action(views.CHART)(show_chart)


def open_why(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, explanations: Explanations
) -> None:
    """**Why?**: one's own, or that of somebody one leads."""
    shown = explanations.of(caller.workspace, caller.user, payloads.pressed(body))
    show = client.views_push if payloads.in_modal(body) else client.views_open
    show(trigger_id=body["trigger_id"], view=views.opened(shown))
    ack()


def turn(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, explanations: Explanations
) -> None:
    """**Newer** and **Older**."""
    whose, page = views.page_of(payloads.pressed(body))
    shown = explanations.of(caller.workspace, caller.user, whose, page)
    client.views_update(view_id=body["view"]["id"], view=views.opened(shown))
    ack()


def show_chart(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    explanations: Explanations,
) -> None:
    """**Show chart**: it comes as a message."""
    owed = explanations.chart(caller.workspace, caller.user, receipt=receipt)
    client.views_push(trigger_id=body["trigger_id"], view=charts.on_its_way() if owed else charts.none_yet())
    ack()
