"""A step down for a low dimension stands on evidence: thin evidence is not distrust."""

from dataclasses import replace

import pytest

from bot.domain.ladder import Day, Proposal, Standing, grounded, live_through
from bot.domain.ledger import Dim, Event, Kind
from tests.domain.test_trust import TRUST


def lives(level, kinds, *, verified=True):
    """The last of some days on a level: check-ins as given, and every day's activity in full."""
    day = Day(0, *_nothing(level))
    for aday, kind in enumerate(kinds, 1):
        rows = [
            Event(aday, 1, kind),
            Event(aday, 2, Kind.ACTIVITY_DAY, metrics=((5.0, 5.0),), verified=verified),
        ]
        day = live_through(day, TRUST, aday, rows)
    return day


def _nothing(level):
    empty = live_through(None, TRUST, 0, ())
    return empty.state, Standing(level), empty.reading, empty.proposal


ON_TIME, LATE, MISSED = Kind.CHECKIN_ON_TIME, Kind.CHECKIN_LATE, Kind.CHECKIN_MISSED


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_who_begins_high_is_not_called_down_for_having_shown_little(level):
    day = lives(level, [ON_TIME])
    assert day.proposal.what is Proposal.DEMOTE, "the formula alone would"
    assert grounded(day, TRUST).what is Proposal.NONE


def test_who_has_shown_enough_of_it_is():
    day = lives(2, [LATE, ON_TIME] * 10 + [LATE] * 30)
    assert day.state.sums[Dim.R].slip < 6.5 or day.proposal.dims
    assert grounded(day, TRUST) == day.proposal


def test_a_full_meter_needs_nothing_more():
    day = lives(1, [MISSED] * 5)
    assert grounded(day, TRUST).what is Proposal.DEMOTE
    assert grounded(day, TRUST).dims == (Dim.R,)


def test_a_warning_stands_where_the_step_down_does_not():
    day = lives(3, [ON_TIME, MISSED, MISSED, MISSED])
    assert day.proposal.what is Proposal.DEMOTE
    assert grounded(day, TRUST).what is Proposal.WARN


def test_a_managers_missing_word_calls_nobody_down():
    day = lives(4, [ON_TIME] * 40, verified=False)
    assert Dim.A in day.proposal.dims, "unverified activity is capped below the gate"
    assert Dim.A not in grounded(day, TRUST).dims


def test_a_step_of_the_same_day_leaves_the_proposal_as_it_is():
    day = lives(1, [MISSED] * 5)
    fallen = replace(day, standing=Standing(0, day.aday, 1, day.aday))
    assert grounded(fallen, TRUST) == day.proposal
