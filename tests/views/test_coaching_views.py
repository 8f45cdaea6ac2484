"""Coaching on screen at its limits: long words, many names, and nothing that pings."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from bot.domain.coaching import Concern, Form, HomeCoaching, Note, OwnCoaching, Queue, Told
from bot.domain.coaching_reasons import Reason, Why
from bot.domain.coaching_rhythms import Rhythm, TeamsRhythm
from bot.domain.ledger import Dim
from bot.domain.people import Person, Rank
from bot.domain.plan import Cadence
from bot.domain.slips import Slip
from bot.views import coaching, rhythms
from bot.views.blocks import home_tab
from tests.views.checks import check_message, check_view

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
TODAY = NOW.date()
NASTY = "*<!channel>* _<@U9>_ `&` ~:tada:~ " * 90
WIDE = "<" * 3000


def somebody(number=1):
    name = f"Rep{number} *<!here>* Ortiz"
    return Person("T1", f"U{number}", name, Rank.REP, "ae", "U_MAYA", "America/New_York", date(2026, 1, 5))


def note(words=NASTY, action=NASTY, due=TODAY, read_at=None):
    return Note("N1", "U1", "U2", NOW, words, action, due, read_at)


def reason(why):
    slips = (Slip(Dim.R, 2, {}),) if why is Why.SLIPPING else ()
    return Reason(why, id="x", words=NASTY, count=3, of=9, day=TODAY, slips=slips)


def queue(people=5, whys=tuple(Why)):
    concerns = tuple(
        Concern(somebody(number), tuple(map(reason, whys)), "What came of it?") for number in range(people)
    )
    team = tuple(map(somebody, range(30)))
    agreed = tuple((somebody(number), note(due=None)) for number in range(9))
    return Queue(TODAY, Rhythm(Cadence.WEEKLY, team[:3], team[3:]), concerns, 7, agreed)


@pytest.mark.parametrize("why", list(Why))
def test_a_queue_of_five_fits_whatever_they_typed(why):
    shown = queue(whys=(why, *(each for each in Why if each is not why)))
    check_message(coaching.card(shown))
    check_view(home_tab(coaching.of_manager(HomeCoaching(queue=shown))))


def test_an_empty_queue_is_a_sentence():
    nobody = Queue(TODAY, Rhythm(Cadence.WEEKLY))
    check_message(coaching.card(nobody))
    assert rhythms.said_rhythm(nobody.rhythm) == ""


@pytest.mark.parametrize(("words", "action"), [*product((NASTY[:3000], WIDE), ("", NASTY[:3000], WIDE))])
def test_a_note_is_read_in_full_whatever_was_typed(words, action):
    for read_at in (None, NOW):
        told = Told(note(words, action, read_at=read_at), somebody(1), somebody(2))
        check_message(coaching.told(told))


def test_the_form_keeps_what_was_typed_when_somebody_was_first():
    form = Form(somebody(), queue().concerns[0], (note(), note()), "N1", TODAY)
    check_view(coaching.form(form, WIDE, NASTY[:3000], "Maya *<!here>*"))
    check_view(coaching.form(Form(somebody(), None, (), "", TODAY)))


def test_a_director_reads_a_line_for_each_manager_and_a_rep_their_own():
    teams = tuple(
        TeamsRhythm(somebody(number), Rhythm(Cadence.DAILY, (somebody(),), ()), number, number)
        for number in range(30)
    )
    home = HomeCoaching(OwnCoaching(somebody(), back=TODAY, actions=(note(),) * 9), None, teams)
    assert len(coaching.of_director(home)) == 1
    assert coaching.of_director(None) == coaching.of_rep(None, "U1") == coaching.of_manager(None) == []
    assert "You agreed" in str(coaching.of_rep(home, "U1"))


def test_a_rhythm_by_the_day_says_so():
    ben = somebody()
    assert rhythms.said_rhythm(Rhythm(Cadence.DAILY, (), (ben,))).startswith("Still to speak with today")
