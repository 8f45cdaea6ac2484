import json
import math
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.balance import Carried, Concession, balances, beta_tail
from bot.domain.balance_files import BadTeam, described, read_team

ALONE = Concession(Decimal(5), 10_000, alone=True)
ASKED = Concession(Decimal(12), 10_000, alone=False, unchanged=True, waited=9)
RITA = Carried("Rita", 1, 80, 80, Decimal(6))


def of(own, *peers):
    return balances([own, *peers])[own.name]


@pytest.mark.parametrize(
    ("x", "a", "b", "tail"),
    [
        (0.7, 10, 2, 0.887),
        (0.7, 5, 7, 0.0216),
        (0.5, 1, 1, 0.5),
        (0.3, 2, 1, 0.91),
        (0, 3, 3, 1),
        (1, 3, 3, 0),
    ],
)
def test_a_beta_tail_is_a_sum_of_binomial_terms(x, a, b, tail):
    assert beta_tail(x, a, b) == pytest.approx(tail, abs=5e-4)


def test_somebody_usual_without_any_concession_is_balanced():
    found = of(RITA)
    assert (found.responsibility, found.authority, found.mismatch) == (50, 50, 0)
    assert found.cover == 0.7
    assert not found.frustrated
    assert not found.reviewed


@pytest.mark.parametrize(
    ("load", "others", "index"),
    [(2, (1, 1), 100), (3, (1, 1), 100), (0, (0,), 50), (1, (0, 0), 100), (1, (3,), 25)],
)
def test_responsibility_grows_with_the_load_beside_the_median(load, others, index):
    team = [replace(RITA, name=str(number), load=each) for number, each in enumerate(others)]
    assert of(replace(RITA, load=load), *team).responsibility == pytest.approx(index)


def test_responsibility_follows_trust_and_authority_the_value_settled_alone():
    found = of(replace(RITA, reliability=90, activity=60, concessions=(ALONE, replace(ASKED, value=30_000))))
    assert found.responsibility == pytest.approx(50 * (0.58 * 90 + 0.42 * 60) / 80)
    assert found.cover == pytest.approx((0.25 * 2 + 2.8) / 6)
    assert found.authority == pytest.approx(50 * found.cover / 0.7)
    assert of(replace(RITA, concessions=(ALONE,) * 400)).authority == pytest.approx(50 / 0.7, abs=0.3)


def test_concessions_without_a_value_count_by_number():
    free = tuple(replace(each, value=0) for each in (ALONE, ALONE, ALONE, ASKED))
    assert of(replace(RITA, concessions=free)).cover == pytest.approx((0.75 * 4 + 2.8) / 8)


@pytest.mark.parametrize(
    ("asked", "frustrated"),
    [
        ((ASKED,) * 8, True),
        ((ASKED,) * 4, False),
        ((replace(ASKED, waited=1),) * 8, False),
        ((replace(ASKED, waited=1),) * 12, True),
        ((replace(ASKED, waited=1),) * 7 + (replace(ASKED, waited=1, lost_waiting=True),), True),
        ((ASKED,) * 6 + (replace(ASKED, unchanged=False),) * 3, False),
    ],
)
def test_frustration_takes_much_asking_that_stands_and_hurts(asked, frustrated):
    found = of(replace(RITA, reliability=90, activity=90, concessions=asked))
    assert found.mismatch >= 12
    assert found.frustrated is frustrated


def test_who_is_balanced_is_not_frustrated_however_long_they_wait():
    assert not of(replace(RITA, concessions=(ASKED,) * 8 + (ALONE,) * 40)).frustrated


