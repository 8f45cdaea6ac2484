"""One line of a roster: each cell read, and the person it describes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from bot.domain.calendar import is_country
from bot.domain.people import Person, Rank, is_zone
from bot.domain.plan_faults import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.plan import Plan
    from bot.domain.tables import Row

FIRST_LEVEL = "L0"
LONGEST = {
    "slack_id": 32,
    "email": 254,
    "name": 80,
    "role": 40,
    "manager": 254,
    "timezone": 64,
    "country": 8,
    "level": 40,
}
"""How many characters fit."""

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = range(1950, 2200)
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_SHOWN = 60


@dataclass(frozen=True)
class Terms:
    """What a new line is measured by.

    Attributes:
        workspace: Whose team it is.
        plan: The plan in force, if there is one.
        today: When somebody starts of whom nothing else is said.
    """

    workspace: str
    plan: Plan | None
    today: date


def is_slack_id(text: str) -> bool:
    """Whether Slack could have given somebody this id."""
    return _SLACK_ID.fullmatch(text) is not None


def faults_of_identity(row: Row) -> Iterator[str]:
    """What is wrong with how a line says who is meant."""
    slack_id, email = row.cell("slack_id"), row.cell("email")
    if slack_id and not is_slack_id(slack_id):
        yield said("slack_id", slack_id, "a Slack id looks like U012AB3CD; profiles show it as member ID")
    if email and not _EMAIL.fullmatch(email):
        yield said("email", email, "an address looks like ana@example.com")
    if not slack_id and not email:
        yield "slack_id and email: both are empty; one of them says who is meant."


def faults_of_cells(row: Row, before: Person | None, terms: Terms) -> Iterator[str]:
    """What is wrong with the other cells of a line, the manager's left out."""
    for column, text in row.cells.items():
        if len(text) > LONGEST.get(column, _SHOWN):
            yield said(column, text, f"write at most {LONGEST.get(column, _SHOWN)} characters")
        if any(unicodedata.category(each) == "Cc" for each in text):
            yield said(column, text, "it holds a line break or another character that cannot be seen")
    if before is None and not row.cell("name"):
        yield "name: it is empty; write what colleagues call them."
    yield from _faults_of_place(row, before)
    yield from _faults_of_work(row, terms.plan)


def _faults_of_place(row: Row, before: Person | None) -> Iterator[str]:
    zone, country = row.cell("timezone"), row.cell("country")
    if zone and not is_zone(zone):
        yield said("timezone", zone, f"there is no such time zone; write one such as {_zone_like(zone)}")
    if before is None and not zone:
        yield "timezone: it is empty; write one such as Europe/Berlin."
    if country and not is_country(country.upper()):
        yield said("country", country, "write two letters such as DE, or US-CA for a part of a country")


def _faults_of_work(row: Row, plan: Plan | None) -> Iterator[str]:
    rank, starts_on, admin = row.cell("rank"), row.cell("starts_on"), row.cell("admin")
    if rank and rank.lower() not in set(Rank):
        yield said("rank", rank, f"it is one of {listed([each.value for each in Rank])}")
    if starts_on and iso_day(starts_on) is None:
        yield said("starts_on", starts_on, "write the date as 2026-09-01")
    if admin and admin.lower() not in _YES_NO:
        yield said("admin", admin, "write yes or no")
    if plan is not None:
        yield from _unknown("role", row.cell("role"), [each.key for each in plan.roles])
        yield from _unknown("level", row.cell("level"), [each.key for each in plan.levels])


def described(row: Row, person: str, manager: str | None, before: Person | None, terms: Terms) -> Person:
    """Whom a faultless line describes, with this id and manager.

    A column that the file does not have leaves what is known; an empty cell clears what may be
    empty, and is the default for somebody new.
    """
    base = before or _blank(row, person, terms)
    email = row.cell("email") or None
    return replace(
        base,
        id=person,
        active=True,
        name=row.cell("name") or base.name,
        rank=Rank(row.cell("rank").lower() or base.rank),
        timezone=row.cell("timezone") or base.timezone,
        starts_on=iso_day(row.cell("starts_on")) or base.starts_on,
        level=row.cell("level") or base.level,
        admin=_YES_NO.get(row.cell("admin").lower(), base.admin),
        email=email if "email" in row.cells else base.email,
        role=(row.cell("role") or None) if "role" in row.cells else base.role,
        country=(row.cell("country").upper() or None) if "country" in row.cells else base.country,
        manager=manager if "manager" in row.cells else base.manager,
    )


def said(column: str, text: str, right: str) -> str:
    """One sentence: the column, what stands there, and what would be right."""
    visible = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    short = visible if len(visible) <= _SHOWN else f"{visible[: _SHOWN - 1]}…"
    return f'{column} "{short}": {right}.'


def _blank(row: Row, person: str, terms: Terms) -> Person:
    return Person(
        workspace=terms.workspace,
        id=person,
        name=row.cell("name"),
        rank=Rank.REP,
        role=None,
        manager=None,
        timezone=row.cell("timezone"),
        starts_on=terms.today,
        level=FIRST_LEVEL if terms.plan is None else terms.plan.first_level,
    )


def _unknown(column: str, text: str, keys: Sequence[str]) -> Iterator[str]:
    if text and text not in keys:
        near = nearest(text, keys)
        meant = f"There are {listed(keys)}." if near is None else f"Did you mean {near}?"
        yield f"{said(column, text, f'the plan has no such {column}')} {meant}"


@lru_cache(maxsize=1024)
def _zone_like(text: str) -> str:
    """The zone that was probably meant."""
    cities = {each.rpartition("/")[2]: each for each in sorted(available_timezones(), reverse=True)}
    city = nearest(text.rpartition("/")[2].replace(" ", "_"), cities)
    return "Europe/Berlin" if city is None else cities[city]


def iso_day(text: str) -> date | None:
    """The date, written as 2026-09-01; None for anything else."""
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
