"""Every table there is. Importing this module declares them all."""

from sqlmodel import SQLModel

from bot.store import (
    absences,
    active_days,
    audit,
    balances,
    checkins,
    contests,
    delegations,
    delivery_tables,
    evidence,
    imports,
    inbox,
    marks,
    newcomers,
    outages,
    outcomes,
    people,
    pictures,
    plans,
    request_tables,
    steps,
    trust,
    typed_answers,
    weeks,
    workspaces,
)

TABLES = SQLModel.metadata
"""The declared schema, which the migrations must arrive at."""

MODULES = (
    absences,
    active_days,
    audit,
    balances,
    checkins,
    contests,
    delegations,
    delivery_tables,
    evidence,
    imports,
    inbox,
    marks,
    newcomers,
    outages,
    outcomes,
    people,
    pictures,
    plans,
    request_tables,
    steps,
    trust,
    typed_answers,
    weeks,
    workspaces,
)
"""The modules that declare tables, one per noun."""
