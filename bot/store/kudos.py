"""Kudos: who thanked whom for what, who would rather read it privately, and what was reported."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKeyConstraint, Index, and_, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from bot.domain.kudos import Kudos, Report, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

BATCH = 1_000


class KudosRow(SQLModel, table=True):
    """Thanks from one person; the value as it was called then."""

    __tablename__ = "kudos"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "giver"], ["people.workspace", "people.id"]),
        Index("kudos_by_giver", "workspace", "giver", "day"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=32)
    giver: str = Field(max_length=32)
    day: date
    value: str = Field(max_length=40)
    value_name: str = Field(max_length=60)
    emoji: str = Field(max_length=100)
    words: str
    link: str
    plan_version: int
    given_at: datetime
    status: str = Field(max_length=16)
    settled_by: str | None = Field(default=None, max_length=32)
    settled_at: datetime | None = None
    left_alone: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class KudosReceiverRow(SQLModel, table=True):
    """One person whom kudos thank; `private` where they are not named in the post."""

    __tablename__ = "kudos_receivers"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "kudos"], ["kudos.workspace", "kudos.id"]),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("kudos_by_receiver", "workspace", "person", "given_at"),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    kudos: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    place: int
    private: bool
    given_at: datetime


class KudosOptOutRow(SQLModel, table=True):
    """Somebody whom nothing is posted about: thanks and milestones reach them privately."""

    __tablename__ = "kudos_opt_outs"
    __table_args__ = (ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),)

    workspace: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    since: datetime


class KudosReportRow(SQLModel, table=True):
    """Somebody who thinks that kudos should not stand."""

    __tablename__ = "kudos_reports"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "kudos"], ["kudos.workspace", "kudos.id"]),
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
    )

    workspace: str = Field(primary_key=True, max_length=32)
    kudos: str = Field(primary_key=True, max_length=32)
    person: str = Field(primary_key=True, max_length=32)
    why: str
    at: datetime


_COLUMNS = (
    col(KudosRow.id),
    col(KudosRow.giver),
    col(KudosRow.value),
    col(KudosRow.value_name),
    col(KudosRow.emoji),
    col(KudosRow.words),
    col(KudosRow.link),
    col(KudosRow.given_at),
    col(KudosRow.status),
    col(KudosRow.settled_by),
)
_SAME = and_(
    col(KudosReceiverRow.workspace) == col(KudosRow.workspace),
    col(KudosReceiverRow.kudos) == col(KudosRow.id),
)
_STANDS = col(KudosRow.status) == Status.GIVEN.value


def add(connection: Connection, workspace: str, kudos: Kudos, day: date, plan_version: int) -> None:
    """Write kudos down; `day` is the giver's, on which they count."""
    connection.execute(
        insert(KudosRow).values(
            workspace=workspace,
            id=kudos.id,
            giver=kudos.giver,
            day=day,
            value=kudos.value,
            value_name=kudos.value_name,
            emoji=kudos.emoji,
            words=kudos.words,
            link=kudos.link,
            plan_version=plan_version,
            given_at=kudos.given_at,
            status=kudos.status.value,
        )
    )
    connection.execute(
        insert(KudosReceiverRow),
        [
            {
                "workspace": workspace,
                "kudos": kudos.id,
                "person": each,
                "place": place,
                "private": each in kudos.private,
                "given_at": kudos.given_at,
            }
            for place, each in enumerate(kudos.receivers)
        ],
    )


def find(connection: Connection, workspace: str, kudos: str) -> Kudos | None:
    """The kudos with this id."""
    return next(iter(_select(connection, workspace, col(KudosRow.id) == kudos)), None)


def given_on(connection: Connection, workspace: str, giver: str, day: date) -> int:
    """How many people somebody thanked on a day of theirs; whoever takes one back has used it."""
    counted = (
        select(func.count())
        .select_from(KudosRow)
        .join(KudosReceiverRow, _SAME)
        .where(col(KudosRow.workspace) == workspace, col(KudosRow.giver) == giver, col(KudosRow.day) == day)
    )
    return connection.scalar(counted) or 0


def received(
    connection: Connection, workspace: str, ids: Collection[str], since: datetime
) -> dict[str, list[Kudos]]:
    """The kudos that stand and that these people were given since then, by person, the latest first."""
    found: dict[str, list[Kudos]] = {}
    for batch in _batches(sorted(ids)):
        theirs = select(col(KudosReceiverRow.kudos)).where(
            col(KudosReceiverRow.workspace) == workspace,
            col(KudosReceiverRow.person).in_(batch),
            col(KudosReceiverRow.given_at) >= since,
        )
        wanted = set(batch)
        for each in _select(connection, workspace, col(KudosRow.id).in_(theirs), _STANDS):
            for person in wanted.intersection(each.receivers):
                found.setdefault(person, []).append(each)
    return found


def latest(connection: Connection, workspace: str, person: str, most: int) -> list[Kudos]:
    """The latest kudos that stand and that somebody was given, at most so many."""
    some = (
        select(col(KudosReceiverRow.kudos))
        .join(KudosRow, _SAME)
        .where(col(KudosReceiverRow.workspace) == workspace, col(KudosReceiverRow.person) == person, _STANDS)
        .order_by(col(KudosReceiverRow.given_at).desc(), col(KudosReceiverRow.kudos))
        .limit(most)
    )
    return _select(connection, workspace, col(KudosRow.id).in_(some))


