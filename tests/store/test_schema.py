import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from bot.store import migrate
from bot.store.database import Database
from bot.store.schema import TABLES
from tests.databases import ENGINES


def test_migrated_equals_declared(database):
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, TABLES) == []


def test_every_table_has_the_workspace_in_its_key():
    without = {
        table.name
        for table in TABLES.sorted_tables
        if "workspace" not in {column.name for column in table.primary_key} and table.name != "workspaces"
    }
    assert not without


@pytest.mark.parametrize("engine", ENGINES)
def test_migrating_is_repeatable_and_can_be_undone(databases, engine):
    from alembic import command

    database = Database(databases.bare(engine))
    assert migrate.is_empty(database)
    assert migrate.upgrade(database) == (None, migrate.newest())
    assert migrate.upgrade(database) == (migrate.newest(), migrate.newest())
    assert migrate.is_current(database)
    with database.writing() as connection:
        command.downgrade(migrate.config(connection), "base")
    with database.reading() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    database.close()


def test_two_processes_may_migrate_at_once(databases):
    from concurrent.futures import ThreadPoolExecutor

    url = databases.bare("postgresql")

    def upgrade(_):
        database = Database(url)
        try:
            return migrate.upgrade(database)
        finally:
            database.close()

    with ThreadPoolExecutor(3) as pool:
        before = [result[0] for result in pool.map(upgrade, range(3))]
    assert before.count(None) == 1
    assert before.count(migrate.newest()) == 2
