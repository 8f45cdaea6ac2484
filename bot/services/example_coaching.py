"""What the example's managers talked about with their people, and what one of them would like to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day, moment
from bot.domain.coaching import Asked, Note
from bot.store import coaching

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.store.database import Database


@dataclass(frozen=True)
class Talk:
    """One talk of the past weeks: with whom, so many days before Monday, and what came of it."""

    who: str
    by: str
    days: int
    words: str
    action: str = ""
    due: int | None = None


TALKS = (
    Talk(
        "Rita Alvarez",
        "Maya Lindqvist",
        5,
        "We went through Kestrel. They weigh the price because they don't see what waiting costs them.",
        "Rita opens the next call with what each month of waiting costs.",
        0,
    ),
    Talk(
        "Sam Whitfield",
        "Maya Lindqvist",
        4,
        "The week off is prepared: Rita takes the two calls that can't wait.",
    ),
    Talk(
        "Robin Lee",
        "Maya Lindqvist",
        20,
        "Mornings work better for calls than afternoons.",
        "Robin blocks nine to eleven for them.",
    ),
    Talk("Lena Fischer", "Tomas Weber", 6, "Two large deals at once. Which one would she rather lose?"),
    Talk(
        "Oskar Nowak",
        "Tomas Weber",
        4,
        "The security questionnaire costs him a day a week.",
        "Tomas asks for a filled-in version that can be sent along.",
        3,
    ),
    Talk("Nia Mensah", "Tomas Weber", 5, "A first month to be proud of. What would make the second easier?"),
)

ASKS, WANTS = "Lena Fischer", "How do I say no to a discount and keep the room with me?"
"""Who would like to talk, and about what."""


def tell(database: Database, workspace: str, ids: Mapping[str, str], now: datetime, zone: ZoneInfo) -> None:
    """Let these talks have taken place before the week of `now`, and have been read."""
    today = local_day(now, zone)
    monday = today - timedelta(days=today.weekday())
    with database.writing() as connection:
        for number, each in enumerate(TALKS):
            at = moment(monday - timedelta(days=each.days), time(15), zone)
            due = None if each.due is None else monday + timedelta(days=each.due)
            note = Note(f"talk{number}", ids[each.who], ids[each.by], at, each.words, each.action, due)
            coaching.add(connection, workspace, note)
            coaching.read(connection, workspace, note.id, at + timedelta(hours=1))
        lead = next(each.by for each in TALKS if each.who == ASKS)
        asked_at = min(now, moment(today, time(8), zone))
        coaching.ask(connection, workspace, Asked("asks", ids[ASKS], ids[lead], WANTS, asked_at))
