"""`latitude activities`: counts from another system, from a file."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import Annotated

import typer

from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out
from bot.domain.import_rows import read_counts_file
from bot.domain.tables import TableError
from bot.services.checkins import Checkins
from bot.services.imports import Imports
from bot.services.workspaces import Workspaces
from bot.views.imports import as_json as described
from bot.views.imports import lines

activities = typer.Typer(
    name="activities",
    help="Counts from another system, such as your CRM.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@activities.callback()
def _group() -> None:
    """Counts from another system, such as your CRM."""


@activities.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names the columns.")],
    *,
    workspace: WorkspaceName = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take the counts of a CSV file. Taking the same file twice changes nothing.

    Its columns: source_id (what the other system calls it), person (Slack id or e-mail address), activity
    (key or name), day, and count if that is not 1. A later line with the same source_id corrects the earlier
    one; a count of 0 takes it back.

    Example: latitude activities import calls.csv --dry-run
    """
    try:
        rows = read_counts_file(file.read_bytes())
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}.") from error
    except TableError as error:
        raise NotReady(f"{file}: {error}") from error
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        desk = Imports(database, utc_now, checkins=Checkins(database, utc_now))
        report = desk.take(where, rows, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(described(report), indent=2, ensure_ascii=False))
    else:
        *told, summed = lines(report)
        for line in told:
            out.print(line, markup=False, highlight=False)
        out.print(f"{summed}{' (nothing was written)' if dry_run else ''}", markup=False, highlight=False)
    if report.refused:
        raise typer.Exit(2)
