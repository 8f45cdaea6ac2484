"""chat.*: posting, changing and deleting messages."""

import re
from typing import Any

from bot.sandbox import talk
from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.block_kit import faults_of_message
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.shapes import message_shape, permalink
from bot.sandbox.workspace import Workspace

MOST_TEXT = 40_000
MOST_TEXT_OF_UPDATE = 4_000
MOST_ATTACHMENTS = 100
MOST_METADATA = 16_000
CANNOT_SHOW = "This content can't be displayed."
EVENT_TYPE = re.compile(r"[A-Za-z][\w.-]{0,254}")
METADATA_KEY = re.compile(r"[A-Za-z]\w*")


def content(call: Call, already: Message | None = None) -> dict[str, Any]:
    """Text, blocks and attachments of a message, checked as Slack checks them.

    `already` is the message that is to be changed: what it has and keeps need not be given again.
    """
    text, blocks, attachments = (
        call.text("text"),
        call.json("blocks", "invalid_blocks_format"),
        call.json("attachments"),
    )
    if markdown := call.text("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if attachments and len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    kept = already is not None and any(
        getattr(already, part) and part not in call.arguments for part in ("text", "blocks", "attachments")
    )
    if not text and not blocks and not attachments and not kept:
        raise SlackError("no_text")
    checked(blocks)
    _require_files(call, blocks or [])
    return {
        "text": text or (CANNOT_SHOW if blocks else ""),
        "blocks": talk.with_ids(blocks) if blocks else None,
        "attachments": attachments or None,
    }


def _require_files(call: Call, blocks: list[Any]) -> None:
    """Refuse images of files that are not there, or not whole."""
    for number, each in enumerate(blocks):
        shown = each.get("slack_file") or {}
        file = call.workspace.files.get(str(shown.get("id")))
        if "id" in shown and (file is None or not file.complete):
            where = [f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"]
            raise SlackError("invalid_blocks", messages=where, errors=where)


def checked(blocks: Any) -> None:
    """Refuse blocks that break a rule, saying where."""
    if faults := faults_of_message("", blocks) if blocks else []:
        messages = [str(fault) for fault in faults]
        raise SlackError("invalid_blocks", messages=messages, errors=messages)


def place(call: Call, name: str) -> Channel:
    """Where a message is to go: a channel the app may post to, or a DM, opened if need be."""
    workspace = call.workspace
    if name in workspace.users:
        return _dm(call, name)
    channel = workspace.channels.get(name) or workspace.channels.named(name)
    if channel is None or (channel.is_closed and call.bot not in channel.members):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_im:
        _tab(workspace)
    elif call.bot not in channel.members:
        _uninvited(workspace)
    return channel


def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage."""
    channel = place(call, call.required("channel"))
    what = content(call)
    what["text"] = what["text"][:MOST_TEXT]
    message = _message(call, channel, thread_ts=thread_of(call, channel), **what)
    message.broadcast = call.flag("reply_broadcast") and message.is_reply
    message.metadata = _metadata(call)
    talk.post(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": message_shape(call.workspace, message)}


def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral."""
    channel = place(call, call.required("channel"))
    user = call.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    what = content(call)
    if len(what["text"]) > MOST_TEXT:
        raise SlackError("msg_too_long")
    message = _message(call, channel, thread_ts=thread_of(call, channel), only_for=user.id, **what)
    talk.post(call.workspace, message)
    return {"message_ts": message.ts}


def update(call: Call) -> dict[str, Any]:
    """chat.update: what is not given stays; an empty list takes blocks or attachments away."""
    channel, message = _own(call, "cant_update_message")
    new: dict[str, Any] = {}
    given = call.arguments.keys()
    if given & {"text", "blocks", "attachments", "markdown_text"}:
        what = content(call, already=message)
        parts = {"text", "attachments"} & given | (
            {"blocks"} if given & {"blocks", "markdown_text"} else set()
        )
        new = {part: what[part] for part in parts}
    if len(new.get("text", "")) > MOST_TEXT_OF_UPDATE:
        raise SlackError("msg_too_long")
    if "metadata" in given:
        new["metadata"] = _metadata(call)
    talk.change(call.workspace, message, call.bot, **new)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_shape(call.workspace, message),
    }


def delete(call: Call) -> dict[str, Any]:
    """chat.delete."""
    channel, message = _own(call, "cant_delete_message")
    talk.delete(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> dict[str, Any]:
    """chat.getPermalink."""
    channel = call.channel()
    message = channel.timeline.get(call.required("message_ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call.workspace, message)}


def _message(call: Call, channel: Channel, **what: Any) -> Message:
    workspace, app = call.workspace, call.workspace.app
    message = Message(
        ts=workspace.stamp(),
        channel=channel.id,
        user=app.bot_user,
        bot_id=app.bot_id,
        app_id=app.app_id,
        **what,
    )
    if {"username", "icon_url", "icon_emoji"} & call.arguments.keys():
        call.need("chat:write.customize")
        message.username, message.subtype = call.text("username"), "bot_message"
        icons = {"emoji": call.text("icon_emoji"), "image_48": call.text("icon_url")}
        message.icons = {key: value for key, value in icons.items() if value} or None
    return message


def _own(call: Call, not_ours: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.timeline.get(call.required("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.bot_id != call.workspace.app.bot_id:
        raise SlackError(not_ours)
    return channel, message


def _dm(call: Call, user_id: str) -> Channel:
    workspace = call.workspace
    user = workspace.users.get(user_id)
    if user is None or user.deleted:
        raise SlackError("channel_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    _tab(workspace)
    return workspace.open_dm(call.bot, user_id)


def _tab(workspace: Workspace) -> None:
    if not workspace.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")


def _uninvited(workspace: Workspace) -> None:
    if "chat:write.public" not in workspace.manifest.scopes:
        raise SlackError("not_in_channel")


def thread_of(call: Call, channel: Channel) -> str:
    """The root a message is to stand under, by `thread_ts`; an empty string for none."""
    ts = call.text("thread_ts")
    if not ts:
        return ""
    root = channel.timeline.get(ts)
    if root is None or root.only_for:
        raise SlackError("thread_not_found")
    return root.thread_ts or root.ts


def _metadata(call: Call) -> dict[str, Any] | None:
    metadata = call.json("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not EVENT_TYPE.fullmatch(str(metadata.get("event_type", ""))):
        raise SlackError("invalid_metadata_format")
    payload = metadata["event_payload"]
    if any(not METADATA_KEY.fullmatch(key) or isinstance(value, dict) for key, value in payload.items()):
        raise SlackError("invalid_metadata_schema")
    if len(str(payload)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), per_minute=300),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), per_minute=100),
    "chat.update": Method(update, ("chat:write",), per_minute=50),
    "chat.delete": Method(delete, ("chat:write",), per_minute=50),
    "chat.getPermalink": Method(get_permalink, per_minute=600),
}
