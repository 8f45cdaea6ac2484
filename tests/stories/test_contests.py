"""A rep contests a row of the ledger: it weighs nothing until a manager above them has settled it."""

from datetime import timedelta

import pytest

from bot.domain.contests import (
    ContestedAlready,
    NobodyToSettle,
    NoSuchRow,
    NothingToContest,
    SettledAlready,
    Verdict,
)
from bot.domain.evidence import Entry
from bot.domain.home import NotForYou
from bot.domain.people import Rank
from bot.domain.request_refusals import ReasonTooShort
from bot.sandbox.client import text_of
from bot.services.contests import Contests
from bot.store import audit, contests, evidence
from bot.views.ledgers import MINUS
from tests.stories.office import MONDAY
from tests.stories.test_the_ledger import folded_from_nothing
from tests.stories.test_why import WEDNESDAY, why, work_a_week

MISSED = f"checkin:{WEDNESDAY.isoformat()}"
MONDAYS = f"activity:{MONDAY.isoformat()}"
REASON = "The whole team was at the fair"


def dims(office, person):
    return office.bot.trust.latest(office.workspace, person.id).end.reading.dims


def contest(office, person, key=MISSED, reason=REASON):
    receipt = f"{key}:{office.clock.now()}:{reason}"
    office.bot.contests.contest(office.workspace, person.id, key, receipt=receipt, reason=reason)
    office.settle()
    with office.bot.database.reading() as connection:
        return contests.of(connection, office.workspace, [person.id])[person.id][key]


def settle(office, person, made, verdict=Verdict.STRUCK, why="They were, I sent them there"):
    receipt = f"{made}:{person.id}:{verdict}:{office.clock.now()}:{why}"
    office.bot.contests.settle(office.workspace, person.id, made, receipt=receipt, verdict=verdict, why=why)
    office.settle()


def press_contest(person, words):
    """The button beside the row that says `words`."""
    view = person.modal()
    row = next(each for each in view["blocks"] if words in str(each) and "accessory" in each)
    person.presses("Contest", where={**view, "blocks": [row]})


@pytest.fixture
def worked(office, rita):
    work_a_week(office, rita)
    return dims(office, rita)


def test_a_row_is_frozen_at_once_and_a_manager_strikes_it_out(office, rita, maya, worked):
    why(rita)
    press_contest(rita, "No check-in")
    assert f"Wed 25 Nov  ·  No check-in  ·  {MINUS}1 reliability" in text_of(rita.modal())
    rita.fills({"What is wrong with it": "no"})
    assert "at least 10 characters" in rita.submits().errors["reason"]
    rita.fills({"What is wrong with it": "The fair <!channel>, all day"})
    assert rita.submits().ok
    shown = text_of(rita.modal())
    assert "Contested; Maya settles it." in shown, "what is beneath the form is drawn again"
    assert "weighs nothing for now" in shown
    assert dims(office, rita)["R"] > worked["R"]
    office.settle()
    card = text_of(maya.dm()[-1])
    assert "Rita contests a row of the ledger" in card
    assert "> *Rita*  The fair &lt;!channel&gt;, all day" in card
    maya.presses("Strike out")
    maya.fills({"Why the row goes": "no"})
    assert "at least 10 characters" in maya.submits().errors["reason"]
    maya.fills({"Why the row goes": "I sent you there myself"})
    assert maya.submits().ok
    office.settle()
    assert "Maya struck it out: it weighs nothing.\n> I sent you there myself" in text_of(maya.dm()[-1])
    with pytest.raises(AssertionError, match="sees no button"):
        maya.presses("Strike out")
    assert "Maya struck it out: it weighs nothing.\n> I sent you there myself" in office.said_to(rita)[-1]
    assert dims(office, rita)["R"] > worked["R"]
    rita.closes(everything=True)
    assert "Struck out." in why(rita)
    first, again = folded_from_nothing(office, rita)
    assert first == again


def test_a_row_that_stands_counts_as_before(office, rita, maya, worked):
    contest(office, rita)
    assert dims(office, rita) != worked
    maya.presses("Looks right")
    maya.fills({"Why the row stands": "There was signal at the fair"})
    assert maya.submits().ok
    office.settle()
    assert dims(office, rita) == worked, "to the last bit"
    assert "Maya let it stand: it counts as before." in office.said_to(rita)[-1]
    assert "It stands." in why(rita)


def test_it_is_in_the_audit_trail_with_both_reasons(office, rita, maya, worked):
    made = contest(office, rita)
    settle(office, maya, made.id)
    with office.bot.database.reading() as connection:
        told = [
            (each.what, each.by, each.why)
            for each in audit.entries(connection, office.workspace)
            if "contest" in each.what
        ]
    assert told == [
        ("row contested", rita.id, REASON),
        ("contest struck", maya.id, "They were, I sent them there"),
    ]


