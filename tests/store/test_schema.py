from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import MetaData, inspect, text

from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Rank
from bot.domain.plan_kinds import Key, LevelKey
from bot.store import checkins, migrate, people, requests, workspaces
from bot.store.database import Database
from bot.store.request_tables import LONGEST_KEY
from bot.store.schema import TABLES
from tests.databases import ENGINES

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
RITA = {
    "workspace": "T1",
    "id": "U1",
    "name": "Rita",
    "rank": "rep",
    "role": "ae",
    "level": "L0",
    "timezone": "UTC",
    "starts_on": date(2026, 1, 1),
    "admin": False,
    "active": True,
    "added_at": NOW,
    "changed_at": NOW,
}
SAID = {
    "wins": "A win",
    "blockers": "",
    "submitted_at": NOW,
    "changed_at": NOW,
    "revision": 2,
    "plan_version": 1,
}
ASKED = {
    "workspace": "T1",
    "id": "R1",
    "number": 1,
    "requester": "U1",
    "power": "price",
    "amount": 1200,
    "together": 0,
    "customer": "Acme",
    "customer_key": "acme",
    "deal_amount": 100,
    "deal_currency": "USD",
    "deal_value": 100,
    "reason": "",
    "said": "",
    "give_get": "",
    "link": "",
    "rule": "limit",
    "level": "L0",
    "plan_version": 1,
    "asked_at": NOW,
    "status": "pending",
    "revision": 0,
}
SEATED = {"workspace": "T1", "request": "R1", "place": 0, "person": "U1", "since": NOW}
DECIDED = {
    "workspace": "T1",
    "request": "R1",
    "revision": 1,
    "move": "ask",
    "by": "U1",
    "at": NOW,
    "text": "They wait",
    "conditions": "",
    "emergency": False,
}
LEAST_KEPT = 7


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


@pytest.mark.parametrize("engine", ENGINES)
def test_check_ins_of_the_first_version_are_what_they_were(databases, engine):
    database = Database(databases.bare(engine))
    with database.writing() as connection:
        command.upgrade(migrate.config(connection), "0001")
        old = MetaData()
        old.reflect(connection)
        put(connection, old.tables["workspaces"], {"id": "T1", "name": "Team", "added_at": NOW})
        put(connection, old.tables["people"], RITA)
        for day, on_time in ((THURSDAY, True), (FRIDAY, False)):
            key = {"workspace": "T1", "person": "U1", "day": day}
            put(connection, old.tables["checkins"], key | SAID | {"on_time": on_time})
            for activity, count in (("leads", 10_000), ("demos", 0)):
                put(connection, old.tables["checkin_counts"], key | {"activity": activity, "count": count})
    assert migrate.upgrade(database) == ("0001", migrate.newest())
    with database.reading() as connection:
        thursday, friday = checkins.between(connection, "T1", ["U1"], THURSDAY, FRIDAY)["U1"]
        person = people.find(connection, "T1", "U1")
        assert workspaces.not_introduced(connection) == []
    assert thursday == Checkin(
        day=THURSDAY,
        counts={"leads": Decimal(10_000), "demos": Decimal(0)},
        wins="A win",
        blockers="",
        submitted_at=NOW,
        mark=Mark.ON_TIME,
        revision=2,
        plan_version=1,
    )
    assert friday == replace(thursday, day=FRIDAY, mark=Mark.LATE)
    assert person is not None
    assert (person.country, person.email) == (None, None)
    with database.writing() as connection:
        command.downgrade(migrate.config(connection), "0001")
        rows = connection.execute(text("SELECT on_time FROM checkins ORDER BY day"))
        assert [bool(row.on_time) for row in rows] == [True, False]
        counts = connection.execute(text('SELECT "count" FROM checkin_counts ORDER BY day, activity'))
        assert list(counts.scalars()) == [0, 10_000, 0, 10_000]
    database.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_request_from_before_ranks_were_kept_has_the_one_its_asker_has_now(databases, engine):
    database = Database(databases.bare(engine))
    with database.writing() as connection:
        command.upgrade(migrate.config(connection), "0004")
        old = MetaData()
        old.reflect(connection)
        put(connection, old.tables["workspaces"], {"id": "T1", "name": "Team", "added_at": NOW})
        put(connection, old.tables["people"], RITA | {"rank": "manager"})
        put(connection, old.tables["requests"], ASKED)
        put(connection, old.tables["request_seats"], SEATED)
        put(connection, old.tables["request_decisions"], DECIDED)
    migrate.upgrade(database)
    with database.reading() as connection:
        found = requests.find(connection, "T1", "R1")
        assert found.rank is Rank.MANAGER
        assert [seat.person for seat in found.seats] == ["U1"]
        assert [done.text for done in found.decisions] == ["They wait"]
        kept = {each["name"] for each in inspect(connection).get_indexes("requests")}
        assert {"requests_by_person", "requests_by_status", "requests_by_customer"} <= kept
    with database.writing() as connection:
        command.downgrade(migrate.config(connection), "0004")
        assert connection.scalar(text("SELECT count(*) FROM request_decisions")) == 1
        assert connection.scalar(text("SELECT count(*) FROM requests")) == 1
    database.close()


def test_the_longest_key_that_a_plan_takes_fits_wherever_it_is_kept():
    longest = "a" * LONGEST_KEY
    assert TypeAdapter(Key).validate_python(longest) == TypeAdapter(LevelKey).validate_python(longest)
    for kind in (Key, LevelKey):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(longest + "a")
    named = {"power", "level", "from_level", "to_level", "role", "activity"}
    everything = [each for table in TABLES.sorted_tables for each in table.columns]
    lengths = {str(each): getattr(each.type, "length", None) for each in everything if each.name in named}
    kept = {name: length for name, length in lengths.items() if length is not None}
    assert len(kept) >= LEAST_KEPT
    assert {name for name, length in kept.items() if length < LONGEST_KEY} == set()


def put(connection, table, values):
    connection.execute(table.insert().values(values))
