"""What the page and tests read: the workspace, channels, messages, views and the log."""

from typing import Any
from urllib.parse import quote

from bot.sandbox.channels import Channel
from bot.sandbox.courier import Courier
from bot.sandbox.errors import BadRequest
from bot.sandbox.messages import Message
from bot.sandbox.shapes import file_shape, permalink, reactions_shape, thread_shape
from bot.sandbox.users import User, page_shape
from bot.sandbox.workspace import Workspace

MOST_COUNTED = 500


def workspace_shape(workspace: Workspace, courier: Courier) -> dict[str, Any]:
    """The frame of the page: team, clock, app and people."""
    manifest, app, now = workspace.manifest, workspace.app, workspace.clock.now()
    return {
        "team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain},
        "clock": clock_shape(workspace),
        "app": {
            "id": app.app_id,
            "name": manifest.name,
            "bot_id": app.bot_id,
            "bot_user_id": app.bot_user,
            "description": manifest.description,
            "color": manifest.color,
            "online": courier.online,
            "home_tab": manifest.home_tab,
            "messages_tab": manifest.messages_tab,
            "messages_read_only": manifest.messages_read_only,
            "installed": app.installed,
        },
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in manifest.commands
        ],
        "shortcuts": [
            {
                "type": each.type,
                "callback_id": each.callback_id,
                "name": each.name,
                "description": each.description,
            }
            for each in manifest.shortcuts
        ],
        "users": [page_shape(user, now) for user in workspace.users],
    }


def clock_shape(workspace: Workspace) -> dict[str, Any]:
    """The workspace's clock."""
    clock = workspace.clock
    to = clock.travelling_to
    return {
        "now": clock.now().isoformat(),
        "epoch": clock.time(),
        "zone": clock.zone,
        "travelling": to is not None,
        "travelling_to": to.isoformat() if to else None,
    }


def channels_shape(workspace: Workspace, user: User) -> list[dict[str, Any]]:
    """The channels a person sees, with what is new to them.

    The app stands among them before its first message, as in Slack: seeing it opens its conversation.
    """
    if workspace.app.installed and not user.is_stranger and not user.is_bot:
        workspace.open_dm(user.id, workspace.app.bot_user)
    return [
        _channel_shape(workspace, each, user)
        for each in workspace.channels
        if workspace.visible(each, user.id)
    ]


def messages_shape(
    workspace: Workspace, user: User, channel_id: str, limit: int, before: str
) -> dict[str, Any]:
    """The newest messages of a channel (before `before`), as this person sees them."""
    timeline = seen(workspace, user, channel_id).timeline
    positions = timeline.between(latest=before) if before else timeline.between()
    page: list[Message] = []
    left = len(positions)
    while left > 0 and len(page) < limit:
        left -= 1
        message = timeline.at(positions[left : left + 1])[0]
        if message.only_for in {"", user.id}:
            page.append(message)
    return {"messages": [message_shape(workspace, each) for each in reversed(page)], "has_more": left > 0}


def thread(workspace: Workspace, user: User, channel_id: str, ts: str) -> dict[str, Any]:
    """A root and the replies that this person sees."""
    timeline = seen(workspace, user, channel_id).timeline
    root = timeline.get(ts)
    found = [
        each for each in ([root] if root else []) + timeline.replies(ts) if each.only_for in {"", user.id}
    ]
    if not found:
        raise BadRequest("thread_not_found", "This thread is not there (any more).")
    return {"messages": [message_shape(workspace, each) for each in found]}


def message_shape(workspace: Workspace, message: Message) -> dict[str, Any]:
    """A message as the page shows it."""
    author = workspace.users.get(message.user)
    shape: dict[str, Any] = {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "username": message.username or (author.shown_name if author else message.user),
        "text": message.text,
        "reactions": reactions_shape(message),
        "ephemeral": bool(message.only_for),
        "permalink": permalink(workspace, message),
        **thread_shape(workspace, message),
    }
    for name in ("bot_id", "app_id", "subtype", "blocks", "attachments", "edited", "metadata"):
        if value := getattr(message, name):
            shape[name] = value
    if message.files:
        shape["files"] = [_file(workspace, each) for each in message.files]
    return shape


def seen(workspace: Workspace, user: User, channel_id: str) -> Channel:
    """The channel of this id or name, if the person may know of it."""
    channel = workspace.channels.find(channel_id)
    if not workspace.visible(channel, user.id):
        raise BadRequest("channel_not_found", f"There is no channel {channel_id!r}.")
    return channel


def _channel_shape(workspace: Workspace, channel: Channel, user: User) -> dict[str, Any]:
    unread, mentions = _news(channel, user)
    shape: dict[str, Any] = {
        "id": channel.id,
        "name": channel.name,
        "kind": "private" if channel.is_private else "channel",
        "topic": channel.topic,
        "purpose": channel.purpose,
        "is_member": user.id in channel.members,
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "unread": unread,
        "mentions": mentions,
        "last_read": channel.read.get(user.id),
        "num_members": len(channel.members),
        "last_ts": channel.timeline.last_ts,
    }
    if channel.is_im:
        other = workspace.users.find(channel.other(user.id))
        with_app = other.id == workspace.app.bot_user
        name = workspace.manifest.name if with_app else other.shown_name
        shape |= {"kind": "app" if with_app else "im", "user": other.id, "name": name}
    return shape


def _news(channel: Channel, user: User) -> tuple[int, int]:
    if user.id not in channel.members:
        return 0, 0
    since = channel.read.get(user.id, "")
    new = channel.timeline.between(oldest=since) if since else channel.timeline.between()
    unread = mentions = 0
    for message in channel.timeline.at(new[-MOST_COUNTED:]):
        if message.user != user.id and message.only_for in {"", user.id}:
            unread += 1
            everyone = (
                "<!channel>" in message.text or "<!here>" in message.text or "<!everyone>" in message.text
            )
            mentions += channel.is_im or everyone or f"<@{user.id}>" in message.text
    return unread, mentions


def _file(workspace: Workspace, file_id: str) -> dict[str, Any]:
    shape = file_shape(workspace, file_id)
    return {
        "id": file_id,
        "name": shape.get("name", ""),
        "title": shape.get("title", ""),
        "mimetype": shape.get("mimetype", ""),
        "url": f"{workspace.base_url}/sandbox/files/{file_id}/{quote(shape.get('name', ''), safe='')}",
        "alt_txt": shape.get("alt_txt", ""),
    }
