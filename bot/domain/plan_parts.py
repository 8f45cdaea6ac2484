"""The parts of a plan, each sound by itself; `bot.domain.plan_checks` says how they must agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from bot.domain.amounts import CENT, Money
from bot.domain.calendar import WorkingDays
from bot.domain.plan_kinds import (
    WEEKDAYS,
    ActivityKind,
    Amount,
    Chance,
    Count,
    Currency,
    Day,
    Emoji,
    Flag,
    FullSize,
    Hour,
    Key,
    LevelKey,
    Limit,
    Memory,
    Name,
    Rate,
    RoundupAt,
    Share,
    Span,
    Target,
    Weekday,
    WeekHour,
    Weight,
)


class Cadence(StrEnum):
    """How often somebody accounts for their days."""

    DAILY = "daily"
    WEEKLY = "weekly"


class Part(BaseModel):
    """A table of the plan: fixed once read, and without keys that nothing reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Vision(Part):
    """What the team is for."""

    statement: str = Field(min_length=1, max_length=300, examples=["Advisers our customers would pay for."])
    priorities: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = Field((), max_length=20)


class Value(Part):
    """Something the company wants to see; kudos are tied to one."""

    key: Key
    name: Name
    emoji: Emoji


class Channels(Part):
    """Where the team talks, each a name with # or a Slack id."""

    approvals: str = Field(min_length=1, max_length=100, examples=["#approvals"])
    wins: str = Field(min_length=1, max_length=100, examples=["#wins"])
    team: str = Field(min_length=1, max_length=100, examples=["#sales-team"])


class Calendar(Part):
    """When the team works, and when it is asked.

    Attributes:
        holidays: Whose public holidays are kept, such as "US" or "US-CA"; None for none.
        prompt_at: When a person is asked, in their local time.
        remind_after: How long after that they are reminded.
        cutoff: Until which hour of the next working day an answer is on time.
        quiet: From when to when nobody is written to; two equal hours mean never.
        review_at: When a manager is shown the week, on the last working day of it.
    """

    working_days: tuple[Weekday, ...] = Field(min_length=1, examples=[["mon", "tue", "wed", "thu", "fri"]])
    holidays: str | None = None
    days_off: tuple[Day, ...] = ()
    prompt_at: Hour = Field(examples=["16:30"])
    remind_after: Span = timedelta(minutes=90)
    cutoff: Hour = Field(examples=["10:00"])
    quiet: tuple[Hour, Hour] = Field(examples=[["19:00", "08:00"]])
    review_at: Hour = time(17)

    @property
    def weekdays(self) -> frozenset[int]:
        """The working week; Monday is 0."""
        return frozenset(WEEKDAYS.index(each) for each in self.working_days)

    @property
    def days(self) -> WorkingDays:
        """The days that are worked, by the plan alone."""
        return WorkingDays(self.weekdays, frozenset(self.days_off))

    def is_quiet(self, hour: time) -> bool:
        """Whether nobody is written to at this hour."""
        begins, ends = self.quiet
        if begins <= ends:
            return begins <= hour < ends
        return hour >= begins or hour < ends


class Activity(Part):
    """Something countable that a rep does; whole numbers only, unless `decimals`; `kind` finds hints."""

    key: Key
    name: Name
    unit: Name
    source: Literal["self", "import"] = "self"
    decimals: Flag = False
    kind: ActivityKind = "generic"


class Expectation(Part):
    """A target for an activity, per working day or per week."""

    activity: Key
    target: Target = Field(examples=[5])
    per: Literal["day", "week"] = Field(examples=["day"])


class Role(Part):
    """What people do, and what is expected of them.

    Attributes:
        ramp: The share of each target in the first, second, … month of somebody new.
    """

    key: Key
    name: Name
    expect: tuple[Expectation, ...] = Field(max_length=200, examples=[[]])
    ramp: tuple[Share, ...] = Field((), max_length=24)


