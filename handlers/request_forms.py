"""The form of a request while it is filled in: another power is chosen, prices are typed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.views import request_forms as forms
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.requests import Requests
    from handlers.payloads import Caller

log = structlog.get_logger("latitude.handlers")

MOST_FORMS = 1_000
"""How many forms are remembered; one that is forgotten may once be drawn as it stood a moment ago."""

PASSING = frozenset({"ratelimited", "not_found"})
"""Slack is asked too often, or the form is closed; drawing it only saves reckoning."""


def register(app: App) -> None:
    """Listen for what changes the form."""
    drafts = Drafts()
    app.action(forms.POWER)(drafts.redraw)
    app.action(forms.PRICES)(drafts.redraw)


@dataclass
class _Draft:
    """One open form: when it was changed last, and the lock of whoever draws it."""

    changed_at: str = ""
    drawing: Lock = field(default_factory=Lock)


class Drafts:
    """The forms being filled in. Each is drawn by one change at a time, and never by one that is overtaken.

    Changes come as fast as somebody types, each on a thread of its own. With the view's hash most of them
    would be refused, the last one among them; without order an older one could be drawn last.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Draft] = OrderedDict()
        self._opening = Lock()

    def redraw(
        self, ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, requests: Requests
    ) -> None:
        """The form as its power wants it, with what was typed so far, and what the prices come to."""
        view, changed_at = body["view"], payloads.acted_at(body)
        draft = self._draft(view["id"], changed_at)
        with draft.drawing:
            if draft.changed_at == changed_at:
                entry = forms.entry_of(payloads.typed(view), payloads.metadata(view))
                asked, prices = requests.worked_out(caller.workspace, caller.user, entry)
                _draw(client, view["id"], forms.form(asked, entry, prices))
        ack()

    def _draft(self, view: str, changed_at: str) -> _Draft:
        with self._opening:
            draft = self._open.pop(view, None) or _Draft()
            draft.changed_at = max(draft.changed_at, changed_at)
            self._open[view] = draft
            if len(self._open) > MOST_FORMS:
                self._open.popitem(last=False)
            return draft


def _draw(client: WebClient, view: str, drawn: dict[str, Any]) -> None:
    try:
        client.views_update(view_id=view, view=drawn)
    except SlackApiError as fault:
        if fault.response.get("error") not in PASSING:
            raise
        log.info("form not redrawn", why=fault.response["error"])
    except OSError as fault:
        log.info("form not redrawn", why=type(fault).__name__)
