"""`latitude trust`: what a ledger comes to, and why."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out, read_text
from bot.domain.ledger_files import LATEST_DAY, BadLedger, read_ledger
from bot.domain.plan_parts import Trust
from bot.domain.replays import replay
from bot.domain.trust_explained import explained, whole
from bot.services.shadows import Shadows
from bot.services.workspaces import Workspaces
from bot.views import shadows as views

if TYPE_CHECKING:
    from bot.domain.ledger import Event
    from bot.domain.replays import Replayed, Snapshot
    from bot.domain.shadows import Report, Stretch, Trial

trust = typer.Typer(
    name="trust",
    help="Trust: what a ledger of evidence comes to, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@trust.callback()
def group() -> None:
    """Trust: what a ledger of evidence comes to, and why."""


@trust.command("replay")
def replay_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One person's ledger.")],
    *,
    at: Annotated[
        list[int] | None, typer.Option("--at", metavar="DAY", help="Also as of this active day; repeatable.")
    ] = None,
    silent: Annotated[
        int, typer.Option(metavar="DAYS", help="Read it this many silent active days later.", min=0)
    ] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Replay a ledger with the usual parameters: trust, its dimensions, the level, and every step proposed.

    Example: latitude trust replay rita.jsonl --at 60 --json
    """
    days = at or []
    if any(not 1 <= day <= LATEST_DAY for day in (*days, silent + 1)):
        raise NotReady(f"An active day is from 1 to {LATEST_DAY:,}.")
    found = replay(_read(file), Trust.model_validate({}), silent=silent, at=days)
    if as_json:
        typer.echo(json.dumps(_as_json(found, snapshots=bool(days)), indent=2))
        return
    for each in (*found.snapshots, found.last):
        out.print(_said(each), markup=False, highlight=False)


@trust.command()
def shadow(*, workspace: WorkspaceName = None, as_json: JsonFlag = False) -> None:
    """Show what trust has led to, or would have led to while it is on trial: for whom, when, how long.

    Example: latitude trust shadow --json
    """
    with open_database() as database:
        report = Shadows(database, utc_now).report(Workspaces(database, utc_now).resolve(workspace))
    if as_json:
        typer.echo(json.dumps(_trial_as_json(report), indent=2, ensure_ascii=False))
        return
    out.print(views.state(report), markup=False, highlight=False)
    for each in report.people:
        out.print(_trial(each, report), markup=False, highlight=False)


def _trial(trial: Trial, report: Report) -> str:
    """One person in a few lines: where they stand, and what that called for."""
    name = f"\n{trial.person.name}, {trial.level}"
    if trial.end is None:
        return f"{name}: no day is counted yet."
    said = [views.sentence(each, report) for each in trial.stretches] or [views.nothing(report)]
    return "\n  ".join([f"{name}: {views.stands(trial.end.reading)}", *said])


def _trial_as_json(report: Report) -> dict[str, Any]:
    people = [
        {
            "id": each.person.id,
            "name": each.person.name,
            "day": None if each.day is None else each.day.isoformat(),
            "active_days": 0 if each.end is None else each.end.aday,
            "level": each.level,
            "T": None if each.end is None else each.end.reading.total,
            "provisional": each.end is None or each.end.reading.provisional,
            "dims": {} if each.end is None else {k.value: v for k, v in each.end.reading.dims.items()},
            "called_for": [_stretch_as_json(one) for one in each.stretches],
        }
        for each in report.people
    ]
    since = None if report.since is None else report.since.isoformat()
    return {"mode": "live" if report.live else "shadow", "since": since, "people": people}


def _stretch_as_json(stretch: Stretch) -> dict[str, Any]:
    return {
        "what": stretch.proposal.what.value,
        "dims": [dim.value for dim in stretch.proposal.dims],
        "from_rung": stretch.level,
        "to_rung": stretch.to_level,
        "first": stretch.first.isoformat(),
        "last": stretch.last.isoformat(),
        "working_days": stretch.days,
        "T_first": stretch.began,
        "T_last": stretch.ended,
        "holds": stretch.holds,
    }


def _read(file: Path) -> tuple[Event, ...]:
    try:
        return read_ledger(read_text(file))
    except BadLedger as error:
        raise NotReady(str(error)) from None


def _as_json(found: Replayed, *, snapshots: bool) -> dict[str, Any]:
    shown = _described(found.last)
    explain = shown.pop("explain")
    shown["proposals"] = [
        [aday, each.what.value, [dim.value for dim in each.dims]] for aday, each in found.proposals
    ]
    shown["explain"] = explain
    if snapshots:
        shown["snapshots"] = [{"aday": each.aday, **_described(each)} for each in found.snapshots]
    return shown


def _described(one: Snapshot) -> dict[str, Any]:
    reading = one.reading
    return {
        "T": reading.total,
        "T_int": whole(reading.total),
        "provisional": reading.provisional,
        "dims": {dim.value: score for dim, score in reading.dims.items()},
        "n": {dim.value: sums.n for dim, sums in reading.sums.items()},
        "slip": {dim.value: sums.slip for dim, sums in one.day.state.sums.items()},
        "level": one.day.standing.level,
        "explain": [[row.dim, row.name, row.points] for row in explained(reading)],
    }


def _said(one: Snapshot) -> str:
    """A day in a few lines: the score, its dimensions, and the rows that make it."""
    reading = one.reading
    dims = ", ".join(f"{dim.value} {score:.1f}" for dim, score in reading.dims.items())
    provisional = ", provisional" if reading.provisional else ""
    rows = [f"  {row.points:+4d}  {row.dim} {row.name}" for row in explained(reading)]
    first = (
        f"Day {one.aday}: trust {whole(reading.total)}{provisional} ({dims}), level L{one.day.standing.level}"
    )
    return "\n".join([first, "   50  where everybody begins", *rows])
