"""People and bots of the workspace, in Slack's shape and in the page's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.errors import BadRequest

COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "2b6836", "5b89d5")
EDITABLE = frozenset(
    {
        "name",
        "real_name",
        "display_name",
        "title",
        "email",
        "tz",
        "presence",
        "deleted",
        "is_admin",
        "is_restricted",
        "is_ultra_restricted",
        "is_stranger",
    }
)


@dataclass
class User:
    """Someone with a user id: a person, an app's bot user, or Slackbot."""

    id: str
    name: str
    real_name: str
    team_id: str
    display_name: str = ""
    title: str = ""
    email: str = ""
    tz: str = "America/New_York"
    color: str = COLORS[0]
    presence: str = "active"
    deleted: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0

    def __post_init__(self) -> None:
        ZoneInfo(self.tz)

    @property
    def shown_name(self) -> str:
        """The name on this person's messages."""
        return self.display_name or self.real_name or self.name

    @property
    def initials(self) -> str:
        """At most two letters for the picture."""
        words = (self.real_name or self.name).split()
        return "".join(word[0] for word in (words[0], words[-1] if len(words) > 1 else "") if word).upper()


class Users:
    """Everybody, by id and by name."""

    def __init__(self) -> None:
        self._by_id: dict[str, User] = {}

    def __iter__(self) -> Iterator[User]:
        return iter(self._by_id.values())

    def __contains__(self, user_id: object) -> bool:
        return user_id in self._by_id

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, user: User) -> User:
        """Remember someone new."""
        user.color = COLORS[len(self._by_id) % len(COLORS)] if not user.is_bot else user.color
        self._by_id[user.id] = user
        return user

    def get(self, user_id: str) -> User | None:
        """The user with this id, if there is one."""
        return self._by_id.get(user_id)

    def find(self, name: str) -> User:
        """The user with this id, handle or full name; raises BadRequest."""
        if user := self._by_id.get(name):
            return user
        wanted = name.removeprefix("@").casefold()
        for user in self._by_id.values():
            if wanted in {user.name.casefold(), user.real_name.casefold(), user.display_name.casefold()}:
                return user
        raise BadRequest("user_not_found", f"Nobody here is called {name!r}.")


def slack_shape(user: User, now: datetime, *, with_email: bool) -> dict[str, Any]:
    """The user object of users.info and of events."""
    local = now.astimezone(ZoneInfo(user.tz))
    profile: dict[str, Any] = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{user.color}",
        "first_name": user.real_name.split(" ")[0],
        "last_name": " ".join(user.real_name.split(" ")[1:]),
        "team": user.team_id,
    }
    if with_email and user.email and not user.is_bot:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    shape: dict[str, Any] = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return shape
    return shape | {
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname() or user.tz,
        "tz_offset": int((local.utcoffset() or timedelta(0)).total_seconds()),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        **({"is_stranger": True} if user.is_stranger else {}),
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def page_shape(user: User, now: datetime) -> dict[str, Any]:
    """The user as the sandbox's page shows it."""
    local = now.astimezone(ZoneInfo(user.tz))
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "display_name": user.display_name,
        "title": user.title,
        "tz": user.tz,
        "tz_label": local.tzname() or user.tz,
        "local_time": f"{local:%H:%M}",
        "local_date": f"{local:%Y-%m-%d}",
        "color": f"#{user.color.removeprefix('#')}",
        "initials": user.initials,
        "email": user.email,
        "is_bot": user.is_bot,
        "is_admin": user.is_admin,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_stranger": user.is_stranger,
        "deleted": user.deleted,
        "presence": user.presence,
    }
