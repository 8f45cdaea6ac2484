"""Trust on trial: what would have happened, and who turns it live."""

import json
from datetime import date

import pytest
from sqlalchemy import delete

from bot.domain.ledger import Event, Kind, Step
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.shadows import LiveAlready, NotALeaderHere, OnlyAdminsTurnLive
from bot.sandbox.client import text_of
from bot.store import audit, deliveries
from bot.store.plans import PlanRow
from tests.stories.ledgers import good_day, lives
from tests.stories.office import usual_plan
from tests.stories.pasts import live

OCTOBER = date(2026, 10, 1)
FRIDAY = date(2026, 11, 20)
MISSED = tuple(date(2026, 11, day) for day in (13, 16, 17, 18, 19, 20))


def plan_with(mode):
    plan = usual_plan()
    return plan.model_copy(update={"trust": plan.trust.model_copy(update={"mode": mode})})


@pytest.fixture
def dana(office):
    """The first plan of her workspace leaves trust on trial."""
    with office.bot.database.writing() as connection:
        connection.execute(delete(PlanRow))
    office.apply(plan_with(Mode.SHADOW))
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rita(office, maya):
    """She has earned a step up."""
    found = office.hire("Rita <Alvarez>", manager=maya)
    live(office, found, OCTOBER, FRIDAY)
    return found


@pytest.fixture
def sam(office, maya):
    """He has missed six days in a row."""
    found = office.hire("Sam Whitfield", manager=maya, level="L1")
    live(office, found, OCTOBER, FRIDAY, missed=MISSED)
    return found


def asks(person):
    person.runs("/latitude", "trust")
    return text_of(person.whispers[-1])


def test_a_manager_reads_of_hers_how_they_stand_and_what_would_have_happened(office, maya, rita, sam):
    said = asks(maya)
    assert "Trust is on trial" in said
    assert "It would have led to something for 2 of 2 people so far." in said
    assert "A step up to Supported would have been proposed on" in said
    assert "it has held for" in said
    warned = "A warning about reliability would have been given on Tuesday 17 November"
    assert f"{warned}; it held for 2 working days, to Wednesday 18 November" in said
    assert "A step back to Guided would have been proposed over reliability on Thursday 19 November" in said
    assert (
        "Trust 70, provisional · reliability very strong, activity strong, judgement too early to say" in said
    )
    assert "Turn live" not in said
    assert "<Alvarez>" not in str(maya.whispers[-1]["blocks"])


def test_a_step_that_was_made_is_reported_once_and_as_it_was(office, maya, rita):
    ines = office.hire("Ines Prado", manager=maya)
    up = Event(0, "ladder:0", Kind.LADDER, step=Step.PROMOTE, to=1)
    lives(office, ines, [good_day()] * 22 + [[*good_day(), up]] + [good_day()] * 2)
    said = asks(maya).split("Ines Prado")[1]
    assert "A step up to Supported would have been proposed" in said
    assert "A step up to Trusted" not in said


def test_who_leads_nobody_is_not_shown_anybody(office, rita, sam):
    with pytest.raises(NotALeaderHere):
        office.bot.shadows.seen_by(office.workspace, rita.id)
    assert "shows managers and admins" in asks(rita)


def test_managers_see_only_their_own_and_directors_and_admins_the_rest(office, dana, maya, rita, sam):
    tomas = office.hire("Tomas Weber", rank=Rank.MANAGER, manager=dana)
    lena = office.hire("Lena Fischer", manager=tomas)
    seen = {
        who.id: {each.person.id for each in office.bot.shadows.seen_by(office.workspace, who.id).people}
        for who in (dana, maya, tomas)
    }
    assert seen == {dana.id: {rita.id, sam.id, lena.id}, maya.id: {rita.id, sam.id}, tomas.id: {lena.id}}
    office.change(dana, admin=False)
    office.change(tomas, manager=None)
    found = office.bot.shadows.seen_by(office.workspace, dana.id)
    assert {each.person.id for each in found.people} == {rita.id, sam.id}
    assert "No day is counted yet." in asks(tomas)


