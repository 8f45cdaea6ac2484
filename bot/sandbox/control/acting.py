"""`POST /sandbox/users/{U}/act`: the verb, and who carries it out."""

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.sandbox.conversation import Conversation
from bot.sandbox.courier import Courier
from bot.sandbox.errors import BadRequest, Fields, Refused
from bot.sandbox.gestures import Gestures
from bot.sandbox.submissions import Submissions
from bot.sandbox.users import User
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Acting:
    """Everything a person can do."""

    workspace: Workspace
    courier: Courier
    gestures: Gestures
    submissions: Submissions
    conversation: Conversation

    async def act(self, user: User, request: dict[str, Any]) -> dict[str, Any]:
        """Do it, and wait until the app has acknowledged what follows from it, at most three seconds."""
        try:
            done = await self._do(user, Fields(request))
            await self.courier.quiet()
        except Refused as refused:
            answer: dict[str, Any] = {"ok": False, "error": refused.error, "shown": refused.shown}
            return answer | ({"errors": refused.errors} if refused.errors else {})
        return {"ok": True} | (done or {})

    async def _do(self, user: User, request: dict[str, Any]) -> dict[str, Any] | None:
        match request.get("do"):
            case "type" if str(request["text"]).startswith("/"):
                place = request["channel"], request["text"], request.get("thread_ts") or ""
                await self.gestures.command(user, *place)
            case "press":
                await self.gestures.press(user, request)
            case "shortcut":
                await self.gestures.shortcut(user, request)
            case "submit":
                await self.submissions.submit(user, request["view_id"], request.get("values") or {})
            case "close":
                await self.submissions.close(user, request["view_id"], everything=bool(request.get("all")))
            case "open_home":
                self.gestures.open_home(user, request.get("tab", "home"))
            case _:
                await asyncio.sleep(0)
                return self._talk(user, request)
        return None

    def _talk(self, user: User, request: dict[str, Any]) -> dict[str, Any] | None:
        conversation, channel = self.conversation, str(request.get("channel", ""))
        match request.get("do"):
            case "type":
                return conversation.type(user, channel, request["text"], request.get("thread_ts") or "")
            case "edit":
                conversation.edit(user, channel, request["ts"], request["text"])
            case "delete":
                conversation.delete(user, channel, request["ts"])
            case "react" | "unreact" as verb:
                conversation.react(user, channel, request["ts"], request["name"], on=verb == "react")
            case "read":
                conversation.read(user, channel)
            case "dismiss":
                conversation.dismiss(user, channel, request["ts"])
            case "join":
                conversation.join(user, channel)
            case "leave":
                conversation.leave(user, channel)
            case "open_dm":
                return conversation.open_dm(user, request["user"])
            case verb:
                raise BadRequest("unknown_act", f"Nobody can {verb!r} here.")
        return None
