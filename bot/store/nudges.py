"""Nudges: every moment at which a hint was right, sent or held back, what came of it, and who wants none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.nudge_effects import Ended
from bot.domain.nudges import Answer, Nudge

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

_HUNDREDTHS = 100


class NudgeRow(SQLModel, table=True):
    """One moment at which a hint was right, written down before anything was sent."""

    __tablename__ = "nudges"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("nudges_by_id", "workspace", "id", unique=True),
        Index("nudges_by_week", "workspace", "week"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    week: date = Field(primary_key=True)
    activity: str = Field(primary_key=True, max_length=40)
    id: str = Field(max_length=32)
    day: date
    target: int
    done: int
    days_left: int
    expected: float
    probability: float
    gain: float
    chance: float
    sent: bool
    suggestion: str
    plan_version: int
    at: datetime
    answer: str | None = Field(default=None, max_length=16)
    answered_at: datetime | None = None
    ended: int | None = None


class NudgeStopRow(SQLModel, table=True):
    """Somebody who wants no hints."""

    __tablename__ = "nudge_stops"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    since: datetime


@dataclass(frozen=True)
class Before:
    """What hints somebody has had: decided on in the week in question, and the days of those sent."""

    decided: frozenset[str] = frozenset()
    sent: tuple[date, ...] = ()


def add(
    connection: Connection, workspace: str, nudges: Sequence[Nudge], plan_version: int, now: datetime
) -> None:
    """Write moments down; those that are known stay as they are."""
    if nudges:
        values = [_values(workspace, each) | {"plan_version": plan_version, "at": now} for each in nudges]
        connection.execute(_dialect(connection).insert(NudgeRow).on_conflict_do_nothing(), values)


def before(
    connection: Connection, workspace: str, weeks: Mapping[str, date], since: date
) -> dict[str, Before]:
    """What each of these people has had since a day, beside the week in question; nobody without any."""
    statement = select(
        col(NudgeRow.person),
        col(NudgeRow.week),
        col(NudgeRow.activity),
        col(NudgeRow.day),
        col(NudgeRow.sent),
    ).where(
        col(NudgeRow.workspace) == workspace,
        col(NudgeRow.person).in_(list(weeks)),
        col(NudgeRow.day) >= since,
    )
    decided: dict[str, set[str]] = {}
    sent: dict[str, list[date]] = {}
    for person, week, activity, day, was_sent in connection.execute(statement):
        if week == weeks[person]:
            decided.setdefault(person, set()).add(activity)
        if was_sent:
            sent.setdefault(person, []).append(day)
    return {
        person: Before(frozenset(decided.get(person, ())), tuple(sent.get(person, ())))
        for person in decided.keys() | sent.keys()
    }


def find(connection: Connection, workspace: str, nudge: str) -> Nudge | None:
    """The one with this id."""
    statement = select(NudgeRow.__table__).where(  # type: ignore[attr-defined] # SQLModel adds it
        col(NudgeRow.workspace) == workspace, col(NudgeRow.id) == nudge
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else _nudge(row)


def say(connection: Connection, workspace: str, nudge: str, answer: Answer, now: datetime) -> None:
    """Write down what somebody says of one; the last word counts."""
    here = (col(NudgeRow.workspace) == workspace, col(NudgeRow.id) == nudge)
    connection.execute(update(NudgeRow).where(*here).values(answer=answer.value, answered_at=now))


def unended(connection: Connection, workspace: str, before_week: date) -> list[tuple[str, date, str]]:
    """The person, week and activity of those whose week began before another and has no end written down."""
    statement = (
        select(col(NudgeRow.person), col(NudgeRow.week), col(NudgeRow.activity))
        .where(
            col(NudgeRow.workspace) == workspace,
            col(NudgeRow.week) < before_week,
            col(NudgeRow.ended).is_(None),
        )
        .order_by(col(NudgeRow.week), col(NudgeRow.person))
    )
    return [(person, week, activity) for person, week, activity in connection.execute(statement)]


def end(connection: Connection, workspace: str, ends: Mapping[tuple[str, date, str], float]) -> None:
    """Write down what the weeks came to."""
    for (person, week, activity), total in sorted(ends.items()):
        here = (
            col(NudgeRow.workspace) == workspace,
            *(col(NudgeRow.person) == person, col(NudgeRow.week) == week),
            col(NudgeRow.activity) == activity,
        )
        connection.execute(update(NudgeRow).where(*here).values(ended=round(total * _HUNDREDTHS)))


def ended(connection: Connection, workspace: str) -> list[Ended]:
    """Every moment whose week is over, oldest first."""
    statement = (
        select(
            *(col(NudgeRow.person), col(NudgeRow.sent), col(NudgeRow.chance)),
            *(col(NudgeRow.expected), col(NudgeRow.ended), col(NudgeRow.done)),
        )
        .where(
            col(NudgeRow.workspace) == workspace, col(NudgeRow.ended).is_not(None), col(NudgeRow.expected) > 0
        )
        .order_by(col(NudgeRow.week), col(NudgeRow.person), col(NudgeRow.activity))
    )
    return [
        Ended(person, sent, chance, expected, ((total or 0) - done) / _HUNDREDTHS)
        for person, sent, chance, expected, total, done in connection.execute(statement)
    ]


def answers(connection: Connection, workspace: str) -> list[Answer]:
    """Everything that was said of a hint."""
    statement = select(col(NudgeRow.answer)).where(
        col(NudgeRow.workspace) == workspace, col(NudgeRow.answer).is_not(None)
    )
    return [Answer(each) for each in connection.scalars(statement) if each]


def stopped(connection: Connection, workspace: str, ids: Collection[str]) -> set[str]:
    """Those of these people who want no hints."""
    statement = select(col(NudgeStopRow.person)).where(
        col(NudgeStopRow.workspace) == workspace, col(NudgeStopRow.person).in_(ids)
    )
    return set(connection.scalars(statement))


def stop(connection: Connection, workspace: str, person: str, now: datetime) -> None:
    """Let somebody have no hints from now on."""
    values = {"workspace": workspace, "person": person, "since": now}
    connection.execute(_dialect(connection).insert(NudgeStopRow).on_conflict_do_nothing(), values)


def resume(connection: Connection, workspace: str, person: str) -> None:
    """Let somebody have hints again."""
    here = (col(NudgeStopRow.workspace) == workspace, col(NudgeStopRow.person) == person)
    connection.execute(delete(NudgeStopRow).where(*here))


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _values(workspace: str, each: Nudge) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "person": each.person,
        "week": each.week,
        "activity": each.activity,
        "id": each.id,
        "day": each.day,
        "target": int(each.target * _HUNDREDTHS),
        "done": int(each.done * _HUNDREDTHS),
        "days_left": each.days_left,
        "expected": each.expected,
        "probability": each.probability,
        "gain": each.gain,
        "chance": each.chance,
        "sent": each.is_sent,
        "suggestion": each.suggestion,
    }


def _nudge(row: Any) -> Nudge:
    return Nudge(
        id=row.id,
        person=row.person,
        activity=row.activity,
        week=row.week,
        day=row.day,
        target=Decimal(row.target) / _HUNDREDTHS,
        done=Decimal(row.done) / _HUNDREDTHS,
        days_left=row.days_left,
        expected=row.expected,
        probability=row.probability,
        gain=row.gain,
        chance=row.chance,
        is_sent=row.sent,
        suggestion=row.suggestion,
        answer=None if row.answer is None else Answer(row.answer),
    )
