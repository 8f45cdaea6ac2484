"""Channels, direct messages and who is in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.errors import BadRequest
from bot.sandbox.messages import Timeline


@dataclass
class Channel:
    """A place where messages stand: a channel, a private channel or a direct message."""

    id: str
    name: str
    created: int
    creator: str = ""
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_general: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    topic: str = ""
    purpose: str = ""
    members: dict[str, None] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)

    @property
    def type(self) -> str:
        """Slack's word for it in events: channel, group, im or mpim."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "group" if self.is_private else "channel"

    @property
    def is_closed(self) -> bool:
        """Whether only its members know of it."""
        return self.is_im or self.is_mpim or self.is_private

    def other(self, user: str) -> str:
        """The other end of a direct message, as `user` sees it."""
        return next((each for each in self.members if each != user), user)


class Channels:
    """Every channel, by id, by name and, for direct messages, by who is in it."""

    def __init__(self) -> None:
        self._by_id: dict[str, Channel] = {}
        self._dms: dict[frozenset[str], Channel] = {}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_id.values())

    def add(self, channel: Channel) -> Channel:
        """Remember a new channel."""
        self._by_id[channel.id] = channel
        if channel.is_im or channel.is_mpim:
            self._dms[frozenset(channel.members)] = channel
        return channel

    def get(self, channel_id: str) -> Channel | None:
        """The channel with this id."""
        return self._by_id.get(channel_id)

    def between(self, users: frozenset[str]) -> Channel | None:
        """The direct message of exactly these users."""
        return self._dms.get(users)

    def named(self, name: str) -> Channel | None:
        """The channel with this name."""
        wanted = name.removeprefix("#")
        return next((each for each in self._by_id.values() if each.name == wanted and not each.is_im), None)

    def find(self, name: str) -> Channel:
        """The channel with this id or name; raises BadRequest."""
        channel = self._by_id.get(name) or self.named(name)
        if channel is None:
            raise BadRequest("channel_not_found", f"There is no channel {name!r}.")
        return channel
