"""auth.test, api.test, apps.connections.open: who am I, and where do I listen."""

from typing import Any

from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.errors import SlackError


def auth(call: Call) -> dict[str, Any]:
    """auth.test."""
    workspace, app = call.workspace, call.workspace.app
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users.find(app.bot_user).name,
        "team_id": workspace.team_id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def echo(call: Call) -> dict[str, Any]:
    """api.test: the arguments come back; `error` makes it fail."""
    if error := call.text("error"):
        raise SlackError(error, args=dict(call.arguments))
    return {"args": {key: value for key, value in call.arguments.items() if key != "token"}}


def open_connection(call: Call) -> dict[str, Any]:
    """apps.connections.open."""
    if not call.workspace.manifest.socket_mode:
        raise SlackError("forbidden_method")
    address = call.workspace.base_url.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={call.sockets.ticket()}&app_id={call.workspace.app.app_id}"}


METHODS = {
    "auth.test": Method(auth, per_minute=600),
    "api.test": Method(echo, token="none", per_minute=600),  # noqa: S106 - whose token, not a token
    "apps.connections.open": Method(open_connection, token="app", per_minute=60),  # noqa: S106 - likewise
}
