"""Every table there is. Importing this module declares them all."""

from sqlmodel import SQLModel

from bot.store import audit, checkins, delivery_tables, inbox, people, plans, workspaces

TABLES = SQLModel.metadata
"""The declared schema, which the migrations must arrive at."""

MODULES = (audit, checkins, delivery_tables, inbox, people, plans, workspaces)
"""The modules that declare tables, one per noun."""
