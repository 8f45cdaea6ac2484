"""What a person is shown of their trust: what moved it, what would raise it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.contests import Contest, Verdict
from bot.domain.evidence import Entry
from bot.domain.explanations import (
    MOST_AHEAD,
    Ahead,
    ahead,
    line_of,
    moved,
    slips_of,
    stepped_since,
)
from bot.domain.ladder import GATES, Proposal, Standing, live_through
from bot.domain.ledger import Dim, Event, Kind
from bot.domain.ledger_files import event_of
from bot.domain.plan_parts import Trust
from bot.domain.trust_explained import Row

TRUST = Trust.model_validate({})
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUNGS = 5


def lived(*days, level=0):
    """Somebody's last day, after days of events given by their kinds."""
    end = replace(live_through(None, TRUST, 0, ()), standing=Standing(level))
    for aday, kinds in enumerate(days, start=1):
        end = live_through(end, TRUST, aday, [row(aday, kind, place) for place, kind in enumerate(kinds)])
    return end


def row(aday, kind, place=0):
    return Event(aday, place, kind, metrics=((1.0, 1.0),), requested=8.0, granted=8.0, size=8.0)


GOOD = (Kind.CHECKIN_ON_TIME, Kind.ACTIVITY_DAY)
WEEK = [GOOD] * 4 + [(*GOOD, Kind.ACTIVITY_WEEK)]


def test_what_is_counted_ahead_is_exactly_what_it_takes():
    end = lived(*WEEK)
    counted = ahead(end, TRUST, RUNGS)
    assert counted.rung == 1
    assert counted.days == 15
    for count, is_enough in ((counted.checkins - 1, False), (counted.checkins, True)):
        later = end
        for aday in range(end.aday + 1, end.aday + 1 + count):
            later = live_through(later, TRUST, aday, [row(aday, Kind.CHECKIN_ON_TIME)])
        assert (later.reading.dims[Dim.R] >= GATES[0].reliability) is is_enough


