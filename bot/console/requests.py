"""`latitude requests`: what was asked and decided, for whoever has to look it up."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.app import utc_now
from bot.console import NotReady, WorkspaceName, open_database, out
from bot.domain.request_trails import COLUMNS, harmless
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
    as_csv: Annotated[bool, typer.Option("--csv", help="A CSV table, which is what it is anyway.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Write every move of every request, one in a row: who asked, who decided, under which rule.

    Example: latitude requests export --csv trail.csv
    """
    if as_csv and as_json:
        raise NotReady("Write it as --csv or as --json, not as both.")
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        rows = RequestTrails(database, utc_now).rows(where)
        if file is None:
            _write(sys.stdout, rows, as_json=as_json)
            return
        with _whole(file, marked=not as_json) as opened:
            count = _write(opened, rows, as_json=as_json)
    out.print(f"Wrote {count:,} moves to {file}.", markup=False, highlight=False)


def _write(to: TextIO, rows: Iterable[Row], *, as_json: bool) -> int:
    """Write the rows as they come; how many there were."""
    count = 0
    table = csv.writer(to, lineterminator="\n")
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
        with NamedTemporaryFile("w", dir=file.parent, encoding=encoding, newline="", delete=False) as opened:
            try:
                yield cast("TextIO", opened)
            except BaseException:
                Path(opened.name).unlink()
                raise
        Path(opened.name).replace(file)
    except OSError as error:
        raise NotReady(f"{file} cannot be written: {error.strerror}.") from error
