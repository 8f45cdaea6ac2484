"""Whoever presses whatever in whichever order: one settlement, by who may, and a trail that explains it."""

import pytest

from bot.domain.request_moves import Status
from tests.faults.walks import STEPS, walk_all

WALKS = 16


@pytest.mark.parametrize("seed", [0])
def test_random_walks_over_the_request_desk(database, seed):
    report = walk_all(database, WALKS, seed)
    assert report.steps == WALKS * STEPS
    assert report.moved > WALKS
    assert report.refused > WALKS
    assert set(report.settled) == {each.value for each in Status}
