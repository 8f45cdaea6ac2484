"""The accountability plan: what is counted, what is expected of whom, and when people are asked."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.domain.calendar import WorkingDays

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _hour(value: Any) -> Any:
    """`"16:30"` as pydantic reads a time; anything but text or a time is refused."""
    if not isinstance(value, str | time):
        raise ValueError('write an hour as "16:30"')  # noqa: TRY004 - pydantic collects only ValueError
    return f"{value}:00" if isinstance(value, str) and value.count(":") == 1 else value


Hour = Annotated[time, BeforeValidator(_hour)]


class PlanError(ValueError):
    """A plan that cannot be used; `faults` names every key that is wrong, with the reason."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{key}: {reason}" for key, reason in faults))
        self.faults = faults


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Vision(_Part):
    """What the team is for."""

    statement: str = Field(min_length=1, max_length=300)
    priorities: tuple[str, ...] = ()


class Value(_Part):
    """Something the company wants to see; kudos are tied to one."""

    key: Key
    name: Name
    emoji: str = Field(pattern=r"^[a-z0-9_+-]+$")


class Channels(_Part):
    """Where the team talks, each a name with # or a Slack id."""

    approvals: str
    wins: str
    team: str


class Calendar(_Part):
    """When the team works, and when it is asked."""

    working_days: tuple[Weekday, ...] = Field(min_length=1)
    days_off: tuple[date, ...] = ()
    prompt_at: Hour
    cutoff: Hour
    quiet: tuple[Hour, Hour]

    @property
    def days(self) -> WorkingDays:
        """The days that are worked."""
        weekdays = frozenset(_WEEKDAYS.index(each) for each in self.working_days)
        return WorkingDays(weekdays, frozenset(self.days_off))


class Activity(_Part):
    """Something countable that a rep does."""

    key: Key
    name: Name
    unit: Name
    source: Literal["self", "import"] = "self"


class Expectation(_Part):
    """A target for an activity, per working day or per week."""

    activity: Key
    target: int = Field(ge=0, le=10_000)
    per: Literal["day", "week"]


class Role(_Part):
    """What people do, and what is expected of them."""

    key: Key
    name: Name
    expect: tuple[Expectation, ...]


class Plan(_Part):
    """The accountability plan of a workspace."""

    vision: Vision
    values: tuple[Value, ...] = ()
    channels: Channels
    calendar: Calendar
    activities: tuple[Activity, ...] = Field(min_length=1, max_length=100)
    roles: tuple[Role, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_known_once(self) -> Self:
        for part, keys in (
            ("values", [each.key for each in self.values]),
            ("activities", [each.key for each in self.activities]),
            ("roles", [each.key for each in self.roles]),
        ):
            if repeated := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(f"{part}: {', '.join(repeated)} stands there twice")
        known = {each.key for each in self.activities}
        for role in self.roles:
            if unknown := [each.activity for each in role.expect if each.activity not in known]:
                raise ValueError(f"role {role.key} expects {', '.join(unknown)}, which is not an activity")
        return self

    def activity(self, key: str) -> Activity:
        """The activity called `key`; KeyError if the plan has none."""
        return {each.key: each for each in self.activities}[key]

    def expected_of(self, role: str | None) -> tuple[Expectation, ...]:
        """What people of this role are expected to do; empty for no role or one the plan does not know."""
        return next((each.expect for each in self.roles if each.key == role), ())


def read_plan(document: dict[str, Any]) -> Plan:
    """The plan in `document` (as `tomllib` or `json` gives it).

    Raises:
        PlanError: naming every fault at once; nothing is half read.
    """
    try:
        return Plan.model_validate(document)
    except ValidationError as error:
        faults = tuple(
            (".".join(str(step) for step in fault["loc"]) or "plan", fault["msg"]) for fault in error.errors()
        )
        raise PlanError(faults) from error
