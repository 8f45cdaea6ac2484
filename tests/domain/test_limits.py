from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.limits import Recommended, Sample, recommended


@pytest.mark.parametrize(
    ("decided", "limit", "points"),
    [
        ([(6, 1)] * 4 + [(20, 1)], 6, 4),
        ([(4, 1), (5, 1), (5, 1), (6, 1), (8, 1), (9, 1), (10, 0), (11, 1), (12, 0), (15, 0)], 9, 6),
        ([], 0, 0),
        ([(5, 1), (5, 1), (5, 1)], 0, 3),
        ([(5, 0), (6, 0)], 0, 0),
        ([(5, 1)] * 5 + [(6, 1), (6, 0)] + [(7, 1)] * 3, 5, 5),
        ([(10, 1), (9, 1), (8, 1), (7, 1), (7, 0)], 0, 0),
    ],
)
def test_the_limit_is_where_decisions_held(decided, limit, points):
    samples = [Sample(Decimal(size), bool(stood)) for size, stood in decided]
    assert recommended(samples) == Recommended(Decimal(limit), points)


DECISIONS = st.lists(st.builds(Sample, st.integers(1, 20).map(Decimal), st.booleans()), max_size=40)


@given(DECISIONS)
def test_no_other_size_with_decisions_near_it_carries_more_points(samples):
    def points(size):
        return sum(1 if each.unchanged else -4 for each in samples if each.size <= size)

    sizes = {each.size for each in samples}
    near = {
        size
        for size in sizes
        if sum(10 * each.size >= 7 * size and each.size <= size for each in samples) > 1
    }
    most = max((points(size) for size in near), default=0)
    limit = min(size for size in near if points(size) == most) if most >= 4 else 0
    assert recommended(samples) == Recommended(Decimal(limit), max(most, 0))


@given(DECISIONS, st.randoms())
def test_the_order_of_decisions_does_not_matter(samples, random):
    mixed = random.sample(samples, len(samples))
    assert recommended(mixed) == recommended(samples)