def count(connection: Connection, workspace: str, person: str) -> int:
    """How many kudos that stand somebody was ever given."""
    counted = (
        select(func.count())
        .select_from(KudosReceiverRow)
        .join(KudosRow, _SAME)
        .where(col(KudosReceiverRow.workspace) == workspace, col(KudosReceiverRow.person) == person, _STANDS)
    )
    return connection.scalar(counted) or 0


def pairs(
    connection: Connection, workspace: str, ids: Collection[str], since: datetime
) -> dict[tuple[str, str], int]:
    """How often each of these people was thanked since then, and by whom, by giver and receiver."""
    found: dict[tuple[str, str], int] = {}
    for batch in _batches(sorted(ids)):
        statement = (
            select(col(KudosRow.giver), col(KudosReceiverRow.person), func.count())
            .select_from(KudosReceiverRow)
            .join(KudosRow, _SAME)
            .where(
                col(KudosReceiverRow.workspace) == workspace,
                col(KudosReceiverRow.person).in_(batch),
                col(KudosReceiverRow.given_at) >= since,
                _STANDS,
            )
            .group_by(col(KudosRow.giver), col(KudosReceiverRow.person))
        )
        found |= {(giver, person): times for giver, person, times in connection.execute(statement)}
    return found


def settle(
    connection: Connection, workspace: str, kudos: str, status: Status, by: str, now: datetime
) -> bool:
    """Take kudos back, or remove them; False if somebody has, meanwhile."""
    statement = (
        update(KudosRow)
        .where(col(KudosRow.workspace) == workspace, col(KudosRow.id) == kudos, _STANDS)
        .values(status=status.value, settled_by=by, settled_at=now)
    )
    return connection.execute(statement).rowcount == 1


def report(connection: Connection, workspace: str, kudos: str, person: str, why: str, now: datetime) -> bool:
    """Write down that somebody thinks they should not stand; False if they have said so before."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"workspace": workspace, "kudos": kudos, "person": person, "why": why, "at": now}
    added = dialect.insert(KudosReportRow).values(values).on_conflict_do_nothing()
    if connection.execute(added.returning(col(KudosReportRow.person))).first() is None:
        return False
    _look(connection, workspace, kudos, left_alone=False)
    return True


def leave_alone(connection: Connection, workspace: str, kudos: str) -> None:
    """Write down that an admin looked at what was reported, and left it."""
    _look(connection, workspace, kudos, left_alone=True)


def reports(connection: Connection, workspace: str, kudos: str) -> tuple[tuple[Report, ...], bool]:
    """Who reported kudos, oldest first, and whether an admin has left them alone since."""
    row = KudosReportRow
    statement = (
        select(col(row.person), col(row.why))
        .where(col(row.workspace) == workspace, col(row.kudos) == kudos)
        .order_by(col(row.at), col(row.person))
    )
    here = (col(KudosRow.workspace) == workspace, col(KudosRow.id) == kudos)
    alone = connection.scalar(select(col(KudosRow.left_alone)).where(*here))
    return tuple(Report(*each) for each in connection.execute(statement)), bool(alone)


def prefer_private(connection: Connection, workspace: str, ids: Collection[str]) -> frozenset[str]:
    """Those of these people whom nothing is posted about."""
    found: set[str] = set()
    for batch in _batches(sorted(ids)):
        statement = select(col(KudosOptOutRow.person)).where(
            col(KudosOptOutRow.workspace) == workspace, col(KudosOptOutRow.person).in_(batch)
        )
        found.update(connection.scalars(statement))
    return frozenset(found)


def keep_private(connection: Connection, workspace: str, person: str, now: datetime) -> None:
    """Have nothing posted about somebody from now on."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"workspace": workspace, "person": person, "since": now}
    connection.execute(dialect.insert(KudosOptOutRow).values(values).on_conflict_do_nothing())


def post_again(connection: Connection, workspace: str, person: str) -> None:
    """Have what concerns somebody posted again."""
    here = (col(KudosOptOutRow.workspace) == workspace, col(KudosOptOutRow.person) == person)
    connection.execute(delete(KudosOptOutRow).where(*here))


def _look(connection: Connection, workspace: str, kudos: str, *, left_alone: bool) -> None:
    here = (col(KudosRow.workspace) == workspace, col(KudosRow.id) == kudos)
    connection.execute(update(KudosRow).where(*here).values(left_alone=left_alone))


def _select(connection: Connection, workspace: str, *which: ColumnElement[bool]) -> list[Kudos]:
    """These kudos with their receivers, the latest first."""
    statement = (
        select(*_COLUMNS, col(KudosReceiverRow.person), col(KudosReceiverRow.private))
        .select_from(KudosRow)
        .join(KudosReceiverRow, _SAME)
        .where(col(KudosRow.workspace) == workspace, *which)
        .order_by(col(KudosRow.given_at).desc(), col(KudosRow.id), col(KudosReceiverRow.place))
    )
    rows: dict[str, tuple[Any, list[str], set[str]]] = {}
    for row in connection.execute(statement):
        _, receivers, private = rows.setdefault(row.id, (row, [], set()))
        receivers.append(row.person)
        if row.private:
            private.add(row.person)
    return [_kudos(*each) for each in rows.values()]


def _kudos(row: Any, receivers: Sequence[str], private: Collection[str]) -> Kudos:
    return Kudos(
        id=row.id,
        giver=row.giver,
        receivers=tuple(receivers),
        private=frozenset(private),
        value=row.value,
        value_name=row.value_name,
        emoji=row.emoji,
        words=row.words,
        link=row.link,
        given_at=row.given_at,
        status=Status(row.status),
        settled_by=row.settled_by,
    )


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
