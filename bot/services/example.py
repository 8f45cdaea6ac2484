"""The example team: one director, two managers, six reps in four time zones, and the example plan."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.people import Person, Rank
from bot.domain.plan import Plan, read_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class Member:
    """One person of the example team, before Slack has given them an id."""

    name: str
    title: str
    rank: Rank
    role: str | None
    manager: str | None
    timezone: str
    level: str = "L0"
    admin: bool = False


TEAM: tuple[Member, ...] = (
    Member("Dana Okafor", "Sales director", Rank.DIRECTOR, None, None, "America/New_York", admin=True),
    Member(
        "Maya Lindqvist", "Sales manager, Americas", Rank.MANAGER, None, "Dana Okafor", "America/New_York"
    ),
    Member("Tomas Weber", "Sales manager, Europe", Rank.MANAGER, None, "Dana Okafor", "Europe/Berlin"),
    Member("Rita Alvarez", "Account executive", Rank.REP, "ae", "Maya Lindqvist", "America/New_York", "L1"),
    Member(
        "Sam Whitfield", "Account executive", Rank.REP, "ae", "Maya Lindqvist", "America/Los_Angeles", "L2"
    ),
    Member("Joao Prado", "Sales development", Rank.REP, "sdr", "Maya Lindqvist", "America/Sao_Paulo", "L0"),
    Member("Lena Fischer", "Account executive", Rank.REP, "ae", "Tomas Weber", "Europe/Berlin", "L2"),
    Member("Oskar Nowak", "Account executive", Rank.REP, "ae", "Tomas Weber", "Europe/Berlin", "L1"),
    Member("Nia Mensah", "Sales development", Rank.REP, "sdr", "Tomas Weber", "Europe/Berlin", "L0"),
)


ANSWERS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("Lena Fischer", {"leads": "6", "demos": "1"}, "Brandt GmbH asked for a second meeting.", ""),
    (
        "Oskar Nowak",
        {"leads": "3", "demos": "0"},
        "",
        "Waiting for the security questionnaire since Thursday.",
    ),
    ("Joao Prado", {"leads": "8", "calls": "14", "demos": "2"}, "Two demos from one referral.", ""),
)
"""Who has answered already when the demo opens: name, counts, wins, blockers."""


def plan_text() -> str:
    """The example plan, as a file people can edit."""
    return (files("bot.domain") / "example_plan.toml").read_text(encoding="utf-8")


def plan() -> Plan:
    """The example plan."""
    return read_plan(tomllib.loads(plan_text()))


def people(workspace: str, ids: Mapping[str, str], starts_on: date) -> list[Person]:
    """The example team in a workspace; `ids` gives each name's Slack id."""
    return [
        Person(
            workspace=workspace,
            id=ids[each.name],
            name=each.name,
            rank=each.rank,
            role=each.role,
            manager=None if each.manager is None else ids[each.manager],
            timezone=each.timezone,
            starts_on=starts_on,
            level=each.level,
            admin=each.admin,
        )
        for each in TEAM
    ]
