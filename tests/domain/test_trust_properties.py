"""What must hold of trust whatever happens: fairness, and that nothing is gained by playing it."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from math import fsum
from time import process_time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import WorkingDays
from bot.domain.ladder import Proposal, live_through, proposed
from bot.domain.ledger import Dim, Event, Kind, Step, full_beside, stake, weights
from bot.domain.replays import replay
from bot.domain.trust import fold, read
from bot.domain.trust_explained import explained
from tests.domain.test_trust import TRUST, close, events, ledgers

MONDAY = date(2026, 11, 2)
LAST = 60
GOOD_LIFE = [
    row
    for aday in range(1, LAST + 1)
    for row in (
        Event(aday, f"in-{aday}", Kind.CHECKIN_ON_TIME),
        Event(aday, f"did-{aday}", Kind.ACTIVITY_DAY, metrics=((5, 5),)),
    )
]
RISEN = Event(30, "risen", Kind.LADDER, step=Step.PROMOTE)
BAD_JUDGEMENT = (Kind.AUDIT_BAD, Kind.BREACH)

rules = settings(deadline=None, max_examples=40)


def day_by_day(rows, until=LAST):
    """Each day of a life, from the first."""
    days = [live_through(None, TRUST, 0, ())]
    for aday in range(1, until + 1):
        days.append(live_through(days[-1], TRUST, aday, [each for each in rows if each.aday == aday]))
    return days


def good_life_with(rows):
    """A life in which only judgement is in question, on the first level as soon as the rest carries it."""
    theirs = [each for each in rows if each.kind in {Kind.REQUEST_DECIDED, Kind.AUDIT_OK, *BAD_JUDGEMENT}]
    return sorted([RISEN, *GOOD_LIFE, *theirs], key=lambda event: event.aday)


def alike(one, other):
    return all(close(one.dims[dim], other.dims[dim]) for dim in Dim) and close(one.total, other.total)


@rules
@given(ledgers, st.data())
def test_a_row_that_is_settled_later_is_replayed_from_its_day_to_the_same_last_bit(rows, data):
    assume(rows)
    known = day_by_day(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    settled = [*rows]
    settled[place] = replace(rows[place], contested=not rows[place].contested)
    day = known[rows[place].aday - 1]
    for aday in range(day.aday + 1, LAST + 1):
        day = live_through(day, TRUST, aday, [each for each in settled if each.aday == aday])
    assert day == day_by_day(settled)[-1]


@rules
@given(ledgers, st.integers(1, 300))
def test_days_on_which_nothing_is_said_leave_what_is_remembered_as_it_is(rows, silent):
    day = replay(rows, TRUST).last.day
    later = day
    for aday in range(day.aday + 1, day.aday + silent + 1):
        later = live_through(later, TRUST, aday, ())
    assert later.state == day.state
    assert later.standing == day.standing
    assert later.reading == read(day.state, TRUST, day.aday + silent)


@rules
@given(ledgers, st.integers(0, 300))
def test_a_later_day_begins_with_exactly_what_was_read_for_it(rows, gap):
    state = replay(rows, TRUST).last.day.state
    note = Event(state.aday + gap, "note", Kind.NOTE)
    assert fold(state, TRUST, note.aday, [note]).sums == read(state, TRUST, note.aday).sums


@rules
@given(ledgers, st.lists(st.integers(0, 90), min_size=1, max_size=4))
def test_reading_explaining_and_proposing_change_nothing(rows, gaps):
    day = replay(rows, TRUST).last.day
    before = deepcopy(day)
    for gap in gaps:
        aday = day.aday + gap
        reading = read(day.state, TRUST, aday)
        explained(reading)
        proposed(day.standing, day.state, reading, TRUST, aday)
    assert day == before
    assert read(day.state, TRUST, day.aday) == day.reading


@rules
@given(ledgers, st.integers(1, 45), st.integers(1, 40))
def test_leave_inserted_anywhere_changes_nothing(rows, after, length):
    week = frozenset(range(5))
    usual = WorkingDays(week)
    worked = dates_of(usual)
    away = WorkingDays(week, away=((worked[after], worked[after] + timedelta(days=length)),))
    shifted = dates_of(away)
    assert shifted[:after] == worked[:after]
    assert shifted[after] > worked[after] + timedelta(days=length)
    dated = [(shifted[each.aday - 1], each) for each in rows]
    numbered = [replace(each, aday=1 + sum(map(away.includes, before(on)))) for on, each in dated]
    assert replay(numbered, TRUST) == replay(rows, TRUST)


def before(on):
    return [MONDAY + timedelta(days=number) for number in range((on - MONDAY).days)]


def dates_of(days):
    every = (MONDAY + timedelta(days=number) for number in range(200))
    return [each for each in every if days.includes(each)][:LAST]


@rules
@given(ledgers, st.integers(0, 5))
def test_the_kinds_make_up_the_whole_of_what_is_remembered(rows, more):
    busy = [Event(LAST + 1, number, Kind.COMMITMENT_KEPT) for number in range(more)]
    for dim, sums in replay([*rows, *busy], TRUST).last.reading.sums.items():
        assert close(fsum(a for a, _ in sums.kinds.values()), sums.a), dim
        assert close(fsum(n for _, n in sums.kinds.values()), sums.n), dim
        assert -1e-9 <= sums.a <= sums.n + 1e-9
        assert 0 <= sums.nv <= sums.n + 1e-9


@rules
@given(ledgers, st.integers(0, 40))
def test_the_rows_of_an_explanation_are_each_within_a_point_of_the_exact_ones(rows, silent):
    reading = replay(rows, TRUST, silent=silent).last.reading
    exact = {}
    for dim, weight in reading.weights.items():
        sums, scale = reading.sums[dim], reading.scales[dim]
        behind = 8 + sums.n + sums.nt * scale
        for kind, (a, n) in sums.kinds.items():
            exact[dim.value, kind.value] = 100 * weight * (a - n / 2) / behind
        if sums.nt > 0:
            exact[dim.value, "attestations"] = 100 * weight * (sums.at - sums.nt / 2) * scale / behind
        if reading.dims[dim] < reading.raw[dim]:
            exact[dim.value, "unverified-activity cap"] = weight * (reading.dims[dim] - reading.raw[dim])
    found = {(each.dim, each.name): each.points for each in explained(reading)}
    rest = {name: points for (dim, name), points in found.items() if dim == "*"}
    assert found.keys() - {("*", name) for name in rest} == exact.keys()
    assert all(abs(found[key] - points) <= 1 for key, points in exact.items())
    left = reading.total - 50 - fsum(exact.values())
    assert bool(rest) == (abs(left) > 1e-9)
    assert all(abs(points - left) <= 1 for points in rest.values())


@rules
@given(ledgers)
def test_asking_never_demotes_whatever_is_decided(rows):
    life = good_life_with(rows)
    silent = [each for each in life if each.kind is not Kind.REQUEST_DECIDED]
    for asked, kept_quiet in zip(day_by_day(life), day_by_day(silent), strict=True):
        assert asked.state.sums[Dim.J].slip <= kept_quiet.state.sums[Dim.J].slip
        if asked.proposal.what is Proposal.DEMOTE:
            assert kept_quiet.proposal == asked.proposal


@rules
@given(ledgers)
def test_declined_instead_of_approved_never_demotes(rows):
    life = [each for each in good_life_with(rows) if each.kind not in BAD_JUDGEMENT]
    for granted in (None, 0.0):
        decided = life if granted is None else [replace(each, granted=granted) for each in life]
        found = replay(decided, TRUST)
        assert found.last.day.state.sums[Dim.J].slip == 0
        assert all(each.what in {Proposal.NONE, Proposal.PROMOTE} for _, each in found.proposals)


@rules
@given(ledgers)
def test_ten_times_the_attestations_change_nothing_once_they_are_capped(rows):
    many = [
        replace(each, id=f"{each.id}-{number}")
        for each in rows
        for number in range(10 if each.kind is Kind.ATTEST else 1)
    ]
    one, other = replay(rows, TRUST).last.reading, replay(many, TRUST).last.reading
    for dim in Dim:
        assert one.sums[dim].n == other.sums[dim].n
        if one.scales[dim] < 1:
            assert close(one.dims[dim], other.dims[dim])


@rules
@given(ledgers, st.floats(0.5, 8), st.lists(st.floats(0.01, 1), min_size=2, max_size=6))
def test_splitting_a_request_never_pays(rows, size, shares):
    """Up to a full size: the smaller the pieces, the less they weigh. What is larger weighs as a full one."""
    pieces = [size * each / fsum(shares) for each in shares]
    assert fsum(stake(each, 8) for each in pieces) <= stake(size, 8) * max(pieces) / size + 1e-12
    day = replay(rows, TRUST).last.day
    aday = day.aday + 1

    def after(asked):
        requests = [
            Event(aday, f"ask-{number}", Kind.REQUEST_DECIDED, requested=each, granted=each)
            for number, each in enumerate(asked)
        ]
        return live_through(day, TRUST, aday, requests)

    whole, split = after([size]), after(pieces)
    assert split.reading.dims[Dim.J] <= whole.reading.dims[Dim.J] + 1e-9
    assert split.state.fresh <= whole.state.fresh + 1e-9


@rules
@given(ledgers, st.lists(st.integers(1, LAST), min_size=1, max_size=30))
def test_kudos_and_wins_raise_nothing(rows, days):
    gifts = [
        Event(aday, f"gift-{number}", kind)
        for number, aday in enumerate(days)
        for kind in (Kind.KUDOS, Kind.DEAL_WON)
    ]
    given_more = sorted([*rows, *gifts], key=lambda event: event.aday)
    last = max(each.aday for each in given_more)
    one, other = (
        replay(rows, TRUST, at=[last]).snapshots[0],
        replay(given_more, TRUST, at=[last]).snapshots[0],
    )
    assert alike(one.reading, other.reading)
    assert one.day.state.fresh == other.day.state.fresh
    assert all(one.day.state.sums[dim].slip == other.day.state.sums[dim].slip for dim in Dim)


@rules
@given(ledgers, st.floats(1, 1000))
def test_more_than_a_target_is_the_target(rows, times):
    def with_done(more):
        return [
            replace(each, metrics=tuple((target * more, target) for _, target in each.metrics))
            for each in rows
        ]

    assert replay(with_done(times), TRUST) == replay(with_done(1), TRUST)


@given(events, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_no_row_says_more_than_all_good_or_less_than_all_bad(row, done, granted):
    wild = replace(row, metrics=((done, 5), *row.metrics), granted=granted)
    for each in weights([wild]):
        assert 0 <= each.x <= 1
        assert 0 < each.w <= 3 or each.kind in {Kind.AUDIT_OK, Kind.CONCESSION_HONOURED}


@rules
@given(ledgers, st.integers(1, LAST), st.integers(1, 30))
def test_however_much_good_is_done_in_a_day_it_counts_as_a_days_worth(rows, aday, number):
    kept = [Event(aday, f"kept-{each}", Kind.COMMITMENT_KEPT) for each in range(number)]
    before = replay([each for each in rows if each.aday < aday], TRUST, at=[aday]).snapshots[0]
    after = live_through(day_by_day(rows, aday - 1)[-1], TRUST, aday, kept)
    gained = after.state.sums[Dim.R].n - before.reading.sums[Dim.R].n
    assert gained <= TRUST.reliability.cap + 1e-9


@given(
    pieces=st.lists(st.floats(0.1, 30), min_size=2, max_size=6),
    full=st.floats(1, 40),
)
def test_one_amount_in_pieces_never_weighs_more_than_the_whole(pieces, full):
    given_already, weight = 0.0, 0.0
    for piece in pieces:
        weight += stake(piece, full_beside(piece, given_already, full))
        given_already += piece
    assert weight <= stake(sum(pieces), full) + 1e-9


def test_what_adds_to_nothing_weighs_as_it_is():
    assert full_beside(6, 0, 8) == 8
    assert full_beside(4, 4, 8) == 8, "two halves weigh less than the whole as they are"
    assert stake(8, full_beside(8, 8, 8)) == pytest.approx(0, abs=1e-9)
    assert full_beside(0, 8, 8) == 8


@pytest.mark.parametrize("silent", [1, 1023, 1024, 1025, 5000])
def test_silence_is_forgotten_by_one_multiplication_a_day(silent):
    state = fold(replay([], TRUST).last.day.state, TRUST, 1, [Event(1, 1, Kind.CHECKIN_ON_TIME)])
    left = 1.0
    for _ in range(silent):
        left *= TRUST.reliability.lam
    assert read(state, TRUST, 1 + silent).sums[Dim.R].n == state.sums[Dim.R].n * left


def test_four_times_the_silence_costs_about_four_times_as_much():
    def took(aday):
        began = process_time()
        replay([Event(1, 1, Kind.CHECKIN_ON_TIME), Event(aday, 2, Kind.CHECKIN_ON_TIME)], TRUST)
        return process_time() - began

    took(2_000)
    assert took(8_000) < 9 * took(2_000)
