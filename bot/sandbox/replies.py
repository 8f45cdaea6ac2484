"""What an app answers to a person who acted: in the acknowledgement itself, or at a response URL."""

from typing import Any

from bot.sandbox import talk
from bot.sandbox.block_kit import faults_of_message
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.tickets import ResponseUrl
from bot.sandbox.workspace import Workspace


def post_reply(workspace: Workspace, user: str, channel: Channel, body: Any, thread_ts: str = "") -> None:
    """Show the app's words to the person, or to the channel if it says `in_channel`; nothing for nothing."""
    reply = {"text": body} if isinstance(body, str) else body
    if not isinstance(reply, dict) or not (
        reply.get("text") or reply.get("blocks") or reply.get("attachments")
    ):
        return
    if reply.get("blocks") and faults_of_message("", reply["blocks"]):
        return
    app = workspace.app
    message = Message(
        ts=workspace.stamp(),
        channel=channel.id,
        user=app.bot_user,
        bot_id=app.bot_id,
        app_id=app.app_id,
        thread_ts=reply.get("thread_ts") or thread_ts,
        only_for="" if reply.get("response_type") == "in_channel" else user,
        **_content(reply),
    )
    talk.post(workspace, message)


def respond(workspace: Workspace, ticket: ResponseUrl, body: Any) -> None:
    """Do what the app asks of a response URL; raises SlackError."""
    channel = workspace.channels.find(ticket.channel)
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    message = channel.timeline.get(ticket.message_ts) if ticket.message_ts else None
    if body.get("delete_original"):
        if message is None:
            raise SlackError("message_not_found")
        talk.delete(workspace, message)
        return
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        raise SlackError("no_text")
    if body.get("blocks") and (faults := faults_of_message("", body["blocks"])):
        raise SlackError("invalid_blocks", messages=[str(fault) for fault in faults])
    if message is not None and body.get("replace_original"):
        talk.change(workspace, message, workspace.app.bot_user, **_content(body))
        return
    post_reply(workspace, ticket.user, channel, body, ticket.thread_ts)


def _content(body: dict[str, Any]) -> dict[str, Any]:
    blocks = body.get("blocks")
    return {
        "text": str(body.get("text") or ""),
        "blocks": talk.with_ids(blocks) if blocks else None,
        "attachments": body.get("attachments") or None,
    }