def test_bunching_right_beneath_the_limit_is_worth_a_look_beside_peers_who_do_not():
    bunched = replace(RITA, load=0.5, concessions=(replace(ALONE, size=Decimal("5.9")),) * 12)
    peer = replace(RITA, name="Omar", limit=Decimal(11), concessions=(ALONE,) * 20)
    found = of(bunched, peer, replace(peer, name="Lena"))
    assert found.reference == pytest.approx((0 + 1.8) / (40 + 10))
    assert found.bunches == pytest.approx(beta_tail(found.reference + 0.05, 13, 4))
    assert found.reviewed
    assert not of(replace(bunched, concessions=bunched.concessions[:4]), peer).reviewed
    assert not of(replace(bunched, load=3), peer, replace(peer, name="Lena")).reviewed
    assert not of(replace(bunched, concessions=(ALONE,) * 12), peer).reviewed


def test_the_edge_of_the_band_and_what_lies_above_the_limit_do_not_count():
    edge = tuple(replace(ALONE, size=Decimal(each)) for each in ("5.25", "5.26", "6", "6.01"))
    found = of(replace(RITA, concessions=edge))
    assert found.reference == pytest.approx(0.18)
    assert found.bunches == pytest.approx(beta_tail(0.18 + 0.05, 1 + 2, 4 + 1))


def test_a_round_limit_expects_more_and_no_limit_means_no_look():
    assert of(replace(RITA, limit=Decimal(10))).reference == pytest.approx(0.35)
    none = of(replace(RITA, limit=Decimal(0), load=0.1, concessions=(replace(ALONE, size=Decimal(0)),) * 9))
    assert (none.bunches, none.reviewed) == (0, False)
    crowd = tuple(replace(ALONE, size=Decimal(6)) for _ in range(500))
    peer = replace(RITA, name="Omar", limit=Decimal(11), concessions=crowd)
    found = of(replace(RITA, concessions=(replace(ALONE, size=Decimal(6)),) * 9), peer)
    assert found.bunches == pytest.approx(beta_tail(0.9, 10, 4))


def test_nobody_is_no_team():
    assert balances([]) == {}


ROW = {
    "name": "Rita",
    "load": 1,
    "T_R": 90,
    "T_A": 80.5,
    "limit": 6,
    "con": [
        {"pct": 5.5, "value": 1000, "auto": 1, "unchanged": None},
        {"pct": 12, "value": 2000, "auto": False, "unchanged": 1, "wait_h": None, "lost_waiting": 0},
    ],
}


def test_a_file_is_read_and_said_in_its_own_words():
    (rita,) = read_team(json.dumps([ROW | {"unknown": 1}]))
    assert rita.concessions[0] == Concession(Decimal("5.5"), 1000, alone=True)
    assert rita.concessions[1] == Concession(Decimal(12), 2000, alone=False, unchanged=True)
    found = described(balances([rita]))["Rita"]
    assert list(found) == ["RI", "AI", "M", "cov", "P_U", "p_ref", "P_top", "frustration", "abuse_review"]
    assert found["M"] == found["RI"] - found["AI"]
    assert all(isinstance(each, bool) or math.isfinite(each) for each in found.values())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "it is not JSON."),
        ("[" * 100_000, "it is not JSON."),
        ('[{"load": NaN}]', "it is not JSON."),
        ("{}", "it is not a list of people:"),
        ("[1]", "row 1: "),
        (json.dumps([ROW | {"load": True}]), "row 1, load: write a number."),
        (json.dumps([ROW | {"load": "1"}]), "row 1, load: write a number."),
        ('[{"name": "Rita", "load": 1e999}]', "row 1, load: "),
        (json.dumps([ROW | {"T_R": 101}]), "row 1, T_R: input should be less than or equal to 100."),
        (json.dumps([ROW | {"name": ""}]), "row 1, name: "),
        (
            json.dumps([ROW | {"con": [{"pct": 5, "value": 1, "auto": "yes"}]}]),
            "row 1, con, row 1, auto: write true",
        ),
        (json.dumps([ROW, ROW]), "Rita stands in it twice."),
    ],
)
def test_what_is_no_team_is_said(text, said):
    with pytest.raises(BadTeam) as refused:
        read_team(text)
    assert any(line.startswith(said) for line in str(refused.value).splitlines()), str(refused.value)
