"""What a month's card needs of several tables: who has been here long enough, and what is said already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import col

from bot.domain.attestations import key_of
from bot.domain.ledger import Dim, Kind
from bot.store import evidence
from bot.store.trust import BATCH, TrustDayRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.evidence import Entry


def active_days(
    connection: Connection, workspace: str, people: Sequence[str], before: date
) -> dict[str, int]:
    """How many active days each of these people had before a day; nobody without one."""
    found: dict[str, int] = {}
    for start in range(0, len(people), BATCH):
        statement = (
            select(col(TrustDayRow.person), func.max(col(TrustDayRow.aday)).label("aday"))
            .where(
                col(TrustDayRow.workspace) == workspace,
                col(TrustDayRow.person).in_(people[start : start + BATCH]),
                col(TrustDayRow.day) < before,
            )
            .group_by(col(TrustDayRow.person))
        )
        found |= {row.person: row.aday for row in connection.execute(statement)}
    return found


def given(
    connection: Connection, workspace: str, people: Sequence[str], manager: str, month: date
) -> dict[str, dict[Dim, Entry]]:
    """What a manager has said of these people in a month, and not taken back."""
    names = {key_of(manager, month, dim): dim for dim in Dim}
    standing = evidence.under(connection, workspace, dict.fromkeys(people, tuple(names)))
    found: dict[str, dict[Dim, Entry]] = {}
    for (person, key), entry in standing.items():
        if entry.kind == Kind.ATTEST:
            found.setdefault(person, {})[names[key]] = entry
    return found
