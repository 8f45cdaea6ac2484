"""`latitude pace`: how likely a week's target is, from figures that are given."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import JsonFlag, NotReady
from bot.domain.odds import odds
from bot.domain.plan_faults import short

if TYPE_CHECKING:
    from bot.domain.odds import Odds

_MOST = 1_000_000
_SLACK = 0.02
"""How far the shares of a week may be from making up a whole one: they are written in two places."""


def pace(
    target: Annotated[str, typer.Option(metavar="COUNT", help="What the week asks.")] = "",
    so_far: Annotated[str, typer.Option(metavar="COUNT", help="What is done of it.")] = "",
    day: Annotated[str, typer.Option(metavar="DAYS", help="How many working days are over.")] = "",
    profile: Annotated[
        str, typer.Option(metavar="SHARES", help="The share of a week on each working day, with commas.")
    ] = "",
    a: Annotated[str, typer.Option(metavar="COUNT", help="What was counted in earlier weeks.")] = "",
    b: Annotated[str, typer.Option(metavar="WEEKS", help="In how many weeks that was.")] = "",
    phi: Annotated[
        str, typer.Option(metavar="SPREAD", help="How much wider than Poisson's weeks are spread.")
    ] = "",
    *,
    as_json: JsonFlag = False,
) -> None:
    """Say how likely a week's target is, and how much a quarter more effort would change that.

    Example: latitude pace --target 25 --so-far 8 --day 2 --profile .2,.2,.2,.2,.2 --a 120 --b 5 --phi 2.4
    """
    shares = _shares(profile)
    missing = _number("--target", target) - _number("--so-far", so_far)
    done = list(accumulate(shares, initial=0.0))[_day(day, len(shares))]
    found = odds(
        math.ceil(missing),
        a=float(_number("--a", a)) + float(_number("--so-far", so_far)),
        b=float(_number("--b", b, above=0)) + done,
        left=max(0.0, 1 - done),
        spread=float(_number("--phi", phi, least=1)),
    )
    typer.echo(json.dumps({"p": found.probability, "gain": found.gain}) if as_json else _said(found))


def _said(found: Odds) -> str:
    return (
        f"The target is reached with probability {found.probability:.3f}; "
        f"a quarter more effort would add {found.gain:.3f}."
    )


def _number(option: str, typed: str, *, least: int = 0, above: int | None = None) -> Decimal:
    """What was typed as a number within bounds; raises NotReady for anything else."""
    try:
        number = Decimal(typed.strip())
    except ArithmeticError:
        raise NotReady(f"{option} = {short(typed)}: write a number.") from None
    if not number.is_finite() or number > _MOST or number < least or (above is not None and number <= above):
        bounds = f"above {above}" if above is not None else f"from {least}"
        raise NotReady(f"{option} = {short(typed)}: write a number {bounds} to {_MOST:,}.")
    return number


def _shares(typed: str) -> list[float]:
    shares = [float(_number("--profile", each)) for each in typed.split(",")]
    if abs(math.fsum(shares) - 1) > _SLACK:
        raise NotReady(f"--profile = {short(typed)}: the shares of a week make up 1 together.")
    return shares


def _day(typed: str, most: int) -> int:
    number = _number("--day", typed)
    if number != int(number) or number > most:
        raise NotReady(f"--day = {short(typed)}: write a whole number from 0 to {most}.")
    return int(number)
