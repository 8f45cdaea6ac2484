"""reactions.*: the app's reactions, and everybody's on one message."""

from typing import Any

from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.reactions import is_emoji, react, unreact
from bot.sandbox.shapes import message_shape, permalink

MOST_KINDS = 50


def add(call: Call) -> dict[str, Any]:
    """reactions.add."""
    name, message = _name(call), _message(call)
    if name not in message.reactions and len(message.reactions) >= MOST_KINDS:
        raise SlackError("too_many_emoji")
    if not react(call.workspace, message, call.bot, name):
        raise SlackError("already_reacted")
    return {}


def remove(call: Call) -> dict[str, Any]:
    """reactions.remove."""
    if not unreact(call.workspace, _message(call), call.bot, _name(call)):
        raise SlackError("no_reaction")
    return {}


def get(call: Call) -> dict[str, Any]:
    """reactions.get."""
    message = _message(call)
    shape = message_shape(call.workspace, message) | {"permalink": permalink(call.workspace, message)}
    return {"type": "message", "channel": message.channel, "message": shape}


def _name(call: Call) -> str:
    name = call.required("name").strip(":")
    if not is_emoji(name):
        raise SlackError("invalid_name")
    return name


def _message(call: Call) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    message = channel.timeline.get(call.text("timestamp"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


METHODS = {
    "reactions.add": Method(add, ("reactions:write",), per_minute=50),
    "reactions.remove": Method(remove, ("reactions:write",), per_minute=20),
    "reactions.get": Method(get, ("reactions:read",), per_minute=50),
}
