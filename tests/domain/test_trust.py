import json
from dataclasses import replace
from math import isclose
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import Day, Gate, Proposal, live_through
from bot.domain.ledger import Dim, Event, Kind, Step
from bot.domain.ledger_files import BadLedger, read_ledger
from bot.domain.plan_parts import Trust
from bot.domain.replays import replay
from bot.domain.trust import read
from bot.domain.trust_explained import explained, whole

GOLDEN = Path(__file__).parent.parent / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
TRUST = Trust.model_validate({})


def ledger(name):
    return read_ledger((GOLDEN / f"{name}.jsonl").read_text())


def on_time(days, kind=Kind.CHECKIN_ON_TIME):
    return [Event(aday, aday, kind) for aday in days]


def close(one, other):
    return isclose(one, other, rel_tol=0, abs_tol=1e-9)


def agrees(snapshot, expected):
    reading = snapshot.reading
    assert close(reading.total, expected["T"])
    for dim in Dim:
        assert close(reading.dims[dim], expected["dims"][dim.value])
        assert close(reading.sums[dim].n, expected["n"][dim.value])
        assert close(snapshot.day.state.sums[dim].slip, expected["slip"][dim.value])
    assert snapshot.day.standing.level == expected["level"]
    assert reading.provisional is expected["provisional"]
    assert whole(reading.total) == expected["T_int"]
    assert [[row.dim, row.name, row.points] for row in explained(reading)] == expected["explain"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_example_comes_to_what_is_known(name):
    expected = EXPECTED[name]
    days = [each["aday"] for each in expected["snapshots"]]
    found = replay(ledger(name), TRUST, silent=30, at=days)
    for snapshot, known in zip(found.snapshots, expected["snapshots"], strict=True):
        assert snapshot.aday == known["aday"]
        agrees(snapshot, known)
    proposals = [[aday, each.what.value, [dim.value for dim in each.dims]] for aday, each in found.proposals]
    assert proposals == expected["proposals"]
    assert close(found.last.reading.total, expected["final_T_30_silent_days_later"])


@pytest.mark.parametrize(
    ("days", "score"),
    [
        (0, 50),
        (1, 55.555555556),
        (2, 59.938765413),
        (5, 68.870301973),
        (10, 76.931236384),
        (20, 84.218207662),
        (40, 89.499224226),
    ],
)
def test_reliability_after_days_on_time(days, score):
    found = replay(on_time(range(1, days + 1)), TRUST)
    assert close(round(found.last.reading.dims[Dim.R], 9), score)


def test_three_days_missed_after_sixty_on_time():
    missed = on_time(range(61, 64), Kind.CHECKIN_MISSED)
    found = replay([*on_time(range(1, 61)), *missed], TRUST).last
    assert close(round(found.reading.dims[Dim.R], 9), 85.700009577)
    assert close(round(found.day.state.sums[Dim.R].slip, 9), 4.158883083)


def test_a_days_credit_is_capped():
    found = replay([Event(1, n, Kind.COMMITMENT_KEPT) for n in range(12)], TRUST).last.reading
    assert close(round(found.dims[Dim.R], 9), 57.894736842)
    assert found.sums[Dim.R].n == 1.5


def test_attestations_count_for_a_fifth_of_the_evidence_at_most():
    attested = [Event(10, 100 + n, Kind.ATTEST, dim=Dim.R, score=5) for n in range(10)]
    found = replay([*on_time(range(1, 11)), *attested], TRUST).last.reading
    assert close(round(found.dims[Dim.R], 9), 79.174646460)
    sums = found.sums[Dim.R]
    assert close(round(8 + sums.n + sums.nt * found.scales[Dim.R], 9), 19.207356995)
    many = [replace(each, id=1000 + n) for n in range(10) for each in attested]
    more = replay([*on_time(range(1, 11)), *many], TRUST).last.reading
    assert close(more.dims[Dim.R], found.dims[Dim.R])


events = st.builds(
    Event,
    aday=st.integers(1, 60),
    id=st.integers(1, 10**6),
    kind=st.sampled_from([each for each in Kind if each is not Kind.LADDER]),
    metrics=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=3).map(tuple),
    verified=st.booleans(),
    requested=st.integers(1, 40).map(float),
    granted=st.integers(0, 50).map(float),
    size=st.integers(0, 40).map(float),
    full=st.just(8.0),
    dim=st.sampled_from(Dim),
    score=st.integers(1, 5).map(float),
    contested=st.booleans(),
)
ledgers = st.lists(events, max_size=60, unique_by=lambda event: (event.kind, event.id)).map(
    lambda rows: sorted(rows, key=lambda event: event.aday)
)


