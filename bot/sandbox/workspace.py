"""The workspace: all state of one sandbox. Only its own event loop may touch it."""

import re
import secrets
import string
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.channels import Channel, Channels
from bot.sandbox.clock import Clock
from bot.sandbox.files import Files
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Message
from bot.sandbox.tickets import Triggers
from bot.sandbox.users import User, Users
from bot.sandbox.views import View, Views

DEFAULT_PEOPLE: tuple[Mapping[str, Any], ...] = (
    {"name": "ada", "real_name": "Ada Park", "title": "Founder", "is_admin": True},
    {"name": "ben", "real_name": "Ben Stone", "title": "Engineer", "tz": "Europe/London"},
)
ID_DIGITS = string.digits + string.ascii_uppercase


@dataclass(frozen=True)
class Options:
    """How strict and how hostile this workspace is.

    `ack_seconds` and `trigger_seconds` are real seconds; Slack's own figure for both is three.
    """

    bot_can_read_threads: bool = True
    rate_limits: bool = False
    slow_history: bool = False
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    connection_seconds: int = 3600


@dataclass(frozen=True)
class Event:
    """Something the app may have subscribed to: its name in the manifest, and the event itself."""

    name: str
    body: dict[str, Any]


@dataclass
class Installation:
    """The app as installed: its ids and its secrets."""

    app_id: str
    bot_id: str
    bot_user: str
    bot_token: str
    app_token: str
    signing_secret: str
    installed: bool = True


