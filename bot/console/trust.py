"""`latitude trust`: what a ledger comes to, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out, read_text
from bot.console.dates import read_date
from bot.console.shadows import shadow
from bot.domain.ledger_files import LATEST_DAY, BadLedger, read_ledger
from bot.domain.plan_parts import Trust
from bot.domain.replays import replay
from bot.domain.trust_explained import explained, whole
from bot.services.explanations import Explanations
from bot.services.people import People
from bot.services.workspaces import Workspaces
from bot.views.explanations import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.explanations import Explanation
    from bot.domain.ledger import Event
    from bot.domain.people import Person
    from bot.domain.replays import Replayed, Snapshot

trust = typer.Typer(
    name="trust",
    help="Trust: what a ledger of evidence comes to, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
trust.command()(shadow)


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
def explain(
    who: Annotated[str, typer.Argument(metavar="@SOMEONE", help="A name, a Slack id or an e-mail address.")],
    *,
    as_of: Annotated[
        str,
        typer.Option("--as-of", metavar="DATE", help="As of the end of this day; by default the last one."),
    ] = "",
    workspace: WorkspaceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Say why somebody's trust is what it is, as they read it themselves under Why?.

    Example: latitude trust explain @rita --as-of 2026-11-20
    """
    day = read_date("--as-of", as_of) if as_of else None
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        person = _named(People(database, utc_now).everyone(where), who)
        shown = Explanations(database, utc_now).as_of(where, person.id, day)
    if shown is None:
        raise NotReady(f"{person.name} is a {person.rank.value}: only reps have a score.")
    if as_json:
        typer.echo(json.dumps(_explained(shown), indent=2, ensure_ascii=False))
        return
    out.print("\n".join(told(shown)), markup=False, highlight=False)


def _named(team: Sequence[Person], who: str) -> Person:
    """Who is meant: by id or e-mail address, or by a name that only one of the team bears."""
    word = who.strip().removeprefix("@").casefold()
    exact = [each for each in team if word in {each.id.casefold(), (each.email or "").casefold()}]
    whole_name = [each for each in team if each.name.casefold() == word]
    first_name = [each for each in team if each.first_name.casefold() == word]
    found = exact or whole_name or first_name
    if len(found) != 1:
        many = ", ".join(f"{each.name} ({each.id})" for each in found)
        raise NotReady(
            f"{who}: which one is meant? {many}" if found else f"{who}: nobody on the team is called so."
        )
    return found[0]


def _explained(shown: Explanation) -> dict[str, Any]:
    known: dict[str, Any] = {"person": shown.person.id, "name": shown.person.name, "level": shown.level}
    if shown.end is None or shown.day is None:
        return {**known, "as_of": None, "T": None}
    reading = shown.end.reading
    missing = shown.ahead
    return {
        **known,
        "as_of": shown.day.isoformat(),
        "aday": shown.end.aday,
        "T": reading.total,
        "T_int": shown.total,
        "provisional": reading.provisional,
        "dims": {dim.value: score for dim, score in reading.dims.items()},
        "slip": {each.dim.value: each.value for each in shown.slips},
        "explain": [[row.dim, row.name, row.points] for row in shown.rows],
        "moved": [[row.dim, row.name, row.points] for row in shown.moved],
        "ahead": None if missing is None else {"level": shown.next_level, **asdict(missing)},
        "ledger": [
            {
                "key": each.entry.key,
                "day": each.entry.day.isoformat(),
                "kind": each.entry.kind,
                **each.entry.facts,
            }
            for each in shown.lines
        ],
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
