"""What Slack says of the app: its tokens, scopes and channels, and what time it is."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.doctor import Finding, clocks, first_line, ok, problem, skipped, warning
from handlers.manifest import SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from slack_sdk.web import SlackResponse

    from bot.config import Settings
    from bot.domain.plan import Plan

SECONDS = 10
"""How long each answer is waited for."""

PAGE = 200
MOST_PAGES = 15
"""How far a long list of channels is read: Slack allows twenty such calls a minute."""

CHECKS = ("slack", "scopes", "slack clock", "app token", "one app", "channels")

_UNREACHABLE = (SlackClientError, OSError, HTTPException, ValueError)
_MENDED: dict[str, str] = {
    "invalid_auth": "copy the token once more from the Slack app's page",
    "not_authed": "copy the token once more from the Slack app's page",
    "account_inactive": "the app was removed from the workspace; install it again",
    "token_revoked": "install the app again and copy the new token",
    "token_expired": "install the app again and copy the new token",
    "not_allowed_token_type": "this is another kind of token; the two may be swapped",
    "missing_scope": "install the app again from `latitude manifest`",
    "forbidden_method": "switch Socket Mode on, on the Slack app's page",
    "ratelimited": "wait a minute and ask again",
}


def examine_slack(settings: Settings, now: Callable[[], datetime], plan: Plan | None) -> Iterator[Finding]:
    """Everything that Slack can be asked; one line and no more where it does not answer."""
    if not settings.slack_bot_token:
        for check in CHECKS:
            yield skipped(check, "SLACK_BOT_TOKEN has to be there first.")
        return
    client = WebClient(settings.slack_bot_token, settings.slack_api_url, timeout=SECONDS, retry_handlers=[])
    asked = now()
    try:
        answer = client.auth_test()
    except _UNREACHABLE as error:
        yield problem("slack", _why("Slack does not take the bot token", error))
        for check in CHECKS[1:]:
            yield skipped(check, "Slack has to answer first.")
        return
    here = asked + (now() - asked) / 2
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    yield ok("slack", f"Slack knows the bot as {answer['user']} in {answer['team']}.")
    yield _scopes(headers)
    yield _clock(headers, here)
    yield _app_token(settings)
    yield _one_app(settings, client, answer)
    yield from _channels(client, plan, str(answer["user"]))


def _why(what: str, error: Exception) -> str:
    """What went wrong with a call, and how to mend it."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response.get("error"), str):
        return f"Slack cannot be reached ({first_line(error)}): look at the network and SLACK_API_URL."
    code = error.response["error"]
    return f"{what} ({code}): {_MENDED.get(code, 'look at the app on its page at api.slack.com')}."


def _scopes(headers: Mapping[str, str]) -> Finding:
    if "x-oauth-scopes" not in headers:
        return skipped("scopes", "Slack did not say which scopes the bot has.")
    granted = {each.strip() for each in headers["x-oauth-scopes"].split(",")}
    missing = sorted(SCOPES.keys() - granted)
    if not missing:
        return ok("scopes", "The bot may do everything it needs to.")
    reasons = ", ".join(f"{each} (to {SCOPES[each]})" for each in missing)
    return problem("scopes", f"The bot lacks {reasons}: reinstall the app from `latitude manifest`.")


def _clock(headers: Mapping[str, str], here: datetime) -> Finding:
    try:
        there = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return skipped("slack clock", "Slack did not say what time it is.")
    ahead: timedelta = here - (there if there.tzinfo else there.replace(tzinfo=UTC))
    return clocks("slack clock", "Slack's", ahead)


def _app_token(settings: Settings) -> Finding:
    if not settings.slack_app_token:
        return skipped("app token", "SLACK_APP_TOKEN has to be there first.")
    client = WebClient(base_url=settings.slack_api_url, timeout=SECONDS, retry_handlers=[])
    try:
        client.apps_connections_open(app_token=settings.slack_app_token)
    except _UNREACHABLE as error:
        return problem("app token", _why("Slack does not take the app token", error))
    return ok("app token", "The app token opens a connection.")


def _one_app(settings: Settings, client: WebClient, answer: SlackResponse) -> Finding:
    """Whether both tokens are of one app: an app token carries its id, and Slack tells the bot's."""
    parts = settings.slack_app_token.split("-")
    if len(parts) <= 3 or not parts[2].startswith("A"):  # noqa: PLR2004 - xapp-1-A…-…-…
        return skipped("one app", "The app token does not say which app it is of.")
    try:
        app = client.bots_info(bot=str(answer["bot_id"]))["bot"]["app_id"]
    except (*_UNREACHABLE, KeyError, TypeError):
        return skipped("one app", "Slack did not say which app the bot is of.")
    if app == parts[2]:
        return ok("one app", "Both tokens are of the same app.")
    return problem(
        "one app",
        f"The bot token is of app {app}, the app token of {parts[2]}: take both from one app's page.",
    )


def _channels(client: WebClient, plan: Plan | None, bot: str) -> Iterator[Finding]:
    """Whether the bot is in the plan's channels; only where it already posts is its absence a problem."""
    if plan is None:
        yield skipped("channels", "There has to be a plan first.")
        return
    wanted = {
        "approvals": plan.channels.approvals,
        "wins": plan.channels.wins,
        "team": plan.channels.team,
    }
    posts = {"team"} if plan.digest.thread else set()
    try:
        inside = _named(client.users_conversations)
        absent = {each for each in wanted.values() if _bare(each) not in inside}
        outside = _named(client.conversations_list) if absent else set()
    except _UNREACHABLE as error:
        yield problem("channels", _why("Slack does not tell the channels", error))
        return
    for use, name in wanted.items():
        if name not in absent:
            yield ok("channels", f"The bot is in {name}.")
            continue
        says = (
            f"The bot is not in {name}: write `/invite @{bot}` there."
            if _bare(name) in outside
            else f"There is no channel {name} that the bot can see: make it, or change channels.{use} in the "
            f"plan; in a private one, write `/invite @{bot}`."
        )
        yield (
            problem("channels", says)
            if use in posts
            else warning("channels", f"{says} Nothing is posted there yet.")
        )


def _bare(name: str) -> str:
    return name.removeprefix("#")


def _named(call: Callable[..., SlackResponse]) -> set[str]:
    """The names and ids of the channels that this call lists."""
    found: set[str] = set()
    cursor = ""
    for _ in range(MOST_PAGES):
        page: Any = call(
            types="public_channel,private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
        )
        for channel in page["channels"]:
            found |= {channel["id"], channel["name"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found
