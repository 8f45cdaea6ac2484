"""The arguments of a Web API call, from a form or a JSON body, and the call itself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.log import Log
from bot.sandbox.sockets import Sockets
from bot.sandbox.users import User
from bot.sandbox.workspace import Workspace

SCOPE_OF_TYPE = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class Call:
    """One call of a method by the app, already authorised."""

    workspace: Workspace
    sockets: Sockets
    log: Log
    arguments: Mapping[str, Any]

    @property
    def bot(self) -> str:
        """The user id the app acts as."""
        return self.workspace.app.bot_user

    def text(self, name: str, default: str = "") -> str:
        """A string argument."""
        value = self.arguments.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if not value:
            raise missing(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, in any of the spellings of forms and JSON."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        return value in {True, "true", "1", "True", "t", "yes"}

    def number(self, name: str, default: int) -> int:
        """A whole-number argument."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise invalid(name, "must be a number") from error

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A structured argument: JSON text in a form, itself in a JSON body."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as fault:
            raise SlackError(error) from fault

    def need(self, *scopes: str) -> None:
        """Refuse unless the app has one of these scopes."""
        provided = self.workspace.manifest.scopes
        if scopes and not provided & set(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def need_on(self, channel: Channel, right: str) -> None:
        """Refuse unless the app has `right` (read, history…) on channels of this type."""
        self.need(f"{SCOPE_OF_TYPE[channel.type]}:{right}")

    def channel(self, name: str = "channel") -> Channel:
        """The channel an argument names, if the app may know of it."""
        channel = self.workspace.channels.get(self.required(name))
        if channel is None or (channel.is_closed and self.bot not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def user(self, name: str = "user") -> User:
        """The user an argument names."""
        user = self.workspace.users.get(self.required(name))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def page(
        self, items: list[Any], default: int = 100, most: int = 1000
    ) -> tuple[list[Any], dict[str, Any]]:
        """One page of `items`, and the response_metadata that leads to the next."""
        limit = self.number("limit", default) or default
        if limit < 0:
            raise SlackError("invalid_limit")
        start = decoded_cursor(self.text("cursor"))
        end = start + min(limit, most)
        return items[start:end], {"next_cursor": encoded_cursor(end) if end < len(items) else ""}


@dataclass(frozen=True)
class Method:
    """One method: what it does, which scopes allow it (any of them), whose token, how often a minute."""

    run: Callable[[Call], dict[str, Any]]
    scopes: tuple[str, ...] = ()
    token: str = "bot"  # noqa: S105 - whose token, not a token
    per_minute: int = 100


def encoded_cursor(position: int) -> str:
    """An opaque cursor."""
    return f"offset:{position}".encode().hex()


def decoded_cursor(cursor: str) -> int:
    """Where a cursor points; raises SlackError for one that is not ours."""
    if not cursor:
        return 0
    try:
        return int(bytes.fromhex(cursor).decode().removeprefix("offset:"))
    except ValueError as error:
        raise SlackError("invalid_cursor") from error


def missing(name: str) -> SlackError:
    """The refusal of a call without a required argument."""
    return SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])


def invalid(name: str, why: str) -> SlackError:
    """The refusal of a call with an argument of the wrong sort."""
    return SlackError("invalid_arguments", messages=[f"[ERROR] {why} [json-pointer:/{name}]"])
