"""A client of the sandbox for tests: people who type, press and submit, and a world that can be changed."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.person import Outcome, Person
from bot.sandbox.wire import SandboxError, Wire, part
from bot.sandbox.words import text_of

__all__ = ["Outcome", "Person", "SandboxClient", "SandboxError", "text_of"]

Json = dict[str, Any]


class SandboxClient:
    """The control API of one sandbox, from any process; blocking, and safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._wire = Wire(url)

    def workspace(self) -> Json:
        """Team, clock, app, commands, shortcuts and users."""
        found: Json = self._wire.get("/sandbox/workspace")
        return found

    def person(self, name: str) -> Person:
        """Somebody of the workspace, by id, handle or full name."""
        workspace = self.workspace()
        wanted = name.removeprefix("@").casefold()
        for user in workspace["users"]:
            if name == user["id"] or wanted in {user["name"].casefold(), user["real_name"].casefold()}:
                return Person(self._wire, user, workspace["app"]["bot_user_id"])
        names = ", ".join(user["name"] for user in workspace["users"])
        raise AssertionError(f"Nobody is called {name!r}. Here are: {names}.")

    def add_person(self, name: str, real_name: str = "", **more: Any) -> Person:
        """Somebody new: `tz`, `title`, `email`, `is_restricted`, `team_id` and so on."""
        added = self._wire.post("/sandbox/users", {"name": name, "real_name": real_name, **more})
        return self.person(added["user"])

    def change_person(self, name: str, **new: Any) -> None:
        """Change somebody's profile: `tz`, `real_name`, `deleted`, `presence` and so on."""
        self._wire.call("PATCH", f"/sandbox/users/{part(name)}", new)

    def add_channel(self, name: str, members: tuple[str, ...] = (), *, app: bool = True, **more: Any) -> str:
        """A new channel, with the app in it unless told otherwise; its id."""
        body = {"name": name, "members": list(members), "app": app, **more}
        return str(self._wire.post("/sandbox/channels", body)["channel"])

    def change_channel(self, name: str, **new: Any) -> None:
        """Change a channel: `is_archived`, `is_ext_shared`, `topic`, or `app` in or out."""
        self._wire.call("PATCH", f"/sandbox/channels/{part(name)}", new)

    def add_usergroup(self, handle: str, users: tuple[str, ...]) -> str:
        """A new user group; its id."""
        group = {"handle": handle, "users": users}
        return str(self._wire.post("/sandbox/usergroups", group)["usergroup"])

    def travel(self, *, advance: float | None = None, to: str | None = None, jump: str | None = None) -> Json:
        """Move the clock by seconds, to an ISO 8601 moment, or by a jump (`+1h`, `next-morning`, …)."""
        wish = {"advance": advance, "to": to, "jump": jump}
        clock: Json = self._wire.post("/sandbox/clock", {k: v for k, v in wish.items() if v is not None})
        return clock

    def faults(self, *faults: Mapping[str, Any]) -> list[Json]:
        """Put these faults in force, e.g. `{"method": "chat.postMessage", "fault": "drop_after"}`."""
        for fault in faults:
            self._wire.post("/sandbox/faults", dict(fault))
        found: list[Json] = self._wire.get("/sandbox/faults")["faults"]
        return found

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._wire.call("DELETE", "/sandbox/faults")

    def log(self, name: str = "", *, since: int = 0) -> list[Json]:
        """Web API calls and envelopes so far; of one method or type of envelope if `name` is given."""
        entries: list[Json] = self._wire.get(f"/sandbox/log?since={since}")["entries"]
        return [each for each in entries if not name or name in {each.get("method"), each.get("envelope")}]

    def rate_limited(self) -> int:
        """How many calls were answered with 429."""
        return int(self._wire.get("/sandbox/log?since=999999999")["rate_limited"])

    def refresh_sockets(self, reason: str = "refresh_requested", *, close_after: float = 10.0) -> int:
        """Tell every Socket Mode connection that it will end; how many there were."""
        body = {"reason": reason, "close_after": close_after}
        return int(self._wire.post("/sandbox/refresh", body)["connections"])

    def uninstall(self) -> None:
        """Remove the app from the workspace."""
        self._wire.post("/sandbox/uninstall", {})

    def install(self, manifest: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Install the app again; its new tokens."""
        tokens: dict[str, str] = self._wire.post("/sandbox/install", {"manifest": manifest})
        return tokens
