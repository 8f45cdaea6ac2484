"""Two at the same moment: one note is written past another only knowingly, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.domain.coaching_refusals import AskedAlready, CoachedMeanwhile, SettledMeanwhile
from bot.domain.people import Rank
from bot.store import coaching
from tests.stories.test_coaching import coach, notes, told


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


def at_once(*acts):
    """What came of each act, all begun at the same moment: None, or the refusal."""
    ready = Barrier(len(acts))

    def go(act):
        ready.wait(timeout=10)
        try:
            act()
        except (AskedAlready, CoachedMeanwhile, SettledMeanwhile) as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def writing(office, by, rita, receipt):
    return lambda: office.bot.coaching.coach(
        office.workspace, by.id, rita.id, receipt=receipt, words=f"{by.name} was here", seen=""
    )


def test_of_two_managers_who_press_at_once_one_writes_and_the_other_is_told(office, dana, maya, rita):
    found = at_once(writing(office, maya, rita, "1"), writing(office, dana, rita, "2"))
    assert sorted(map(str, found)) == sorted(map(str, [None, CoachedMeanwhile]))
    assert len(notes(office, rita)) == 1
    office.settle()
    assert len(told(rita)) == 1


def test_a_double_click_writes_one_note(office, maya, rita):
    assert at_once(*[writing(office, maya, rita, "same")] * 4) == [None] * 4
    assert len(notes(office, rita)) == 1


def test_a_done_is_counted_once(office, dana, maya, rita):
    coach(office, maya, rita, action="Call")
    (note,) = notes(office, rita)
    found = at_once(
        lambda: office.bot.coaching.done(office.workspace, maya.id, note.id, receipt="d1"),
        lambda: office.bot.coaching.done(office.workspace, dana.id, note.id, receipt="d2"),
    )
    assert sorted(map(str, found)) == sorted(map(str, [None, SettledMeanwhile]))


def test_who_asks_twice_at_once_has_asked_once(office, maya, rita):
    desk = office.bot.coaching_requests
    found = at_once(
        lambda: desk.ask(office.workspace, rita.id, receipt="1", words="Kestrel"),
        lambda: desk.ask(office.workspace, rita.id, receipt="2", words="Orbit"),
    )
    assert sorted(map(str, found)) == sorted(map(str, [None, AskedAlready]))
    with office.bot.database.reading() as connection:
        assert len(coaching.asking(connection, office.workspace, [rita.id])) == 1
