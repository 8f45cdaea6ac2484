"""Submitting and closing modals, and what the app's answer does to them."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.api.views import checked_view
from bot.sandbox.complaints import complaints
from bot.sandbox.courier import Courier
from bot.sandbox.errors import BadRequest, Refused, SlackError
from bot.sandbox.gestures import failure_of
from bot.sandbox.payloads import Payloads
from bot.sandbox.uploads import received
from bot.sandbox.users import User
from bot.sandbox.views import MAX_STACK, View
from bot.sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Submissions:
    """A person's dealings with the modals they have open."""

    workspace: Workspace
    courier: Courier
    payloads: Payloads

    async def submit(self, user: User, view_id: str, values: dict[str, Any]) -> None:
        """Press the modal's submit button."""
        view = self._top(user, view_id)
        received(self.workspace, user.id, view.blocks, values, view.typed)
        view.errors = {}
        if errors := complaints(view.blocks, view.typed):
            view.errors = errors
            raise Refused("invalid_input", "", errors)
        answer = await self.courier.ask("interactive", self.payloads.submission(user, view))
        if not answer.ok:
            raise Refused(failure_of(answer), TROUBLE)
        self._obey(view, answer.body)

    async def close(self, user: User, view_id: str, *, everything: bool) -> None:
        """Press the modal's close button, or the cross that closes all."""
        views, stack = self.workspace.views, self.workspace.views.stack(user.id)
        view = self._top(user, view_id)
        cleared = everything or bool(view.body.get("clear_on_close"))
        told = [each for each in (stack if cleared else [view]) if each.body.get("notify_on_close")]
        payloads = [self.payloads.closed(user, each, cleared=cleared) for each in reversed(told)]
        if cleared:
            views.clear(user.id)
        else:
            views.close(view)
        self.workspace.changed("modals", (user.id,))
        for payload in payloads:
            await self.courier.ask("interactive", payload)

    def _top(self, user: User, view_id: str) -> View:
        stack = self.workspace.views.stack(user.id)
        if not stack or stack[-1].id != view_id:
            raise BadRequest("view_not_found", "This modal is not on top (any more).")
        return stack[-1]

    def _obey(self, view: View, body: Any) -> None:
        try:
            self._follow(view, body)
        except SlackError as fault:
            raise Refused("bad_response", TROUBLE) from fault
        finally:
            self.workspace.changed("modals", (view.user,))

    def _follow(self, view: View, body: Any) -> None:
        views = self.workspace.views
        action = body.get("response_action") if isinstance(body, dict) else None
        match action:
            case None if not body:
                views.close(view)
            case "clear":
                views.clear(view.user)
            case "errors":
                view.errors = _errors(view, body)
                raise Refused("app_errors", "", view.errors)
            case "update":
                view.replace(checked_view(body.get("view"), "modal"), self.workspace.new_hash())
            case "push":
                pushed = checked_view(body.get("view"), "modal")
                if len(views.stack(view.user)) >= MAX_STACK:
                    raise SlackError("push_limit_reached")
                views.push(self.workspace.new_view("modal", view.user, pushed))
            case _:
                raise SlackError("bad_response")


def _errors(view: View, body: dict[str, Any]) -> dict[str, str]:
    """The app's sentences; Slack refuses them all when one names a block that is not an input of the view."""
    errors = body.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("bad_response")
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
