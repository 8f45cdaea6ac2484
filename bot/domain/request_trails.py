"""The audit trail of requests as rows: each move, by whom, and where the request stood then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING

from bot.domain.request_moves import MOVES, Move, Status
from bot.domain.requests import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from bot.domain.outcomes import Audit, Outcome
    from bot.domain.requests import Request

    Cell = str | int | bool | None
    Row = dict[str, Cell]

COLUMNS = (
    *("number", "request", "requester", "requester_name", "power", "unit", "asked", "together"),
    *("customer", "deal", "currency", "deal_value", "level", "rule", "plan_version", "move", "by"),
    *("by_name", "for", "for_name", "at", "amount", "text", "conditions", "emergency", "status", "shown"),
    *("said", "give_get", "outcome", "given", "got", "audit", "audit_note"),
)
TYPED = frozenset(
    {
        "customer",
        "text",
        "conditions",
        "requester_name",
        "by_name",
        "for_name",
        "said",
        "give_get",
        "audit_note",
    }
)
"""The columns that hold what people typed."""

CLOCK = "clock"
_YES_OR_NO = {True: "yes", False: "no"}
_AUDITED = {None: "open", True: "would have approved", False: "would not have approved"}
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Known:
    """What is on record beside a request's moves.

    Attributes:
        shown: What was to be seen at each move, numbered from 1.
        outcome: What its requester said last became of the deal.
        audit: What their manager was asked, and said, of what was decided alone.
    """

    shown: Mapping[int, str]
    outcome: Outcome | None = None
    audit: Audit | None = None


@dataclass(frozen=True)
class Days:
    """The days in UTC whose moves are wanted, the first and the last among them; all, unless told."""

    first: date = date.min
    last: date = date.max

    def __contains__(self, at: datetime) -> bool:
        return self.first <= at.astimezone(UTC).date() <= self.last


def rows_of(request: Request, unit: str, names: Mapping[str, str], days: Days, known: Known) -> Iterator[Row]:
    """One row for each move of a request in `days`, its asking first; `names` gives names by ids."""
    case = request.case
    about: Row = {
        "number": request.number,
        "request": request.id,
        "requester": request.requester,
        "requester_name": names.get(request.requester, ""),
        "power": case.power,
        "unit": unit,
        "asked": _figure(case.amount),
        "together": _figure(request.together),
        "customer": case.customer,
        "deal": _figure(case.deal.amount),
        "currency": case.deal.currency,
        "deal_value": _figure(case.deal_value),
        "level": request.level,
        "rule": request.rule.value,
        "plan_version": request.plan_version,
    }
    beside = _beside(request, known)
    asking = Decision(Move.ASK, request.requester, request.asked_at, amount=case.amount, text=case.reason)
    if asking.at in days:
        unseen: Row = {"shown": ""}
        yield about | _move(asking, "request", Status.PENDING, names) | unseen | beside
    status = Status.PENDING
    for number, done in enumerate(request.decisions, 1):
        status = MOVES[status, done.move]
        if done.at in days:
            seen: Row = {"shown": known.shown.get(number, "")}
            yield about | _move(done, done.move.value, status, names) | seen | beside


def harmless(column: str, cell: Cell) -> str:
    """A cell as text; what people typed so that no spreadsheet runs it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    text = str(cell)
    return f"'{text}" if column in TYPED and text.startswith(_RUNS) else text


def _move(done: Decision, name: str, status: Status, names: Mapping[str, str]) -> Row:
    by = done.by or CLOCK
    return {
        "move": name,
        "by": by,
        "by_name": names.get(by, ""),
        "for": done.instead_of or "",
        "for_name": names.get(done.instead_of or "", ""),
        "at": done.at.astimezone(UTC).isoformat(),
        "amount": None if done.amount is None else _figure(done.amount),
        "text": names.get(done.text, done.text) if done.move is Move.ESCALATE else done.text,
        "conditions": done.conditions,
        "emergency": done.emergency,
        "status": status.value,
    }


def _beside(request: Request, known: Known) -> Row:
    """What was said when it was asked, and what came of it by now."""
    told, audit = known.outcome, known.audit
    given = None if told is None else told.given
    return {
        "said": request.case.said,
        "give_get": request.case.give_get,
        "outcome": "" if told is None else told.result.value,
        "given": None if given is None else _figure(given),
        "got": None if told is None or told.got is None else _YES_OR_NO[told.got],
        "audit": "" if audit is None else _AUDITED[audit.approves],
        "audit_note": "" if audit is None else audit.note,
    }


def _figure(amount: Decimal) -> str:
    return f"{amount:f}"
