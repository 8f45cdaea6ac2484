"""Some of what a rep decides alone is put before her manager afterwards."""

from datetime import timedelta

import pytest

from bot.domain.home import NotForYou
from bot.domain.outcomes import AuditedAlready
from bot.domain.people import Rank
from bot.domain.request_forms import Entry
from bot.domain.request_refusals import NoRequest, ReasonTooShort
from bot.sandbox.client import text_of
from bot.store import audit, evidence, inbox
from tests.stories.office import usual_plan

SMALL = Entry(
    power="price",
    amount="0.5",
    customer="Acme",
    deal="$4k",
    reason="They compare us with Orbit",
    said="Round it down and we sign",
)


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya, dana):
    office.slack.add_channel("approvals", (dana.id, maya.id))
    return office.hire("Rita Alvarez", manager=maya, level="L1")


@pytest.fixture
def looked_at(office, maya, rita):
    return first_audited(office, rita)


def first_audited(office, person):
    """Something small that somebody decides alone, where everything is looked at."""
    office.apply(usual_plan(audited=1.0))
    made = office.bot.requests.ask(office.workspace, person.id, receipt="1", entry=SMALL)
    office.settle()
    return made


def kinds(office, person):
    with office.bot.database.reading() as connection:
        return [each.kind for each in evidence.of_person(connection, office.workspace, person.id)]


def test_a_manager_would_have_approved(office, maya, rita, looked_at):
    (asked,) = office.said_to(maya)
    assert "Would you have approved this?" in asked
    assert f"Rita decided alone: Price concession of 0.5 % for {looked_at.case.customer}" in asked
    maya.presses("Yes, I would")
    office.settle()
    assert "Maya would have approved it." in text_of(maya.dm()[-1])
    assert "audit_ok" in kinds(office, rita)
    assert not any("would have" in text for text in office.said_to(rita))
    with office.bot.database.reading() as connection:
        assert audit.latest_about(connection, office.workspace, looked_at.id).what == "audit answered"


def test_a_manager_would_not_have_and_says_why_and_the_rep_reads_it(office, maya, rita, looked_at):
    maya.presses("No")
    maya.fills({"Why you would not have": "no"})
    assert "at least 10 characters" in maya.submits().errors["reason"]
    maya.fills({"Why you would not have": "They had signed already"})
    assert maya.submits().ok
    office.settle()
    assert "audit_bad" in kinds(office, rita)
    assert "Maya would not have approved it.\n> They had signed already" in office.said_to(rita)[-1]
    with pytest.raises(AssertionError, match="sees no button"):
        maya.presses("Yes, I would")


def test_only_who_leads_the_rep_is_heard_and_only_once(office, dana, maya, rita, looked_at):
    desk, here, made = office.bot.audits, office.workspace, looked_at.id
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    for stranger in (omar, rita):
        with pytest.raises(NotForYou):
            desk.settle(here, stranger.id, made, receipt="1", approves=True)
    with pytest.raises(NoRequest):
        desk.open_for(here, maya.id, "none")
    assert desk.card(here, "none") is None
    with pytest.raises(ReasonTooShort):
        desk.settle(here, maya.id, made, receipt="2", approves=False, note="  no  ")
    desk.settle(here, dana.id, made, receipt="3", approves=True)
    with pytest.raises(AuditedAlready):
        desk.settle(here, maya.id, made, receipt="4", approves=False, note="They had signed already")
    with pytest.raises(AuditedAlready):
        desk.open_for(here, maya.id, made)
    assert kinds(office, rita).count("audit_ok") == 1
    assert "audit_bad" not in kinds(office, rita)


def test_the_same_press_twice_counts_once(office, maya, rita, looked_at):
    with office.bot.database.writing() as connection:
        assert inbox.is_new(connection, office.workspace, "again", office.clock.now())
    office.bot.audits.settle(office.workspace, maya.id, looked_at.id, receipt="again", approves=True)
    assert "audit_ok" not in kinds(office, rita)


def test_a_manager_who_has_left_is_not_asked_and_the_one_above_can_answer(office, dana, maya, rita):
    office.change(maya, active=False)
    first_audited(office, rita)
    assert "Would you have approved this?" in office.said_to(dana)[0]


def test_whoever_leads_the_rep_next_is_asked_what_nobody_answered(office, dana, maya, rita, looked_at):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    assert office.bot.audits.pass_on() == 0
    office.change(rita, manager=omar.id)
    office.jump(timedelta(minutes=10))
    office.settle()
    assert office.bot.audits.pass_on() == 0, "once"
    assert sum("Would you have approved this?" in each for each in office.said_to(omar)) == 1
    omar.presses("Yes, I would")
    office.settle()
    for asked in (maya, omar):
        assert "Omar would have approved it." in text_of(asked.dm()[-1])
    office.change(rita, active=False)
    assert office.bot.audits.pass_on() == 0


def test_nobody_is_asked_anew_of_who_has_left(office, maya, rita, looked_at):
    office.change(rita, active=False)
    office.change(maya, active=False)
    assert office.bot.audits.pass_on() == 0


def test_a_manager_who_is_away_for_months_is_asked_when_back(office, maya, rita):
    maya.runs("/away", "23 Nov - 30 Apr")
    first_audited(office, rita)
    assert not any("Would you have approved" in text for text in office.said_to(maya))
    office.jump(timedelta(days=165))
    office.settle()
    assert any("Would you have approved this?" in text for text in office.said_to(maya))


def test_what_chance_does_not_choose_is_left_alone(office, maya, rita):
    office.bot.requests.ask(office.workspace, rita.id, receipt="1", entry=SMALL)
    office.settle()
    assert office.said_to(maya) == []


def test_who_has_nobody_above_is_not_looked_at(office, dana):
    office.slack.add_channel("approvals", (dana.id,))
    made = first_audited(office, dana)
    assert office.bot.audits.card(office.workspace, made.id) is None
