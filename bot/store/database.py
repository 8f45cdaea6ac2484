"""The door to the database: one way to read, one way to write, on both engines."""

from __future__ import annotations

import copy
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from bot.domain.refusals import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import URL, Engine

PATIENCE = 10.0
"""Seconds a writer waits for other writers before it gives up."""

POOL = 10
"""Connections kept open; more when many ask at once."""

HASTE = 1.8
"""The same where a person waits: Slack allows three seconds for everything."""

_POSTGRES_OPTIONS = (
    "-c synchronous_commit=on"
    " -c statement_timeout=30000"
    " -c lock_timeout=10000"
    " -c idle_in_transaction_session_timeout=30000"
    " -c timezone=UTC"
)


class Database:
    """One database, SQLite or PostgreSQL.

    Args:
        url: An SQLAlchemy URL, `sqlite:///file.db` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.patience = PATIENCE
        # SQLite has one writer at a time: queueing in the process costs less than its busy loop.
        self._writer = threading.Lock()
        self.engine: Engine = self._sqlite() if self.is_sqlite else self._postgres()

    def hasty(self) -> Database:
        """The same database for work a person waits for: it gives up before Slack does."""
        twin = copy.copy(self)
        twin.patience = HASTE
        return twin

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write: commits at the end, rolls back on any exception.

        Raises:
            Busy: when other writers did not let go in time; nothing was written.
        """
        if not self.is_sqlite:
            with self._begun(writes=True) as connection:
                yield connection
            return
        if not self._writer.acquire(timeout=self.patience):
            raise Busy
        try:
            with self._begun(writes=True) as connection:
                yield connection
        finally:
            self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads: a consistent picture, and no write lock."""
        with self._begun(writes=False) as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Connection]:
        with self.engine.connect() as plain:
            connection = plain.execution_options(latitude_writes=writes, latitude_patience=self.patience)
            try:
                with connection.begin():
                    if writes and not self.is_sqlite:
                        patience = f"{int(self.patience * 1000)}ms"
                        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}'")
                    yield connection
            except OperationalError as error:
                if _is_busy(error):
                    raise Busy from error
                raise

    def _sqlite(self) -> Engine:
        in_memory = self.url.database in {None, "", ":memory:"}
        if in_memory:
            raise ValueError("SQLite in memory is not supported: give a file, so that nothing is lost.")
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=POOL,
            max_overflow=30,
            hide_parameters=True,  # what people typed stays out of the log
            connect_args={"timeout": PATIENCE, "check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def configure(raw: Any, _record: Any) -> None:
            raw.isolation_level = None  # transactions are begun by us, below, and never by the driver
            cursor = raw.cursor()
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",  # a claim lost at a power failure would be a message sent twice
                "foreign_keys=ON",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            options = connection.get_execution_options()
            if not options.get("latitude_writes", False):
                connection.exec_driver_sql("BEGIN")
                return
            patience = int(options.get("latitude_patience", PATIENCE) * 1000)
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def _postgres(self) -> Engine:
        options = {"options": _POSTGRES_OPTIONS, "connect_timeout": 10}
        return create_engine(
            self.url,
            pool_size=POOL,
            max_overflow=POOL,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=options,
        )


def _is_busy(error: OperationalError) -> bool:
    """Whether the engine gave up waiting for a lock, as opposed to any other failure."""
    reason = str(error.orig)
    return "database is locked" in reason or getattr(error.orig, "sqlstate", None) in {"55P03", "57014"}
