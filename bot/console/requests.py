"""`latitude requests`: what was asked and decided, for whoever has to look it up."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.app import utc_now
from bot.console import NotReady, WorkspaceName, open_database, out
from bot.console.dates import read_date
from bot.domain.request_trails import COLUMNS, Days, harmless
from bot.services.request_trails import RequestTrails
from bot.services.workspaces import Workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from bot.domain.request_trails import Row

requests = typer.Typer(
    name="requests",
    help="Requests: their audit trail.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@requests.callback()
def group() -> None:
    """Requests: their audit trail."""


@requests.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; shown if none is given.")] = None,
    *,
    workspace: WorkspaceName = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only moves made on this day in UTC or later.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="DATE", help="Only moves made on this day in UTC or earlier.")
    ] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="A CSV table, which is what it is anyway.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Write every move of every request, one in a row: who asked, who decided, under which rule.

    In the CSV table an apostrophe stands before what people typed where a spreadsheet would run it.

    Example: latitude requests export --csv --since 2026-11-01 trail.csv
    """
    if as_csv and as_json:
        raise NotReady("Write it as --csv or as --json, not as both.")
    days = _days(since, until)
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        rows = RequestTrails(database, utc_now).rows(where, days)
        if file is None:
            _write(sys.stdout, rows, as_json=as_json)
            return
        with _whole(file, marked=not as_json) as opened:
            count = _write(opened, rows, as_json=as_json)
    out.print(f"Wrote {count:,} moves to {file}.", markup=False, highlight=False)


def _days(since: str, until: str) -> Days:
    """The days that were asked for; raises NotReady where they are none."""
    first = read_date("--since", since) if since else date.min
    last = read_date("--until", until) if until else date.max
    if last < first:
        raise NotReady(f"--until {last} comes before --since {first}.")
    return Days(first, last)


def _write(to: TextIO, rows: Iterable[Row], *, as_json: bool) -> int:
    """Write the rows as they come; how many there were."""
    count = 0
    # Lines end as the module ends them, with CR and LF: only then does it also quote a CR that somebody
    # typed, at which every reader would begin a new row.
    table = csv.writer(to)
    if not as_json:
        table.writerow(COLUMNS)
    for row in rows:
        count += 1
        if as_json:
            to.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            table.writerow([harmless(column, row[column]) for column in COLUMNS])
    return count


@contextmanager
def _whole(file: Path, *, marked: bool) -> Iterator[TextIO]:
    """A file that is there whole in the end or, whatever happens, not at all; `marked` for spreadsheets."""
    encoding = "utf-8-sig" if marked else "utf-8"
    try:
        if file.exists() and not file.is_file():  # a pipe or a terminal is written to, and never replaced
            with file.open("w", encoding=encoding, newline="") as opened:
                yield opened
            return
        place = file.resolve()
        with NamedTemporaryFile("w", dir=place.parent, encoding=encoding, newline="", delete=False) as made:
            draft = Path(made.name)
            try:
                yield cast("TextIO", made)
                made.close()
                draft.replace(place)
            except BaseException:
                draft.unlink()
                raise
    except OSError as error:
        raise NotReady(f"{file} cannot be written: {error.strerror}.") from error
