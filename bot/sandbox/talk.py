"""Posting, changing and deleting messages, whoever does it, and the events that follow."""

import re
import secrets
from typing import Any

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.shapes import message_shape
from bot.sandbox.workspace import Workspace

EVENT_OF_TYPE = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}

TOKEN = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^>]*)?>")
AT_NAME = re.compile(r"(?<![\w@])@([\w.-]*\w)")
BARE_URL = re.compile(r"https?://(?:(?!&[lg]t;)[^\s<>|])+")


def post(workspace: Workspace, message: Message) -> Message:
    """Put a message where it belongs, and tell the app if it may know."""
    channel = workspace.channels.find(message.channel)
    workspace.post(message)
    if message.only_for:
        return message
    _emit(workspace, channel, message_shape(workspace, message, all_metadata=True, thread=False))
    bot = workspace.app.bot_user
    if f"<@{bot}>" in message.text and not channel.is_im and not message.bot_id and bot in channel.members:
        body = message_shape(workspace, message, thread=False)
        workspace.emit("app_mention", {**body, "type": "app_mention", "channel": channel.id})
    return message


def change(workspace: Workspace, message: Message, by: str, **new: Any) -> None:
    """Replace parts of a message; it is marked as edited where a person would see the mark."""
    before = message_shape(workspace, message, thread=False)
    for name, value in new.items():
        setattr(message, name, value)
    if not message.only_for and ("text" in new or "blocks" in new):
        message.edited = {"user": by, "ts": workspace.stamp()}
    workspace.message_changed(message)
    if not message.only_for:
        body = {
            "type": "message",
            "subtype": "message_changed",
            "message": message_shape(workspace, message, thread=False),
            "previous_message": before,
            "hidden": True,
            "ts": workspace.stamp(),
        }
        _emit(workspace, workspace.channels.find(message.channel), body)


def delete(workspace: Workspace, message: Message) -> None:
    """Take a message away; what stood under it in a thread stays reachable."""
    channel = workspace.channels.find(message.channel)
    channel.timeline.remove(message)
    workspace.message_changed(message)
    if not message.only_for:
        body = {
            "type": "message",
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": message_shape(workspace, message, thread=False),
            "hidden": True,
            "ts": workspace.stamp(),
        }
        _emit(workspace, channel, body)


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same blocks; those without a block_id, and elements without an action_id, are given one."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: dict[str, Any]) -> dict[str, Any]:
    named = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for part in ("element", "accessory"):
        if part in block:
            named[part] = _with_action_id(block[part])
    if block["type"] in {"actions", "context_actions"}:
        named["elements"] = [_with_action_id(each) for each in block["elements"]]
    if block["type"] == "card" and "actions" in block:
        named["actions"] = [_with_action_id(each) for each in block["actions"]]
    if block["type"] == "carousel":
        named["elements"] = with_ids(block["elements"])
    return named


def _with_action_id(element: dict[str, Any]) -> dict[str, Any]:
    if element.get("action_id") or element["type"] == "image":
        return element
    return {**element, "action_id": secrets.token_urlsafe(4)}


def _emit(workspace: Workspace, channel: Channel, body: dict[str, Any]) -> None:
    if workspace.app.bot_user in channel.members:
        where = {"channel": channel.id, "channel_type": channel.type}
        workspace.emit(EVENT_OF_TYPE[channel.type], {**body, **where})


def encoded(workspace: Workspace, text: str) -> str:
    """Typed text as Slack stores it: its own signs escaped, and mentions turned into tokens.

    A token of somebody or some channel that exists (`<@U…>`, `<#C…>`) is what the page's completion puts
    there, and stays; any other `<` was typed by hand and means itself.
    """
    kept: list[str] = []

    def keep(token: re.Match[str]) -> str:
        if token[2] not in workspace.users and workspace.channels.get(token[2]) is None:
            return token[0]
        kept.append(f"<{token[1]}{token[2]}>")
        return f"\0{len(kept) - 1}\0"

    text = TOKEN.sub(keep, text.replace("\0", ""))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = AT_NAME.sub(lambda found: _mention(workspace, found), text)
    text = BARE_URL.sub(r"<\g<0>>", text)
    return re.sub("\0(\\d+)\0", lambda place: kept[int(place[1])], text)


def without_tokens(workspace: Workspace, text: str) -> str:
    """The same text with mentions as plain names, as commands receive it that do not ask for tokens."""

    def name(token: re.Match[str]) -> str:
        user, channel = workspace.users.get(token[2]), workspace.channels.get(token[2])
        if user is not None:
            return f"@{user.name}"
        return f"#{channel.name}" if channel is not None else token[0]

    text = re.sub(r"<!(channel|here|everyone)>", r"@\1", TOKEN.sub(name, text))
    return re.sub(r"<(https?://[^>|]+)>", r"\1", text)


def _mention(workspace: Workspace, found: re.Match[str]) -> str:
    name = found[1]
    if name in {"channel", "here", "everyone"}:
        return f"<!{name}>"
    user = next((each for each in workspace.users if name in {each.name, each.display_name}), None)
    return f"<@{user.id}>" if user else found[0]