class Power(Part):
    """One thing a person may do for a customer; `full_size` is how much of it is a great deal."""

    key: Key
    name: Name
    unit: Literal["%", "days", "money", "months", "yes/no"] = Field(examples=["%"])
    full_size: FullSize | None = None

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it is either done or not, without an amount."""
        return self.unit == "yes/no"


class Limited(Part):
    """Limits by power, which stand flat in their table: `price = 6`, not `limits.price = 6`."""

    limits: Mapping[str, Limit] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: Any) -> Any:
        if not isinstance(table, dict) or isinstance(table.get("limits"), Mapping):
            return table
        own = cls.own_keys()
        gathered = {key: value for key, value in table.items() if key in own}
        return gathered | {"limits": {key: value for key, value in table.items() if key not in own}}

    @model_serializer(mode="wrap")
    def _flat(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        table: dict[str, Any] = write(self)
        limits = table.pop("limits")
        first = {key: table.pop(key) for key in ("key", "name") if key in table}
        return {**first, **limits, **table}

    @classmethod
    def own_keys(cls) -> frozenset[str]:
        """The keys of the table that are not powers."""
        return frozenset(cls.model_fields) - {"limits"}


class Level(Limited):
    """A rung of the authority ladder: a limit for every power, and how closely someone is managed."""

    key: LevelKey
    name: Name
    deal_max: Amount = Field(examples=[25000])
    checkin: Cadence = Cadence.DAILY


class Authority(Limited):
    """What people of a rank may grant; without `deal_max`, in deals of any size."""

    deal_max: Amount | None = None


class Approvers(Part):
    """What each rank may grant, whatever the requester's level."""

    manager: Authority
    director: Authority


class Budget(Limited):
    """How much of a power somebody may use alone in a while."""

    per: Literal["quarter", "month"] = "quarter"


class Approvals(Part):
    """The clock of a request, in the working hours of the person waited for, and what may be used alone.

    Attributes:
        audited: The share of what people decide alone that their manager is asked about afterwards.
        audited_closely: The same after a step up, or while somebody's balance is reviewed.
        currency: Of every limit, by its ISO 4217 code.
        rates: What one unit of each other currency is worth in it.
    """

    remind_after: Span = timedelta(hours=1)
    escalate_after: Span = timedelta(hours=4)
    expire_after: Span = timedelta(days=3)
    valid_for: Span = timedelta(days=14)
    audited: Chance = 0.25
    audited_closely: Chance = 0.5
    budget: Budget = Budget(limits={"price": Decimal(60)})
    currency: Currency = "USD"
    rates: Mapping[Currency, Rate] = Field(default_factory=dict)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies in which deals are made; the limits are in the first one."""
        return (self.currency, *sorted(self.rates))

    def value_in(self, money: Money) -> Decimal:
        """What `money` is worth in the plan's currency, to the cent, halves up; KeyError for an unknown."""
        if money.currency == self.currency:
            return money.amount
        return (money.amount * self.rates[money.currency]).quantize(CENT, ROUND_HALF_UP)


Milestone = Literal["target-week", "personal-best", "first-win", "level-up", "held-price"]


class Recognition(Part):
    """Thanks and milestones."""

    kudos_per_day: Count = 5
    roundup: RoundupAt = WeekHour("fri", time(15))
    milestones: tuple[Milestone, ...] = (
        "target-week",
        "personal-best",
        "first-win",
        "level-up",
        "held-price",
    )


class Dimension(Part):
    """How one dimension of trust remembers and slips.

    Attributes:
        lam: What is left of the evidence after one active working day.
        s: How much a day's credit takes off the slip.
        f: How much a day's debit adds to it.
        warn: The slip at which somebody is warned.
        act: The slip at which a step down is proposed.
        cap: The most credit of one day.
    """

    lam: Memory
    s: Weight
    f: Weight
    warn: Weight
    act: Weight
    cap: Weight


def _usual(lam: float, s: float, f: float, warn: float, act: float, cap: float) -> dict[str, float]:
    return {"lam": lam, "s": s, "f": f, "warn": warn, "act": act, "cap": cap}


_DIMENSIONS = {
    "reliability": _usual(0.984714753, 0.171850257, 1.386294361, 4.0, 6.5, 1.5),
    "activity": _usual(0.984714753, 0.268263987, 0.847297860, 4.0, 6.5, 3.0),
    "judgement": _usual(0.992327946, 0.251314428, 1.098612289, 3.0, 5.0, 2.0),
}


class Mode(StrEnum):
    """What trust is for: looked at only, or steps on the ladder follow from it."""

    SHADOW = "shadow"
    LIVE = "live"


class Trust(Part):
    """The parameters of trust, by dimension; the formulas are fixed. What is not given keeps its default.

    Attributes:
        mode: In the shadow, trust is worked out and shown, and nothing is proposed to anybody.
    """

    mode: Mode = Mode.SHADOW
    reliability: Dimension
    activity: Dimension
    judgement: Dimension

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        filled = {name: _with_defaults(table.get(name, {}), usual) for name, usual in _DIMENSIONS.items()}
        return table | filled


def _with_defaults(given: Any, usual: dict[str, float]) -> Any:
    return usual | given if isinstance(given, dict) else given


class Digest(Part):
    """The team's morning message; with `thread`, everyone's answers under it."""

    thread: Flag = False
