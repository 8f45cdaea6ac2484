"""files.*: an address to upload to, then the file shared where it belongs."""

import mimetypes
from typing import Any

from bot.sandbox import talk
from bot.sandbox.api.arguments import Call, Method, missing
from bot.sandbox.api.chat import place, thread_of
from bot.sandbox.errors import SlackError
from bot.sandbox.files import File
from bot.sandbox.messages import Message
from bot.sandbox.shapes import file_shape


def get_upload_url(call: Call) -> dict[str, Any]:
    """files.getUploadURLExternal."""
    name, length = call.required("filename"), call.number("length", 0)
    if length <= 0:
        raise missing("length")
    workspace = call.workspace
    file = File(
        workspace.new_id("F"),
        name,
        call.bot,
        workspace.epoch(),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        alt_txt=call.text("alt_txt"),
        length=length,
    )
    token = workspace.files.expect(file)
    return {"upload_url": f"{workspace.base_url}/upload/{token}", "file_id": file.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """files.completeUploadExternal."""
    wanted = call.json("files")
    if not isinstance(wanted, list) or not wanted:
        raise missing("files")
    files = [_uploaded(call, each) for each in wanted]
    channels = [call.text("channel_id"), *call.text("channels").split(",")]
    for channel in dict.fromkeys(each.strip() for each in channels if each.strip()):
        _share(call, channel, files)
    return {"files": [file_shape(call.workspace, file.id) for file in files]}


def info(call: Call) -> dict[str, Any]:
    """files.info."""
    file = call.workspace.files.get(call.required("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {
        "file": file_shape(call.workspace, file.id),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def _uploaded(call: Call, wanted: Any) -> File:
    file = call.workspace.files.get(str(wanted.get("id", ""))) if isinstance(wanted, dict) else None
    if file is None or file.data is None or file.complete:
        raise SlackError("file_not_found")
    if len(file.data) != file.length:
        raise SlackError("file_update_failed")
    file.title = str(wanted.get("title") or file.name)
    file.complete = True
    return file


def _share(call: Call, channel_id: str, files: list[File]) -> None:
    workspace, app = call.workspace, call.workspace.app
    channel = place(call, channel_id)
    message = Message(
        ts=workspace.stamp(),
        channel=channel.id,
        user=app.bot_user,
        bot_id=app.bot_id,
        app_id=app.app_id,
        text=call.text("initial_comment"),
        thread_ts=thread_of(call, channel),
        files=[file.id for file in files],
    )
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
    talk.post(workspace, message)


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
    "files.info": Method(info, ("files:read",)),
}
