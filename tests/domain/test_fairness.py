"""What must never cost anybody trust, and what must never buy it."""

import ast
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import WorkingDays
from bot.domain.checkins import Checkin, Mark
from bot.domain.evidence import Week, entries_of
from bot.domain.ladder import Proposal, live_through
from bot.domain.ledger import Dim, Event, Kind, stake
from bot.domain.ledger_files import event_of
from bot.domain.people import Person, Rank
from bot.domain.roster_rows import LONGEST
from bot.domain.schedules import schedule_of
from bot.domain.trust import State, fold, parameters, read
from bot.services import example
from bot.store.schema import TABLES

PLAN = example.plan()
TRUST = PLAN.trust
VIEWS = Path(__file__).parents[2] / "bot" / "views"
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RITA = Person("T1", "U1", "Rita", Rank.REP, "ae", "U2", "America/New_York", date(2024, 1, 1))
QUIET = (Kind.KUDOS, Kind.DEAL_WON, Kind.DEAL_LOST, Kind.NOTE, Kind.CHECKIN_EXCUSED)
GOOD = (Kind.CHECKIN_ON_TIME, Kind.COMMITMENT_KEPT, Kind.CONCESSION_HONOURED, Kind.AUDIT_OK)
SIZES = st.floats(0.5, 20)

marks = st.lists(st.sampled_from([Mark.ON_TIME, Mark.LATE, Mark.MISSED]), min_size=1, max_size=40)
"""How somebody's working days went, one after another."""


@st.composite
def events(draw, kinds=tuple(Kind), days=25):
    """A ledger of up to so many days, in order."""
    rows = draw(st.lists(st.tuples(st.integers(1, days), st.sampled_from(kinds)), max_size=40))
    return [_event(draw, aday, number, kind) for number, (aday, kind) in enumerate(sorted(rows))]


def _event(draw, aday, number, kind):
    asked = draw(SIZES)
    return Event(
        aday=aday,
        id=number,
        kind=kind,
        metrics=((draw(st.floats(0, 10)), 5.0),) if kind.value.startswith("activity") else (),
        verified=draw(st.booleans()),
        requested=asked,
        granted=asked * draw(st.floats(0, 1)),
        size=draw(SIZES),
        dim=draw(st.sampled_from(Dim)) if kind is Kind.ATTEST else None,
        score=draw(st.integers(1, 5)) if kind is Kind.ATTEST else 0.0,
    )


def lived(rows, days):
    """Somebody at the end of each of so many active days."""
    day, found = None, []
    for aday in range(1, days + 1):
        day = live_through(day, TRUST, aday, [each for each in rows if each.aday == aday])
        found.append(day)
    return found


def scores(day):
    return [day.reading.dims[dim] for dim in Dim]


def slips(day):
    return [day.state.sums[dim].slip for dim in Dim]


def ledger(schedule, outcomes, *, counts=None):
    """The ledger of who marks one working day after another so, as events of their active days."""
    worked: list[date] = []
    day = MONDAY
    while len(worked) < len(outcomes):
        if schedule.works(day):
            worked.append(day)
        day += timedelta(days=1)
    said, given_marks = {}, dict(zip(worked, outcomes, strict=True))
    for each in worked if counts is not None else ():
        said[each] = Checkin(each, counts, "", "", NOON, given_marks[each])
    found: list[Event] = []
    aday_of = {each: number for number, each in enumerate(worked, start=1)}
    for first in sorted({schedule.days.week_of(each)[0] for each in worked}):
        last = first + timedelta(days=6)
        within = {each: mark for each, mark in given_marks.items() if first <= each <= last}
        theirs = {each: one for each, one in said.items() if first <= each <= last}
        week = Week(RITA, schedule, first, last, theirs, within, None, {1: PLAN}, 1)
        entries = (each for each in entries_of(week) if each.day in aday_of)
        found.extend(event_of(aday_of[each.day], each) for each in entries)
    return found, worked


def away(*spans):
    return schedule_of(RITA, PLAN, spans)


@settings(max_examples=60, deadline=None)
@given(outcomes=marks, begins=st.integers(0, 60), length=st.integers(1, 90))
def test_leave_changes_nothing_wherever_it_falls(outcomes, begins, length):
    first = MONDAY + timedelta(days=begins)
    there, _ = ledger(away(), outcomes)
    gone, worked = ledger(away((first, first + timedelta(days=length - 1))), outcomes)
    assert not [day for day in worked if first <= day < first + timedelta(days=length)]
    ends = [lived(rows, len(outcomes))[-1] for rows in (there, gone)]
    assert ends[0].state == ends[1].state
    assert ends[0].reading == ends[1].reading
    assert ends[0].proposal == ends[1].proposal


