"""Who is in Slack: people who come, change, leave and come back, and ids behind e-mail addresses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.domain.newcomers import NotALeader
from bot.views import people as views
from handlers import payloads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt import Ack, App
    from slack_sdk import WebClient

    from bot.services.newcomers import Newcomers
    from bot.services.people import People
    from bot.services.rosters import Rosters
    from handlers.payloads import Caller

log = structlog.get_logger("latitude.people")

SLACK = "Slack"
MOST_LOOKED_UP = 200
"""How many people Slack is asked for at once; it takes some fifty of these a minute."""


def register(app: App) -> None:
    """Listen for people who come and go, and for what admins say of them."""
    app.event("user_change")(changed)
    app.event("team_join")(came)
    app.event("member_joined_channel")(joined)
    app.action(views.ADD)(open_form)
    app.action(views.DECLINE)(decline)
    app.view(views.SAVE)(add)


def changed(event: dict[str, Any], caller: Caller, people: People, newcomers: Newcomers) -> None:
    """Somebody's profile changed: their zone follows; they left Slack, or are back."""
    arrival = payloads.arrival(event.get("user"), caller.workspace)
    if arrival.gone:
        people.left(caller.workspace, caller.user)
    elif not arrival.outsider:
        people.moved(caller.workspace, caller.user, arrival.timezone)
        newcomers.came_back(caller.workspace, arrival)


def came(event: dict[str, Any], caller: Caller, rosters: Rosters) -> None:
    """Somebody is new in Slack: if the team knows their address already, now it knows their id."""
    arrival = payloads.arrival(event.get("user"), caller.workspace)
    if arrival.email and not arrival.outsider:
        rosters.match(caller.workspace, {arrival.email: arrival.id}, by=SLACK)


def joined(event: dict[str, Any], client: WebClient, caller: Caller, newcomers: Newcomers) -> None:
    """Somebody joined a channel: if it is the team's and they are not on the team, admins hear of it."""
    awaited = newcomers.awaited_in(caller.workspace, caller.user)
    channel = payloads.told_in(event)
    if awaited is None or not channel:
        return
    if awaited != channel and awaited != f"#{client.conversations_info(channel=channel)['channel']['name']}":
        return
    user = client.users_info(user=caller.user)["user"]
    newcomers.joined(caller.workspace, payloads.arrival(user, caller.workspace))


def open_form(
    ack: Ack, body: dict[str, Any], client: WebClient, caller: Caller, newcomers: Newcomers
) -> None:
    """**Add**: the form about them."""
    form = newcomers.form(caller.workspace, caller.user, payloads.pressed(body))
    client.views_open(trigger_id=body["trigger_id"], view=views.form(form))
    ack()


def decline(ack: Ack, body: dict[str, Any], caller: Caller, receipt: str, newcomers: Newcomers) -> None:
    """**Not now**."""
    newcomers.decline(caller.workspace, caller.user, payloads.pressed(body), receipt=receipt)
    ack()


def add(ack: Ack, view: dict[str, Any], caller: Caller, receipt: str, newcomers: Newcomers) -> None:
    """The form is sent: an error under the field, or the confirmation in its place."""
    typed = payloads.typed(view)
    chosen = views.choices(typed, date.fromisoformat(typed[views.STARTS_ON]))
    user = payloads.metadata(view)
    try:
        person = newcomers.add(caller.workspace, caller.user, user, chosen, receipt=receipt)
    except NotALeader:
        ack(response_action="errors", errors=views.errors())
        return
    ack(response_action="update", view=views.added(person))


def look_up(client: WebClient, emails: Sequence[str]) -> tuple[dict[str, str], str]:
    """The Slack id for each address that Slack knows, and why it was not asked further, if so."""
    found: dict[str, str] = {}
    unknown, failure = 0, ""
    for email in emails[:MOST_LOOKED_UP]:
        try:
            found[email] = str(client.users_lookupByEmail(email=email)["user"]["id"])
        except SlackApiError as error:
            if error.response.get("error") == "users_not_found":
                unknown += 1
                continue
            failure = str(error.response.get("error"))
            break
        except OSError as error:
            failure = type(error).__name__
            break
    log.info("looked up by e-mail", found=len(found), unknown=unknown, failure=failure)
    return found, failure
