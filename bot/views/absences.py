"""Absences on screen."""

from __future__ import annotations

OPEN = "away.open"