@settings(deadline=None, max_examples=150)
@given(ledgers, st.integers(0, 10**6))
def test_the_order_within_a_day_is_irrelevant_to_the_last_bit(rows, seed):
    mixed = list(rows)
    Random(seed).shuffle(mixed)
    mixed.sort(key=lambda event: event.aday)
    assert replay(mixed, TRUST) == replay(rows, TRUST)


@settings(deadline=None, max_examples=100)
@given(ledgers)
def test_day_by_day_and_replayed_are_the_same_to_the_last_bit(rows):
    day = live_through(None, TRUST, 0, ())
    for aday in range(1, max((each.aday for each in rows), default=0) + 1):
        day = live_through(day, TRUST, aday, [each for each in rows if each.aday == aday])
    assert replay(rows, TRUST).last.day == day


@settings(deadline=None, max_examples=150)
@given(ledgers, st.integers(0, 40))
def test_the_explanation_adds_up_exactly_and_reading_changes_nothing(rows, silent):
    found = replay(rows, TRUST, silent=silent).last
    points = [row.points for row in explained(found.reading)]
    assert 50 + sum(points) == whole(found.reading.total)
    assert read(found.day.state, TRUST, found.aday) == found.reading
    assert 0 <= found.reading.total <= 100


@settings(deadline=None, max_examples=100)
@given(ledgers)
def test_contested_rows_and_kudos_weigh_nothing(rows):
    weightless = (Kind.KUDOS, Kind.DEAL_WON, Kind.DEAL_LOST, Kind.CHECKIN_EXCUSED, Kind.NOTE)
    kept = [each for each in rows if not each.contested and each.kind not in weightless]
    one, other = replay(rows, TRUST).last, replay(kept, TRUST).last
    later = max(one.aday, other.aday)
    first, second = (read(each.day.state, TRUST, later) for each in (one, other))
    assert all(close(first.dims[dim], second.dims[dim]) for dim in Dim)


def test_steps_down_leave_strikes_that_are_forgiven_in_time():
    risen = Event(1, 1, Kind.LADDER, step=Step.PROMOTE)
    fallen = [Event(2, 2, Kind.LADDER, step=Step.DEMOTE), Event(3, 3, Kind.LADDER, step=Step.DEMOTE)]
    standing = replay([risen, *fallen], TRUST).last.day.standing
    assert (standing.level, standing.strikes_on(3), standing.strikes_on(128)) == (0, 2, 1)
    assert standing.strikes_on(1000) == 0


def test_nobody_rises_above_the_top_or_falls_below_the_ground():
    up = [Event(aday, aday, Kind.LADDER, step=Step.PROMOTE) for aday in range(1, 9)]
    assert replay(up, TRUST).last.day.standing.level == 4
    good = [*up, *on_time(range(9, 120))]
    assert all(each.what is not Proposal.PROMOTE for _, each in replay(good, TRUST).proposals)
    contested = replace(up[0], contested=True)
    assert replay([contested], TRUST).last.day.standing.level == 0


