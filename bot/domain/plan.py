"""The accountability plan: what is counted, what is expected of whom, and what people may decide alone."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from bot.domain.plan_checks import disagreements
from bot.domain.plan_coaching import Coaching, Suggestion
from bot.domain.plan_defaults import APPROVERS, LEVELS, POWERS
from bot.domain.plan_faults import Fault, PlanError, explain, not_toml
from bot.domain.plan_ladder import unknown_limits
from bot.domain.plan_parts import (
    Activity,
    Approvals,
    Approvers,
    Authority,
    Budget,
    Cadence,
    Calendar,
    Channels,
    Digest,
    Dimension,
    Expectation,
    Level,
    Mode,
    Part,
    Power,
    Recognition,
    Role,
    Trust,
    Value,
    Vision,
)
from bot.domain.plan_text import write_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Activity",
    "Approvals",
    "Approvers",
    "Authority",
    "Budget",
    "Cadence",
    "Calendar",
    "Channels",
    "Coaching",
    "Digest",
    "Dimension",
    "Expectation",
    "Fault",
    "Level",
    "Mode",
    "Plan",
    "PlanError",
    "Power",
    "Recognition",
    "Role",
    "Suggestion",
    "Trust",
    "Value",
    "Vision",
    "not_toml",
    "read_plan",
    "read_plan_file",
    "restore_plan",
    "write_plan",
]


class Plan(Part):
    """The accountability plan of a workspace. Read one with `read_plan`, which sees that its parts agree."""

    vision: Vision
    values: tuple[Value, ...] = Field((), max_length=100)
    channels: Channels
    calendar: Calendar
    activities: tuple[Activity, ...] = Field(min_length=1, max_length=100)
    roles: tuple[Role, ...] = Field(min_length=1, max_length=100)
    powers: tuple[Power, ...] = Field(POWERS, max_length=20)
    levels: tuple[Level, ...] = Field(LEVELS, min_length=1, max_length=20)
    approvers: Approvers = APPROVERS
    approvals: Approvals = Approvals()
    coaching: Coaching = Coaching()
    recognition: Recognition = Recognition()
    trust: Trust = Trust.model_validate({})
    digest: Digest = Digest()

    @property
    def first_level(self) -> str:
        """The key of the rung on which everybody begins."""
        return self.levels[0].key

    def activity(self, key: str) -> Activity:
        """The activity called `key`; KeyError if the plan has none."""
        return {each.key: each for each in self.activities}[key]

    def role(self, key: str | None) -> Role | None:
        """The role called `key`, or None for no role or one the plan does not know."""
        return next((each for each in self.roles if each.key == key), None)

    def power(self, key: str) -> Power | None:
        """The power called `key`, or None for one the plan does not know."""
        return next((each for each in self.powers if each.key == key), None)

    def level(self, key: str) -> Level | None:
        """The level called `key`, or None for one the plan does not know."""
        return next((each for each in self.levels if each.key == key), None)

    def expected_of(self, role: str | None) -> tuple[Expectation, ...]:
        """What people of this role are expected to do; empty for no role or one the plan does not know."""
        found = self.role(role)
        return () if found is None else found.expect

    def cadence_of(self, level: str) -> Cadence:
        """How often people of this level account for their days; daily for a level the plan does not know."""
        found = self.level(level)
        return Cadence.DAILY if found is None else found.checkin


def read_plan(document: Mapping[str, Any]) -> Plan:
    """The plan in `document` (as `tomllib` or `json` gives it).

    Raises:
        PlanError: naming every fault at once; nothing is half read.
    """
    try:
        plan = Plan.model_validate(document)
    except ValidationError as error:
        found = (*unknown_limits(document), *explain(error, document, Plan), *disagreements(document))
        raise PlanError(_each_place_once(found)) from error
    if faults := (*unknown_limits(document), *disagreements(document)):
        raise PlanError(_each_place_once(faults))
    return plan


def _each_place_once(faults: Iterable[Fault]) -> Iterable[Fault]:
    """The first fault of each place."""
    first: dict[str, Fault] = {}
    for each in faults:
        first.setdefault(each.key, each)
    return first.values()


def restore_plan(document: Mapping[str, Any]) -> Plan:
    """The plan in `document`, written down when it was in force: its parts are not compared again.

    Raises:
        PlanError: when it cannot be read at all.
    """
    try:
        return Plan.model_validate(document)
    except ValidationError as error:
        raise PlanError(tuple(explain(error, document, Plan))) from error


def read_plan_file(content: bytes, name: str) -> Plan:
    """The plan in the TOML file `name`.

    Raises:
        PlanError: naming every fault at once; for what is not TOML, where it stops being so.
    """
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise not_toml(name, error) from error
    return read_plan(document)


def write_plan(plan: Plan) -> str:
    """The plan as the TOML file that people write, every default written out."""
    document = plan.model_dump(mode="json", exclude_none=True)
    document["calendar"]["days_off"] = list(plan.calendar.days_off)
    return write_tables(document)
