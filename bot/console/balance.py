"""`latitude balance`: how responsibility compares with authority, person by person."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.console import JsonFlag, NotReady, out, read_text
from bot.domain.balance import balances
from bot.domain.balance_files import BadTeam, described, read_team

if TYPE_CHECKING:
    from bot.domain.balance import Balance, Carried


def balance(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="[{name, load, T_R, T_A, limit, con: […]}, …]")
    ],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Compare everybody's responsibility with their authority, from a file of what they carry and may do.

    One week's reading: whoever is flagged in two weeks running is worth acting on.

    Example: latitude balance team.json --json
    """
    found = balances(_read(file))
    if as_json:
        typer.echo(json.dumps(described(found), indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Responsibility", "Authority", "Difference", ""):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, each in found.items():
        figures = (each.responsibility, each.authority, each.mismatch)
        table.add_row(name, *(f"{figure:.0f}" for figure in figures), _said(each))
    out.print(table, markup=False, highlight=False)


def _said(each: Balance) -> str:
    if each.frustrated:
        return "carries more than they may decide"
    return "worth a closer look" if each.reviewed else ""


def _read(file: Path) -> list[Carried]:
    try:
        return read_team(read_text(file))
    except BadTeam as fault:
        raise NotReady("\n".join(f"{file}: {line}" for line in str(fault).splitlines())) from None
