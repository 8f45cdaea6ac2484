from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.outages import Outage, came_between, silence

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("last", "outage"),
    [
        (None, None),
        (NOON, None),
        (NOON - timedelta(minutes=59), None),
        (NOON + HOUR, None),  # the clock was set back
        (NOON - HOUR, Outage(NOON - HOUR, NOON)),
    ],
)
def test_an_hour_of_silence_is_an_outage(last, outage):
    assert silence(last, NOON) == outage


@pytest.mark.parametrize(
    ("began", "ended", "matters"),
    [(-5, -1, False), (-5, 1, True), (1, 2, True), (3, 9, True), (4, 9, False), (-9, 9, True)],
)
def test_an_outage_matters_for_what_fell_into_it(began, ended, matters):
    out = Outage(NOON + began * HOUR, NOON + ended * HOUR)
    assert came_between([out], NOON, NOON + 4 * HOUR) is matters
    assert out.lasted == (ended - began) * HOUR
