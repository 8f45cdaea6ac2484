"""What managers hear of thanks: who has had none for long, and who only thank each other."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.domain.evidence import Entry
from bot.domain.kudos_forms import Entry as Typed
from bot.domain.kudos_rings import Ring
from bot.domain.kudos_signs import What, Worth
from bot.domain.milestones import Kind, Milestone, State
from bot.services.desk import plan_in_force
from bot.services.kudos_signs import rings, unrecognised
from bot.store import evidence, milestones, people
from tests.stories.ledgers import good_day, lives
from tests.stories.office import MONDAY
from tests.stories.test_home import said
from tests.stories.test_kudos import thank


@pytest.fixture
def wins(office, maya, rita):
    return office.slack.add_channel("wins", (maya.id, rita.id))


def unthanked(office, *who):
    with office.bot.database.reading() as connection:
        _, plan = plan_in_force(connection, office.workspace)
        team = list(people.some(connection, office.workspace, [each.id for each in who]).values())
        return unrecognised(connection, plan, team, office.clock.now())


def kept(office, person, day, **facts):
    with office.bot.database.writing() as connection:
        entry = Entry(f"commitment:{day}", person.id, day, "commitment_kept", facts, 1)
        evidence.add(connection, office.workspace, entry, office.clock.now())


LAST_FRIDAY = MONDAY - timedelta(days=3)


@pytest.fixture
def long_here(office, rita):
    """Rita's last active days are those before the story."""
    lives(office, rita, [good_day()] * 95)
    return rita


def test_a_rep_without_a_word_for_long_is_named_with_what_is_true(office, maya, rita, long_here, wins):
    said(office, rita, LAST_FRIDAY - timedelta(days=1), commitment="Call Acme")
    kept(office, rita, LAST_FRIDAY, of=(LAST_FRIDAY - timedelta(days=1)).isoformat())
    assert unthanked(office, maya, rita) == {rita.id: (Worth(What.KEPT, LAST_FRIDAY, "Call Acme"),)}
    thank(office, maya, rita)
    assert unthanked(office, maya, rita) == {}


def test_of_whom_nothing_is_known_nobody_is_told_to_praise(office, maya, rita, long_here, wins):
    assert unthanked(office, rita) == {}


def test_who_is_new_or_leads_others_is_not_among_them(office, maya, rita, wins):
    kept(office, rita, LAST_FRIDAY)
    assert unthanked(office, rita) == {}
    assert unthanked(office, maya) == {}


def test_whose_milestone_was_posted_has_had_a_word(office, maya, rita, long_here, wins):
    kept(office, rita, LAST_FRIDAY)
    now = office.clock.now()
    with office.bot.database.writing() as connection:
        private = Milestone(rita.id, "a", Kind.FIRST_WIN, MONDAY, now, state=State.PRIVATE)
        milestones.add(connection, office.workspace, [private])
    assert set(unthanked(office, rita)) == {rita.id}
    with office.bot.database.writing() as connection:
        posted = Milestone(rita.id, "b", Kind.HELD_PRICE, MONDAY, now, state=State.POSTED)
        milestones.add(connection, office.workspace, [posted])
    assert unthanked(office, rita) == {}


def test_a_ring_of_five_moves_nothing_and_is_seen(office, maya, rita, wins):
    ring = [rita, *(office.hire(f"Rep{number} Ng", manager=maya) for number in range(4))]
    apart = office.hire("Apart Ng", manager=maya)
    for each in (*ring, apart):
        lives(office, each, [good_day()] * 30)
    before = {each.id: office.bot.trust.latest(office.workspace, each.id).end for each in ring}
    for day in range(4):
        for giver, receiver in permutations(ring, 2):
            receipt = f"{day}:{giver.id}:{receiver.id}"
            entry = Typed((receiver.id,), "own-it", f"Day {day}: always there for the rest of us")
            office.bot.kudos.give(office.workspace, giver.id, receipt=receipt, entry=entry)
        office.jump(timedelta(days=1))
    since = office.clock.now() - timedelta(days=28)
    with office.bot.database.reading() as connection:
        found = rings(connection, office.workspace, [rita.id], since)
        assert found == (Ring(frozenset(each.id for each in ring), 80, 80),)
        assert rings(connection, office.workspace, [apart.id], since) == ()
    office.bot.trust.close_days()
    for each in ring:
        after = office.bot.trust.latest(office.workspace, each.id).end
        assert after.standing.level == before[each.id].standing.level
        assert after.reading.total <= before[each.id].reading.total
