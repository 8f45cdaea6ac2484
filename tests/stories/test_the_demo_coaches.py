"""The demo's week of coaching: somebody asked, something is due, and one talk is overdue."""

from datetime import UTC, datetime

import pytest

from bot import __main__ as command_line
from bot.sandbox.client import text_of
from bot.services import example_coaching


@pytest.fixture
def demo(monkeypatch):
    monday = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    monkeypatch.setattr(command_line, "utc_now", lambda: monday)
    with command_line.open_demo(0) as (sandbox, _):
        yield sandbox.client()


def test_both_managers_find_somebody_worth_a_talk(demo):
    maya, tomas, lena = (demo.person(name) for name in ("maya", "tomas", "lena"))
    maya.opens_home()
    home = text_of(maya.home())
    assert "you agreed on this by today" in home
    assert "Rita opens the next call with what each month of waiting costs." in home
    assert "last talk with you on" in home
    tomas.opens_home()
    assert example_coaching.WANTS in text_of(tomas.home())
    lena.opens_home()
    assert "You asked for a talk on Monday." in text_of(lena.home())
    demo.travel(jump="next-morning")
    assert sum("Who could use you" in text_of(each) for each in maya.dm()) == 1
    tomas.presses("1:1 page", where="home")
    assert "Lena, one to one" in text_of(tomas.modal())
