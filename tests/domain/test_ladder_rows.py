"""What a row about the ladder comes to, where it says which rung it led to."""

import json
from dataclasses import replace

import pytest

from bot.domain.evidence import Entry
from bot.domain.ladder import Proposal, Standing, grounded, live_through
from bot.domain.ledger import Event, Kind, Step
from bot.domain.ledger_files import event_of, read_ledger
from tests.domain.test_trust import TRUST
from tests.stories.office import MONDAY

UP, DOWN = Step.PROMOTE, Step.DEMOTE


def row(aday, number, step, to, **more):
    return Event(aday, f"ladder:{number}", Kind.LADDER, step=step, to=to, **more)


def lived(*rows, standing=None):
    end = live_through(None, TRUST, 0, ())
    if standing is not None:
        end = replace(end, standing=standing)
    for aday in range(end.aday + 1, max(each.aday for each in rows) + 1):
        end = live_through(end, TRUST, aday, [each for each in rows if each.aday == aday])
    return end.standing


def test_two_moves_of_one_day_are_made_in_the_order_in_which_they_came():
    up, down = row(1, 1, UP, 1), row(1, 2, DOWN, 0)
    assert lived(up, down) == lived(down, up) == Standing(0, 1, 1, 1)
    assert lived(row(1, 1, UP, 3), row(1, 2, DOWN, 2)).level == 2


def test_a_move_over_several_rungs_leaves_one_strike():
    assert lived(row(1, 1, UP, 3), row(9, 2, DOWN, 1)) == Standing(1, 9, 1, 9)


def test_a_rung_that_the_plan_no_longer_has_is_the_highest_it_has():
    end = live_through(None, TRUST, 1, [row(1, 1, UP, 4)], 2)
    assert end.standing.level == 2


def test_a_rung_that_is_only_named_anew_is_no_step():
    before = Standing(2, 30, 1, 10)
    for step in Step:
        assert lived(row(40, 1, step, 3, quiet=True), standing=before) == Standing(3, 30, 1, 10)


def test_a_step_up_that_is_taken_back_leaves_no_strike_and_does_not_count_as_one_up():
    assert lived(row(4, 1, UP, 2), row(5, 2, DOWN, 0, undo=True)) == Standing(0, 5, 0, 5)
    before = Standing(1, 3, 2, 3)
    taken = lived(row(4, 1, UP, 2), row(5, 2, DOWN, 1, undo=True), standing=before)
    assert taken.strikes_on(5) == 2


def test_who_came_to_the_lowest_rung_with_a_new_plan_is_not_called_down_from_it():
    end = live_through(None, TRUST, 0, ())
    end = replace(end, standing=Standing(1))
    missed = [Event(1, number, Kind.CHECKIN_MISSED) for number in range(6)]
    end = live_through(end, TRUST, 1, [*missed, row(1, 9, DOWN, 0, quiet=True)])
    assert end.proposal.what is Proposal.DEMOTE
    assert grounded(end, TRUST).what is Proposal.WARN


@pytest.mark.parametrize(
    ("to", "rung"), [(2, 2), (0, 0), (-1, None), (True, None), ("L2", None), (None, None)]
)
def test_a_row_says_where_it_led_to_and_a_file_may_say_anything(to, rung):
    facts = {"what": "promote", "to": to, "quiet": True, "undo": "perhaps"}
    event = event_of(3, Entry("ladder:1", "U1", MONDAY, "ladder", facts))
    assert (event.to, event.quiet, event.undo) == (rung, True, False)
    (read,) = read_ledger(json.dumps({"aday": 3, "id": "ladder:1", "kind": "ladder", **facts}))
    assert read == event
