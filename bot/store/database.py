"""The door to the database: one way to read, one way to write, on both engines."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool, QueuePool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import URL

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process's write before it gives up."""

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
        pool_size: How many PostgreSQL connections are kept open.
    """

    def __init__(self, url: str | URL, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer at a time: queueing in the process costs less than its busy loop.
        self._writer: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        self.engine = self._sqlite() if self.is_sqlite else self._postgres(pool_size)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write: commits at the end, rolls back on any exception."""
        with self._writer, self.engine.connect() as connection:
            writer = connection.execution_options(latitude_writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads: a consistent picture, and no write lock."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _sqlite(self) -> Any:
        in_memory = self.url.database in {None, "", ":memory:"}
        if in_memory:
            raise ValueError("SQLite in memory is not supported: give a file, so that nothing is lost.")
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=10,
            max_overflow=30,
            connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def configure(raw: Any, _record: Any) -> None:
            raw.isolation_level = None  # transactions are begun by us, below, and never by the driver
            cursor = raw.cursor()
            for pragma in (
                f"busy_timeout={BUSY_TIMEOUT_MS}",
                "journal_mode=WAL",
                "synchronous=FULL",  # a claim lost at a power failure would be a message sent twice
                "foreign_keys=ON",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("latitude_writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def _postgres(self, pool_size: int) -> Any:
        options = {"options": _POSTGRES_OPTIONS, "connect_timeout": 10}
        if pool_size == 0:
            return create_engine(self.url, poolclass=NullPool, connect_args=options)
        return create_engine(
            self.url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, connect_args=options
        )
