from decimal import Decimal

import pytest

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
