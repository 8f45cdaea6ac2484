"""A row of the ledger is contested, and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.contests import Verdict
from bot.domain.request_refusals import ReasonTooShort
from bot.views import contests as views
from bot.views import explanations as explained
from bot.views.refusals import sentence
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.domain.explanations import Explanation
    from bot.services.contests import Contests
    from bot.services.explanations import Explanations
    from handlers.payloads import Caller

log = structlog.get_logger("latitude.handlers")


def register(app: App) -> None:
    """Listen for everything about contests."""
    app.action(explained.CONTEST)(open_form)
    app.view(views.SENT)(contest)
    app.action(views.STANDS)(let_stand)
    app.action(views.STRIKE)(strike_out)
    app.view(views.SETTLED[Verdict.STANDS])(stands)
    app.view(views.SETTLED[Verdict.STRUCK])(struck)


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, contests: Contests) -> None:
    """**Contest** beside a row: what is wrong with it."""
    _, page = explained.page_of(payloads.metadata(body["view"]))
    line = contests.row_of(caller.workspace, caller.user, payloads.pressed(body))
    client.views_push(trigger_id=body["trigger_id"], view=views.form(line, page))
    ack()


def contest(
    ack: Ack,
    view: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    contests: Contests,
    explanations: Explanations,
) -> None:
    """The reason is sent: the row is frozen, and the ledger beneath the form shows it so."""
    (page, key), reason = views.row_of(payloads.metadata(view)), payloads.typed(view)[views.REASON]
    try:
        contests.contest(caller.workspace, caller.user, key, receipt=receipt, reason=reason)
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={views.REASON: sentence(refusal)})
        return
    ack()
    beneath = view.get("previous_view_id")
    if beneath is not None:
        _redraw(str(beneath), client, explanations.of(caller.workspace, caller.user, caller.user, page))


def let_stand(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, contests: Contests) -> None:
    """**Looks right**: why the row stands."""
    _open(ack, body, client, caller, contests, Verdict.STANDS)


def strike_out(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, contests: Contests) -> None:
    """**Strike out**: why the row goes."""
    _open(ack, body, client, caller, contests, Verdict.STRUCK)


def stands(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, contests: Contests) -> None:
    """The reason why it stands is sent."""
    _settle(ack, view, caller, receipt, contests, Verdict.STANDS)


def struck(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, contests: Contests) -> None:
    """The reason why it goes is sent."""
    _settle(ack, view, caller, receipt, contests, Verdict.STRUCK)


def _redraw(view: str, client: WebClient, shown: Explanation) -> None:
    try:
        client.views_update(view_id=view, view=explained.opened(shown))
    except (SlackApiError, OSError) as gone:  # whoever closed it sees it when they open it again
        log.info("ledger not redrawn", why=type(gone).__name__)


def _open(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, contests: Contests, verdict: Verdict
) -> None:
    shown = contests.open_for(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=views.settling(shown, verdict))
    ack()


def _settle(
    ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, contests: Contests, verdict: Verdict
) -> None:
    why = payloads.typed(view)[views.REASON]
    try:
        contests.settle(
            caller.workspace, caller.user, payloads.metadata(view), receipt=receipt, verdict=verdict, why=why
        )
    except ReasonTooShort as refusal:
        ack(response_action="errors", errors={views.REASON: sentence(refusal)})
        return
    ack()
