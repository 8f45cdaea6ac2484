"""`latitude trust shadow`: what trust has led to, or would have led to while it is on trial."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from bot.app import utc_now
from bot.console import JsonFlag, WorkspaceName, open_database, out
from bot.services.shadows import Shadows
from bot.services.workspaces import Workspaces
from bot.views import shadows as views

if TYPE_CHECKING:
    from bot.domain.shadows import Report, Stretch, Trial


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
