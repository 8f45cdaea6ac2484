"""Newcomers: people in Slack who are not on the team yet, offered to the admins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Outcome(StrEnum):
    """What became of an offer."""

    OFFERED = "offered"
    ADDED = "added"
    DECLINED = "declined"


@dataclass(frozen=True)
class Newcomer:
    """Somebody an admin may add to the team.

    Attributes:
        id: Their Slack id.
        name: As Slack knows them.
        timezone: Likewise.
        came_back: They were on the team before and left Slack.
        outcome: What became of the offer.
        settled_by: The admin who answered it.
        offered_at: When it was made.
    """

    id: str
    name: str
    timezone: str
    came_back: bool
    outcome: Outcome
    settled_by: str | None
    offered_at: datetime