def test_a_row_is_contested_again_only_once_it_has_changed(office, rita, maya, worked):
    made = contest(office, rita)
    with pytest.raises(ContestedAlready):
        contest(office, rita, reason="I say it once more")
    settle(office, maya, made.id, Verdict.STANDS)
    with pytest.raises(ContestedAlready):
        contest(office, rita, reason="I say it once more")
    office.jump(timedelta(minutes=1))
    late = Entry(MISSED, rita.id, WEDNESDAY, "checkin_late", {})
    with office.bot.database.writing() as connection:
        evidence.settle(connection, office.workspace, {rita.id: [MISSED]}, [late], office.clock.now())
    assert contest(office, rita, reason="It was on time").number == 2


def test_what_weighs_nothing_or_is_not_there_is_not_contested(office, rita, maya, worked):
    for kind in ("note", "checkin_excused", "kudos", "deal_won"):
        with office.bot.database.writing() as connection:
            entry = Entry(f"row:{kind}", rita.id, MONDAY, kind, {})
            assert evidence.add(connection, office.workspace, entry, office.clock.now())
        with pytest.raises(NothingToContest):
            contest(office, rita, f"row:{kind}")
    with pytest.raises(NoSuchRow):
        contest(office, rita, "row:none")
    lena = office.hire("Lena Fischer", manager=maya)
    with pytest.raises(NoSuchRow):
        contest(office, lena, MISSED)
    with pytest.raises(ReasonTooShort):
        contest(office, rita, reason="  short  ")


def test_only_who_stands_above_them_settles_it_and_only_once(office, rita, maya, worked):
    made = contest(office, rita)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    for stranger in (omar, rita):
        with pytest.raises(NotForYou):
            settle(office, stranger, made.id)
        with pytest.raises(NotForYou):
            office.bot.contests.open_for(office.workspace, stranger.id, made.id)
    with pytest.raises(NoSuchRow):
        settle(office, maya, "none")
    with pytest.raises(ReasonTooShort):
        settle(office, maya, made.id, why="no")
    settle(office, maya, made.id)
    for again in (Verdict.STANDS, Verdict.STRUCK):
        with pytest.raises(SettledAlready):
            settle(office, maya, made.id, again)
    assert office.bot.contests.card(office.workspace, "none") is None


def test_two_managers_at_once_settle_it_once(office, rita, maya, worked, monkeypatch):
    made = contest(office, rita)
    monkeypatch.setattr(contests, "settle", lambda *_, **__: False)
    with pytest.raises(SettledAlready):
        settle(office, maya, made.id)


def test_the_same_press_twice_counts_once(office, rita, maya, worked):
    for _ in range(2):
        office.bot.contests.contest(office.workspace, rita.id, MISSED, receipt="same", reason=REASON)
    office.settle()
    made = office.bot.contests
    with office.bot.database.reading() as connection:
        (one,) = contests.of(connection, office.workspace, [rita.id])[rita.id].values()
    for _ in range(2):
        made.settle(
            office.workspace, maya.id, one.id, receipt="once", verdict=Verdict.STRUCK, why="They were there"
        )
    office.settle()
    assert sum("struck it out" in text for text in office.said_to(rita)) == 1


def test_where_the_manager_has_left_the_one_above_settles_it(office, rita, maya, worked):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    office.change(maya, manager=dana.id, active=False)
    contest(office, rita)
    assert "Rita contests a row" in office.said_to(dana)[-1]


def cards(office, person):
    return [each for each in office.said_to(person) if "contests a row" in each]


def test_an_open_contest_goes_to_whoever_leads_the_rep_now(office, rita, maya, worked):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    office.change(maya, manager=dana.id)
    made = contest(office, rita)
    frozen = dims(office, rita)["R"]
    office.change(rita, manager=omar.id)
    office.settle()
    assert "Omar settles it now." in cards(office, maya)[0]
    with pytest.raises(AssertionError, match="sees no button"):
        maya.presses("Strike out")
    with pytest.raises(NotForYou):
        settle(office, maya, made.id)
    assert len(cards(office, omar)) == 1
    office.change(omar, active=False)
    office.settle()
    assert len(cards(office, dana)) == 1
    assert dims(office, rita)["R"] == frozen, "it weighs nothing all the while"
    office.change(rita, manager=maya.id)
    office.settle()
    assert len(cards(office, maya)) == 2, "it is hers again"
    assert office.bot.contests.pass_on() == 0
    maya.presses("Strike out")
    maya.fills({"Why the row goes": "I sent you there myself"})
    assert maya.submits().ok
    office.settle()
    assert "Maya struck it out" in cards(office, maya)[1]
    with office.bot.database.reading() as connection:
        trail = [each.what for each in audit.entries(connection, office.workspace) if "contest" in each.what]
    assert trail == ["row contested", *["contest passed on"] * 3, "contest struck"]


