"""The page for the next talk: the command, and the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.away_text import NobodyNamed, mentioned
from bot.views import coaching, sheets
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.sheets import Sheets
    from bot.views.blocks import Json
    from handlers.payloads import Caller

WORDS = frozenset({"1on1", "1:1", "1-1"})


def register(app: App) -> None:
    """Listen for the button; `/latitude 1on1` comes from the command."""
    app.action(coaching.SHEET)(open_page)


def typed(caller: Caller, desk: Sheets, text: str) -> Json:
    """`/latitude 1on1 @name`, or without a name one's own.

    Raises:
        NobodyNamed: for a name that Slack does not know as one.
    """
    whose = mentioned(text)
    if whose is None and text.strip():
        raise NobodyNamed(text)
    return _page(caller, desk, whose or caller.user)


def open_page(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, sheets: Sheets) -> None:
    """**1:1 page**: one's own, or that of somebody one leads."""
    client.views_open(trigger_id=body["trigger_id"], view=_page(caller, sheets, payloads.pressed(body)))
    ack()


def _page(caller: Caller, desk: Sheets, whose: str) -> Json:
    return sheets.opened(desk.of(caller.workspace, caller.user, whose), coaches=whose != caller.user)
