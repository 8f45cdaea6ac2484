"""Bringing a database to the schema this version knows."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.database import Database

_LOCK = 4_812_027
"""Any number, as long as every process takes the same one while it migrates."""


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to the newest schema; the revisions before and after.

    Two processes may call this at once: the second waits and finds nothing to do.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = _revision(connection)
        command.upgrade(config(connection), "head")
    return before, newest()


def is_current(database: Database) -> bool:
    """Whether the database has exactly the schema this version knows."""
    with database.reading() as connection:
        return _revision(connection) == newest()


def is_empty(database: Database) -> bool:
    """Whether nothing was ever migrated here."""
    with database.reading() as connection:
        return _revision(connection) is None


def newest() -> str:
    """The revision this version knows."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    if head is None:
        raise LookupError("no migrations are packaged with this installation")
    return head


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, over one connection."""
    settings = Config()
    settings.set_main_option("script_location", str(files("bot.store") / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
