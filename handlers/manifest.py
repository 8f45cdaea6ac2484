"""The Slack app, as one manifest: what Latitude listens to and what it may do."""

from __future__ import annotations

from typing import Any

COMMANDS: dict[str, tuple[str, str]] = {
    "/checkin": ("Say how your day went", ""),
    "/request": ("Ask for a price concession or another power", "acme 12%"),
    "/kudos": ("Thank somebody for something they did", "@name for own-it: what they did"),
    "/away": ("Say when you're away", "12-16 Aug"),
    "/latitude": ("What you can do with Latitude", "help"),
}
"""Each command with its description and usage hint."""

SHORTCUTS: dict[str, tuple[str, str, str]] = {
    "request.shortcut": ("global", "Request", "Ask for a price concession or another power"),
    "request.message": ("message", "Request with this", "Ask for a concession, with a link to this message"),
    "kudos.message": ("message", "Give kudos", "Thank who wrote this message"),
}
"""Each shortcut's callback id with where it is found, its name and its description."""

SCOPES: dict[str, str] = {
    "channels:history": "answer who types a decision beneath a request's card instead of pressing a button",
    "channels:read": "see whether it is in the channels that the plan names, and who joins the team's",
    "chat:write": "post prompts, digests and cards",
    "commands": "offer /checkin, /request, /kudos, /away and /latitude, and the shortcuts",
    "files:write": "show the charts that people ask for, and the one in the weekly roundup",
    "groups:history": "answer the same in a private approvals channel",
    "groups:read": "see the same of private channels",
    "im:history": "read answers typed to the bot, and find a message whose confirmation was lost",
    "im:write": "open the conversation with a person in which to look for it",
    "users:read": "know names and time zones",
    "users:read.email": "find people of whom only the e-mail address is known",
}
"""Each bot scope with the reason for it."""

EVENTS = (
    *("app_home_opened", "member_joined_channel", "message.channels", "message.groups", "message.im"),
    *("team_join", "user_change"),
)


def manifest() -> dict[str, Any]:
    """The manifest to create the Slack app with, for Socket Mode."""
    return {
        "display_information": {
            "name": "Latitude",
            "description": "Earned autonomy for sales teams: clear expectations, quick check-ins.",
            "background_color": "#1f3a34",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "latitude", "always_online": True},
            "shortcuts": [
                {"type": where, "callback_id": callback, "name": name, "description": text}
                for callback, (where, name, text) in SHORTCUTS.items()
            ],
            "slash_commands": [
                {"command": name, "description": text, "should_escape": True}
                | ({"usage_hint": hint} if hint else {})
                for name, (text, hint) in COMMANDS.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
