"""Messages in the shape of Slack's answers and events."""

from typing import Any
from urllib.parse import quote

from bot.sandbox.messages import Message
from bot.sandbox.workspace import Workspace


def message_shape(
    workspace: Workspace, message: Message, *, all_metadata: bool = False, thread: bool = True
) -> dict[str, Any]:
    """A message as conversations.history returns it."""
    shape: dict[str, Any] = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.subtype:
        shape["subtype"] = message.subtype
    if message.bot_id:
        shape |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": bot_profile(workspace)}
    shape["team"] = workspace.team_id
    for name in ("blocks", "attachments", "username", "icons", "edited"):
        if value := getattr(message, name):
            shape[name] = value
    if message.files:
        shape["files"] = [file_shape(workspace, each) for each in message.files]
    if message.metadata:
        shape["metadata"] = (
            message.metadata if all_metadata else {"event_type": message.metadata["event_type"]}
        )
    if message.reactions:
        shape["reactions"] = reactions_shape(message)
    if thread:
        shape |= thread_shape(workspace, message)
    elif message.thread_ts:
        shape["thread_ts"] = message.thread_ts
    return shape


def thread_shape(workspace: Workspace, message: Message) -> dict[str, Any]:
    """What a message says of its thread."""
    if message.is_reply:
        root = workspace.channels.find(message.channel).timeline.get(message.thread_ts)
        parent = {"parent_user_id": root.user} if root else {}
        return {"thread_ts": message.thread_ts, **parent}
    replies = workspace.channels.find(message.channel).timeline.replies(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(each.user for each in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def reactions_shape(message: Message) -> list[dict[str, Any]]:
    """The reactions of a message, in the order they came."""
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]


def bot_profile(workspace: Workspace) -> dict[str, Any]:
    """The app, as its messages name it."""
    app = workspace.app
    return {
        "id": app.bot_id,
        "app_id": app.app_id,
        "user_id": app.bot_user,
        "name": workspace.manifest.name,
        "icons": {},
        "deleted": not app.installed,
        "updated": 0,
        "team_id": workspace.team_id,
    }


def file_shape(workspace: Workspace, file_id: str) -> dict[str, Any]:
    """A file as Slack describes it."""
    file = workspace.files.get(file_id)
    if file is None:
        return {"id": file_id, "mode": "tombstone"}
    url = f"{workspace.base_url}/files/{file.id}/{quote(file.name, safe='')}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "size": len(file.data or b""),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "alt_txt": file.alt_txt,
    }


def permalink(workspace: Workspace, message: Message) -> str:
    """The address of a message."""
    link = f"https://{workspace.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link
