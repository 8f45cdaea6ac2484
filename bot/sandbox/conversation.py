"""What people do among themselves: write, edit, delete, react, read, join and leave."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox import talk
from bot.sandbox.channels import Channel
from bot.sandbox.errors import BadRequest, Refused
from bot.sandbox.messages import Message
from bot.sandbox.reactions import react, unreact
from bot.sandbox.typed_text import rich_text
from bot.sandbox.users import User
from bot.sandbox.workspace import Workspace

MOST_TEXT = 40_000


@dataclass(frozen=True)
class Conversation:
    """A person's acts in channels and direct messages."""

    workspace: Workspace

    def type(self, user: User, channel_id: str, text: str, thread_ts: str) -> dict[str, Any]:
        """Write a message; its `ts`."""
        channel = self._writable(user, channel_id)
        if not text.strip():
            raise Refused("no_text", "There is nothing to send.")
        if len(text) > MOST_TEXT:
            raise Refused("msg_too_long", "This message is too long. Split it in several.")
        if thread_ts:
            root = self._message(user, channel, thread_ts)
            thread_ts = root.thread_ts or root.ts
        message = Message(
            ts=self.workspace.stamp(),
            channel=channel.id,
            user=user.id,
            thread_ts=thread_ts,
            **self._content(text),
        )
        talk.post(self.workspace, message)
        self._mention_absent_app(user, channel, message)
        return {"ts": message.ts}

    def edit(self, user: User, channel_id: str, ts: str, text: str) -> None:
        """Change one's own message."""
        channel = self._writable(user, channel_id)
        message = self._own(user, channel, ts)
        talk.change(self.workspace, message, user.id, **self._content(text))

    def delete(self, user: User, channel_id: str, ts: str) -> None:
        """Delete one's own message."""
        talk.delete(self.workspace, self._own(user, self._seen(user, channel_id), ts))

    def react(self, user: User, channel_id: str, ts: str, name: str, *, on: bool) -> None:
        """Add or take back a reaction; doing so twice changes nothing."""
        message = self._message(user, self._seen(user, channel_id), ts)
        (react if on else unreact)(self.workspace, message, user.id, name)

    def read(self, user: User, channel_id: str) -> None:
        """Mark everything here as read."""
        channel = self._seen(user, channel_id)
        channel.read[user.id] = channel.timeline.last_ts
        self.workspace.changed("channels", (user.id,))

    def dismiss(self, user: User, channel_id: str, ts: str) -> None:
        """Make a message that only this person sees go away."""
        channel = self._seen(user, channel_id)
        message = self._message(user, channel, ts)
        if not message.only_for:
            raise BadRequest("not_ephemeral", "Only messages that you alone see can be dismissed.")
        talk.delete(self.workspace, message)

    def join(self, user: User, channel_id: str) -> None:
        """Join a public channel."""
        channel = self._seen(user, channel_id)
        if user.id in channel.members:
            return
        channel.members[user.id] = None
        self.workspace.changed("channels")
        body = {
            "type": "member_joined_channel",
            "user": user.id,
            "channel": channel.id,
            "channel_type": "C",
            "team": user.team_id,
        }
        if self.workspace.app.bot_user in channel.members:  # Slack tells an app of its own channels only
            self.workspace.emit("member_joined_channel", body)

    def leave(self, user: User, channel_id: str) -> None:
        """Leave a channel."""
        self._seen(user, channel_id).members.pop(user.id, None)
        self.workspace.changed("channels")

    def open_dm(self, user: User, other: str) -> dict[str, Any]:
        """Open a direct message; its channel."""
        return {"channel": self.workspace.open_dm(user.id, self.workspace.users.find(other).id).id}

    def _content(self, text: str) -> dict[str, Any]:
        stored = talk.encoded(self.workspace, text)
        return {"text": stored, "blocks": talk.with_ids([rich_text(stored)])}

    def _seen(self, user: User, channel_id: str) -> Channel:
        channel = self.workspace.channels.find(channel_id)
        if not self.workspace.visible(channel, user.id):
            raise BadRequest("channel_not_found", f"There is no channel {channel_id!r}.")
        return channel

    def _writable(self, user: User, channel_id: str) -> Channel:
        channel, manifest = self._seen(user, channel_id), self.workspace.manifest
        if channel.is_archived:
            raise Refused("is_archived", "This channel is archived.")
        if user.id not in channel.members:
            raise Refused("not_in_channel", f"Join #{channel.name} to write here.")
        closed = manifest.messages_read_only or not manifest.messages_tab
        if channel.is_im and self.workspace.app.bot_user in channel.members and closed:
            raise Refused("messages_tab_disabled", "Sending messages to this app has been turned off.")
        return channel

    def _message(self, user: User, channel: Channel, ts: str) -> Message:
        message = channel.timeline.get(ts)
        if message is None or message.only_for not in {"", user.id}:
            raise BadRequest("message_not_found", "This message is not there (any more).")
        return message

    def _own(self, user: User, channel: Channel, ts: str) -> Message:
        message = self._message(user, channel, ts)
        if message.user != user.id:
            raise Refused("not_yours", "You can change only your own messages.")
        return message

    def _mention_absent_app(self, user: User, channel: Channel, message: Message) -> None:
        app = self.workspace.app
        if f"<@{app.bot_user}>" in message.text and not channel.is_im and app.bot_user not in channel.members:
            text = f"{self.workspace.manifest.name} is not in this channel. Invite it, and it will hear you."
            self.workspace.on_notice(user.id, channel.id, text)
