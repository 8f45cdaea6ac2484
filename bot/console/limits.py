"""`latitude limit`: up to which size decisions have held, from a file of them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.console import JsonFlag, NotReady, read_text
from bot.domain.amounts import HUNDRED
from bot.domain.limits import LEAST_POINTS, Sample, recommended
from bot.domain.plan_kinds import plain
from bot.views.text import figure, plural

if TYPE_CHECKING:
    from bot.domain.limits import Recommended


def limit(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="Decisions: [[percent, unchanged], …].")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Recommend a limit from decided requests: how much each was, and whether it stood unchanged.

    Example: latitude limit decided.json --json
    """
    found = recommended(_read(file))
    if as_json:
        typer.echo(json.dumps({"limit": plain(found.limit), "points": found.points}, indent=2))
    else:
        typer.echo(_said(found))


def _said(found: Recommended) -> str:
    points = plural(found.points, "point")
    if found.points < LEAST_POINTS:
        return f"No limit can be recommended: the evidence has {points}, and {LEAST_POINTS} are needed."
    return f"Recommended: a limit of {figure(found.limit)} % ({points})."


def _read(file: Path) -> list[Sample]:
    """The decisions in the file; raises NotReady where it is no list of them."""
    try:
        rows = json.loads(read_text(file), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        raise NotReady(f"{file} is not JSON.") from None
    if not isinstance(rows, list):
        raise NotReady(f"{file} is not a list: write [[percent, unchanged], …], such as [[6, 1], [20, 0]].")
    return [_sample(f"{file}, row {number}", row) for number, row in enumerate(rows, start=1)]


def _sample(place: str, row: Any) -> Sample:
    match row:
        case [bool(), _]:
            pass
        case [int() | Decimal() as size, int() | Decimal() as unchanged] if unchanged in {0, 1}:
            if 0 <= size <= HUNDRED:
                return Sample(Decimal(size), bool(unchanged))
        case _:
            pass
    raise NotReady(f"{place}: write a percentage from 0 to 100 and whether it stood, such as [6, 1].")
