"""Every deletion is noticed: by a story, or by a seed of the simulation."""

from itertools import chain

import pytest

from bot.store.database import Database
from bot.store.delivery_tables import TABLES, DeliveryRow
from tests.delivery.promises import STORIES
from tests.delivery.rig import Rig
from tests.faults.mutants import MUTANTS, applied, notices

FALLBACK = 40
"""Seeds tried after the recorded one, which a harmless change elsewhere may have made blind."""

BY_STORY = [one for one in MUTANTS if one.story]
BY_SEED = [one for one in MUTANTS if one.seed is not None]


@pytest.fixture
def rig(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/mutant.sqlite3")
    DeliveryRow.metadata.create_all(database.engine, tables=list(TABLES))
    yield Rig(database)
    database.close()


@pytest.mark.parametrize("mutant", BY_STORY, ids=[one.name for one in BY_STORY])
def test_a_story_notices(mutant, rig):
    with applied(mutant), pytest.raises((AssertionError, pytest.fail.Exception, ValueError)):
        STORIES[mutant.story](rig)


@pytest.mark.parametrize("mutant", BY_SEED, ids=[one.name for one in BY_SEED])
def test_a_seed_notices(mutant):
    with applied(mutant):
        assert notices(chain([mutant.seed], range(FALLBACK))) is not None


def test_there_are_enough_deletions():
    assert len({one.name for one in MUTANTS}) >= 30
