"""How the outbox is doing: the figures that matter to whoever runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlmodel import col

from bot.domain.deliveries import State, epoch_ms
from bot.store.delivery_rows import in_state
from bot.store.delivery_tables import DeliveryRow, OutboxRow, RateRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Mapped


@dataclass(frozen=True)
class Health:
    """Figures of the outbox, of one workspace or all.

    Attributes:
        pending: Messages that wait, those not yet due included.
        overdue_seconds: For how long the oldest due one has waited.
        uncertain: Messages whose answer was lost and not found yet.
        uncertain_seconds: For how long the oldest of them has been so.
        failed: Messages that could not be sent.
        refusals: How often Slack slowed us down; should be 0.
        twins: Copies that had to be deleted; should be 0.
    """

    pending: int
    overdue_seconds: float
    uncertain: int
    uncertain_seconds: float
    failed: int
    refusals: int
    twins: int


def health(
    connection: Connection, now: datetime, *, lease_now: datetime | None = None, workspace: str | None = None
) -> Health:
    """The figures now, from indexes that do not grow with history."""
    row = DeliveryRow
    today, lease = epoch_ms(now), epoch_ms(lease_now or now)
    mine = () if workspace is None else (col(row.workspace) == workspace,)

    def of(state: State, moment: Mapped[Any]) -> tuple[int, int | None]:
        found = select(func.count(), func.min(moment)).where(in_state(state), *mine)
        number, oldest = connection.execute(found).one()
        return int(number), oldest

    pending, oldest_due = of(State.PENDING, col(row.due_at))
    uncertain, oldest_doubt = of(State.UNCERTAIN, col(row.last_at))
    failed, _ = of(State.FAILED, col(row.settled_at))
    refusals = select(func.coalesce(func.sum(RateRow.refusals), 0))
    twins = select(func.coalesce(func.sum(OutboxRow.twins), 0))
    if workspace is not None:
        refusals = refusals.where(col(RateRow.workspace) == workspace)
        twins = twins.where(col(OutboxRow.workspace) == workspace)
    return Health(
        pending=pending,
        overdue_seconds=_age(oldest_due, today),
        uncertain=uncertain,
        uncertain_seconds=_age(oldest_doubt, lease),
        failed=failed,
        refusals=int(connection.scalar(refusals) or 0),
        twins=int(connection.scalar(twins) or 0),
    )


def _age(since: int | None, now: int) -> float:
    return 0.0 if since is None else max(now - since, 0) / 1000
