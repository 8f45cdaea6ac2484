"""What the page for a talk counts, and what it quotes."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.checkins import Checkin, Kept, Mark
from bot.domain.sheets import MOST, promises_of

FIRST = date(2026, 10, 5)


def test_every_promise_that_was_not_kept_is_counted_and_only_the_last_are_quoted():
    days = [FIRST + timedelta(days=number) for number in range(12)]
    said = {
        day: Checkin(
            day=day,
            counts={},
            wins="",
            blockers="",
            submitted_at=datetime(2026, 10, 5, tzinfo=UTC),
            mark=Mark.ON_TIME,
            commitment=f"Call {number}",
            kept=Kept.NO if number else None,
            kept_of=days[number - 1] if number else None,
        )
        for number, day in enumerate(days)
    }
    found = promises_of(said, FIRST, None)
    assert found.missed == 11
    assert found.words == tuple(f"Call {number}" for number in range(10, 10 - MOST, -1))
