"""Whether hints help: what is found where they do, where they do not, and where it is too early to say."""

import math
import random

import pytest

from bot.domain.nudge_effects import FEWEST, FEWEST_PEOPLE, Ended, _students, effect_of


def lived(effect, *, people=25, each=8, seed=1, spread=0.35, chance=0.7):
    """Moments in which a hint adds `effect` to what is done, as a share of what was expected."""
    luck = random.Random(seed)
    found = []
    for number in range(people):
        own = luck.gauss(0, 0.15)
        for _ in range(each):
            sent = luck.random() < chance
            outcome = 1 + own + effect * sent + luck.gauss(0, spread)
            expected = luck.uniform(5, 15)
            found.append(Ended(f"U{number}", sent, chance, expected, expected * outcome))
    return found


def test_an_effect_that_is_there_is_found_and_its_size_with_it():
    found = effect_of(lived(0.3))
    assert found.is_known
    assert found.low > 0
    assert found.size == pytest.approx(0.3, abs=0.12)
    assert effect_of(lived(-0.3)).high < 0


def test_none_that_matters_is_said_to_be_none():
    found = effect_of(lived(0.0, people=60, each=30))
    assert found.is_known
    assert found.low < 0 < found.high


def test_before_there_is_enough_nothing_is_said():
    assert not effect_of([]).is_known
    assert not effect_of(lived(0.0, people=6, each=4)).is_known
    few = lived(3.0, people=FEWEST_PEOPLE - 1, each=20)
    assert not effect_of(few).is_known
    assert not effect_of(lived(3.0, people=10, each=2)[: FEWEST - 1]).is_known
    alike = [each for each in lived(0.3) if each.is_sent]
    found = effect_of(alike)
    assert (found.size, found.moments, found.sent) == (None, len(alike), len(alike))
    assert effect_of(lived(0.3, people=2)).size is None


def test_the_interval_holds_what_is_true_about_95_times_in_100():
    held = sum(
        found.low <= 0.1 <= found.high
        for found in (effect_of(lived(0.1, people=15, each=7, seed=seed)) for seed in range(400))
    )
    assert 0.92 <= held / 400 <= 0.98


def test_moments_that_were_drawn_with_other_chances_are_weighed():
    even, usual = lived(0.3, chance=0.5, seed=3), lived(0.3, chance=0.7, seed=4)
    assert effect_of([*even, *usual]).size == pytest.approx(0.3, abs=0.1)


@pytest.mark.parametrize(("freedom", "bound"), [(5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)])
def test_the_reach_of_few_people_is_students(freedom, bound):
    assert _students(freedom) == pytest.approx(bound, abs=0.01)
    assert math.isfinite(_students(1))
