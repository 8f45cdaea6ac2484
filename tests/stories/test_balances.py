"""Every Monday each team's responsibility is weighed against its authority, and somebody may hear of it."""

import struct
from datetime import date, timedelta
from urllib.request import urlopen

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from bot.domain.balances import NoMapYet
from bot.domain.deliveries import Later, Message, Unwanted
from bot.domain.outcomes import Audit
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.request_forms import Entry
from bot.messages import composers
from bot.sandbox.client import text_of
from bot.services.team_balances import readings
from bot.store import balances, outcomes
from bot.store.trust import TrustHeadRow
from tests.stories.office import EIGHT_IN_NEW_YORK, MONDAY, usual_plan

A_WEEK = timedelta(days=7)
NIGHT = timedelta(hours=24)
WHY = "She knows these customers best"


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


def asks(office, person, number, percent):
    entry = Entry(
        power="price",
        amount=percent,
        customer=f"Customer {number}",
        deal="$9k",
        reason="They compare us with Orbit",
        said="A little less and we sign",
    )
    return office.bot.requests.ask(office.workspace, person.id, receipt=f"{person.id}-{number}", entry=entry)


def waits_a_day_for_everything(office, rep, manager, times=9):
    """Somebody asks for what is granted unchanged, a day later."""
    made = [asks(office, rep, number, "12") for number in range(times)]
    office.jump(NIGHT)
    for each in made:
        office.bot.requests.approve(office.workspace, manager.id, each.id, receipt=f"yes {each.id}")
    office.settle()


def decides_just_under_the_limit(office, rep, times=6):
    for number in range(times):
        asks(office, rep, number, "5.9")


def monday_comes(office, weeks=1):
    """It is half past ten in New York, on the Monday so many weeks after the first."""
    office.jump(EIGHT_IN_NEW_YORK + weeks * A_WEEK + timedelta(hours=2.5) - office.clock.now())
    office.settle()


def latest(office, person):
    with office.bot.database.reading() as connection:
        return balances.latest(connection, office.workspace, [person.id], date.min).get(person.id)


def weeks_read(office):
    with office.bot.database.reading() as connection:
        return sorted(connection.execute(text("SELECT week FROM balances")).scalars())


def cards(office, person):
    return [each for each in office.said_to(person) if "limit may be too small" in each]


