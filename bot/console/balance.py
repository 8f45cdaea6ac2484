"""`latitude balance`: how responsibility compares with authority, person by person."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out, read_text
from bot.domain.balance import balances
from bot.domain.balance_files import BadTeam, described, read_team
from bot.services.balances import Balances
from bot.services.workspaces import Workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.balance import Balance, Carried
    from bot.domain.balances import Reading, TeamBalance

_TWICE = ", two weeks running"


def balance(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE.json]",
            help="[{name, load, T_R, T_A, limit, con: […]}, …]; the team's if none is given.",
        ),
    ] = None,
    *,
    workspace: WorkspaceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare everybody's responsibility with their authority: the team's last week, or a file's.

    Whoever is flagged in two weeks running is worth acting on; a file is one week's reading.

    Example: latitude balance --json
    """
    if file is not None:
        found = balances(_read(file))
        _show(described(found), ((name, each, "") for name, each in found.items()), as_json=as_json)
        return
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        teams = Balances(database, utc_now).teams(where)
    if not teams and not as_json:
        out.print("Nobody has been read yet. The first reading is on a Monday, once a whole week is over.")
        return
    named = _named(teams)
    _show(
        {name: _described(team, reading) for name, team, reading in named},
        ((name, reading.balance, _TWICE if _lasts(reading) else "") for name, _, reading in named),
        as_json=as_json,
    )


def _show(documents: dict[str, Any], rows: Iterable[tuple[str, Balance, str]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(documents, indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Responsibility", "Authority", "Difference", ""):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, each, lasts in rows:
        figures = (each.responsibility, each.authority, each.mismatch)
        said = _said(each)
        table.add_row(name, *(f"{figure:.0f}" for figure in figures), said and f"{said}{lasts}")
    out.print(table, markup=False, highlight=False)


def _said(each: Balance) -> str:
    if each.frustrated:
        return "carries more than they may decide"
    return "worth a closer look" if each.reviewed else ""


def _lasts(reading: Reading) -> bool:
    """Whether what is said of somebody was so in the week before, too."""
    return reading.is_frustrated if reading.balance.frustrated else reading.is_reviewed


def _named(teams: list[TeamBalance]) -> list[tuple[str, TeamBalance, Reading]]:
    """Everybody under a name of their own: with the Slack id where two are called the same."""
    everybody = [(person, team, reading) for team in teams for person, reading in team.people]
    times = Counter(person.name for person, _, _ in everybody)
    return [
        (person.name if times[person.name] == 1 else f"{person.name} ({person.id})", team, reading)
        for person, team, reading in everybody
    ]


def _described(team: TeamBalance, reading: Reading) -> dict[str, Any]:
    """A reading as the file form has it, with its team and week, and since when it has been so."""
    (figures,) = described({"": reading.balance}).values()
    since = {"frustrated_since": reading.frustrated_since, "review_since": reading.reviewed_since}
    return {
        **figures,
        "team": team.manager.name,
        "week": team.week.isoformat(),
        **{name: None if day is None else day.isoformat() for name, day in since.items()},
    }


def _read(file: Path) -> list[Carried]:
    try:
        return read_team(read_text(file))
    except BadTeam as fault:
        raise NotReady("\n".join(f"{file}: {line}" for line in str(fault).splitlines())) from None
