"""`latitude doctor`: what is misconfigured, and how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bot.app import utc_now
from bot.console import JsonFlag, WorkspaceName  # noqa: TC001 - typer reads them from the annotations
from bot.doctor import Status, examine_database, examine_imports, read_settings, skipped
from bot.doctor_slack import examine_slack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.doctor import Finding

_WIDTH = max(len(each) for each in Status)


def doctor(*, workspace: WorkspaceName = None, as_json: JsonFlag = False) -> None:
    """Look at settings, database, plan, team and Slack, and say what to mend. Nothing is changed.

    Ends with 1 if there is a problem.

    Example: latitude doctor
    """
    findings = []
    for each in _examine(workspace):
        findings.append(each)
        if not as_json:
            typer.echo(f"{each.status:<{_WIDTH}}  {each.check}: {each.says}")
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in findings], indent=2, ensure_ascii=False))
    if any(each.status is Status.PROBLEM for each in findings):
        raise typer.Exit(1)


def _examine(workspace: str | None) -> Iterator[Finding]:
    settings, findings = read_settings()
    yield from findings
    if settings is None:
        for check in ("database", "slack"):
            yield skipped(check, "The settings have to be in order first.")
        return
    yield from examine_imports(settings)
    examined = examine_database(settings, utc_now, workspace)
    yield from examined.findings
    yield from examine_slack(settings, utc_now, examined.plan)
