"""The rules of steps: which way they may be settled, what calls for them, and what speaks for them."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.ladder import Day, Proposal, Proposed, Standing, live_through
from bot.domain.ledger import Dim, Event, Kind
from bot.domain.ledger import Step as Way
from bot.domain.request_refusals import ReasonTooShort
from bot.domain.slips import warned_before
from bot.domain.step_evidence import evidence_of
from bot.domain.steps import Call, Move, NoStep, NoWayBack, Origin, Status, Step
from bot.domain.trust import State, read
from bot.services import example

PLAN = example.plan()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WHY = "For a good reason"


def step(what=Way.PROMOTE, levels=("L0", "L1")):
    return Step(
        "1", "T1", "U1", what, Origin.PROPOSED, levels[0], levels[1], MONDAY, 40, None, NOW, 1, asked="U2"
    )


def settle(move, *, what=Way.PROMOTE, reason=WHY, earns_back="Be on time"):
    return step(what).settle(move, NOW, by="U2", aday=41, version=2, reason=reason, earns_back=earns_back)


@pytest.mark.parametrize(
    ("what", "move", "status"),
    [
        (Way.PROMOTE, Move.GRANT, Status.GRANTED),
        (Way.DEMOTE, Move.STEP_BACK, Status.STEPPED_BACK),
        (Way.PROMOTE, Move.PUT_OFF, Status.PUT_OFF),
        (Way.DEMOTE, Move.PUT_OFF, Status.PUT_OFF),
        (Way.PROMOTE, Move.WITHDRAW, Status.WITHDRAWN),
        (Way.DEMOTE, Move.OVERTAKE, Status.OVERTAKEN),
    ],
)
def test_each_way_has_its_own_end(what, move, status):
    after = settle(move, what=what)
    assert after.status is status
    assert after.status.is_made is (move in {Move.GRANT, Move.STEP_BACK})
    assert (after.settled_by, after.settled_aday, after.plan_version, after.revision) == ("U2", 41, 2, 1)


@pytest.mark.parametrize(
    ("what", "move", "words", "refusal"),
    [
        (Way.DEMOTE, Move.GRANT, {}, NoStep),
        (Way.PROMOTE, Move.STEP_BACK, {}, NoStep),
        (Way.PROMOTE, Move.PUT_OFF, {"reason": " too short "}, ReasonTooShort),
        (Way.DEMOTE, Move.STEP_BACK, {"reason": ""}, ReasonTooShort),
        (Way.DEMOTE, Move.STEP_BACK, {"earns_back": " "}, NoWayBack),
    ],
)
def test_what_does_not_suit_a_step_is_refused(what, move, words, refusal):
    with pytest.raises(refusal):
        settle(move, what=what, **words)


@pytest.mark.parametrize(
    ("what", "level", "rung", "since", "leads"),
    [
        (Proposal.PROMOTE, "L0", 0, 0, ("L0", "L1")),
        (Proposal.DEMOTE, "L3", 3, 20, ("L3", "L2")),
        (Proposal.PROMOTE, "L1", 0, 0, None),
        (Proposal.PROMOTE, "gone", 0, 0, None),
        (Proposal.PROMOTE, "L0", 0, 40, None),
        (Proposal.PROMOTE, "L4", 4, 0, None),
        (Proposal.DEMOTE, "L0", 0, 0, None),
    ],
)
def test_a_call_leads_from_where_somebody_still_stands(what, level, rung, since, leads):
    call = Call("U1", level, "U2", MONDAY, 40, rung, since, what)
    assert call.levels(PLAN) == leads
    assert call.carries(step(), PLAN) == (leads == ("L0", "L1"))


def lived(days, level=0, strikes=0):
    standing = Standing(level, 0, strikes)
    end = Day(0, State(), standing, read(State(), PLAN.trust, 0), Proposed(Proposal.NONE))
    for aday, events in enumerate(days, start=1):
        end = live_through(end, PLAN.trust, aday, events)
    return end


def on_time():
    return [Event(0, "c", Kind.CHECKIN_ON_TIME)]


def judged():
    return [*on_time(), Event(0, "j", Kind.REQUEST_DECIDED, requested=8.0, granted=8.0)]


def missed():
    return [Event(0, "c", Kind.CHECKIN_MISSED)]


def test_the_first_step_asks_for_judgement_only_once_there_is_enough_of_it():
    assert set(evidence_of(lived([on_time()] * 30), PLAN.trust, Way.PROMOTE).needs) == {Dim.R, Dim.A}
    assert set(evidence_of(lived([judged()] * 9), PLAN.trust, Way.PROMOTE).needs) == set(Dim)
    second = evidence_of(lived([on_time()] * 30, level=1, strikes=1), PLAN.trust, Way.PROMOTE)
    assert second.needs == {Dim.R: 83, Dim.A: 66, Dim.J: 74}
    assert (second.dwell, second.fresh_needed) == (40, 5)


def test_a_step_back_names_what_has_slipped_and_what_has_fallen():
    found = evidence_of(lived([on_time()] * 10 + [missed()] * 6, level=2), PLAN.trust, Way.DEMOTE)
    assert found.needs == {Dim.R: 71, Dim.A: 54}
    assert found.flagged == (Dim.R, Dim.A)
    assert found.slipped == (Dim.R,)
    assert found.below == (Dim.R, Dim.A)
    assert evidence_of(lived([missed()]), PLAN.trust, Way.DEMOTE).needs == {}


def test_a_warning_lasts_while_the_same_slips_or_worse():
    warned = Proposed(Proposal.WARN, (Dim.R,))
    both = Proposed(Proposal.WARN, (Dim.R, Dim.J))
    down, none = Proposed(Proposal.DEMOTE, (Dim.R,)), Proposed(Proposal.NONE)
    assert warned_before((Dim.R,), [warned, both, down, none, warned]) == 3
    assert warned_before((Dim.R, Dim.J), [warned, both]) == 0
    assert warned_before((Dim.R,), []) == 0
