"""`latitude pace`, as people type it."""

import json
from pathlib import Path

import pytest

CHECKPOINTS = json.loads((Path(__file__).parent / "golden" / "checkpoints.json").read_text())
PROFILE = ".16,.22,.22,.24,.16"
USUAL = {
    "--target": "25",
    "--so-far": "8",
    "--day": "2",
    "--profile": PROFILE,
    "--a": "120",
    "--b": "5",
    "--phi": "2.4",
}


def words(**changes):
    given = USUAL | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for pair in given.items() for part in pair]


@pytest.mark.parametrize("row", CHECKPOINTS["pace"])
def test_it_gives_the_odds_that_were_worked_out(latitude, row):
    typed = {name: str(row[name]) for name in ("target", "so_far", "day", "a", "b", "phi")}
    status, out, err = latitude("pace", *words(**typed), "--json")
    found = json.loads(out)
    assert (status, err, set(found)) == (0, "", {"p", "gain"})
    assert found["p"] == pytest.approx(row["p"], abs=1e-6)


def test_it_says_so_in_words(latitude):
    status, out, _ = latitude("pace", *words())
    assert status == 0
    assert "probability 0.350" in out


@pytest.mark.parametrize(
    ("typed", "p"), [({"so_far": "25"}, 1.0), ({"so_far": "25.5"}, 1.0), ({"day": "5"}, 0.0)]
)
def test_what_is_reached_is_certain_and_an_ended_week_is_over(latitude, typed, p):
    status, out, _ = latitude("pace", *words(**typed), "--json")
    assert (status, json.loads(out)) == (0, {"p": p, "gain": 0.0})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"target": "many"}, '--target = "many": write a number.'),
        ({"target": "nan"}, "--target"),
        ({"target": "-1"}, "from 0"),
        ({"so_far": "1e9"}, "--so-far"),
        ({"b": "0"}, "above 0"),
        ({"phi": "0.5"}, "from 1"),
        ({"a": ""}, "--a"),
        ({"day": "6"}, "a whole number from 0 to 5"),
        ({"day": "1.5"}, "a whole number from 0 to 5"),
        ({"profile": ".5,.1"}, "make up 1"),
        ({"profile": ".5,,.5"}, "--profile"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_computed(latitude, typed, said):
    status, out, err = latitude("pace", *words(**typed), "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
