"""Steps on the ladder: proposed, granted, put off, taken back by the facts, or made by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, Text, and_, func, insert, select, text, update
from sqlmodel import Field, SQLModel, col

from bot.domain.ladder import Proposal
from bot.domain.ledger import Dim
from bot.domain.ledger import Step as Way
from bot.domain.people import Rank
from bot.domain.refusals import Busy
from bot.domain.step_evidence import Evidence
from bot.domain.steps import Call, Origin, Status, Step
from bot.domain.trust_explained import Row
from bot.store.people import PersonRow
from bot.store.trust import TrustDayRow, TrustHeadRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

BATCH = 1_000


class StepRow(SQLModel, table=True):
    """One step, and where it stands. At most one is open for anybody."""

    __tablename__ = "steps"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("steps_by_person", "workspace", "person", "opened_at"),
        Index(
            "steps_open",
            "workspace",
            "person",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    person: str = Field(max_length=32)
    what: str = Field(max_length=16)
    origin: str = Field(max_length=16)
    from_level: str = Field(max_length=40)
    to_level: str = Field(max_length=40)
    day: date
    aday: int
    facts: str = Field(sa_type=Text)
    status: str = Field(max_length=16)
    opened_at: datetime
    asked: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": text("''")})
    settled_at: datetime | None = None
    settled_by: str | None = Field(default=None, max_length=64)
    settled_aday: int | None = None
    reason: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    earns_back: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    plan_version: int
    revision: int


def add(connection: Connection, step: Step) -> None:
    """Write a new step down; whoever does holds the person's row, and has seen that no other is open."""
    values = {
        "workspace": step.workspace,
        "id": step.id,
        "person": step.person,
        "what": step.what.value,
        "origin": step.origin.value,
        "from_level": step.from_level,
        "to_level": step.to_level,
        "day": step.day,
        "aday": step.aday,
        "facts": _text(step.evidence),
        "opened_at": step.opened_at,
        **_moving(step),
    }
    connection.execute(insert(StepRow).values(values))


def move(connection: Connection, before: Step, after: Step) -> None:
    """Write down what became of an open step; raises Busy if something else has, meanwhile."""
    still = (
        col(StepRow.workspace) == before.workspace,
        col(StepRow.id) == before.id,
        col(StepRow.status) == Status.OPEN.value,
        col(StepRow.revision) == before.revision,
    )
    if connection.execute(update(StepRow).where(*still).values(**_moving(after))).rowcount != 1:
        raise Busy


def find(connection: Connection, workspace: str, step: str) -> Step | None:
    """The step with this id."""
    found = _select(connection, workspace, col(StepRow.id) == step)
    return found[0] if found else None


def open_ones(connection: Connection, workspace: str, people: Collection[str] | None = None) -> list[Step]:
    """The steps that wait for an answer, of these people or of all."""
    if people is None:
        return _select(connection, workspace, _OPEN)
    ids = list(people)
    return [
        step
        for start in range(0, len(ids), BATCH)
        for step in _select(connection, workspace, _OPEN, col(StepRow.person).in_(ids[start : start + BATCH]))
    ]


def put_off(connection: Connection, workspace: str, people: Collection[str]) -> dict[tuple[str, Way], int]:
    """The active day of the last "Not yet" to each of these people, by which way the step led."""
    ids = list(people)
    found: dict[tuple[str, Way], int] = {}
    for start in range(0, len(ids), BATCH):
        statement = (
            select(col(StepRow.person), col(StepRow.what), func.max(col(StepRow.settled_aday)))
            .where(
                col(StepRow.workspace) == workspace,
                col(StepRow.person).in_(ids[start : start + BATCH]),
                col(StepRow.status) == Status.PUT_OFF.value,
            )
            .group_by(col(StepRow.person), col(StepRow.what))
        )
        for person, what, aday in connection.execute(statement):
            found[person, Way(what)] = aday or 0
    return found


