"""A team's balance as a file: what each person carries and was granted, as JSON."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from bot.domain.balance import Carried, Concession

if TYPE_CHECKING:
    from bot.domain.balance import Balance

MOST = 1e12
"""No load, value or wait is larger."""


class BadTeam(Exception):  # noqa: N818 - it is shown to people, as sentences
    """The file is no team: every reason, a line each."""


def _number(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise ValueError("write a number")  # noqa: TRY004 - what pydantic reports as a fault
    return given


def _yes_or_no(given: Any) -> bool:
    if given is None:
        return False
    if isinstance(given, int) and given in {0, 1}:
        return bool(given)
    raise ValueError("write true or false, or 1 or 0")


_Number = Annotated[float, BeforeValidator(_number), Field(ge=0, le=MOST)]
_Percent = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, le=100)]
_Trust = Annotated[float, BeforeValidator(_number), Field(ge=0, le=100)]
_Wait = Annotated[
    float, BeforeValidator(lambda given: 0 if given is None else _number(given)), Field(ge=0, le=MOST)
]
_Flag = Annotated[bool, BeforeValidator(_yes_or_no)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Concession(_Row):
    pct: _Percent
    value: _Number
    auto: _Flag
    unchanged: _Flag = False
    wait_h: _Wait = 0.0
    lost_waiting: _Flag = False


class _Person(_Row):
    name: Annotated[str, Field(min_length=1, strict=True)]
    load: _Number
    T_R: _Trust
    T_A: _Trust
    limit: _Percent
    con: list[_Concession]


_TEAM = TypeAdapter(list[_Person])


def read_team(text: str) -> list[Carried]:
    """The team in a JSON file.

    Raises:
        BadTeam: with everything that is wrong with it.
    """
    try:
        rows = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, ArithmeticError, RecursionError):
        raise BadTeam("it is not JSON.") from None
    try:
        team = _TEAM.validate_python(rows)
    except ValidationError as faults:
        raise BadTeam("\n".join(_said(each) for each in faults.errors(include_url=False))) from None
    twice = [name for name, times in Counter(each.name for each in team).items() if times > 1]
    if twice:
        raise BadTeam("\n".join(f"{name} stands in it twice." for name in twice))
    return [_carried(each) for each in team]


def described(found: dict[str, Balance]) -> dict[str, dict[str, float | bool]]:
    """The balances as the file form has them."""
    return {
        name: {
            "RI": each.responsibility,
            "AI": each.authority,
            "M": each.mismatch,
            "cov": each.cover,
            "P_U": each.stands,
            "p_ref": each.reference,
            "P_top": each.bunches,
            "frustration": each.frustrated,
            "abuse_review": each.reviewed,
        }
        for name, each in found.items()
    }


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _said(fault: Any) -> str:
    """Where something is wrong, and what: such as `row 1, con, row 2, pct: write a number`."""
    place = ", ".join(f"row {each + 1}" if isinstance(each, int) else each for each in fault["loc"])
    words = fault["msg"].removeprefix("Value error, ")
    sentence = f"{words[:1].lower()}{words[1:]}."
    return f"{place}: {sentence}" if place else f"it is not a list of people: {sentence}"


def _carried(row: _Person) -> Carried:
    return Carried(
        name=row.name,
        load=row.load,
        reliability=row.T_R,
        activity=row.T_A,
        limit=row.limit,
        concessions=tuple(
            Concession(each.pct, each.value, each.auto, each.unchanged, each.wait_h, each.lost_waiting)
            for each in row.con
        ),
    )