def test_with_nobody_left_above_it_waits_for_somebody(office, rita, maya, worked):
    made = contest(office, rita)
    office.change(maya, active=False)
    office.settle()
    assert office.bot.contests.card(office.workspace, made.id).contest.asked == maya.id
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    office.change(rita, manager=omar.id)
    office.settle()
    assert len(cards(office, omar)) == 1


def test_two_processes_hand_a_contest_on_once(office, rita, maya, worked):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    contest(office, rita)
    office.change(rita, manager=omar.id)

    def after_the_other():
        assert office.bot.contests.pass_on() == 1
        return office.clock.now()

    assert Contests(office.bot.database, after_the_other).pass_on() == 0
    office.settle()
    assert len(cards(office, omar)) == 1


def test_a_manager_on_leave_finds_the_card_when_they_are_back(office, rita, maya, worked):
    monday = MONDAY + timedelta(days=7)
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=MONDAY, last=monday
    )
    contest(office, rita)
    assert cards(office, maya) == []
    office.travel_to(monday + timedelta(days=1), "09:00")
    assert len(cards(office, maya)) == 1


def test_a_card_that_was_not_sent_before_it_was_passed_on_is_not_sent(office, rita, maya, worked):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    office.bot.contests.contest(office.workspace, rita.id, MISSED, receipt="1", reason=REASON)
    office.change(rita, manager=omar.id)
    assert office.bot.contests.pass_on() == 1
    office.settle()
    assert (len(cards(office, maya)), len(cards(office, omar))) == (0, 1)


def looks_right(office, rita, maya):
    """Maya confirms the week, whose numbers are written anew with that."""
    with office.bot.database.reading() as connection:
        before = evidence.standing(connection, office.workspace, rita.id, MONDAYS)
    assert before.facts["verified"] is False
    friday = next(each for each in maya.dm() if "Talk first" in str(each))
    maya.presses("Looks right", where=friday)
    office.settle()
    with office.bot.database.reading() as connection:
        after = evidence.standing(connection, office.workspace, rita.id, MONDAYS)
    assert after.facts["verified"] is True


def test_an_open_contest_stays_open_on_a_row_that_is_corrected_meanwhile(office, rita, maya, worked):
    before = dims(office, rita)["A"]
    made = contest(office, rita, MONDAYS, reason="Those were leads of the fair")
    without = dims(office, rita)["A"]
    assert without < before
    looks_right(office, rita, maya)
    (card,) = cards(office, maya)
    assert "(confirmed)" in card, "the card shows the row as it stands"
    assert "weighs nothing for now" in why(rita)
    open_now = office.bot.contests.open_for(office.workspace, maya.id, made.id).contest
    assert (open_now.is_open, open_now.revision) == (True, 2)
    with pytest.raises(ContestedAlready):
        contest(office, rita, MONDAYS)
    frozen = dims(office, rita)["A"]
    settle(office, maya, made.id, Verdict.STRUCK)
    assert dims(office, rita)["A"] == frozen, "struck out as it stands"
    first, again = folded_from_nothing(office, rita)
    assert first == again


def test_a_row_that_was_struck_out_weighs_again_once_it_says_something_else(office, rita, maya, worked):
    made = contest(office, rita, MONDAYS, reason="Those were leads of the fair")
    settle(office, maya, made.id)
    struck = dims(office, rita)["A"]
    looks_right(office, rita, maya)
    assert dims(office, rita)["A"] > struck
    assert "Struck out." not in why(rita)
    again = contest(office, rita, MONDAYS, reason="The other two were, too")
    assert (again.number, again.revision, again.is_open) == (2, 2, True)
    first, again = folded_from_nothing(office, rita)
    assert first == again


def test_with_nobody_above_it_cannot_be_contested(office, rita, maya, worked):
    office.change(maya, active=False)
    with pytest.raises(NobodyToSettle):
        contest(office, rita)
    shown = why(rita)
    assert "Contest" not in shown
    assert "Only you see this." in shown


def test_a_contest_of_who_is_gone_is_shown_to_nobody(office, rita, maya, worked, monkeypatch):
    made = contest(office, rita)
    monkeypatch.setattr(evidence, "standing", lambda *_: None)
    assert office.bot.contests.card(office.workspace, made.id) is None
    with pytest.raises(NoSuchRow):
        office.bot.contests.open_for(office.workspace, maya.id, made.id)
    settle(office, maya, made.id)
