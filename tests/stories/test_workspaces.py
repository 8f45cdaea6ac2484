"""Which workspace a command means, and what the bot makes its own."""

import pytest

from bot.domain.refusals import UnclearWorkspace
from bot.services import example
from bot.services.workspaces import LOCAL, Workspaces
from bot.store import workspaces
from tests.stories.office import EIGHT_IN_NEW_YORK


@pytest.fixture
def desk(database):
    return Workspaces(database, lambda: EIGHT_IN_NEW_YORK)


def known(desk):
    with desk.database.reading() as connection:
        return [each.id for each in workspaces.all_of_them(connection)]


def test_an_empty_database_gets_the_workspace_that_is_named(desk):
    assert desk.resolve(None) == LOCAL
    assert desk.resolve(None) == LOCAL
    assert known(desk) == [LOCAL]


def test_a_name_is_asked_for_where_there_are_several(desk):
    desk.adopt("T1", "One")
    desk.adopt("T2", "Two")
    assert desk.resolve("T2") == "T2"
    for name in (None, "T3"):
        with pytest.raises(UnclearWorkspace) as refusal:
            desk.resolve(name)
        assert refusal.value.known == ("T1", "T2")


@pytest.mark.parametrize("name", ["  ", "x" * 33])
def test_a_name_that_is_none_is_refused(desk, name):
    with pytest.raises(UnclearWorkspace):
        desk.resolve(name)
    assert known(desk) == []


def test_what_commands_prepared_becomes_the_first_teams_own(desk):
    from bot.services.plans import Plans

    plans = Plans(desk.database, desk.now)
    plans.apply(desk.resolve("acme"), example.plan(), by="test")
    desk.adopt("T1", "One")
    assert known(desk) == ["T1"]
    assert plans.version("T1") == 1
    desk.adopt("T1", "One, renamed")
    desk.adopt("T2", "Two")
    assert known(desk) == ["T1", "T2"]
    assert plans.version("T2") is None
