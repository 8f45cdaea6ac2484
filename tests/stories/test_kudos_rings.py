"""A ring of five who thank each other all month: nothing moves, and their manager sees a line."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.domain.kudos_forms import Entry
from bot.domain.kudos_rings import Ring
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.services.kudos_rings import rings
from tests.stories.ledgers import good_day, lives

TIMES = 4


@pytest.fixture
def ring(office, maya, rita):
    office.slack.add_channel("wins", (maya.id, rita.id))
    return [rita, *(office.hire(f"Rep{number} Ng", manager=maya) for number in range(4))]


def thank_each_other(office, ring):
    for day in range(TIMES):
        for giver, receiver in permutations(ring, 2):
            entry = Entry((receiver.id,), "own-it", f"Day {day}: always there for the rest of us")
            receipt = f"{day}:{giver.id}:{receiver.id}"
            office.bot.kudos.give(office.workspace, giver.id, receipt=receipt, entry=entry)
        office.jump(timedelta(days=1))


def test_no_authority_moves_and_the_manager_sees_a_line(office, maya, ring):
    apart = office.hire("Apart Ng", manager=maya)
    for each in (*ring, apart):
        lives(office, each, [good_day()] * 30)
    before = {each.id: office.bot.trust.latest(office.workspace, each.id).end for each in ring}
    thank_each_other(office, ring)
    since = office.clock.now() - timedelta(days=28)
    with office.bot.database.reading() as connection:
        found = rings(connection, office.workspace, [ring[0].id], since)
        assert found == (Ring(frozenset(each.id for each in ring), 80, 80),)
        assert rings(connection, office.workspace, [apart.id], since) == ()
    office.bot.trust.close_days()
    for each in ring:
        after = office.bot.trust.latest(office.workspace, each.id).end
        assert after.standing.level == before[each.id].standing.level
        assert after.reading.total <= before[each.id].reading.total
    maya.opens_home()
    maya.waits(maya.home, "Home")
    line = "Rep0, Rep1, Rep2, Rep3 and Rita thanked each other 80 times in four weeks"
    assert line in text_of(maya.home())
    ring[0].opens_home()
    ring[0].waits(ring[0].home, "Home")
    assert "thanked each other" not in text_of(ring[0].home())


def test_thanks_from_others_too_are_no_ring(office, maya, ring):
    for number, giver in enumerate((maya, *ring[1:]) * 5):
        entry = Entry((ring[0].id,), "own-it", f"Number {number}: stayed until it ran")
        office.bot.kudos.give(office.workspace, giver.id, receipt=str(number), entry=entry)
        office.jump(timedelta(hours=6))
    home = office.bot.homes.of(office.workspace, maya.id)
    assert home.rings == ()


def test_a_circle_across_teams_is_seen_by_the_manager_of_any_of_them(office, maya, rita):
    office.slack.add_channel("wins", (maya.id, rita.id))
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    circle = [rita, *(office.hire(f"Rep{number} Ng", manager=omar) for number in range(4))]
    for day in range(TIMES):
        for giver, receiver in zip(circle, [*circle[1:], rita], strict=True):
            entry = Entry((receiver.id,), "own-it", f"Day {day}: always there for the rest of us")
            office.bot.kudos.give(office.workspace, giver.id, receipt=f"{day}:{giver.id}", entry=entry)
        office.jump(timedelta(days=1))
    since = office.clock.now() - timedelta(days=28)
    with office.bot.database.reading() as connection:
        found = rings(connection, office.workspace, [rita.id], since)
    assert found == (Ring(frozenset(each.id for each in circle), 20, 20),)


def test_a_long_chain_of_thanks_is_not_followed_for_ever(office, maya, rita, monkeypatch):
    asked: list[set[str]] = []

    def pairs(connection, workspace, ids, since):
        asked.append(set(ids))
        return {(f"U{len(asked)}", min(ids)): 9}

    monkeypatch.setattr("bot.services.kudos_rings.kudos.pairs", pairs)
    with office.bot.database.reading() as connection:
        assert rings(connection, office.workspace, ["U0"], office.clock.now()) == ()
    assert asked == [{f"U{number}"} for number in range(5)]
