from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ledger import Dim, Event, Kind
from bot.domain.plan_parts import Trust
from bot.domain.replays import replay
from tests.bench.trust_fast import Errors, Many, falls, passes
from tests.bench.trust_types import HUNGRY, PLAYERS, RepType, Splits
from tests.bench.trust_world import Rep, mean_for

TRUST = Trust.model_validate({})
KINDS = {1.0: Kind.CHECKIN_ON_TIME, 0.5: Kind.CHECKIN_LATE, 0.0: Kind.CHECKIN_MISSED}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.sampled_from(sorted(KINDS))] * 3), min_size=1, max_size=80))
def test_many_people_at_once_are_what_each_alone_is_to_the_last_bit(days):
    many = Many.new(3)
    for each in days:
        many = many.after(np.array(each), TRUST.reliability)
    for place in range(3):
        rows = [Event(aday, aday, KINDS[each[place]]) for aday, each in enumerate(days, start=1)]
        reading = replay(rows, TRUST).last.reading
        sums = reading.sums[Dim.R]
        assert (many.a[place], many.n[place], many.slip[place]) == (sums.a, sums.n, sums.slip)
        assert many.scores[place] == reading.dims[Dim.R]


def test_a_test_that_errs_less_must_see_more():
    strict, loose = Errors(0.75, 0.9, passed=0.01, missed=0.0), Errors(0.75, 0.9, passed=0.05, missed=0.05)
    assert strict.bound > loose.bound > 0


def passed(rate):
    lucky = np.random.default_rng(1)
    return passes(rate, 83, TRUST.reliability, people=10_000, days=250, rng=lucky)


@pytest.mark.parametrize(("rate", "share"), [(0.75, 0.041), (0.80, 0.295), (0.85, 0.866)])
def test_the_gate_tells_reliable_people_from_others(rate, share):
    assert (passed(rate) <= 250).mean() == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize(("rate", "events"), [(0.90, 311), (0.80, 44.0), (0.70, 22.6)])
def test_the_meter_fills_sooner_the_more_is_missed(rate, events):
    filled = falls(rate, TRUST.reliability, people=10_000, rng=np.random.default_rng(1))
    assert filled.mean() == pytest.approx(events, rel=0.04)


def test_passing_the_gate_takes_a_good_one_hardly_longer_than_the_best_test_there_is():
    days = passed(0.90)
    errors = Errors(0.756, 0.90, passed=0.05, missed=float((days > 250).mean()))
    assert (passed(errors.bad) <= 250).mean() == pytest.approx(errors.passed, abs=0.008)
    assert 1 <= np.minimum(days, 250).mean() / errors.bound <= 1.10


@pytest.mark.parametrize(("share", "target"), [(0.58, 5), (0.92, 5), (0.33, 3), (0.95, 3)])
def test_people_do_as_much_of_a_target_as_their_sort_says(share, target):
    done = np.random.default_rng(1).poisson(mean_for(share, target), 200_000)
    assert np.minimum(1, done / target).mean() == pytest.approx(share, abs=0.003)


def lived_by(sort, days=60):
    rep = Rep(sort, np.random.default_rng(7))
    return [row for aday in range(1, days + 1) for row in rep.day(aday, level=2, since=0)]


def test_thanks_change_nothing_else_in_somebodys_life():
    ring = next(each for each in PLAYERS if each.kudos)
    thanked, others = lived_by(ring), lived_by(replace(ring, kudos=0))
    assert sum(each.kind is Kind.KUDOS for each in thanked) == 60 * ring.kudos
    kept = [replace(each, id=0) for each in thanked if each.kind is not Kind.KUDOS]
    assert kept == [replace(each, id=0) for each in others]


def test_pieces_that_are_one_amount_are_asked_for_as_one():
    whole = RepType("whole", HUNGRY)
    assert lived_by(whole) == lived_by(replace(whole, splits=Splits.FOLDED))
    pieces = lived_by(replace(whole, splits=Splits.TOGETHER))
    asked = [each.requested for each in pieces if each.kind is Kind.REQUEST_DECIDED]
    assert asked
    assert max(asked) <= 2
