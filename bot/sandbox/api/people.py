"""users.*, usergroups.*, team.info, bots.info: who is here."""

from typing import Any

from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.errors import SlackError
from bot.sandbox.users import User, slack_shape


def info(call: Call) -> dict[str, Any]:
    """users.info."""
    return {"user": _shape(call, call.user())}


def listing(call: Call) -> dict[str, Any]:
    """users.list."""
    users, onward = call.page(list(call.workspace.users), default=1000)
    members = [_shape(call, each) for each in users]
    return {"members": members, "cache_ts": call.workspace.epoch(), "response_metadata": onward}


def look_up_by_email(call: Call) -> dict[str, Any]:
    """users.lookupByEmail."""
    email = call.required("email").casefold()
    for user in call.workspace.users:
        if user.email.casefold() == email and not user.deleted and not user.is_bot:
            return {"user": _shape(call, user)}
    raise SlackError("users_not_found")


def profile(call: Call) -> dict[str, Any]:
    """users.profile.get."""
    user = call.user() if call.text("user") else call.workspace.users.find(call.bot)
    return {"profile": _shape(call, user)["profile"]}


def conversations(call: Call) -> dict[str, Any]:
    """users.conversations: those a user is in, as far as the app may know of them."""
    from_user = call.text("user") or call.bot
    wanted = {each.strip() for each in (call.text("types") or "public_channel").split(",")}
    names = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}
    found = [
        {"id": each.id, "name": each.name, "is_archived": each.is_archived, "is_private": each.is_private}
        for each in call.workspace.channels
        if from_user in each.members
        and names[each.type] in wanted
        and (not each.is_closed or call.bot in each.members)
        and not (call.flag("exclude_archived") and each.is_archived)
    ]
    page, onward = call.page(found)
    return {"channels": page, "response_metadata": onward}


def usergroups(call: Call) -> dict[str, Any]:
    """usergroups.list."""
    groups = [dict(group) for group in call.workspace.usergroups.values()]
    for group in groups:
        if not call.flag("include_users"):
            del group["users"]
    return {"usergroups": groups}


def usergroup_users(call: Call) -> dict[str, Any]:
    """usergroups.users.list."""
    group = call.workspace.usergroups.get(call.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group["users"]}


def team(call: Call) -> dict[str, Any]:
    """team.info."""
    workspace = call.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "email_domain": "example.com",
            "icon": {"image_default": True},
            "url": f"https://{workspace.domain}.slack.com/",
        }
    }


def bot(call: Call) -> dict[str, Any]:
    """bots.info."""
    app, manifest = call.workspace.app, call.workspace.manifest
    if call.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": not app.installed,
            "name": manifest.name,
            "updated": call.workspace.epoch(),
            "app_id": app.app_id,
            "user_id": app.bot_user,
            "icons": {},
        }
    }


def _shape(call: Call, user: User) -> dict[str, Any]:
    with_email = "users:read.email" in call.workspace.manifest.scopes
    return slack_shape(user, call.workspace.clock.now(), with_email=with_email)


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(listing, ("users:read",), per_minute=20),
    "users.lookupByEmail": Method(look_up_by_email, ("users:read.email",), per_minute=50),
    "users.profile.get": Method(profile, ("users.profile:read", "users:read")),
    "users.conversations": Method(
        conversations, ("channels:read", "groups:read", "im:read", "mpim:read"), per_minute=20
    ),
    "usergroups.list": Method(usergroups, ("usergroups:read",), per_minute=20),
    "usergroups.users.list": Method(usergroup_users, ("usergroups:read",), per_minute=20),
    "team.info": Method(team, ("team:read",), per_minute=50),
    "bots.info": Method(bot, ("users:read",), per_minute=50),
}
