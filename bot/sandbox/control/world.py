"""Changing the world around the app: time, people, channels, faults, the installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.channels import Channel
from bot.sandbox.errors import BadRequest
from bot.sandbox.manifest import Manifest
from bot.sandbox.users import EDITABLE, User, slack_shape
from bot.sandbox.workspace import Workspace

CHANNEL_FIELDS = frozenset({"is_private", "is_ext_shared", "is_archived", "topic", "purpose"})


@dataclass(frozen=True)
class World:
    """What nobody inside the workspace could do."""

    workspace: Workspace

    async def travel(self, request: Mapping[str, Any]) -> None:
        """Move the clock: `advance` seconds, `to` a moment, or a `jump` by name."""
        clock = self.workspace.clock
        try:
            if "jump" in request:
                to = clock.moment(request["jump"])
            elif "to" in request:
                to = datetime.fromisoformat(request["to"])
                to = to if to.tzinfo else to.replace(tzinfo=UTC)
            else:
                to = clock.now() + timedelta(seconds=float(request["advance"]))
            await clock.travel(to)
        except KeyError as error:
            raise BadRequest("invalid_time", "Give `advance`, `to` or `jump`.") from error
        except (ValueError, TypeError) as error:
            raise BadRequest("invalid_time", str(error)) from error

    def add_user(self, request: Mapping[str, Any]) -> User:
        """Somebody joins."""
        try:
            user = self.workspace.add_user(**request)
        except (TypeError, ValueError, KeyError) as error:
            raise BadRequest("invalid_user", f"This is not a person: {error}.") from error
        self.workspace.changed("users")
        self.workspace.changed("channels")
        self.workspace.emit("team_join", {"type": "team_join", "user": self._shape(user)})
        return user

    def change_user(self, name: str, request: Mapping[str, Any]) -> User:
        """Somebody's profile changes."""
        user = self.workspace.users.find(name)
        if unknown := request.keys() - EDITABLE:
            raise BadRequest("invalid_user", f"These cannot be changed: {', '.join(sorted(unknown))}.")
        for key, value in request.items():
            setattr(user, key, value)
        try:
            user.__post_init__()
        except (ValueError, KeyError) as error:
            raise BadRequest("invalid_user", f"There is no time zone {user.tz!r}.") from error
        user.updated = self.workspace.epoch()
        self.workspace.changed("users")
        if request.keys() - {"presence"}:
            body = {"type": "user_change", "user": self._shape(user), "cache_ts": user.updated}
            self.workspace.emit("user_change", body)
        return user

    def add_channel(self, request: Mapping[str, Any]) -> Channel:
        """A channel is made; its members are ids or names, and `app` may be one of them."""
        workspace = self.workspace
        more = {key: value for key, value in request.items() if key in CHANNEL_FIELDS}
        if unknown := request.keys() - CHANNEL_FIELDS - {"name", "members", "app"}:
            raise BadRequest("invalid_channel", f"A channel has no {', '.join(sorted(unknown))}.")
        if not request.get("name") or workspace.channels.named(request["name"]):
            raise BadRequest("name_taken", "A channel needs a name of its own.")
        members = [workspace.users.find(each).id for each in request.get("members", ())]
        if request.get("app"):
            members.append(workspace.app.bot_user)
        channel = workspace.add_channel(request["name"], members, **more)
        workspace.changed("channels")
        return channel

    def change_channel(self, name: str, request: Mapping[str, Any]) -> Channel:
        """A channel is archived, shared with others, given a topic, or the app is invited or removed."""
        channel = self.workspace.channels.find(name)
        for key, value in request.items():
            if key == "app":
                change = channel.members.setdefault if value else channel.members.pop
                change(self.workspace.app.bot_user, None)
            elif key in CHANNEL_FIELDS:
                setattr(channel, key, value)
            else:
                raise BadRequest("invalid_channel", f"A channel has no {key}.")
        self.workspace.changed("channels")
        return channel

    def add_usergroup(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """A user group is made."""
        users = [self.workspace.users.find(each).id for each in request.get("users", ())]
        group = {
            "id": self.workspace.new_id("S"),
            "team_id": self.workspace.team_id,
            "is_usergroup": True,
            "name": request.get("name", request["handle"]),
            "handle": request["handle"],
            "description": request.get("description", ""),
            "users": users,
            "user_count": len(users),
        }
        self.workspace.usergroups[group["id"]] = group
        return group

    def install(self, manifest: Mapping[str, Any] | None) -> dict[str, str]:
        """Install the app (again); its new secrets."""
        self.workspace.install(Manifest.from_dict(manifest) if manifest else self.workspace.manifest)
        app = self.workspace.app
        return {
            "bot_token": app.bot_token,
            "app_token": app.app_token,
            "signing_secret": app.signing_secret,
            "app_id": app.app_id,
            "bot_user_id": app.bot_user,
        }

    def _shape(self, user: User) -> dict[str, Any]:
        with_email = "users:read.email" in self.workspace.manifest.scopes
        return slack_shape(user, self.workspace.clock.now(), with_email=with_email)
