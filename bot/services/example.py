"""The example team: one director, two managers, six reps, and the example plan."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.calendar import days_between, holidays_in
from bot.domain.people import Person, Rank
from bot.domain.plan import Plan, read_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

WEEKS = 8
"""How long most of the team has been at it."""

_NEW_YORK = "America/New_York"
_BERLIN = "Europe/Berlin"


@dataclass(frozen=True)
class Member:
    """One person of the example team, before Slack has given them an id.

    Attributes:
        name: Theirs.
        title: What Slack shows beside it.
        rank: Their place in the chain of managers.
        role: What is expected of them.
        manager: The name of whom they answer to.
        timezone: Where they are; None where there is a holiday this week.
        level: Their rung.
        admin: Whether they set Latitude up.
        weeks: How long ago they started.
    """

    name: str
    title: str
    rank: Rank
    role: str | None
    manager: str | None
    timezone: str | None
    level: str = "L0"
    admin: bool = False
    weeks: int = WEEKS + 44


TEAM: tuple[Member, ...] = (
    Member("Dana Okafor", "Sales director", Rank.DIRECTOR, None, None, _NEW_YORK, admin=True),
    Member("Maya Lindqvist", "Sales manager, Americas", Rank.MANAGER, None, "Dana Okafor", _NEW_YORK),
    Member("Tomas Weber", "Sales manager, Europe", Rank.MANAGER, None, "Dana Okafor", _BERLIN),
    Member("Rita Alvarez", "Account executive", Rank.REP, "ae", "Maya Lindqvist", _NEW_YORK, "L1"),
    Member(
        "Sam Whitfield", "Account executive", Rank.REP, "ae", "Maya Lindqvist", "America/Los_Angeles", "L2"
    ),
    Member("Robin Lee", "Sales development", Rank.REP, "sdr", "Maya Lindqvist", None),
    Member("Lena Fischer", "Account executive", Rank.REP, "ae", "Tomas Weber", _BERLIN, "L3"),
    Member("Oskar Nowak", "Account executive", Rank.REP, "ae", "Tomas Weber", _BERLIN, "L1"),
    Member("Nia Mensah", "Sales development", Rank.REP, "sdr", "Tomas Weber", _BERLIN, weeks=3),
)

ON_LEAVE = "Sam Whitfield"
"""Who is away this week."""

PLACES: tuple[tuple[str, str], ...] = (
    ("US", "America/Chicago"),
    ("CA", "America/Toronto"),
    ("BR", "America/Sao_Paulo"),
    ("MX", "America/Mexico_City"),
    ("AR", "America/Argentina/Buenos_Aires"),
    ("CO", "America/Bogota"),
    ("CL", "America/Santiago"),
    ("GB", "Europe/London"),
    ("IE", "Europe/Dublin"),
    ("PT", "Europe/Lisbon"),
    ("ES", "Europe/Madrid"),
    ("FR", "Europe/Paris"),
    ("IT", "Europe/Rome"),
    ("AT", "Europe/Vienna"),
    ("PL", "Europe/Warsaw"),
    ("HR", "Europe/Zagreb"),
    ("FI", "Europe/Helsinki"),
    ("TR", "Europe/Istanbul"),
    ("ZA", "Africa/Johannesburg"),
    ("IL", "Asia/Jerusalem"),
    ("IN", "Asia/Kolkata"),
    ("LK", "Asia/Colombo"),
    ("TH", "Asia/Bangkok"),
    ("ID", "Asia/Jakarta"),
    ("JP", "Asia/Tokyo"),
    ("KR", "Asia/Seoul"),
    ("AU", "Australia/Sydney"),
    ("NZ", "Pacific/Auckland"),
)
"""Where Robin may be: a country and a zone in it."""

ANSWERS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("Oskar Nowak", {"leads": "3", "demos": "0"}, "", "Still waiting for the security questionnaire."),
    ("Nia Mensah", {"leads": "3", "calls": "4", "demos": "1"}, "Two demos from one referral.", ""),
)
"""Who has answered already when the demo opens: name, counts, wins, blockers."""


def plan_text() -> str:
    """The example plan, as a file people can edit."""
    return (files("bot.domain") / "example_plan.toml").read_text(encoding="utf-8")


def first_plan_text() -> str:
    """The same for a team that begins: trust is looked at before anything follows from it."""
    return plan_text().replace('mode = "live"', 'mode = "shadow"')


def plan() -> Plan:
    """The example plan."""
    return read_plan(tomllib.loads(plan_text()))


def holiday_place(day: date) -> tuple[str, str]:
    """A country, and a zone in it, with a public holiday in what is left of the week of `day`, if any has."""
    friday = day + timedelta(days=4 - day.weekday())
    for week in (days_between(day + timedelta(days=1), friday), days_between(day, friday)):
        for country, zone in PLACES:
            if any(each in holidays_in(country, each.year) for each in week):
                return country, zone
    return PLACES[0]


def zone_of(member: Member, day: date) -> str:
    """Where a member of the team is in the week of `day`."""
    return member.timezone or holiday_place(day)[1]


def people(workspace: str, ids: Mapping[str, str], day: date) -> list[Person]:
    """The example team in a workspace as it is on `day`; `ids` gives each name's Slack id."""
    return [
        Person(
            workspace=workspace,
            id=ids[each.name],
            name=each.name,
            rank=each.rank,
            role=each.role,
            manager=None if each.manager is None else ids[each.manager],
            timezone=zone_of(each, day),
            country=holiday_place(day)[0] if each.timezone is None else None,
            starts_on=day - timedelta(days=day.weekday(), weeks=each.weeks),
            level=each.level,
            admin=each.admin,
        )
        for each in TEAM
    ]
