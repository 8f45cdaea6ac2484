"""Modals and App Homes: what each person has open, and the hash that guards an update."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.inputs import carried_over, state_values

MAX_STACK = 3


@dataclass
class View:
    """A modal or an App Home, as shown to one person."""

    id: str
    type: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    body: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def typed_by(self, _user: str) -> dict[str, dict[str, Any]]:
        """What was typed or chosen in it: it is one person's alone."""
        return self.typed

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, each with its block_id."""
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """The app's own name for it, or an empty string."""
        return str(self.body.get("external_id") or "")

    def replace(self, body: dict[str, Any], new_hash: str) -> None:
        """Draw other blocks; what was typed stays where block and action ids stay."""
        self.typed = carried_over(self.typed, body["blocks"])
        self.body = body
        self.hash = new_hash
        self.errors = {}

    def shape(self) -> dict[str, Any]:
        """The view object of Slack's answers and payloads."""
        body = self.body
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": self.blocks,
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "state": {"values": state_values(self.blocks, self.typed, self.offered)},
            "hash": self.hash,
            "title": body.get("title"),
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }

    def page_shape(self) -> dict[str, Any]:
        """The same, with the errors the app answered to the last submission."""
        return self.shape() | {"errors": self.errors}


class Views:
    """Everything open in the workspace."""

    def __init__(self) -> None:
        self._by_id: dict[str, View] = {}
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def get(self, view_id: str) -> View | None:
        """The open view with this id."""
        return self._by_id.get(view_id)

    def external(self, external_id: str) -> View | None:
        """The open view that the app gave this name."""
        return next((each for each in self._by_id.values() if each.external_id == external_id), None)

    def stack(self, user: str) -> list[View]:
        """The modals of a person, top last."""
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        """The App Home published for a person."""
        return self._homes.get(user)

    def publish(self, view: View) -> None:
        """Show a Home."""
        self._homes[view.user] = view
        self._by_id[view.id] = view

    def open(self, view: View) -> None:
        """Show a modal alone, in place of whatever modal was there."""
        self.clear(view.user)
        self.push(view)

    def push(self, view: View) -> None:
        """Show a modal on top of the person's stack."""
        stack = self._stacks.setdefault(view.user, [])
        view.root_id = stack[0].id if stack else view.id
        view.previous_id = stack[-1].id if stack else None
        stack.append(view)
        self._by_id[view.id] = view

    def close(self, view: View) -> None:
        """Take one modal, and what stands on it, off the stack."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            for each in stack[stack.index(view) :]:
                self._by_id.pop(each.id, None)
            del stack[stack.index(view) :]

    def clear(self, user: str) -> list[View]:
        """Take every modal off; returns them, top last."""
        closed = self._stacks.pop(user, [])
        for each in closed:
            self._by_id.pop(each.id, None)
        return closed

    def forget(self) -> None:
        """Take everything off: the app is gone."""
        self._by_id.clear()
        self._stacks.clear()
        self._homes.clear()