@settings(max_examples=30, deadline=None)
@given(outcomes=marks, country=st.sampled_from([None, "US", "DE-BY", "JP", "GB"]))
def test_whose_holidays_somebody_keeps_changes_nothing(outcomes, country):
    plain = replace(away(), days=WorkingDays(frozenset(range(5))))
    theirs = replace(plain, days=WorkingDays(frozenset(range(5)), country=country))
    ends = [lived(ledger(each, outcomes)[0], len(outcomes))[-1] for each in (plain, theirs)]
    assert (ends[0].state, ends[0].proposal) == (ends[1].state, ends[1].proposal)


@settings(max_examples=30, deadline=None)
@given(missing=st.sets(st.integers(0, 4), max_size=4))
def test_a_week_cut_short_by_leave_asks_for_as_much_less(missing):
    off = [MONDAY + timedelta(days=each) for each in sorted(missing)]
    schedule = away(*((each, each) for each in off))
    outcomes = [Mark.ON_TIME] * (5 - len(off))
    rows, _ = ledger(schedule, outcomes, counts={"leads": Decimal(5), "demos": Decimal(1)})
    (week,) = [each for each in rows if each.kind is Kind.ACTIVITY_WEEK]
    (done, target), *_ = week.metrics
    assert done / target == pytest.approx(5 / 3), "a demo a day against three a week, whatever the week"


@settings(max_examples=60, deadline=None)
@given(rows=events(), extra=st.lists(st.tuples(st.integers(1, 25), st.sampled_from(QUIET)), max_size=60))
def test_thanks_deals_notes_and_excuses_move_nothing(rows, extra):
    more = [Event(aday, f"x{number}", kind) for number, (aday, kind) in enumerate(extra)]
    before, after = lived(rows, 25)[-1], lived([*rows, *more], 25)[-1]
    assert scores(after) == pytest.approx(scores(before), abs=1e-9)
    assert slips(after) == pytest.approx(slips(before), abs=1e-9)
    assert after.state.fresh == pytest.approx(before.state.fresh, abs=1e-9)
    assert after.standing == before.standing


@settings(max_examples=60, deadline=None)
@given(rows=events(kinds=GOOD), silent=st.integers(0, 200))
def test_thin_evidence_is_not_distrust(rows, silent):
    """Nothing bad happened: nobody reads below where everybody begins, and nothing slips."""
    end = lived(rows, 25)[-1]
    reading = read(end.state, TRUST, 25 + silent)
    assert all(score >= 50 - 1e-9 for score in reading.dims.values())
    assert slips(end) == [0, 0, 0]
    assert end.proposal.what in {Proposal.NONE, Proposal.PROMOTE}


@settings(max_examples=60, deadline=None)
@given(rows=events(), silent=st.integers(1, 60))
def test_silence_fills_no_meter_and_breaks_nothing(rows, silent):
    before, after = lived(rows, 25)[-1], lived(rows, 25 + silent)[-1]
    assert slips(after) == slips(before)
    assert after.standing == before.standing
    for dim in Dim:
        was, now = before.reading.raw[dim], after.reading.raw[dim]
        assert min(was, 50) - 1e-9 <= now <= max(was, 50) + 1e-9, "it only fades to where everybody begins"


