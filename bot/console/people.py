"""`latitude people`: the team from a file, into a file, and as a list."""

from __future__ import annotations

import json
import re
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.cells import cell_len
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import config
from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, complain, open_database, out
from bot.domain.people import unmatched
from bot.domain.roster_verdicts import Outcome
from bot.domain.rosters import references, write_roster
from bot.domain.tables import TableError
from bot.services.people import People
from bot.services.rosters import Rosters
from bot.services.workspaces import Workspaces
from handlers.people import look_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.people import Person
    from bot.domain.roster_verdicts import Verdict
    from bot.services.rosters import Report

BY = "latitude people import"
SECONDS = 10
_TEAM = re.compile(r"[TE][A-Z0-9]{2,}")

people = typer.Typer(
    name="people",
    help="The team: import it from a CSV file, export it, list it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@people.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV file whose first line names the columns.")],
    *,
    workspace: WorkspaceName = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put the people of a CSV file on the team, or change what is known of them.

    Its columns: slack_id or email, name, and any of rank (rep, manager, director), role, manager,
    timezone, country, starts_on, level, admin. A column left out changes nothing.

    Example: latitude people import people.csv --dry-run
    """
    content = _read(file)
    with open_database() as database:
        desk = Rosters(database, utc_now)
        where = Workspaces(database, utc_now).resolve(workspace)
        try:
            report = desk.import_(where, content, by=BY, why=file.name, dry_run=dry_run)
        except TableError as error:
            raise NotReady(f"{file}: {error}") from error
        matched = {} if dry_run else _match(desk, where)
    if as_json:
        _print(_as_json(report, matched))
    else:
        _tell(report, matched, dry_run=dry_run)
    if report.count(Outcome.REFUSED):
        raise typer.Exit(2)


@people.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; shown if none is given.")] = None,
    *,
    workspace: WorkspaceName = None,
) -> None:
    """Write everyone on the team as a CSV file that can be changed and imported again.

    Example: latitude people export people.csv
    """
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        everybody = People(database, utc_now).everyone(where)
    team = [each for each in everybody if each.active]
    text = write_roster(team, references(everybody))
    if file is None:
        typer.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8-sig")  # spreadsheets read UTF-8 as such only after its mark
    except OSError as error:
        raise NotReady(f"{file} cannot be written: {error.strerror}.") from error
    out.print(f"Wrote {_counted(len(team))} to {file}.", markup=False, highlight=False)


@people.command("list")
def list_people(
    *,
    workspace: WorkspaceName = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="Also those who are no longer on the team.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show everyone on the team.

    Example: latitude people list --all
    """
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        everybody = People(database, utc_now).everyone(where)
    shown = [each for each in everybody if each.active or everyone]
    if as_json:
        _print([_described(each) for each in shown])
    elif not shown:
        out.print("Nobody is on the team yet: `latitude people import` adds them.", highlight=False)
    else:
        names = {each.id: each.name for each in everybody}
        _table([_COLUMNS, *(_cells(each, names) for each in shown)])


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}.") from error


def _match(desk: Rosters, workspace: str) -> dict[str, str]:
    """Ask Slack for the ids of people known by e-mail only: the new id for each old one."""
    settings = config.read()
    emails = desk.waiting(workspace)
    if not settings.slack_bot_token or not emails:
        return {}
    client = WebClient(settings.slack_bot_token, base_url=settings.slack_api_url, timeout=SECONDS)
    try:
        team = str(client.auth_test()["team_id"])
    except (SlackApiError, OSError) as error:
        complain(_unasked(type(error).__name__))
        return {}
    if _TEAM.fullmatch(workspace) and workspace != team:
        return {}  # the token is another team's
    found, failure = look_up(client, emails)
    if failure:
        complain(_unasked(failure))
    return {unmatched(each): found[each] for each in desk.match(workspace, found, by=BY)}


def _unasked(reason: str) -> str:
    return f"Slack could not be asked for everybody's id ({reason}); the bot asks again when it starts."


def _tell(report: Report, matched: Mapping[str, str], *, dry_run: bool) -> None:
    for each in report.verdicts:
        if each.outcome in {Outcome.CHANGED, Outcome.REFUSED}:
            out.print(_line(each), markup=False, highlight=False)
    counts = ", ".join(f"{report.count(each)} {each.value}" for each in Outcome)
    out.print(f"{counts}{' (nothing was written)' if dry_run else ''}", markup=False, highlight=False)
    if matched:
        out.print(f"Found in Slack by e-mail: {_counted(len(matched))}.", highlight=False)


def _line(verdict: Verdict) -> str:
    who = verdict.name or verdict.id or "nobody"
    if verdict.outcome is Outcome.REFUSED:
        return f"line {verdict.line}: {who}: refused: {verdict.why}"
    changes = ", ".join(
        f"{column} {old or 'nothing'} → {new or 'nothing'}" for column, (old, new) in verdict.changes.items()
    )
    return f"line {verdict.line}: {who}: changed {changes}"


def _as_json(report: Report, matched: Mapping[str, str]) -> dict[str, Any]:
    counts: dict[str, Any] = {each.value: report.count(each) for each in Outcome}
    return counts | {"rows": [_row(each, matched) for each in report.verdicts]}


def _row(verdict: Verdict, matched: Mapping[str, str]) -> dict[str, Any]:
    row = {
        "line": verdict.line,
        "id": matched.get(verdict.id, verdict.id),
        "name": verdict.name,
        "outcome": verdict.outcome.value,
    }
    if verdict.outcome is Outcome.REFUSED:
        return row | {"why": verdict.why}
    return row | {"changes": {column: list(pair) for column, pair in verdict.changes.items()}}


_COLUMNS = ("name", "rank", "role", "level", "manager", "zone", "starts", "admin")


def _cells(person: Person, names: Mapping[str, str]) -> tuple[str, ...]:
    manager = person.manager or ""
    return (
        person.name if person.active else f"{person.name} (left)",
        person.rank.value,
        person.role or "-",
        person.level,
        names.get(manager, manager) or "-",
        person.timezone,
        person.starts_on.isoformat(),
        "yes" if person.admin else "-",
    )


def _described(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "rank": person.rank.value,
        "role": person.role,
        "level": person.level,
        "manager": person.manager,
        "timezone": person.timezone,
        "country": person.country,
        "starts_on": person.starts_on.isoformat(),
        "admin": person.admin,
        "active": person.active,
    }


def _table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        padded = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def _counted(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _print(answer: object) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
