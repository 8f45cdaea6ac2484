"""A hundred seeds of a cruel world; more by `python -m tests.faults.simulation --seeds 10000`."""

from tests.faults.simulation import laboratory, run, simulate

SEEDS = 100


def test_no_seed_loses_or_doubles_a_message():
    wrong = {result.seed: result.wrong for result in run(range(SEEDS)) if result.wrong}
    assert not wrong


def test_a_seed_replays_to_the_letter():
    with laboratory() as database:
        first, again = simulate(database, 3), simulate(database, 3)
    assert first.trace == again.trace
    assert first.crashes
    assert first.freezes