def test_who_is_held_back_two_weeks_running_is_named_to_their_manager_once(office, dana, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    assert latest(office, rita).balance.frustrated
    assert cards(office, maya) == [], "one week is no pattern"
    monday_comes(office, 2)
    (said,) = cards(office, maya)
    assert "Rita's limit may be too small for the work" in said
    assert "Had to ask 9 times in the last 60 working days; all of these were approved as they were." in said
    assert "Waited 11 working hours for an answer, on average." in said
    assert "The next step is Trusted: up to 11 % alone." in said.replace("*", "")
    monday_comes(office, 3)
    assert latest(office, rita).is_frustrated
    assert len(cards(office, maya)) == 1
    for other in (rita, dana):
        assert cards(office, other) == []


def test_who_was_moved_up_meanwhile_is_not_named_until_it_has_been_so_for_long_again(office, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    assert latest(office, rita).balance.frustrated
    office.bot.steps.move(
        office.workspace, maya.id, rita.id, receipt="1", level="L2", reason="She asks for what she may give"
    )
    for week in (2, 3):
        monday_comes(office, week)
        found = latest(office, rita)
        assert found.balance.frustrated
        assert found.frustrated_since == found.week
    assert cards(office, maya) == []


def test_a_manager_moves_them_up_from_the_card_with_a_reason(office, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    monday_comes(office, 2)
    maya.presses("Move Rita up")
    assert "Rita is on Supported" in text_of(maya.modal()).replace("*", "")
    maya.fills({"New level": "L3", "Why?": WHY})
    assert maya.submits().ok
    office.settle()
    told = office.said_to(rita)[-1]
    assert "You're Independent now" in told
    assert WHY in told
    (card,) = cards(office, maya)
    assert "Rita is on Independent now." in card.replace("*", "")
    with pytest.raises(AssertionError, match="sees no button"):
        maya.presses("Move Rita up")


def test_the_card_follows_every_move_that_somebody_makes(office, dana, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    monday_comes(office, 2)
    for receipt, level, said in (
        ("1", "L2", "Rita is on Trusted now."),
        ("2", "L1", "The next step is Trusted"),
        ("3", "L2", "Rita is on Trusted now."),
    ):
        office.bot.steps.move(office.workspace, dana.id, rita.id, receipt=receipt, level=level, reason=WHY)
        office.settle()
        (card,) = cards(office, maya)
        assert said in card.replace("*", "")


def compose(office, kind, to, **about):
    """What a delivery would say, if it were sent now."""

    class Claimed:
        workspace = office.workspace

    claimed = Claimed()
    claimed.kind, claimed.to, claimed.about = kind, to.id, about  # type: ignore[attr-defined]
    return composers(office.bot)[kind](claimed)  # type: ignore[arg-type]


def test_a_card_that_no_longer_fits_is_not_sent_and_one_for_who_is_away_waits(office, dana, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    week = MONDAY.isoformat()
    assert isinstance(compose(office, "balance", maya, person=rita.id, week=week), Message)
    assert isinstance(compose(office, "balance", dana, person=rita.id, week=week), Unwanted)
    assert isinstance(compose(office, "balance", maya, person=rita.id, week="2025-01-06"), Unwanted)
    assert isinstance(compose(office, "balance-card", maya, person="U-nobody", week=week), Unwanted)
    today = office.clock.now().date()
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=today, last=today + A_WEEK
    )
    assert isinstance(compose(office, "balance", maya, person=rita.id, week=week), Later)
    office.change(rita, level="L2")
    assert isinstance(compose(office, "balance", maya, person=rita.id, week=week), Unwanted)
    office.change(rita, level="L1")
    office.change(maya, active=False)
    assert isinstance(compose(office, "balance", maya, person=rita.id, week=week), Unwanted)
    office.change(rita, active=False)
    assert isinstance(compose(office, "balance-card", maya, person=rita.id, week=week), Unwanted)


def test_what_bunches_under_a_limit_is_looked_at_more_often_and_said_of_nobody(office, dana, maya, rita):
    office.apply(usual_plan(audited_closely=1.0))
    decides_just_under_the_limit(office, rita)
    monday_comes(office, 1)
    assert latest(office, rita).balance.reviewed
    asks(office, rita, 10, "1")
    maya.opens_home()
    maya.presses("What they decide", where="home")
    assert "just under the limit" not in text_of(maya.modal())
    monday_comes(office, 2)
    assert latest(office, rita).is_reviewed
    watched = asks(office, rita, 11, "1")
    office.settle()
    with office.bot.database.reading() as connection:
        assert outcomes.audit_of(connection, office.workspace, watched.id) == Audit()
        count = connection.execute(text("SELECT count(*) FROM request_audits")).scalar()
    assert count == 1, "what came before is left alone"
    office.apply(on_trial(usual_plan(audited_closely=1.0)))
    assert not is_looked_at(office, asks(office, rita, 12, "1")), "on trial nothing follows from a reading"
    office.apply(usual_plan(audited_closely=1.0))
    maya.closes(everything=True)
    maya.opens_home()
    maya.presses("What they decide", where="home")
    line = "Many of the concessions lie just under the limit; worth a talk about how they are set."
    assert line in text_of(maya.modal())
    for anybody in (rita, dana, maya):
        assert not [each for each in office.said_to(anybody) if "just under" in each or "review" in each]
    rita.opens_home()
    assert "just under" not in text_of(rita.home())


def on_trial(plan):
    return plan.model_copy(update={"trust": plan.trust.model_copy(update={"mode": Mode.SHADOW})})


def moved(office, manager, rep, level):
    receipt = f"{level}:{office.clock.now()}"
    office.bot.steps.move(office.workspace, manager.id, rep.id, receipt=receipt, level=level, reason=WHY)


def is_looked_at(office, request):
    with office.bot.database.reading() as connection:
        return outcomes.audit_of(connection, office.workspace, request.id) == Audit()


def test_after_a_step_up_more_is_looked_at_for_a_while(office, maya, rita):
    office.apply(usual_plan(audited_closely=1.0))
    office.settle()
    assert not is_looked_at(office, asks(office, rita, 1, "1"))
    moved(office, maya, rita, "L2")
    assert is_looked_at(office, asks(office, rita, 2, "1")), "at once, before the day is over"
    office.jump(timedelta(days=2))
    office.settle()
    assert is_looked_at(office, asks(office, rita, 3, "1"))
    moved(office, maya, rita, "L1")
    assert not is_looked_at(office, asks(office, rita, 4, "1")), "the last step was down"
    moved(office, maya, rita, "L2")
    moved(office, maya, rita, "L3")
    assert is_looked_at(office, asks(office, rita, 5, "1"))


def test_a_week_is_read_once_the_trust_of_everybody_on_the_team_says_all_of_it(office, dana, maya, rita):
    other = office.hire("Omar Haddad", manager=dana)
    office.settle()
    office.jump(EIGHT_IN_NEW_YORK + A_WEEK + timedelta(hours=2.5) - office.clock.now())
    assert office.bot.balances.read_weeks() == 0, "nobody's week is folded"
    office.bot.marks.close()
    office.bot.trust.close_days()

    def looked_at(minutes):
        look = office.clock.now() + timedelta(minutes=minutes)
        with office.bot.database.writing() as connection:
            theirs = col(TrustHeadRow.person) == rita.id
            connection.execute(update(TrustHeadRow).where(theirs).values(due_at=look))

    looked_at(5)
    assert office.bot.balances.read_weeks() == 1, "Dana's team is ready; on Maya's, Friday is not settled"
    assert latest(office, other) is not None
    assert latest(office, rita) is None
    looked_at(0)
    assert office.bot.balances.read_weeks() == 0, "something is known since that is not folded"
    office.bot.trust.close_days()
    assert office.bot.balances.read_weeks() == 1
    assert latest(office, rita) is not None


def test_weeks_are_read_once_and_two_of_them_after_an_outage(office, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 5)
    assert len(weeks_read(office)) == 2
    assert office.bot.balances.read_weeks() == 0
    assert len(cards(office, maya)) == 1, "both weeks were so"
    nina = office.hire("Nina Park", manager=maya)
    office.settle()
    assert latest(office, nina) is None, "she had not begun"
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    with office.bot.database.writing() as connection:
        connection.execute(
            text("UPDATE people SET added_at = :then WHERE id = :id"),
            {"then": (office.clock.now() - 3 * A_WEEK).isoformat(), "id": omar.id},
        )
    office.change(omar, rank=Rank.REP, manager=maya.id, role="ae")
    office.settle()
    assert latest(office, omar) is not None
    assert len(cards(office, maya)) == 1, "who was read already is left alone"


def test_a_plan_without_a_price_holds_nobody_back(office, maya, rita):
    waits_a_day_for_everything(office, rita, maya)
    plan = usual_plan()
    office.apply(plan.model_copy(update={"powers": tuple(each for each in plan.powers if each.unit != "%")}))
    monday_comes(office, 1)
    found = latest(office, rita)
    assert (found.balance.authority, found.facts.asked, found.facts.limit) == (50, 0, 0)
    week = MONDAY.isoformat()
    assert isinstance(compose(office, "balance-card", maya, person=rita.id, week=week), Unwanted)


def test_what_is_taken_back_at_once_does_not_count_and_who_was_never_read_can_be_moved(office, maya, rita):
    asked = asks(office, rita, 1, "12")
    office.bot.requests.withdraw(office.workspace, rita.id, asked.id, receipt="back")
    office.bot.steps.move(office.workspace, maya.id, rita.id, receipt="up", level="L2", reason=WHY)
    office.settle()
    monday_comes(office, 1)
    assert latest(office, rita).facts.asked == 0


def test_a_team_of_nobody_is_not_read(office, maya):
    office.settle()
    monday_comes(office, 1)
    assert weeks_read(office) == []
    with office.bot.database.reading() as connection:
        now = office.clock.now()
        assert readings(connection, usual_plan(), maya.id, [], MONDAY, now) == []


def test_nobody_is_read_before_the_week_is_over_where_they_are(office, maya, rita):
    office.hire("Lena Vogt", manager=maya, timezone="America/Los_Angeles")
    monday_comes(office, 1)
    assert weeks_read(office) == [], "it is half past seven in Los Angeles"
    office.jump(timedelta(hours=3))
    office.settle()
    assert len(weeks_read(office)) == 2


def test_the_map_comes_to_the_managers_own_messages_as_a_picture_and_in_words(office, dana, maya, rita):
    lena = office.hire("Lena Vogt", manager=maya)
    waits_a_day_for_everything(office, rita, maya)
    monday_comes(office, 1)
    maya.opens_home()
    maya.presses("Team map", where="home")
    office.settle()
    came = maya.dm()[-1]
    said = text_of(came).replace("*", "")
    assert "Maya's team: responsibility and authority" in said
    assert "Carries more than they may decide: Rita" in said
    (image,) = [each for each in came["blocks"] if each["type"] == "image"]
    assert "Rita" in image["alt_text"]
    where = f"{office.sandbox.url}/sandbox/files/{image['slack_file']['id']}/team-map.png"
    with urlopen(where) as content:  # noqa: S310 - the local Slack's
        png = content.read()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1080, 840)
    for other in (dana, rita, lena):
        assert not any("responsibility and authority" in each for each in office.said_to(other))


def test_a_manager_asks_for_the_map_and_a_director_for_each_teams(office, dana, maya, rita):
    desk, here = office.bot.balances, office.workspace
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER, manager=dana)
    lena = office.hire("Lena Vogt", manager=omar)
    maya.opens_home()
    maya.presses("Team map", where="home")
    assert "There is no map yet." in text_of(maya.modal())
    with pytest.raises(NoMapYet):
        desk.ask_for_maps(here, rita.id, receipt="rep")
    monday_comes(office, 1)
    assert [each.manager.name for each in desk.teams(here)] == ["Maya Lindqvist", "Omar Haddad"]
    maya.closes(everything=True)
    dana.opens_home()
    dana.presses("Team map", where="home")
    desk.ask_for_maps(here, maya.id, receipt="1")
    desk.ask_for_maps(here, maya.id, receipt="1")
    with office.bot.database.reading() as connection:
        keys = connection.execute(text("SELECT key FROM deliveries WHERE kind = 'team-map'"))
        owed = sorted(keys.scalars())
    asked_for = sorted(
        f"team-map:{who}:{whose}"
        for who, whose in ((dana.id, maya.id), (dana.id, omar.id), (maya.id, maya.id))
    )
    assert [each.rsplit(":", 1)[0] for each in owed] == asked_for
    for viewer in (maya, dana):
        shown = compose(office, "team-map", viewer, manager=maya.id)
        assert isinstance(shown, Message)
        assert "Rita" in shown.pictures[0].alt
    for stranger in (omar, rita, lena):
        assert isinstance(compose(office, "team-map", stranger, manager=maya.id), Unwanted)
    assert isinstance(compose(office, "team-map", maya, manager="U-nobody"), Unwanted)
    office.change(omar, active=False)
    assert isinstance(compose(office, "team-map", dana, manager=omar.id), Unwanted)
