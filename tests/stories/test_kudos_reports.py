"""Kudos that somebody reports: the admins look at them, and the post stays until one of them removes it."""

import pytest

from bot.domain.kudos import NoKudos, NotYoursToJudge
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.store import audit
from bot.store import kudos as store
from tests.stories.test_kudos import WHAT, ledger_of, posts, thank


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def sam(office, maya):
    return office.hire("Sam Whitfield", manager=maya)


@pytest.fixture
def wins(office, dana, maya, rita, sam):
    return office.slack.add_channel("wins", (dana.id, maya.id, rita.id, sam.id))


@pytest.fixture
def kudos(office, rita, sam, wins):
    return thank(office, rita, sam)


def report(office, person, why="It names a customer"):
    person.presses("Report", where="wins")
    person.fills({"What is wrong with it": why})
    assert person.submits().ok
    said = text_of(person.modal())
    person.closes(everything=True)
    office.settle()
    return said


def cards(person):
    return [text_of(each) for each in person.dm() if "Somebody reported kudos" in text_of(each)]


def trail(office):
    with office.bot.database.reading() as connection:
        return [each.what for each in audit.entries(connection, office.workspace) if "kudos" in each.what]


def test_a_report_reaches_the_admins_alone_and_the_post_stays(office, dana, maya, rita, sam, kudos):
    assert "Those who look after it have it, privately" in report(office, sam)
    (card,) = cards(dana)
    assert "Rita Alvarez thanks Sam Whitfield" in card
    assert WHAT in card
    assert "*Sam Whitfield* reported it:\n> It names a customer" in card
    assert cards(maya) == cards(rita) == cards(sam) == []
    assert WHAT in posts(rita)[0]


def test_an_admin_removes_it_everywhere_and_the_giver_is_told(office, dana, rita, sam, kudos):
    report(office, sam)
    dana.presses("Remove")
    office.settle()
    assert posts(rita) == ["This one was taken down."]
    assert "This one was taken down." in office.said_to(sam)
    assert "An admin took down what you wrote" in office.said_to(rita)[-1]
    assert WHAT in office.said_to(rita)[-1]
    (card,) = cards(dana)
    assert "Dana removed it, and Rita was told." in card
    assert "Leave it" not in card
    assert ledger_of(office, sam) == ["note"]
    assert trail(office) == ["kudos removed"]


def test_an_admin_leaves_it_and_the_buttons_go(office, dana, maya, sam, kudos):
    report(office, sam, "")
    assert "*Sam Whitfield* reported it, without a reason." in cards(dana)[0]
    dana.presses("Leave it")
    office.settle()
    assert "It was looked at, and stays." in cards(dana)[0]
    assert "Remove" not in cards(dana)[0]
    assert "thanks Sam" in posts(dana)[0]
    report(office, maya, "It is not even true")
    assert len(cards(dana)) == 1
    assert "*Maya Lindqvist* reported it:\n> It is not even true" in cards(dana)[0]
    assert "Remove" in cards(dana)[0]


def test_what_was_reported_and_is_taken_back_is_settled(office, dana, rita, sam, kudos):
    report(office, sam)
    office.bot.kudos.take_back(office.workspace, rita.id, kudos.id, receipt="back")
    office.settle()
    assert "Rita took it back." in cards(dana)[0]
    desk = office.bot.kudos_reports
    with pytest.raises(NoKudos):
        desk.report(office.workspace, sam.id, kudos.id, receipt="r", why="")
    with pytest.raises(NoKudos):
        desk.open_for(office.workspace, sam.id, "none")
    with pytest.raises(NoKudos):
        desk.remove(office.workspace, dana.id, kudos.id, receipt="late")


def test_twice_is_once(office, dana, rita, sam, kudos):
    desk, workspace = office.bot.kudos_reports, office.workspace
    for receipt in ("r1", "r1", "r2"):
        desk.report(workspace, sam.id, kudos.id, receipt=receipt, why="x")
    with office.bot.database.reading() as connection:
        assert len(store.reports(connection, workspace, kudos.id)[0]) == 1
    for _ in range(2):
        desk.leave(workspace, dana.id, kudos.id, receipt="r3")
    assert trail(office) == ["kudos left alone"]
    for _ in range(2):
        desk.remove(workspace, dana.id, kudos.id, receipt="r4")
    assert trail(office) == ["kudos left alone", "kudos removed"]


def test_only_admins_judge_and_nobody_their_own(office, dana, maya, rita, sam, kudos):
    desk = office.bot.kudos_reports
    for person in (rita, sam, maya):
        with pytest.raises(NotYoursToJudge):
            desk.remove(office.workspace, person.id, kudos.id, receipt=person.id)
    with pytest.raises(NotYoursToJudge):
        desk.leave(office.workspace, dana.id, "none", receipt="none")
    own = thank(office, dana, sam, receipt="own")
    with pytest.raises(NotYoursToJudge):
        desk.remove(office.workspace, dana.id, own.id, receipt="own-1")


def test_where_the_only_admin_gave_them_the_managers_above_look(office, dana, maya, rita, sam, kudos):
    office.change(dana, admin=False)
    office.change(maya, admin=True)
    own = thank(office, maya, sam, what="Another fine week of calls, day after day", receipt="own")
    office.bot.kudos_reports.report(office.workspace, sam.id, own.id, receipt="r", why="No")
    office.settle()
    assert len(cards(dana)) == 1
    assert cards(maya) == []
    dana.presses("Remove")
    office.settle()
    assert "took down" in office.said_to(maya)[-1]


def told(person):
    return next(each for each in reversed(person.dm()) if "thanks you" in text_of(each))


def test_the_form_names_nobody_who_prefers_it_private(office, dana, maya, rita, sam, wins):
    office.bot.kudos.keep_private(office.workspace, sam.id, "", receipt="p", private=True)
    thank(office, rita, sam, maya)
    dana.presses("Report", where="wins")
    assert "Rita Alvarez thanks Maya Lindqvist" in text_of(dana.modal())
    assert "Sam" not in text_of(dana.modal())
    dana.closes(everything=True)


def test_who_was_thanked_privately_can_report_it_and_nobody_else_sees_it(office, dana, maya, rita, sam, wins):
    office.bot.kudos.keep_private(office.workspace, sam.id, "", receipt="p", private=True)
    kudos = thank(office, rita, sam)
    sam.presses("Report", where=told(sam))
    assert "Rita Alvarez thanks you" in text_of(sam.modal())
    sam.fills({"What is wrong with it": "It names a customer"})
    assert sam.submits().ok
    office.settle()
    assert len(cards(dana)) == 1
    desk = office.bot.kudos_reports
    with pytest.raises(NoKudos):
        desk.open_for(office.workspace, maya.id, kudos.id)
    with pytest.raises(NoKudos):
        desk.report(office.workspace, maya.id, kudos.id, receipt="forged", why="")


def test_a_giver_above_whom_there_is_nobody_is_looked_at_by_another_who_leads(
    office, dana, maya, rita, sam, wins
):
    thank(office, dana, sam)
    assert "Those who look after it" in report(office, sam)
    assert len(cards(maya)) == 1
    assert cards(dana) == cards(rita) == []
    maya.presses("Leave it")
    office.settle()
    assert "It was looked at, and stays." in cards(maya)[0]


def test_where_only_the_giver_could_look_at_it_that_is_said(office, dana, maya, sam, wins):
    thank(office, dana, sam)
    office.change(maya, active=False)
    sam.presses("Report", where="wins")
    assert "Nobody is left to look at it" in text_of(sam.modal())
    assert cards(dana) == []