class Workspace:
    """Users, channels, messages, views and the installed app, with the clock they live by."""

    def __init__(
        self,
        manifest: Manifest,
        clock: Clock,
        options: Options,
        people: Collection[Mapping[str, Any]] = DEFAULT_PEOPLE,
        team: str = "Sandbox",
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.options = options
        self.name = team
        self.domain = re.sub("[^a-z0-9]+", "-", team.casefold()).strip("-") or "sandbox"
        self.base_url = ""
        self._counter = 0
        self._last_stamp = 0
        self.team_id = self.new_id("T")
        self.users = Users()
        self.channels = Channels()
        self.views = Views()
        self.files = Files()
        self.triggers = Triggers(options.trigger_seconds)
        self.usergroups: dict[str, dict[str, Any]] = {}
        self.on_event: Callable[[Event], None] = lambda _: None
        self.on_change: Callable[[str, Collection[str] | None], None] = lambda _topic, _users: None
        self.on_notice: Callable[[str, str | None, str], None] = lambda _user, _channel, _text: None
        self.app = self._install()
        self.users.add(User("USLACKBOT", "slackbot", "Slackbot", self.team_id, is_bot=False))
        self.add_channel("general", purpose="Everyone in the workspace", is_general=True)
        for person in people:
            self.add_user(**person)

    def new_id(self, kind: str) -> str:
        """A Slack-looking id that is the same in every run of the same story."""
        self._counter += 1
        number, digits = 36**5 + self._counter * 7919, ""
        while number:
            number, digit = divmod(number, 36)
            digits = ID_DIGITS[digit] + digits
        return f"{kind}0SB{digits}"

    def random_id(self, kind: str) -> str:
        """An id never given before, in this run or any other."""
        return kind + "".join(secrets.choice(ID_DIGITS) for _ in range(10))

    def stamp(self) -> str:
        """A `ts` later than every other."""
        self._last_stamp = max(int(self.clock.time() * 1_000_000), self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def epoch(self) -> int:
        """Whole seconds since 1970, by the clock."""
        return int(self.clock.time())

    def new_hash(self) -> str:
        """The hash of a view's new state."""
        return f"{self.epoch()}.{secrets.token_hex(4)}"

    def _install(self) -> Installation:
        manifest = self.manifest
        bot_user, bot_id, app_id = self.new_id("U"), self.new_id("B"), self.new_id("A")
        self.users.add(
            User(
                bot_user,
                manifest.bot_name.casefold().replace(" ", "_"),
                manifest.name,
                self.team_id,
                is_bot=True,
                bot_id=bot_id,
                app_id=app_id,
                color=manifest.color,
            )
        )
        return Installation(app_id, bot_id, bot_user, *self._tokens(app_id), secrets.token_hex(16))

    def _tokens(self, app_id: str) -> tuple[str, str]:
        number = secrets.randbelow(10**11)
        return (
            f"xoxb-{number}-{secrets.token_hex(12)}",
            f"xapp-1-{app_id}-{number}-{secrets.token_hex(32)}",
        )

    def install(self, manifest: Manifest) -> None:
        """Install the app anew, with fresh tokens."""
        self.manifest = manifest
        self.app.bot_token, self.app.app_token = self._tokens(self.app.app_id)
        self.app.installed = True
        bot = self.users.find(self.app.bot_user)
        bot.deleted, bot.real_name, bot.color = False, manifest.name, manifest.color
        self.on_change("workspace", None)

    def uninstall(self) -> None:
        """Remove the app: it hears of it, then its tokens stop working."""
        self.on_event(
            Event(
                "tokens_revoked",
                {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.app.bot_user]}},
            )
        )
        self.on_event(Event("app_uninstalled", {"type": "app_uninstalled"}))
        self.app.installed = False
        self.users.find(self.app.bot_user).deleted = True
        self.views.forget()
        self.on_change("workspace", None)

    def add_user(self, name: str, real_name: str = "", *, team_id: str = "", **more: Any) -> User:
        """Somebody joins the workspace, and #general with it."""
        user = User(
            self.new_id("U"),
            name,
            real_name or name.title(),
            team_id or self.team_id,
            email=more.pop("email", f"{name}@example.com"),
            updated=self.epoch(),
            **more,
        )
        self.users.add(user)
        for channel in self.channels:
            if channel.is_general and not user.is_ultra_restricted:
                channel.members[user.id] = None
        return user

    def add_channel(self, name: str, members: Collection[str] = (), **more: Any) -> Channel:
        """Somebody makes a channel."""
        channel = Channel(self.new_id("C"), name.removeprefix("#"), self.epoch(), **more)
        channel.members = dict.fromkeys(members)
        return self.channels.add(channel)

    def open_dm(self, *users: str) -> Channel:
        """The direct message of these users, made if there was none."""
        found = self.channels.between(frozenset(users))
        if found:
            return found
        several = len(set(users)) > 2  # noqa: PLR2004 - two make a conversation, three a group
        kind = "G" if several else "D"
        names = "--".join(sorted(each.name for each in self.users if each.id in users))
        channel = Channel(
            self.new_id(kind),
            f"mpdm-{names}-1" if several else "",
            self.epoch(),
            is_im=not several,
            is_mpim=several,
            is_private=several,
            members=dict.fromkeys(users),
        )
        self.changed("channels", users)
        return self.channels.add(channel)

    def visible(self, channel: Channel, user: str) -> bool:
        """Whether a user may know of this channel."""
        if user in channel.members:
            return True
        person = self.users.get(user)
        guest = person is not None and (
            person.is_restricted or person.is_ultra_restricted or person.is_stranger
        )
        return not channel.is_closed and not guest

    def audience(self, channel: Channel) -> Collection[str] | None:
        """Who sees what happens here; None is everybody."""
        return tuple(channel.members) if channel.is_closed else None

    def post(self, message: Message) -> Message:
        """Put a message into its channel; those who may read it hear of it."""
        channel = self.channels.find(message.channel)
        if message.only_for:
            channel.timeline.add(message)
            self.changed(f"messages:{channel.id}", (message.only_for,))
            return message
        channel.timeline.add(message)
        if not message.bot_id:
            channel.read[message.user] = message.ts
        self.message_changed(message)
        self.changed("channels", self.audience(channel))
        return message

    def message_changed(self, message: Message) -> None:
        """Tell the pages where this message stands to look again."""
        channel = self.channels.find(message.channel)
        seen_by = (message.only_for,) if message.only_for else self.audience(channel)
        self.changed(f"messages:{channel.id}", seen_by)
        if message.thread_ts:
            self.changed(f"thread:{channel.id}:{message.thread_ts}", seen_by)

    def changed(self, topic: str, users: Collection[str] | None = None) -> None:
        """Tell pages that what they read of this topic is old."""
        self.on_change(topic, users)

    def emit(self, name: str, body: dict[str, Any]) -> None:
        """Offer the app an event."""
        self.on_event(Event(name, body))

    def new_view(self, kind: str, user: str, body: dict[str, Any]) -> View:
        """A view of the app for somebody, not yet shown."""
        app = self.app
        view_id = self.random_id("V")
        return View(
            view_id, kind, user, self.team_id, app.app_id, app.bot_id, body, self.new_hash(), root_id=view_id
        )
