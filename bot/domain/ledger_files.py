"""The ledger of one person as a file: one JSON object per line, day after day."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from bot.domain.ledger import FULL_SIZE, Dim, Event, Kind, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.evidence import Entry

LATEST_DAY = 100_000
"""No working life has more days."""

_SIZED = frozenset({Kind.CONCESSION_HONOURED, Kind.AUDIT_OK})
_ACTIVITY = frozenset({Kind.ACTIVITY_DAY, Kind.ACTIVITY_WEEK})
_SCORES = (1, 5)
_PAIR = 2


class BadLedger(Exception):  # noqa: N818 - it is shown to people, as sentences
    """A file that is no ledger: each line that is wrong, and why."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class _Wrong(Exception):  # noqa: N818 - it becomes a sentence
    """Why one line is wrong."""


def read_ledger(text: str) -> tuple[Event, ...]:
    """The rows of a ledger file, day-ordered as they stand there.

    Raises:
        BadLedger: with `line N: reason` for every line that is wrong; nothing is half read.
    """
    events: list[Event] = []
    faults: list[str] = []
    latest = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            event = _event(_object(line), latest)
        except _Wrong as wrong:
            faults.append(f"line {number}: {wrong}")
        else:
            latest = event.aday
            events.append(event)
    if faults:
        raise BadLedger(faults)
    return tuple(events)


def event_of(aday: int, entry: Entry, *, contested: bool = False) -> Event:
    """An entry of a stored ledger as a row of the active day on which it counts."""
    row = {"aday": aday, "id": entry.key, "kind": entry.kind, **entry.facts, "contested": contested}
    return _event(row, aday)


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise _Wrong("this is not JSON") from None
    if not isinstance(found, dict):
        raise _Wrong("this is not a JSON object")
    return found


def _event(row: dict[str, Any], latest: int) -> Event:
    kind = _kind(row)
    aday = _whole(row, "aday", 1, LATEST_DAY)
    if aday < latest:
        raise _Wrong(f"aday {aday} comes after {latest}")
    return Event(
        aday=aday,
        id=_id(row),
        kind=kind,
        metrics=_metrics(row) if kind in _ACTIVITY else (),
        verified=_flag(row, "verified", usual=True),
        requested=_positive(row, "requested") if kind is Kind.REQUEST_DECIDED else 0.0,
        granted=_number(row, "granted") if kind is Kind.REQUEST_DECIDED else 0.0,
        size=_number(row, "pct") if kind in _SIZED else 0.0,
        full=_positive(row, "full") if "full" in row else FULL_SIZE,
        dim=_dim(row) if kind is Kind.ATTEST else None,
        score=_score(row) if kind is Kind.ATTEST else 0.0,
        step=_step(row) if kind is Kind.LADDER else None,
        to=_rung(row) if kind is Kind.LADDER else None,
        quiet=row.get("quiet") is True,
        undo=row.get("undo") is True,
        contested=_flag(row, "contested", usual=False),
    )


def _kind(row: dict[str, Any]) -> Kind:
    try:
        return Kind(row["kind"])
    except KeyError:
        raise _Wrong("kind is missing") from None
    except ValueError:
        raise _Wrong(f"kind {row['kind']!r} is unknown") from None


def _whole(row: dict[str, Any], name: str, least: int, most: int) -> int:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong(f"{name} is missing or not a whole number")
    if not least <= value <= most:
        raise _Wrong(f"{name} is not from {least} to {most:,}")
    return value


def _id(row: dict[str, Any]) -> int | str:
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _Wrong("id is missing or neither a number nor text")
    return value


def _number(row: dict[str, Any], name: str) -> float:
    return _finite(row.get(name), name)


def _finite(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong(f"{name} is missing or not a number")
    try:
        number = float(value)
    except OverflowError:
        raise _Wrong(f"{name} is too large") from None
    if not math.isfinite(number):
        raise _Wrong(f"{name} is not a finite number")
    return number


def _positive(row: dict[str, Any], name: str) -> float:
    number = _number(row, name)
    if number <= 0:
        raise _Wrong(f"{name} is not more than 0")
    return number


def _metrics(row: dict[str, Any]) -> tuple[tuple[float, float], ...]:
    metrics = row.get("metrics")
    if not isinstance(metrics, list):
        raise _Wrong("metrics is missing or not a list")
    for pair in metrics:
        if not isinstance(pair, list) or len(pair) != _PAIR:
            raise _Wrong("metrics holds something else than [done, target]")
    return tuple((_finite(done, "metrics"), _finite(target, "metrics")) for done, target in metrics)


def _flag(row: dict[str, Any], name: str, *, usual: bool) -> bool:
    value = row.get(name, usual)
    if not isinstance(value, bool):
        raise _Wrong(f"{name} is neither true nor false")
    return value


def _dim(row: dict[str, Any]) -> Dim:
    value = row.get("dim")
    if not isinstance(value, str) or value not in {each.value for each in Dim}:
        raise _Wrong("dim is not R, A or J")
    return Dim(value)


def _score(row: dict[str, Any]) -> float:
    score = _number(row, "score")
    if not _SCORES[0] <= score <= _SCORES[1]:
        raise _Wrong("score is not from 1 to 5")
    return score


def _step(row: dict[str, Any]) -> Step:
    value = row.get("what")
    if not isinstance(value, str) or value not in {each.value for each in Step}:
        raise _Wrong("what is neither promote nor demote")
    return Step(value)


def _rung(row: dict[str, Any]) -> int | None:
    """The rung that a step of a stored ledger led to; in a file it may say anything, or nothing."""
    value = row.get("to")
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
