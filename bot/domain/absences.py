"""Absences: the days somebody is away, from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Absence:
    """Somebody is away from `first` to `last`, both included."""

    id: str
    person: str
    first: date
    last: date
    entered_by: str
