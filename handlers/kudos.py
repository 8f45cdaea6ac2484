"""Kudos: given by command, form or shortcut; taken back; kept private; reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.kudos_forms import BadKudos, Entry, Why
from bot.views import kudos as views
from bot.views import kudos_reports as report_views
from handlers import payloads

if TYPE_CHECKING:
    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.domain.kudos_forms import Fault
    from bot.services.kudos import KudosDesk
    from bot.services.kudos_reports import KudosReports
    from handlers.payloads import Caller

log = structlog.get_logger("latitude.handlers")


def register(app: App) -> None:
    """Listen for everything about kudos."""
    app.command("/kudos")(command)
    app.shortcut("kudos.message")(open_with_message)
    app.action(views.OPEN)(open_form)
    app.view(views.SENT)(give)
    app.action(views.MENU)(choose)
    app.action(views.TAKE_BACK)(take_back)
    app.action(views.KEEP_PRIVATE)(keep_private)
    app.action(views.POST_AGAIN)(post_again)
    app.action(views.ALL)(open_all)
    app.view(report_views.SENT)(report)
    app.action(report_views.REMOVE)(remove)
    app.action(report_views.LEAVE)(leave)


def command(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, kudos: KudosDesk
) -> None:
    """`/kudos @someone for own-it: text`: given at once, or the form with what is missing."""
    entry = kudos.read(caller.workspace, caller.user, str(body.get("text") or ""))
    faults: dict[str, Fault] = {}
    if entry != Entry():
        try:
            card = views.given(kudos.give(caller.workspace, caller.user, receipt=receipt, entry=entry))
        except BadKudos as refusal:
            faults = _named(client, refusal.faults)
        else:
            ack(text=card.text, blocks=list(card.blocks), response_type="ephemeral")
            return
    shown = kudos.form(caller.workspace, caller.user, entry, faults)
    client.views_open(trigger_id=body["trigger_id"], view=views.form(shown))
    ack()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, kudos: KudosDesk) -> None:
    """**Give kudos** on Home."""
    shown = kudos.form(caller.workspace, caller.user, Entry())
    client.views_open(trigger_id=body["trigger_id"], view=views.form(shown))
    ack()


def open_with_message(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, kudos: KudosDesk
) -> None:
    """**Give kudos** on a message: the form, with who wrote it and a link to it."""
    author = payloads.author(body)
    entry = Entry(receivers=(author,) if author else (), link=payloads.message_link(body))
    shown = kudos.form(caller.workspace, caller.user, entry)
    client.views_open(trigger_id=body["trigger_id"], view=views.form(shown))
    ack()


def give(
    ack: Ack, view: dict[str, Any], client: WebClient, caller: Caller, receipt: str, kudos: KudosDesk
) -> None:
    """The form is sent: errors under the inputs, or the confirmation in its place."""
    chosen = payloads.people_in(view, views.RECEIVERS)
    entry = views.entry_of(chosen, payloads.typed(view), payloads.metadata(view))
    try:
        shown = kudos.give(caller.workspace, caller.user, receipt=receipt, entry=entry)
    except BadKudos as refusal:
        ack(response_action="errors", errors=views.errors(_named(client, refusal.faults)))
        return
    ack(response_action="update", view=views.given_modal(shown))


def choose(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    kudos: KudosDesk,
    kudos_reports: KudosReports,
) -> None:
    """The menu beside a post, or what a receiver reads: **Report**, or **Take back**."""
    what, _, which = payloads.pressed(body).partition(":")
    if what == views.TAKE_BACK_LINE:
        kudos.take_back(caller.workspace, caller.user, which, receipt=receipt)
        view = views.took_back()
    else:
        shown = kudos_reports.open_for(caller.workspace, caller.user, which)
        view = report_views.form(shown, caller.user)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def take_back(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, kudos: KudosDesk
) -> None:
    """**Take back** on the confirmation."""
    kudos.take_back(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    _show(client, body, views.took_back())
    ack()


def keep_private(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, kudos: KudosDesk
) -> None:
    """**Keep mine private**."""
    _prefer(ack, body, client, caller, receipt, kudos, private=True)


def post_again(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, receipt: str, kudos: KudosDesk
) -> None:
    """**Post mine again**."""
    _prefer(ack, body, client, caller, receipt, kudos, private=False)


def open_all(ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, kudos: KudosDesk) -> None:
    """**All** on Home: everything somebody was thanked for."""
    view = views.everything(kudos.thanked(caller.workspace, caller.user))
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def report(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, kudos_reports: KudosReports) -> None:
    """The report is sent."""
    why = payloads.typed(view).get(report_views.WHY, "")
    kudos_reports.report(caller.workspace, caller.user, payloads.metadata(view), receipt=receipt, why=why)
    ack(response_action="update", view=report_views.reported())


def remove(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, kudos_reports: KudosReports) -> None:
    """**Remove** on an admin's card."""
    kudos_reports.remove(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def leave(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, kudos_reports: KudosReports) -> None:
    """**Leave it** on an admin's card."""
    kudos_reports.leave(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def _prefer(
    ack: Ack,
    body: dict[str, Any],
    client: WebClient,
    caller: Caller,
    receipt: str,
    kudos: KudosDesk,
    *,
    private: bool,
) -> None:
    which = payloads.pressed(body)
    kudos.keep_private(caller.workspace, caller.user, which, receipt=receipt, private=private)
    client.views_open(trigger_id=body["trigger_id"], view=views.preferred(private=private))
    ack()


def _show(client: WebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
    show = client.views_push if payloads.in_modal(body) else client.views_open
    show(trigger_id=body["trigger_id"], view=view)


def _named(client: WebClient, faults: dict[str, Fault]) -> dict[str, Fault]:
    """The same, with the name of one whom only Slack knows, where it tells that at once.

    Of the others it is not asked: the form must be open within three seconds.
    """
    return {part: fault.naming(_name(client, fault)) for part, fault in faults.items()}


def _name(client: WebClient, fault: Fault) -> dict[str, str]:
    unknown = next((who for who, why in fault.them.items() if why is Why.NOT_HERE), None)
    if unknown is None:
        return {}
    try:
        return {unknown: payloads.arrival(client.users_info(user=unknown)["user"], "").name}
    except (SlackApiError, OSError) as gone:
        log.info("not named", why=type(gone).__name__)
        return {}
