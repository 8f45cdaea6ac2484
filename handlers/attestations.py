"""The month's card: its menus, and the button that closes it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.attestations import Choice, NotYourReport
from bot.views import attestations as views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App

    from bot.services.attestations import Attestations
    from handlers.payloads import Caller


def register(app: App) -> None:
    """Listen for what is chosen of anybody, and for the end of it."""
    app.action(re.compile("|".join(map(re.escape, views.ACTIONS.values()))))(say)
    app.action(views.SKIP)(close)


def say(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, attestations: Attestations) -> None:
    """A line of one of the three menus beside somebody."""
    choice = Choice.read(payloads.pressed(body))
    attestations.say(caller.workspace, caller.user, receipt=receipt, choice=choice)
    ack()


def close(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, attestations: Attestations) -> None:
    """**Skip this month**."""
    try:
        month = date.fromisoformat(payloads.pressed(body))
    except ValueError:
        raise NotYourReport from None
    attestations.close(caller.workspace, caller.user, receipt=receipt, month=month)
    ack()
