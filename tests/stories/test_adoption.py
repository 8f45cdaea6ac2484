"""What was prepared before Slack was there becomes the team's own, at the first start."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from bot.app import Latitude
from bot.config import Settings
from bot.domain.refusals import UnclearWorkspace
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.services.absences import Absences
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.previews import Previews
from bot.services.rosters import Rosters
from bot.services.workspaces import LOCAL, Workspaces
from bot.store import absences, audit, workspaces
from handlers.manifest import manifest
from tests.stories.office import EIGHT_IN_NEW_YORK

PEOPLE = b"""slack_id,name,rank,role,manager,timezone,starts_on,admin
UMAYA,Maya Lindqvist,manager,,,America/New_York,2025-01-06,yes
URITA,Rita Alvarez,rep,ae,UMAYA,America/New_York,2025-01-06,no
"""
VERSION_AND_WHO = [
    ("plan applied", "latitude plan apply"),
    ("person added", "latitude people import"),
    ("person added", "latitude people import"),
]


def now():
    return EIGHT_IN_NEW_YORK


def prepare(database, name=None):
    """What somebody does before there are tokens: a plan, the people, and Rita's holiday."""
    workspace = Workspaces(database, now).resolve(name)
    Plans(database, now).apply(workspace, example.plan(), by="latitude plan apply")
    Rosters(database, now).import_(workspace, PEOPLE, by="latitude people import")
    Absences(database, now).enter(
        workspace,
        "URITA",
        receipt="holiday",
        person="URITA",
        first=date(2026, 11, 25),
        last=date(2026, 11, 27),
    )
    return workspace


@contextmanager
def introduced(database_url):
    """The bot, in a Slack team of its own that it has just met; the team's id."""
    with Sandbox(manifest(), people=()) as sandbox:
        settings = Settings(
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_api_url=f"{sandbox.api_url}/",
            database_url=database_url,
        )
        bot = Latitude(settings, now=now)
        try:
            yield bot, bot.introduce()
        finally:
            bot.database.close()


def rows_of(database, workspace):
    """How many rows each table holds of a workspace, where there are any."""
    tables = [each for each in SQLModel.metadata.sorted_tables if "workspace" in each.columns]
    with database.reading() as connection:
        counted = {
            table.name: connection.scalar(
                select(func.count()).select_from(table).where(table.c.workspace == workspace)
            )
            for table in tables
        }
    return {name: count for name, count in counted.items() if count}


def known(database):
    with database.reading() as connection:
        return [each.id for each in workspaces.all_of_them(connection)]


def told(database, workspace):
    with database.reading() as connection:
        return [(each.what, each.by) for each in audit.entries(connection, workspace)]


def test_everything_prepared_is_the_teams(database, database_url):
    assert prepare(database) == LOCAL
    before = rows_of(database, LOCAL)
    history = told(database, LOCAL)
    with introduced(database_url) as (bot, team):
        assert known(database) == [team]
        assert rows_of(database, LOCAL) == {}
        assert rows_of(database, team) == before
        assert bot.plans.current(team) == (1, example.plan())
        assert [each.name for each in bot.people.everyone(team)] == ["Maya Lindqvist", "Rita Alvarez"]
        with database.reading() as connection:
            (away,) = absences.of(connection, team, ["URITA"], date(2026, 11, 1))["URITA"]
        assert (away.first, away.last) == (date(2026, 11, 25), date(2026, 11, 27))
        assert told(database, team) == history


def test_the_trail_says_who_prepared_it(database, database_url):
    prepare(database)
    with introduced(database_url) as (_, team):
        said = told(database, team)
    assert all(each in said for each in VERSION_AND_WHO)


def test_what_was_foreseen_is_what_is_planned(database, database_url):
    prepare(database)
    foreseen = {
        each.key
        for each in Previews(database, now).foresee(LOCAL, date(2026, 11, 23), date(2026, 11, 23), "URITA")
        if each.key.endswith("2026-11-23")
    }
    with introduced(database_url) as (bot, team):
        bot.plan()
        with database.reading() as connection:
            rows = connection.exec_driver_sql(
                f"SELECT workspace, key FROM deliveries WHERE person = 'URITA' AND workspace = '{team}'"  # noqa: S608 - the sandbox's own id
            )
            planned = {key for _, key in rows if key.endswith("2026-11-23")}
    assert foreseen == {"checkin-prompt:URITA:2026-11-23", "checkin-reminder:URITA:2026-11-23"}
    assert foreseen <= planned


def test_a_second_team_takes_nothing(database, database_url):
    prepare(database)
    with introduced(database_url) as (bot, first):
        before = rows_of(database, first)
        bot.workspaces.adopt("T2", "Another team")
        assert known(database) == sorted([first, "T2"])
        assert rows_of(database, "T2") == {}
        assert rows_of(database, first) == before


def test_the_same_team_again_changes_nothing(database, database_url):
    prepare(database)
    with introduced(database_url) as (bot, team):
        before = rows_of(database, team)
        assert bot.introduce() == team
        assert rows_of(database, team) == before


def test_of_two_that_were_prepared_neither_is_taken(database, database_url):
    prepare(database, "north")
    with database.writing() as connection:
        workspaces.add(connection, workspaces.Workspace("south", "south"), now())
    before = rows_of(database, "north")
    with introduced(database_url) as (bot, team):
        assert known(database) == sorted(["north", "south", team])
        assert bot.plans.current(team) is None
        assert rows_of(database, "north") == before


def test_one_prepared_under_the_teams_own_id_stays_where_it_is(database):
    desk = Workspaces(database, now)
    assert prepare(database, "T1") == "T1"
    before = rows_of(database, "T1")
    desk.adopt("T1", "Acme")
    assert known(database) == ["T1"]
    assert rows_of(database, "T1") == before
    with database.reading() as connection:
        assert workspaces.find(connection, "T1").name == "Acme"
        assert workspaces.not_introduced(connection) == []
    assert len(People(database, now).everyone("T1")) == 2


@pytest.mark.parametrize("name", ["T2", LOCAL])
def test_a_team_that_was_met_is_found_by_its_name_only(database, name):
    desk = Workspaces(database, now)
    assert desk.find(None) is desk.find(name) is None
    desk.adopt("T1", "Acme")
    assert desk.find(None) == desk.find("T1") == desk.resolve(None) == "T1"
    with pytest.raises(UnclearWorkspace):
        desk.resolve(name)


def test_a_plan_that_cannot_be_read_is_replaced_by_one_that_can(database):
    here = Workspaces(database, lambda: EIGHT_IN_NEW_YORK).resolve("local")
    desk = Plans(database, lambda: EIGHT_IN_NEW_YORK)
    desk.apply(here, example.plan(), by="test")
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE plans SET document = '{}'")
    assert desk.apply(here, example.plan(), by="test") == 2
    assert desk.current(here) == (2, example.plan())
