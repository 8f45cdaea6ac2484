"""Answers typed to the bot: which number belongs to which activity, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class TypedAnswer:
    """One message somebody typed to the bot.

    Attributes:
        id: Opaque.
        person: Who typed it.
        day: The working day it was taken for; None if there was none.
        words: What was typed.
        saved: Whether a check-in came of it.
    """

    id: str
    person: str
    day: date | None
    words: str
    saved: bool