@settings(max_examples=60, deadline=None)
@given(rows=events(kinds=(Kind.CHECKIN_ON_TIME, Kind.CHECKIN_MISSED, Kind.ACTIVITY_DAY)), asked=SIZES)
def test_judgement_is_left_out_until_there_is_enough_of_it(rows, asked):
    bad = Event(25, "asked", Kind.REQUEST_DECIDED, requested=asked, granted=0.0)
    assert stake(asked, 8.0) < 3
    before, after = lived(rows, 25)[-1], lived([*rows, bad], 25)[-1]
    assert after.reading.provisional
    assert after.reading.total == pytest.approx(before.reading.total, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(rows=events(days=20), wait=st.integers(0, 20))
def test_a_slow_manager_costs_nothing_but_the_wait(rows, wait):
    """Nothing slips while a request waits, and granted late it still does good."""
    asked = Event(20 + wait, "asked", Kind.REQUEST_DECIDED, requested=8.0, granted=8.0)
    waited, ended = lived(rows, 20 + wait)[-1], lived([*rows, asked], 20 + wait)[-1]
    assert slips(waited) == slips(lived(rows, 20)[-1])
    assert waited.standing == lived(rows, 20)[-1].standing
    assert all(after <= before + 1e-9 for before, after in zip(slips(waited), slips(ended), strict=True))
    assert ended.reading.dims[Dim.J] >= waited.reading.dims[Dim.J] - 1e-9


@settings(max_examples=60, deadline=None)
@given(days=st.integers(1, 60), share=st.floats(1, 3))
def test_numbers_nobody_confirms_take_nobody_below_sixty(days, share):
    """A target met counts for less while nobody has confirmed it, and never against anybody."""
    state = State()
    for aday in range(1, 61):
        state = fold(state, TRUST, aday, [Event(aday, 1, Kind.ACTIVITY_DAY, ((5.0, 5.0),))])
    confirmed = read(state, TRUST, 60)
    for aday in range(61, 61 + days):
        said = Event(aday, 1, Kind.ACTIVITY_DAY, ((5.0 * share, 5.0),), verified=False)
        state = fold(state, TRUST, aday, [said])
    later = read(state, TRUST, 60 + days)
    assert confirmed.dims[Dim.A] > 60
    assert later.dims[Dim.A] >= 60
    assert state.sums[Dim.A].slip == 0


@settings(max_examples=60, deadline=None)
@given(target=st.floats(0.5, 50), times=st.floats(1, 1000))
def test_counts_beyond_the_target_buy_nothing(target, times):
    enough, more = (
        fold(State(), TRUST, 1, [Event(1, 1, Kind.ACTIVITY_DAY, ((target * each, target),))])
        for each in (1.0, times)
    )
    assert enough == more


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from([*GOOD, Kind.ACTIVITY_DAY, Kind.ACTIVITY_WEEK, Kind.REQUEST_DECIDED]),
    count=st.integers(1, 300),
)
def test_more_in_a_day_buys_no_more_than_the_days_cap(kind, count):
    rows = [
        Event(1, number, kind, metrics=((5.0, 5.0),), requested=8.0, granted=8.0, size=8.0)
        for number in range(count)
    ]
    state = fold(State(), TRUST, 1, rows)
    for dim, each in parameters(TRUST).items():
        assert state.sums[dim].a <= each.cap + 1e-9


@settings(max_examples=60, deadline=None)
@given(size=st.floats(0.1, 8), parts=st.integers(2, 50))
def test_splitting_a_request_never_pays(size, parts):
    whole, split = (
        fold(
            State(),
            TRUST,
            1,
            [
                Event(1, number, Kind.REQUEST_DECIDED, requested=size / count, granted=size / count)
                for number in range(count)
            ],
        )
        for count in (1, parts)
    )
    assert split.sums[Dim.J].a <= whole.sums[Dim.J].a + 1e-9
    assert split.fresh <= whole.fresh + 1e-9


PROTECTED = re.compile(
    r"\b(gender|sex|male|female|pronouns?|ages?|birth\w*|born|race|racial|ethnic\w*|religi\w+|nationalit\w+"
    r"|disab\w+|marital|married|pregnan\w*|health|sick\w*|illness|politic\w*|union|orientation|veteran)\b",
    re.IGNORECASE,
)
KNOWN = {
    *("workspace", "id", "name", "rank", "role", "manager", "timezone", "starts_on", "level", "admin"),
    *("active", "country", "email", "added_at", "changed_at"),
}


def test_of_a_person_only_this_is_stored():
    assert {column.name for column in TABLES.tables["people"].columns} == KNOWN
    assert {each.name for each in fields(Person)} <= KNOWN
    assert not [each for each in LONGEST if each not in KNOWN | {"slack_id"}]


def test_no_column_of_any_table_holds_a_protected_attribute():
    columns = [column.name for table in TABLES.sorted_tables for column in table.columns]
    assert not [name for name in columns if PROTECTED.search(name.replace("_", " "))]


def test_no_form_or_message_asks_for_a_protected_attribute():
    said = [
        node.value
        for path in VIEWS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(said) > 500
    assert not [text for text in said if PROTECTED.search(text)]
    assert PROTECTED.search("Your date of birth")


def test_nobody_is_asked_why_they_are_away():
    """Absences are days and nothing else: no reason is asked, so none can be held against anybody."""
    table = TABLES.tables["absences"]
    assert not {"reason", "kind", "why", "note"} & {column.name for column in table.columns}
    assert {each.name for each in fields(WorkingDays)} == {"weekdays", "days_off", "country", "away"}
