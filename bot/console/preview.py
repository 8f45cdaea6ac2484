"""`latitude preview`: what would be sent to whom and when."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out
from bot.console.dates import LAST_DATE, on_one_line, read_date
from bot.domain.refusals import Stranger
from bot.services.previews import Previews
from bot.services.workspaces import Workspaces
from bot.views.text import long_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.services.previews import Foreseen

LONGEST = 400
"""Days shown at once."""

_A_WEEK = timedelta(days=6)
_ONE_DAY = timedelta(days=1)

_KINDS: dict[str, str] = {
    "checkin-prompt": "is asked to check in",
    "checkin-reminder": "is reminded, if the answer is not there",
    "checkin-last-reminder": "is reminded once more, if the answer is not there",
    "team-digest": "hears how the team did",
    "week-review": "looks over the team's week",
    "attestations": "may say how they see each of their reps",
    "team-thread": "sees the team's answers",
    "coaching-morning": "hears who could use them, if any of it is new",
    "retrospect": "looks back at their week, if they said anything in it",
    "roundup": "reads the team's week, if there is anything to say",
}
"""What happens to whom, in words."""


def preview(
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The first date; today unless given.")
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="The last date; six days later unless given.")
    ] = "",
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what goes to this person, by Slack id.")
    ] = None,
    *,
    workspace: WorkspaceName = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what would be sent to whom and when, by each person's own clock. Nothing is sent.

    Example: latitude preview --from 2026-11-23 --to 2026-11-29
    """
    begins, ends = _dates(first, last)
    with open_database() as database:
        where = Workspaces(database, utc_now).resolve(workspace)
        found = Previews(database, utc_now).foresee(where, begins, ends, person)
        try:
            if as_json:
                _write_json(found)
            else:
                _write_days(found)
        except Stranger:
            raise NotReady(
                f"Nobody on the team has the id {on_one_line(str(person))}: "
                "`latitude people list` shows everyone."
            ) from None


def _dates(first: str, last: str) -> tuple[date, date]:
    """The range that was asked for; raises NotReady where it is none, or too long."""
    begins = read_date("--from", first) if first else utc_now().astimezone().date()
    ends = read_date("--to", last) if last else min(begins + _A_WEEK, LAST_DATE)
    if ends < begins:
        raise NotReady(f"--to {ends} comes before --from {begins}.")
    if (ends - begins).days >= LONGEST:
        raise NotReady(f"That is {(ends - begins).days + 1} days: a preview shows {LONGEST} at most.")
    return begins, ends


def _write_json(found: Iterable[Foreseen]) -> None:
    """A list, written as it is worked out: a year of a company is long."""
    opening = "["
    for each in found:
        entry = {"at": each.at.isoformat(), "person": each.person, "kind": each.kind, "key": each.key}
        typer.echo(f"{opening}\n  {json.dumps(entry, ensure_ascii=False)}", nl=False)
        opening = ","
    typer.echo("[]" if opening == "[" else "\n]")


def _write_days(found: Iterable[Foreseen]) -> None:
    nothing = True
    for day, messages in groupby(_by_day(found), lambda each: each.at.date()):
        nothing = False
        table = Table(title=f"{long_day(day)} {day.year}", title_justify="left", box=None, show_header=False)
        for each in messages:
            happens = _KINDS.get(each.kind, each.kind)
            table.add_row(
                f"{each.at:%H:%M}", Text(f"UTC{each.at.isoformat()[-6:]}"), Text(each.name), Text(happens)
            )
        out.print(table)
    if nothing:
        out.print("Nothing would be sent.")


def _by_day(found: Iterable[Foreseen]) -> Iterator[Foreseen]:
    """The same by local date, then by time: a date is over everywhere a day after it is over in UTC."""
    waiting: dict[date, list[Foreseen]] = {}
    for each in found:
        day = each.at.date()
        if day not in waiting:
            waiting[day] = []
            over = each.at.astimezone(UTC).date() - _ONE_DAY
            for past in sorted(past for past in waiting if past < over):
                yield from waiting.pop(past)
        waiting[day].append(each)
    for day in sorted(waiting):
        yield from waiting[day]