def test_a_ring_of_managers_ends(office, dana, maya, rita):
    office.change(dana, manager=maya.id)
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    with pytest.raises(NotALeaderHere):
        office.bot.shadows.seen_by(office.workspace, omar.id)


def test_an_admin_turns_it_live_and_everybodys_home_says_so(office, dana, maya, rita, sam):
    rita.opens_home()
    assert "Trust is on trial" in text_of(rita.home())
    said = asks(dana)
    assert "Once it is live" in said
    dana.presses("Turn live")
    office.settle()
    assert "Trust is live" in text_of(dana.modal())
    assert "plan.toml" in text_of(dana.modal())
    dana.closes()
    for who in (dana, maya, rita, sam):
        assert "Trust is live" in text_of(who.home())
    version, plan = office.bot.plans.current(office.workspace)
    assert plan.trust.mode is Mode.LIVE
    with office.bot.database.reading() as connection:
        entry = audit.latest_about(connection, office.workspace, f"version {version}")
    assert (entry.by, entry.why, json.loads(entry.details)) == (
        dana.id,
        "turned live in Slack",
        {"changed": ["trust"]},
    )
    said = asks(dana)
    assert "Turn live" not in said
    assert "Live since" in said
    assert "Nothing was proposed." in said


def test_only_an_admin_turns_it_live_and_only_once(office, dana, maya, rita):
    desk, here = office.bot.shadows, office.workspace
    for who in (maya, rita):
        with pytest.raises(OnlyAdminsTurnLive):
            desk.turn_live(here, who.id, receipt=who.id)
    desk.turn_live(here, dana.id, receipt="1")
    before = office.bot.plans.version(here)
    desk.turn_live(here, dana.id, receipt="1")
    with pytest.raises(LiveAlready):
        desk.turn_live(here, dana.id, receipt="2")
    assert office.bot.plans.version(here) == before
    with office.bot.database.reading() as connection:
        keys = [f"home:{who.id}:live:{before}" for who in (dana, maya, rita)]
        assert deliveries.missing_keys(connection, here, keys) == set()


def test_once_it_is_live_an_admin_sees_no_more_than_who_leads(office, dana, maya, rita, sam):
    admin = office.hire("Ada Admin", rank=Rank.DIRECTOR, admin=True)
    desk, here = office.bot.shadows, office.workspace
    assert {each.person.id for each in desk.seen_by(here, admin.id).people} == {rita.id, sam.id}
    desk.turn_live(here, dana.id, receipt="1")
    with pytest.raises(NotALeaderHere):
        desk.seen_by(here, admin.id)
    assert {each.person.id for each in desk.seen_by(here, maya.id).people} == {rita.id, sam.id}


def test_what_is_reported_begins_where_the_mode_was_turned(office, dana, maya, rita, sam):
    office.apply(plan_with(Mode.LIVE))
    report = office.bot.shadows.report(office.workspace)
    assert report.live
    assert report.since is not None
    assert [each.stretches for each in report.people] == [(), ()]
    assert report.news == 0


def test_the_command_line_reports_the_same(office, dana, maya, rita, sam, latitude):
    url = office.settings.database_url
    status, out, _ = latitude("trust", "shadow", DATABASE_URL=url)
    assert status == 0
    assert "On trial: trust is worked out for everybody" in out
    assert "Sam Whitfield, Supported: trust" in out
    status, out, _ = latitude("trust", "shadow", "--json", DATABASE_URL=url)
    found = json.loads(out)
    assert found["mode"] == "shadow"
    hers = next(each for each in found["people"] if each["id"] == rita.id)
    (step,) = hers["called_for"]
    assert (step["what"], step["from_rung"], step["to_rung"], step["holds"]) == ("promote", 0, 1, True)
    assert step["working_days"] >= 10
    assert step["last"] == hers["day"]
    his = next(each for each in found["people"] if each["id"] == sam.id)
    assert [(each["what"], each["dims"]) for each in his["called_for"]][-1] == ("demote", ["R"])


def test_nobody_is_reported_before_a_day_has_passed(office, dana, latitude):
    office.hire("Noor Khan", manager=dana)
    _, out, _ = latitude("trust", "shadow", DATABASE_URL=office.settings.database_url)
    assert "Noor Khan, Guided: no day is counted yet." in out
