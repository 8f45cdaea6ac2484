"""Reactions to messages, by people and by the app, and the events that follow."""

import emoji

from bot.sandbox.messages import Message
from bot.sandbox.workspace import Workspace


def emoji_names() -> dict[str, str]:
    """Every emoji by its short name, as Slack writes them (`+1`, `tada`)."""
    names: dict[str, str] = {}
    for picture, about in emoji.EMOJI_DATA.items():
        if about["status"] > emoji.STATUS["fully_qualified"]:
            continue
        for name in (about["en"], *about.get("alias", ())):
            names.setdefault(name.strip(":"), picture)
    return names


KNOWN = frozenset(emoji_names())


def is_emoji(name: str) -> bool:
    """Whether there is an emoji of this name; skin tones may follow it."""
    return name.partition("::")[0] in KNOWN


def react(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    """Add a reaction; False if it was there already."""
    users = message.reactions.setdefault(name, [])
    if user in users:
        return False
    users.append(user)
    _tell(workspace, message, user, name, "reaction_added")
    return True


def unreact(workspace: Workspace, message: Message, user: str, name: str) -> bool:
    """Take a reaction back; False if it was not there."""
    users = message.reactions.get(name, [])
    if user not in users:
        return False
    users.remove(user)
    if not users:
        del message.reactions[name]
    _tell(workspace, message, user, name, "reaction_removed")
    return True


def _tell(workspace: Workspace, message: Message, user: str, name: str, event: str) -> None:
    workspace.message_changed(message)
    channel = workspace.channels.find(message.channel)
    if workspace.app.bot_user in channel.members:
        body = {
            "type": event,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
        }
        workspace.emit(event, body)
