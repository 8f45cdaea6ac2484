"""Interaction payloads, as Slack sends them to an app."""

from typing import Any

from bot.sandbox.channels import Channel
from bot.sandbox.inputs import state_values
from bot.sandbox.messages import Message
from bot.sandbox.shapes import message_shape
from bot.sandbox.tickets import ResponseUrl, ResponseUrls
from bot.sandbox.users import User
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

TOKEN = "verification-token"  # noqa: S105 - Slack's deprecated field, which guards nothing


class Payloads:
    """Builds the payloads of one workspace, with their trigger ids and response URLs."""

    def __init__(self, workspace: Workspace, response_urls: ResponseUrls) -> None:
        self._workspace = workspace
        self._urls = response_urls

    def command(self, user: User, channel: Channel, command: str, text: str) -> dict[str, str]:
        """A slash command, as form fields."""
        workspace = self._workspace
        return {
            "token": TOKEN,
            "team_id": workspace.team_id,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": workspace.app.app_id,
            "is_enterprise_install": "false",
            "response_url": self.response_url(user.id, channel.id),
            "trigger_id": workspace.triggers.issue(user.id),
        }

    def message_actions(
        self, user: User, channel: Channel, message: Message, action: dict[str, Any]
    ) -> dict[str, Any]:
        """A press in a message."""
        container: dict[str, Any] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.only_for),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._common("block_actions", user) | {
            "container": container,
            "trigger_id": self._workspace.triggers.issue(user.id),
            "channel": {"id": channel.id, "name": channel_name(channel)},
            "state": {
                "values": state_values(message.blocks or [], message.typed_by(user.id), message.offered)
            },
            "response_url": self.response_url(user.id, channel.id, message),
            "actions": [action],
        }
        if not message.only_for:
            payload["message"] = message_shape(self._workspace, message, thread=False)
        return payload

    def view_actions(self, user: User, view: View, action: dict[str, Any]) -> dict[str, Any]:
        """A press in a modal or in App Home."""
        return self._common("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._workspace.triggers.issue(user.id, view.id),
            "view": view.shape(),
            "actions": [action],
        }

    def submission(self, user: User, view: View) -> dict[str, Any]:
        """A modal submitted."""
        return self._common("view_submission", user) | {
            "trigger_id": self._workspace.triggers.issue(user.id, view.id),
            "view": view.shape(),
            "response_urls": self._chosen_urls(user, view),
        }

    def closed(self, user: User, view: View, *, cleared: bool) -> dict[str, Any]:
        """A modal closed without submitting."""
        return self._common("view_closed", user) | {"view": view.shape(), "is_cleared": cleared}

    def shortcut(self, user: User, callback_id: str) -> dict[str, Any]:
        """A global shortcut."""
        return self._common("shortcut", user) | {
            "callback_id": callback_id,
            "trigger_id": self._workspace.triggers.issue(user.id),
            "action_ts": self._workspace.stamp(),
        }

    def message_shortcut(
        self, user: User, channel: Channel, message: Message, callback_id: str
    ) -> dict[str, Any]:
        """A shortcut on a message."""
        return self._common("message_action", user) | {
            "callback_id": callback_id,
            "trigger_id": self._workspace.triggers.issue(user.id),
            "action_ts": self._workspace.stamp(),
            "message_ts": message.ts,
            "response_url": self.response_url(user.id, channel.id, message),
            "channel": {"id": channel.id, "name": channel_name(channel)},
            "message": message_shape(self._workspace, message, thread=False),
        }

    def suggestion(
        self, user: User, element: dict[str, Any], block_id: str, value: str, where: View | Message
    ) -> dict[str, Any]:
        """Somebody typing into an external select."""
        payload = self._common("block_suggestion", user) | {
            "action_id": element["action_id"],
            "block_id": block_id,
            "value": value,
        }
        if isinstance(where, View):
            return payload | {"container": {"type": "view", "view_id": where.id}, "view": where.shape()}
        channel = self._workspace.channels.find(where.channel)
        return payload | {
            "container": {"type": "message", "message_ts": where.ts, "channel_id": where.channel},
            "channel": {"id": channel.id, "name": channel_name(channel)},
            "message": message_shape(self._workspace, where, thread=False),
        }

    def response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        """A fresh response URL."""
        ticket = ResponseUrl(
            user,
            channel,
            message.ts if message else "",
            self._workspace.clock.time(),
            thread_ts=message.thread_ts if message else "",
        )
        return f"{self._workspace.base_url}/response/{self._urls.issue(ticket)}"

    def _common(self, kind: str, user: User) -> dict[str, Any]:
        workspace = self._workspace
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "api_app_id": workspace.app.app_id,
            "token": TOKEN,
            "team": {"id": workspace.team_id, "domain": workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _chosen_urls(self, user: User, view: View) -> list[dict[str, str]]:
        urls = []
        values = view.shape()["state"]["values"]
        for block in view.blocks:
            element = block.get("element", {})
            if not element.get("response_url_enabled"):
                continue
            chosen = values[block["block_id"]][element["action_id"]]
            channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
            if channel:
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": self.response_url(user.id, channel),
                    }
                )
        return urls


def channel_name(channel: Channel) -> str:
    """The name of a channel in payloads, which do not give private ones away."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
