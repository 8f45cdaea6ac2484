"""Whoever presses whatever in whichever order: one settlement, by who may, and a trail that explains it."""

from bot.domain.request_moves import Status
from tests.faults.walks import STEPS, walk_all

WALKS = 20


def test_random_walks_over_the_request_desk(database):
    report = walk_all(database, WALKS)
    assert report.steps == WALKS * STEPS
    assert report.moved > 2 * WALKS
    assert report.refused > 4 * WALKS
    assert report.repeated
    assert report.dead_ends
    assert report.escalated
    assert report.late
    assert set(report.settled) == {each.value for each in Status}
