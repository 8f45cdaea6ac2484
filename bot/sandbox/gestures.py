"""What a person does with an app: commands, presses, submissions, shortcuts, and what they are shown."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox import talk
from bot.sandbox.courier import Courier
from bot.sandbox.envelopes import Answer
from bot.sandbox.errors import BadRequest, Fields, Refused
from bot.sandbox.inputs import every_element, shape
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.replies import post_reply
from bot.sandbox.uploads import received
from bot.sandbox.users import User
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

STATELESS = frozenset({"button", "workflow_button", "overflow", "icon_button", "feedback_buttons"})


@dataclass(frozen=True)
class Gestures:
    """A person's acts on the app's surfaces; each returns once the app has acknowledged."""

    workspace: Workspace
    courier: Courier
    payloads: Payloads

    async def command(self, user: User, channel_id: str, line: str, thread_ts: str) -> None:
        """Type a slash command."""
        name, _, text = line.strip().partition(" ")
        declared = self.workspace.manifest.command(name) if self.workspace.app.installed else None
        if declared is None or user.is_stranger:
            raise Refused(
                "unknown_command",
                f"{name} is not a valid command. To send a message that starts with /, put a space first.",
            )
        if thread_ts:
            raise Refused("not_supported_in_threads", f"{name} is not supported in threads. Sorry!")
        channel = self.workspace.channels.find(channel_id)
        spoken = talk.encoded(self.workspace, text.strip())
        if not declared.should_escape:
            spoken = talk.without_tokens(self.workspace, spoken)
        payload = self.payloads.command(user, channel, name, spoken)
        answer = await self.courier.ask("slash_commands", payload, declared.url)
        if not answer.ok:
            error = failure_of(answer)
            raise Refused(
                error,
                f'{name} failed with the error "{error}".'
                if error == "dispatch_failed"
                else f"{name} failed because the app did not respond.",
            )
        post_reply(self.workspace, user.id, channel, answer.body)

    async def press(self, user: User, request: dict[str, Any]) -> None:
        """Press a button, choose in a menu or pick a date, in a message or a view."""
        where = self._place(user, request["at"])
        blocks = where.blocks or []
        received(self.workspace, user.id, blocks, request.get("values") or {}, where.typed_by(user.id))
        block, element = _element(blocks, request)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise BadRequest("not_dispatched", "This input is sent with its form, not at once.")
        raw = request.get("value")
        if element["type"] not in STATELESS:
            received(
                self.workspace,
                user.id,
                blocks,
                {block["block_id"]: {element["action_id"]: raw}},
                where.typed_by(user.id),
            )
        action = self._action(block, element, raw, where)
        if isinstance(where, View):
            payload = self.payloads.view_actions(user, where, action)
        else:
            payload = self.payloads.message_actions(
                user, self.workspace.channels.find(where.channel), where, action
            )
        self._acknowledged(await self.courier.ask("interactive", payload))

    async def shortcut(self, user: User, request: dict[str, Any]) -> None:
        """Run a global shortcut, or one on a message."""
        declared = self.workspace.manifest.shortcut(request["callback_id"])
        if declared is None or user.is_stranger or not self.workspace.app.installed:
            raise BadRequest("unknown_shortcut", f"The app has no shortcut {request['callback_id']!r}.")
        if declared.type == "global":
            payload = self.payloads.shortcut(user, declared.callback_id)
        else:
            message = self._message(user, request["channel"], request["ts"])
            channel = self.workspace.channels.find(request["channel"])
            payload = self.payloads.message_shortcut(user, channel, message, declared.callback_id)
        self._acknowledged(await self.courier.ask("interactive", payload))

    def open_home(self, user: User, tab: str) -> None:
        """Look at the app: its Home or its Messages tab."""
        bot = self.workspace.app.bot_user
        channel = self.workspace.open_dm(bot, user.id)
        home = self.workspace.views.home(user.id)
        body: dict[str, Any] = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        if home is not None and tab == "home":
            body["view"] = home.shape()
        self.workspace.emit("app_home_opened", body)

    async def options(self, user: User, request: dict[str, Any]) -> dict[str, Any]:
        """What the app suggests for the letters typed into an external select."""
        at: dict[str, Any] = {"view_id": request["view_id"]} if request.get("view_id") else request
        where = self._place(user, at)
        _, element = _element(where.blocks or [], Fields(request))
        payload = self.payloads.suggestion(
            user, element, request["block_id"], request.get("value", ""), where
        )
        url = self.workspace.manifest.options_url
        answer = await self.courier.ask("interactive", payload, url)
        body = answer.body if answer.ok and isinstance(answer.body, dict) else {}
        options, groups = body.get("options") or [], body.get("option_groups") or []
        for option in [*options, *(each for group in groups for each in group["options"])]:
            where.offered[option["value"]] = option
        return {"options": options, "option_groups": groups}

    def _action(
        self, block: dict[str, Any], element: dict[str, Any], raw: Any, where: View | Message
    ) -> dict[str, Any]:
        action = {
            "type": element["type"],
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "action_ts": self.workspace.stamp(),
        }
        match element["type"]:
            case "button" | "workflow_button" | "icon_button":
                return action | {key: element[key] for key in ("text", "value", "style") if key in element}
            case "feedback_buttons":
                return action | {"value": raw}
            case "overflow":
                chosen = next((each for each in element["options"] if each.get("value") == raw), None)
                if chosen is None:
                    raise BadRequest("option_not_found", f"There is no choice {raw!r} in this menu.")
                return action | {"selected_option": chosen}
        return action | shape(element, raw, where.offered)

    def _place(self, user: User, place: dict[str, Any]) -> View | Message:
        at = Fields(place)
        if "view_id" not in at:
            return self._message(user, at["channel"], at["ts"])
        view = self.workspace.views.get(at["view_id"])
        if view is None or view.user != user.id:
            raise BadRequest("view_not_found", "This view is not open any more.")
        return view

    def _message(self, user: User, channel_id: str, ts: str) -> Message:
        channel = self.workspace.channels.find(channel_id)
        message = channel.timeline.get(ts)
        seen = (
            message is not None
            and message.only_for in {"", user.id}
            and self.workspace.visible(channel, user.id)
        )
        if message is None or not seen:
            raise BadRequest("message_not_found", "This message is not there (any more).")
        return message

    def _acknowledged(self, answer: Answer) -> None:
        if not answer.ok:
            raise Refused(failure_of(answer), "The app did not respond. Try again in a moment.")


def failure_of(answer: Answer) -> str:
    """Slack's name for the failure of a command or an interaction."""
    if answer.failure in {"timeout", "http_timeout"}:
        return "operation_timeout"
    return "dispatch_failed"


def _element(blocks: list[dict[str, Any]], request: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    for block, element in every_element(blocks):
        if element.get("action_id") == request["action_id"] and request.get("block_id") in {
            None,
            block["block_id"],
        }:
            return block, element
    raise BadRequest("element_not_found", f"There is no {request['action_id']!r} to press here (any more).")