def calls(
    connection: Connection,
    workspace: str,
    person: str | None = None,
    what: Collection[Proposal] = (Proposal.PROMOTE, Proposal.DEMOTE),
) -> list[Call]:
    """Every rep on the team whose last folded day calls for a step, in one statement; or that of one."""
    which = () if person is None else (col(PersonRow.id) == person,)
    statement = (
        select(*_CALL)
        .select_from(TrustHeadRow)
        .join(
            TrustDayRow,
            and_(
                col(TrustDayRow.workspace) == col(TrustHeadRow.workspace),
                col(TrustDayRow.person) == col(TrustHeadRow.person),
                col(TrustDayRow.day) == col(TrustHeadRow.folded_to),
            ),
        )
        .join(
            PersonRow,
            and_(
                col(PersonRow.workspace) == col(TrustHeadRow.workspace),
                col(PersonRow.id) == col(TrustHeadRow.person),
            ),
        )
        .where(
            col(TrustHeadRow.workspace) == workspace,
            col(TrustDayRow.proposal).in_([each.value for each in what]),
            col(PersonRow.active).is_(True),
            col(PersonRow.rank) == Rank.REP.value,
            *which,
        )
        .order_by(col(TrustDayRow.person))
    )
    return [
        Call(who, level, manager, day, aday, rung, since, Proposal(called), tuple(map(Dim, dims)))
        for who, level, manager, day, aday, rung, since, called, dims in connection.execute(statement)
    ]


def _select(connection: Connection, workspace: str, *which: Any) -> list[Step]:
    statement = (
        select(StepRow.__table__)  # type: ignore[attr-defined] # SQLModel does not type its table
        .where(col(StepRow.workspace) == workspace, *which)
        .order_by(col(StepRow.opened_at), col(StepRow.id))
    )
    return [_step(row) for row in connection.execute(statement)]


def _step(row: Any) -> Step:
    return Step(
        id=row.id,
        workspace=row.workspace,
        person=row.person,
        what=Way(row.what),
        origin=Origin(row.origin),
        from_level=row.from_level,
        to_level=row.to_level,
        day=row.day,
        aday=row.aday,
        evidence=_evidence(row.facts),
        opened_at=row.opened_at,
        plan_version=row.plan_version,
        asked=row.asked,
        status=Status(row.status),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        settled_aday=row.settled_aday,
        reason=row.reason,
        earns_back=row.earns_back,
        revision=row.revision,
    )


def _moving(step: Step) -> dict[str, Any]:
    """The part of a step that moves."""
    return {
        "status": step.status.value,
        "asked": step.asked,
        "settled_at": step.settled_at,
        "settled_by": step.settled_by,
        "settled_aday": step.settled_aday,
        "reason": step.reason,
        "earns_back": step.earns_back,
        "plan_version": step.plan_version,
        "revision": step.revision,
    }


def _text(evidence: Evidence | None) -> str:
    return "{}" if evidence is None else json.dumps(asdict(evidence), sort_keys=True)


def _evidence(facts: str) -> Evidence | None:
    found = json.loads(facts)
    if not found:
        return None
    by_dim = {
        name: {Dim(dim): value for dim, value in found[name].items()}
        for name in ("dims", "n", "needs", "slips", "acts")
    }
    rows = tuple(Row(**each) for each in found["rows"])
    return Evidence(**{**found, **by_dim, "flagged": tuple(map(Dim, found["flagged"])), "rows": rows})


_OPEN = text("status = 'open'")
"""Written out, so that both engines find the partial index."""

_CALL: tuple[Any, ...] = (
    col(TrustDayRow.person),
    col(PersonRow.level),
    col(PersonRow.manager),
    col(TrustDayRow.day),
    col(TrustDayRow.aday),
    col(TrustDayRow.level).label("rung"),
    col(TrustDayRow.since),
    col(TrustDayRow.proposal),
    col(TrustDayRow.dims),
)