def test_whoever_does_all_of_it_is_proposed_for_the_step():
    end = lived(*WEEK)
    counted = ahead(end, TRUST, RUNGS)
    for _ in range(max(counted.weeks, -(-max(counted.checkins, counted.days) // 5))):
        for kinds in WEEK:
            end = live_through(end, TRUST, end.aday + 1, [row(end.aday + 1, kind) for kind in kinds])
    assert end.proposal.what is Proposal.PROMOTE
    assert ahead(end, TRUST, RUNGS) == Ahead(1)
    assert ahead(end, TRUST, RUNGS).is_there


def test_from_the_second_step_on_judgement_is_asked_for():
    end = lived(*WEEK * 8, level=1)
    counted = ahead(end, TRUST, RUNGS)
    assert (counted.rung, counted.checkins) == (2, 0)
    for aday in range(end.aday + 1, end.aday + 1 + counted.calls):
        end = live_through(end, TRUST, aday, [row(aday, Kind.REQUEST_DECIDED)])
    assert end.reading.dims[Dim.J] >= GATES[1].judgement
    assert end.state.fresh >= 5
    assert not counted.is_there


def test_judgement_counts_for_the_first_step_once_there_is_enough_of_it():
    bad = Event(1, "bad", Kind.AUDIT_BAD)
    end = live_through(None, TRUST, 1, [replace(bad, id=str(number)) for number in range(9)])
    assert ahead(end, TRUST, RUNGS).calls > 0
    assert ahead(lived(GOOD), TRUST, RUNGS).calls == 0


def test_a_full_meter_and_a_breach_have_to_be_lived_down():
    missed = lived(*WEEK * 8, *[(Kind.CHECKIN_MISSED,)] * 4)
    assert missed.state.sums[Dim.R].slip >= 4
    assert ahead(missed, TRUST, RUNGS).checkins > 5
    breached = lived(*WEEK * 8, (Kind.BREACH,))
    assert ahead(breached, TRUST, RUNGS).days == 20
    assert ahead(lived(*WEEK * 8, (Kind.BREACH,), (), ()), TRUST, RUNGS).days == 18


def test_what_takes_too_long_is_not_counted_to_the_end():
    hopeless = TRUST.model_copy(
        update={"reliability": TRUST.reliability.model_copy(update={"lam": 0.5, "cap": 0.1})}
    )
    assert ahead(lived(GOOD), hopeless, RUNGS).checkins == MOST_AHEAD + 1


def test_at_the_top_nothing_is_ahead():
    assert ahead(lived(GOOD, level=4), TRUST, RUNGS) is None
    assert ahead(lived(GOOD, level=1), TRUST, 2) is None


def test_a_step_since_the_last_day_begins_the_next_one():
    end = lived(*WEEK * 8, (Kind.REQUEST_DECIDED,))
    assert stepped_since(end, 0) is end
    stepped = stepped_since(end, 1)
    assert (stepped.standing.level, stepped.standing.since, stepped.state.fresh) == (1, end.aday, 0.0)
    assert ahead(stepped, TRUST, RUNGS).days == 20


def test_a_step_back_since_the_last_day_empties_the_meters_and_doubles_the_wait():
    end = lived((Kind.CHECKIN_MISSED,), level=2)
    stepped = stepped_since(end, 1)
    assert end.state.sums[Dim.R].slip > 0 == stepped.state.sums[Dim.R].slip
    assert (stepped.standing.level, stepped.standing.strikes) == (1, 1)
    assert ahead(stepped, TRUST, RUNGS).days == 40


def test_only_kinds_that_somebody_has_are_counted_on():
    daily = lived((Kind.ACTIVITY_DAY,))
    weekly = lived((Kind.ACTIVITY_WEEK,))
    assert ahead(daily, TRUST, RUNGS).weeks > ahead(weekly, TRUST, RUNGS).weeks


def test_what_moved_is_the_difference_of_two_explanations():
    before = [Row("R", "checkin_on_time", 5), Row("R", "checkin_late", -1), Row("*", "held back", -2)]
    now = [Row("R", "checkin_on_time", 9), Row("R", "checkin_late", -1), Row("A", "activity_day", 1)]
    assert moved(now, before) == (
        Row("R", "checkin_on_time", 4),
        Row("*", "held back", 2),
        Row("A", "activity_day", 1),
    )
    assert moved(now, now) == ()


def test_the_meters_come_with_where_they_warn_and_where_they_are_full():
    slips = slips_of(lived((Kind.CHECKIN_MISSED,)).state, TRUST)
    assert [(each.dim, each.warn, each.act) for each in slips] == [("R", 4, 6.5), ("A", 4, 6.5), ("J", 3, 5)]
    assert slips[0].value == pytest.approx(1.386294361)


def a_line(kind="checkin_missed", contest=None):
    entry = Entry("checkin:2026-11-23", "U1", date(2026, 11, 23), kind)
    return line_of(entry, event_of(1, entry), contest)


def test_a_frozen_row_weighs_nothing():
    contest = Contest("1", "U1", "checkin:2026-11-23", 1, "A reason", NOW, "U2")
    assert [each.w for each in a_line().weights] == [1.0]
    assert a_line(contest=contest).weights == ()
    assert a_line(contest=replace(contest, verdict=Verdict.STRUCK)).weights == ()
    assert len(a_line(contest=replace(contest, verdict=Verdict.STANDS)).weights) == 1


def test_a_row_is_contested_once_as_it_stands():
    contest = Contest("1", "U1", "checkin:2026-11-23", 1, "A reason", NOW, "U2")
    assert a_line().is_contestable
    assert not a_line("note").is_contestable
    assert not a_line(contest=contest).is_contestable
    assert not a_line(contest=replace(contest, verdict=Verdict.STANDS)).is_contestable
