"""`latitude nudges`: whether hints help, as far as that is known."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import typer

from bot.app import utc_now
from bot.console import JsonFlag, WorkspaceName, open_database, out
from bot.domain.nudges import Answer
from bot.services.nudges import Nudges
from bot.services.workspaces import Workspaces
from bot.views import nudges as views

if TYPE_CHECKING:
    from bot.domain.nudges import Report

nudges = typer.Typer(
    name="nudges",
    help="Hints: whether they help.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@nudges.callback()
def group() -> None:
    """Hints: whether they help."""


@nudges.command()
def report(*, workspace: WorkspaceName = None, as_json: JsonFlag = False) -> None:
    """Compare the weeks with a hint to those in which it was held back by lot.

    Example: latitude nudges report --json
    """
    with open_database() as database:
        found = Nudges(database, utc_now).report(Workspaces(database, utc_now).resolve(workspace))
    if as_json:
        typer.echo(json.dumps(_as_json(found), indent=2))
        return
    for line in (views.verdict(found.effect), views.said(found), views.METHOD):
        out.print(line, markup=False, highlight=False)


def _as_json(found: Report) -> dict[str, Any]:
    effect = found.effect
    return {
        "enough": effect.is_known,
        "moments": effect.moments,
        "people": effect.people,
        "sent": effect.sent,
        "effect": effect.size,
        "low": effect.low if math.isfinite(effect.low) else None,
        "high": effect.high if math.isfinite(effect.high) else None,
        "answers": {each.value: found.said.get(each, 0) for each in Answer},
    }
