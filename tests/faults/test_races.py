"""Whoever presses what at the same moment, on whichever replica: one settles it, and the others hear who."""

import pytest

from bot.domain.request_moves import Status
from bot.store.database import Database
from tests.faults.races import race_all

RACES = 14


@pytest.fixture
def replica(database_url):
    made = Database(database_url)
    yield made
    made.close()


def test_of_many_presses_at_once_on_two_replicas_one_settles_it(database, replica):
    report = race_all(database, replica, RACES)
    assert report.races == 3 * RACES
    assert report.won >= report.races - report.settled["expired"]
    assert report.lost > report.races
    assert set(report.settled) <= {each.value for each in Status}
    assert len(report.settled) > 2