def test_a_day_is_known_by_what_is_remembered_of_it():
    assert isinstance(live_through(None, TRUST, 1, ()), Day)
    assert Gate(78, 60, 65).activity == 60


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("[]", "not a JSON object"),
        ('{"aday":1,"id":1}', "kind is missing"),
        ('{"aday":1,"id":1,"kind":"gossip"}', "kind 'gossip' is unknown"),
        ('{"aday":0,"id":1,"kind":"note"}', "aday is not from 1"),
        ('{"aday":true,"id":1,"kind":"note"}', "aday is missing or not a whole number"),
        ('{"aday":1.5,"id":1,"kind":"note"}', "aday is missing or not a whole number"),
        ('{"aday":1,"kind":"note"}', "id is missing"),
        ('{"aday":1,"id":1,"kind":"activity_day"}', "metrics is missing"),
        ('{"aday":1,"id":1,"kind":"activity_day","metrics":[[1]]}', "something else than"),
        ('{"aday":1,"id":1,"kind":"activity_day","metrics":[[1,"x"]]}', "metrics is missing or not a number"),
        ('{"aday":1,"id":1,"kind":"activity_day","metrics":[],"verified":1}', "verified is neither"),
        ('{"aday":1,"id":1,"kind":"request_decided","requested":0,"granted":0}', "requested is not more"),
        ('{"aday":1,"id":1,"kind":"request_decided","requested":5}', "granted is missing"),
        ('{"aday":1,"id":1,"kind":"request_decided","requested":NaN,"granted":1}', "not a finite number"),
        (f'{{"aday":1,"id":1,"kind":"audit_ok","pct":1{"0" * 400}}}', "pct is too large"),
        ('{"aday":1,"id":1,"kind":"audit_ok"}', "pct is missing"),
        ('{"aday":1,"id":1,"kind":"audit_ok","pct":5,"full":0}', "full is not more than 0"),
        ('{"aday":1,"id":1,"kind":"attest","dim":"Q","score":3}', "dim is not R, A or J"),
        ('{"aday":1,"id":1,"kind":"attest","dim":"R","score":6}', "score is not from 1 to 5"),
        ('{"aday":1,"id":1,"kind":"ladder","what":"up"}', "what is neither"),
        ('{"aday":1,"id":1,"kind":"note","contested":"no"}', "contested is neither"),
    ],
)
def test_a_line_that_is_no_row_is_named_with_its_reason(line, reason):
    with pytest.raises(BadLedger) as refused:
        read_ledger(f'{{"aday":1,"id":9,"kind":"note"}}\n\n{line}\n')
    (fault,) = refused.value.faults
    assert fault.startswith("line 3: ")
    assert reason in fault


def test_days_that_fall_are_named_and_every_fault_at_once():
    text = '{"aday":5,"id":1,"kind":"note"}\n{"aday":4,"id":2,"kind":"note"}\n{}\n'
    with pytest.raises(BadLedger) as refused:
        read_ledger(text)
    assert refused.value.faults == ("line 2: aday 4 comes after 5", "line 3: kind is missing")


def test_what_is_unknown_in_a_row_is_left_alone():
    (row,) = read_ledger('{"aday":1,"id":"x","kind":"breach","pct":"much","weather":"fine"}')
    assert row == Event(1, "x", Kind.BREACH)


def test_nobody_is_proposed_for_more_than_the_top():
    steps = [Event(aday, f"s{aday}", Kind.LADDER, step=Step.PROMOTE) for aday in range(1, 5)]
    weeks = [
        Event(aday, aday, kind, metrics=((1, 1),), requested=8, granted=8)
        for aday in range(1, 90)
        for kind in (Kind.CHECKIN_ON_TIME, Kind.ACTIVITY_DAY, Kind.REQUEST_DECIDED)
    ]
    found = replay(sorted([*steps, *weeks], key=lambda event: event.aday), TRUST)
    assert found.last.day.standing.level == 4
    assert found.last.reading.total > 80
    assert all(each.what is not Proposal.PROMOTE for aday, each in found.proposals if aday > 60)


def test_a_day_after_the_last_is_read_as_silent():
    rows = on_time(range(1, 11))
    (later,) = replay(rows, TRUST, at=[30]).snapshots
    assert later.aday == 30
    assert later.reading == replay(rows, TRUST, silent=20).last.reading
    assert later.day == replay(rows, TRUST).last.day
