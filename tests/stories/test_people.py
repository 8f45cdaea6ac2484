"""People come, change, leave and come back while the bot runs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from bot.domain.newcomers import AlreadySettled, Arrival, Choices, NobodyOffered, NotALeader, NotAnAdmin
from bot.domain.people import Person, Rank, unmatched
from bot.sandbox.client import text_of
from bot.services import example
from bot.store import absences, audit, newcomers, people
from bot.store.plans import PlanRow
from handlers import people as handlers
from tests.stories.office import MONDAY, NEW_YORK, open_office

TUESDAY = MONDAY + timedelta(days=1)


def known(office, person):
    with office.bot.database.reading() as connection:
        return people.find(connection, office.workspace, person.id)


def trail(office, person):
    with office.bot.database.reading() as connection:
        entries = audit.entries(connection, office.workspace)
    return [(each.by, each.what, each.why) for each in entries if each.subject == person.id]


def offered(office, person):
    with office.bot.database.reading() as connection:
        return newcomers.find(connection, office.workspace, person.id)


@pytest.fixture
def omar(office):
    return office.hire("Omar Haddad", rank=Rank.MANAGER, admin=True)


@pytest.fixture
def channel(office, maya):
    return office.slack.add_channel("sales-team", (maya.id,))


@pytest.fixture
def nia(office):
    """In Slack, and not on the team."""
    return office.slack.add_person("nia", "Nia <!here> Mensah", tz="Africa/Accra")


def joins(person, channel):
    person.acts("join", channel=channel)


def test_who_moves_is_asked_at_half_past_four_where_they_are(office, maya, rita):
    office.bot.plan()
    office.slack.change_person(rita.id, tz="America/Los_Angeles")
    assert known(office, rita).timezone == "America/Los_Angeles"
    assert trail(office, rita)[-1] == ("Slack", "person changed", "time zone")
    office.travel_to(MONDAY, "18:00")
    assert office.said_to(rita) == []
    office.travel_to(MONDAY, "16:31", "America/Los_Angeles")
    assert "How was Monday, Rita?" in office.said_to(rita)[0]
    before = trail(office, rita)
    office.slack.change_person(rita.id, title="Account executive")
    assert trail(office, rita) == before
    assert speaks_of(office, "user_change", rita.id, tz="Mars/Base") == 200
    assert speaks_of(office, "user_change", rita.id, tz="UTC", team_id="T0ELSEWHERE") == 200
    assert known(office, rita).timezone == "America/Los_Angeles"
    assert trail(office, rita) == before


def speaks_of(office, kind, user, **more):
    """Slack speaks of somebody as no local Slack would; the status of the answer."""
    event = {"type": kind, "user": {"id": user, "team_id": office.workspace} | more}
    body = {"team_id": office.workspace, "event_id": f"Ev{len(str(more))}", "type": "event_callback"}
    return office.forge(body | {"event": event}).status


def test_who_leaves_slack_is_asked_no_more_and_is_offered_when_they_are_back(office, maya, rita):
    office.bot.plan()
    kim = office.hire("Kim Park", rank=Rank.MANAGER, manager=maya)
    sam = office.hire("Sam Reed", manager=kim)
    office.slack.change_person(kim.id, deleted=True)
    office.slack.change_person(rita.id, deleted=True)
    assert known(office, rita).active is False
    assert trail(office, rita)[-1] == ("Slack", "person changed", "left Slack")
    assert known(office, sam).manager == kim.id  # the chain stays as it was
    office.travel_to(MONDAY, "17:00")
    assert office.said_to(rita) == []
    office.travel_to(TUESDAY, "09:00")
    office.slack.change_person(rita.id, deleted=False)
    office.slack.change_person(rita.id, title="Back again")  # Slack speaks of them twice
    office.settle()
    assert [each for each in office.said_to(maya) if "back in Slack" in each] == office.said_to(maya)[-1:]
    maya.presses("Add")
    assert maya.submits().ok
    office.settle()
    back = known(office, rita)
    assert (back.active, back.manager, back.role) == (True, maya.id, "ae")
    assert back.first_day == TUESDAY  # nothing is owed of the day they were gone
    assert "Maya added Rita Alvarez to Latitude." in office.said_to(maya)[-1]
    office.travel_to(TUESDAY, "16:31")
    assert any("How was Tuesday, Rita?" in each for each in office.said_to(rita))


def test_who_was_taken_off_the_team_is_not_offered_because_slack_speaks_of_them(office, maya, rita):
    office.change(rita, active=False)
    office.slack.change_person(rita.id, title="Somewhere else")
    office.slack.change_person(rita.id, tz="Europe/Paris")
    office.settle()
    assert known(office, rita).timezone == NEW_YORK
    assert office.said_to(maya) == []


def test_the_new_manager_sees_who_changed_hands_in_mid_week_and_the_old_one_no_more(office, maya, omar, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=4)
    office.travel_to(TUESDAY, "08:30")
    office.change(rita, manager=omar.id)
    office.travel_to(TUESDAY, "12:00")
    (digest,) = office.said_to(omar)
    assert "Checked in, all of it." in digest
    assert office.said_to(maya) == []
    omar.opens_home()
    assert "Rita Alvarez" in text_of(omar.home())
    maya.opens_home()
    assert "Rita Alvarez" not in text_of(maya.home())


def test_who_starts_in_mid_week_owes_nothing_before(office, maya):
    wednesday = MONDAY + timedelta(days=2)
    ben = office.hire("Ben Okafor", manager=maya, starts_on=wednesday)
    office.travel_to(wednesday, "16:00")
    assert office.said_to(ben) == []
    office.travel_to(wednesday, "16:31")
    assert ["How was Wednesday" in each for each in office.said_to(ben)] == [True]
    ben.opens_home()
    assert "Tuesday is still open" not in text_of(ben.home())


def test_somebody_who_joins_the_teams_channel_is_added_by_an_admin_and_greeted(
    office, maya, omar, rita, channel, nia
):
    elsewhere = office.slack.add_channel("lunch")
    joins(nia, elsewhere)
    joins(rita, channel)
    office.settle()
    assert office.said_to(maya) == []
    joins(nia, channel)
    nia.acts("leave", channel=channel)
    joins(nia, channel)
    office.settle()
    (card,) = office.said_to(maya)
    assert card.startswith("Nia &lt;!here&gt; Mensah joined #sales-team. Add them to Latitude?")
    assert office.said_to(omar) == [card]
    maya.presses("Add")
    omar.presses("Add")
    rita_as_manager = {"Answers to": rita.id}
    maya.fills(rita_as_manager)
    assert "manager or director" in maya.submits().errors["manager"]
    maya.fills({"Answers to": omar.id, "Role": "Account executive"})
    assert maya.submits().ok
    assert "is on the team" in text_of(maya.modal())
    assert omar.submits().ok
    assert "Maya has added them already." in text_of(omar.modal())
    omar.closes(everything=True)
    office.settle()
    added = known(office, nia)
    assert (added.manager, added.role, added.rank, added.timezone) == (
        omar.id,
        "ae",
        Rank.REP,
        "Africa/Accra",
    )
    assert (added.starts_on, added.level) == (MONDAY, "L0")
    assert trail(office, nia) == [(maya.id, "person added", "offered as a newcomer")]
    for admin in (maya, omar):
        assert office.said_to(admin) == ["Maya added Nia &lt;!here&gt; Mensah to Latitude."]
    (hello,) = office.said_to(nia)
    assert hello == (
        "Hello Nia! Maya added you to Latitude. "
        "On working days I'll ask at 16:30 how the day went, first on Monday 23 November."
    )


def test_not_now_is_an_answer_for_a_week(office, maya, omar, channel, nia):
    joins(nia, channel)
    office.settle()
    maya.presses("Not now")
    omar.presses("Not now")
    assert "Maya has said not now." in text_of(omar.modal())
    omar.closes()
    office.settle()
    assert office.said_to(omar) == ["Maya said not now about Nia &lt;!here&gt; Mensah."]
    nia.acts("leave", channel=channel)
    joins(nia, channel)
    office.settle()
    assert len(office.said_to(maya)) == 1
    assert known(office, nia) is None
    office.travel_to(MONDAY + timedelta(days=8), "12:00")
    nia.acts("leave", channel=channel)
    joins(nia, channel)
    office.settle()
    assert "joined #sales-team" in office.said_to(maya)[-1]


def arrival(user="U0NIA", **more):
    plain = Arrival(user, "Nia", "Africa/Accra", email="", gone=False, outsider=False)
    return replace(plain, **more)


def choices(**more):
    return replace(Choices(Rank.REP, "ae", None, MONDAY), **more)


def test_of_two_admins_at_once_one_adds_and_the_other_hears_who(office, maya, omar):
    desk, where = office.bot.newcomers, office.workspace
    desk.joined(where, arrival())

    def add(admin):
        try:
            return desk.add(where, admin.id, "U0NIA", choices(), receipt=f"r:{admin.id}").name
        except AlreadySettled as settled:
            return settled.by

    with ThreadPoolExecutor(2) as both:
        answers = set(both.map(add, (maya, omar)))
    assert answers in ({"Nia", "Maya"}, {"Nia", "Omar"})
    assert len(trail(office, Person(where, "U0NIA", "", Rank.REP, None, None, "UTC", MONDAY))) == 1


def test_only_an_admin_decides_and_only_about_an_offer(office, maya, rita):
    desk, where = office.bot.newcomers, office.workspace
    with pytest.raises(NobodyOffered):
        desk.form(where, maya.id, "U0NIA")
    desk.joined(where, arrival("U0BOT", outsider=True))
    assert desk.card(where, maya.id, "U0BOT") is None
    desk.joined(where, arrival(timezone="Mars/Base"))
    assert desk.form(where, maya.id, "U0NIA").newcomer.timezone == "UTC"
    for act in (
        lambda: desk.form(where, rita.id, "U0NIA"),
        lambda: desk.decline(where, rita.id, "U0NIA", receipt="r1"),
        lambda: desk.add(where, rita.id, "U0NIA", choices(), receipt="r2"),
    ):
        with pytest.raises(NotAnAdmin):
            act()
    assert desk.card(where, rita.id, "U0NIA") is None
    for manager in (rita.id, "U0NIA", "U0NOBODY"):
        with pytest.raises(NotALeader):
            desk.add(where, maya.id, "U0NIA", choices(manager=manager), receipt="r3")
    first = desk.add(where, maya.id, "U0NIA", choices(role="gone", manager=maya.id), receipt="r4")
    again = desk.add(where, maya.id, "U0NIA", choices(), receipt="r4")
    assert (first.id, first.role, again.manager) == ("U0NIA", None, maya.id)
    desk.joined(where, arrival())
    desk.came_back(where, arrival())
    assert desk.awaited_in(where, "U0NIA") is None
    with pytest.raises(AlreadySettled):
        desk.decline(where, maya.id, "U0NIA", receipt="r5")
    assert desk.welcome(where, "U0NOBODY") is None


def test_who_comes_back_cannot_answer_to_somebody_below_them(office, maya):
    desk, where = office.bot.newcomers, office.workspace
    kim = office.hire("Kim Park", rank=Rank.DIRECTOR)
    ana = office.hire("Ana Ruiz", rank=Rank.MANAGER, manager=kim)
    office.bot.people.left(where, kim.id)
    office.bot.people.left(where, kim.id)  # Slack says it twice
    desk.came_back(where, arrival(kim.id, name="Kim Park"))
    assert desk.form(where, maya.id, kim.id).filled.rank is Rank.DIRECTOR
    with pytest.raises(NotALeader):
        desk.add(where, maya.id, kim.id, choices(manager=ana.id), receipt="r1")
    back = desk.add(where, maya.id, kim.id, choices(rank=Rank.DIRECTOR, role=None), receipt="r2")
    assert back.manager is None
    office.settle()
    assert office.said_to(kim)[-1].endswith("My Home tab shows you how your team is doing.")
    office.bot.people.left(where, kim.id)
    assert desk.welcome(where, kim.id) is None


def test_who_is_trusted_with_a_weekly_account_is_told_so_when_they_are_back(office, maya, channel):
    pat = office.hire("Pat Moore", manager=maya, level="L3")
    office.slack.change_person(pat.id, deleted=True)
    office.slack.change_person(pat.id, deleted=False)
    office.settle()
    maya.presses("Add")
    maya.submits()
    office.settle()
    assert (
        "Once a week I'll ask how it went, first on Friday 27 November at 16:30." in office.said_to(pat)[-1]
    )


def test_cards_still_waiting_are_dropped_once_the_offer_is_settled(office, maya, omar):
    desk, where = office.bot.newcomers, office.workspace
    desk.joined(where, arrival())
    desk.decline(where, maya.id, "U0NIA", receipt="r1")
    desk.decline(where, maya.id, "U0NIA", receipt="r1")
    office.settle()
    assert office.said_to(omar) == []


def test_an_admin_who_is_one_no_more_keeps_the_card_as_it_was(office, maya, omar):
    desk, where = office.bot.newcomers, office.workspace
    desk.joined(where, arrival())
    office.settle()
    desk.decline(where, maya.id, "U0NIA", receipt="r1")
    office.change(omar, admin=False)
    office.settle()
    assert "Add them to Latitude?" in office.said_to(omar)[0]


def test_without_a_plan_nobody_is_offered(databases):
    with open_office(databases.new("sqlite")) as office:
        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, admin=True)
        with office.bot.database.writing() as connection:
            connection.execute(delete(PlanRow))
        assert office.bot.newcomers.awaited_in(office.workspace, "U0NIA") is None
        assert office.bot.newcomers.card(office.workspace, maya.id, "U0NIA") is None


def test_a_plan_may_name_the_channel_by_its_id(office, maya, nia):
    place = office.slack.add_channel("renamed")
    channels = example.plan().channels.model_copy(update={"team": place})
    office.apply(example.plan().model_copy(update={"channels": channels}))
    joins(nia, place)
    office.settle()
    assert "joined #renamed" in office.said_to(maya)[0] or f"<#{place}>" in office.said_to(maya)[0]


def by_mail(office, email, **more):
    told = Person(
        workspace=office.workspace,
        id=unmatched(email),
        name="Ines Costa",
        rank=Rank.REP,
        role="ae",
        manager=None,
        timezone=NEW_YORK,
        starts_on=date(2026, 1, 5),
        email=email,
    )
    member = replace(told, **more)
    office.bot.people.enroll([member], by="test")
    return member


def test_who_is_known_by_address_gets_an_id_when_they_join_slack(office, maya):
    before = by_mail(office, "Ines@example.com", rank=Rank.MANAGER)
    report = by_mail(office, "jo@example.com", manager=before.id)
    with office.bot.database.writing() as connection:
        absences.add(connection, office.workspace, absence(before.id, maya.id), office.clock.now())
    ines = office.slack.add_person("ines", "Ines Costa", email="ines@example.com")
    after = known(office, ines)
    assert (after.name, after.rank) == ("Ines Costa", Rank.MANAGER)
    assert known(office, report).manager == ines.id
    assert known(office, before) is None
    with office.bot.database.reading() as connection:
        assert list(absences.since(connection, office.workspace, MONDAY)) == [ines.id]
    assert trail(office, ines)[-1][:2] == ("Slack", "person matched")
    assert office.bot.rosters.match(office.workspace, {"jo@example.com": ines.id}, by="test") == []


def test_a_namesakes_address_in_another_company_changes_nothing(office):
    before = by_mail(office, "ines@example.com")
    profile = {"email": "ines@example.com"}
    assert speaks_of(office, "team_join", "U0NEW", profile=profile, team_id="T0ELSEWHERE") == 200
    assert speaks_of(office, "team_join", "U0NEW") == 200
    assert known(office, before) == before


def absence(person, by):
    from bot.domain.absences import Absence

    return Absence("a1", person, MONDAY, TUESDAY, by)


def test_the_bot_asks_slack_at_its_start_for_people_known_by_address(office, maya):
    ines = office.slack.add_person("ines", "Ines Costa", email="ines@example.com")
    by_mail(office, "ines@example.com")
    by_mail(office, "nobody@example.com")
    office.restart()
    assert known(office, ines).email == "ines@example.com"
    assert office.bot.rosters.waiting(office.workspace) == ["nobody@example.com"]
    office.slack.faults({"method": "users.lookupByEmail", "fault": "error", "error": "internal_error"})
    office.restart()
    assert office.bot.rosters.waiting(office.workspace) == ["nobody@example.com"]
    office.slack.clear_faults()
    office.slack.faults({"method": "users.lookupByEmail", "fault": "drop_before", "count": None})
    found, failure = handlers.look_up(office.bot._client_for(office.workspace), ["nobody@example.com"])
    assert (found, bool(failure)) == ({}, True)
