"""Who works here, and who answers to whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day

if TYPE_CHECKING:
    from datetime import date, datetime


UNMATCHED = "mail:"


class Rank(StrEnum):
    """A person's place in the chain of managers."""

    REP = "rep"
    MANAGER = "manager"
    DIRECTOR = "director"


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # zoneinfo's own not-found error is a KeyError
        return False
    return True


@cache
def _zone(name: str) -> ZoneInfo:
    """Held on to: zoneinfo itself remembers eight, and reads the others from a file each time."""
    return ZoneInfo(name if is_zone(name) else "UTC")


def unmatched(email: str) -> str:
    """The id of somebody whom only an e-mail address is known of, until Slack tells theirs."""
    return UNMATCHED + hashlib.sha256(email.strip().lower().encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Person:
    """A Slack user the workspace knows."""

    workspace: str
    id: str
    name: str
    rank: Rank
    role: str | None
    manager: str | None
    timezone: str
    starts_on: date
    level: str = "L0"
    admin: bool = False
    active: bool = True
    country: str | None = None
    email: str | None = None
    added_at: datetime | None = field(default=None, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC where the one on file is no more, so that all else goes on."""
        return _zone(self.timezone)

    @property
    def first_day(self) -> date:
        """The first day they can be asked about: they have started, and the team knows them."""
        if self.added_at is None:
            return self.starts_on
        return max(self.starts_on, local_day(self.added_at, self.zone))

    @property
    def in_slack(self) -> bool:
        """Whether Slack has told their id; until then they are known by their e-mail address."""
        return not self.id.startswith(UNMATCHED)

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0] if self.name.split() else self.name
