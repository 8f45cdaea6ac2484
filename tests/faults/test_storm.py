"""Processes killed for real, on both engines: nothing is lost, nothing doubled."""

import pytest

from tests.faults.storm import storm

pytestmark = [
    pytest.mark.storm,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # killed processes tidy nothing up
]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_twenty_kills_lose_and_double_nothing(engine):
    report = storm(engine, kills=20, seed=20)
    assert report.kills == 20
    assert (report.lost, report.doubled) == (0, 0)
