"""A manager's Friday: everybody's week on one card, and what she says of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.absences import Absence
from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Rank
from bot.domain.weeks import WORD_LASTS, NotTheirManager, NumbersChanged, Shown, Verdict, WeekClosed
from bot.sandbox.block_kit import faults_of_message
from bot.sandbox.client import text_of
from bot.services import example
from bot.store import absences, audit, checkins, evidence, weeks
from tests.stories.office import MONDAY, open_office

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)
LONG_AGO = datetime(2026, 8, 3, 13, 0, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


def says(office, person, day, leads, demos=1, **more):
    """What somebody has said of a day, as it is kept."""
    account = Checkin(
        day=day,
        counts={"leads": Decimal(leads), "demos": Decimal(demos)},
        wins="",
        blockers="",
        submitted_at=office.clock.now(),
        mark=Mark.ON_TIME,
        **more,
    )
    with office.bot.database.writing() as connection:
        checkins.save(connection, office.workspace, person.id, account, 1, office.clock.now())


def takes_leave(office, person, first, last):
    away = Absence(f"away-{person.id}", person.id, first, last, person.id)
    with office.bot.database.writing() as connection:
        absences.add(connection, office.workspace, away, office.clock.now())


def works_for_eight_weeks(office, person, every_day=5):
    for week in range(1, 9):
        for day in range(5):
            says(office, person, MONDAY - timedelta(weeks=week) + timedelta(days=day), every_day)


def card_of(maya):
    """The latest card in her conversation with the bot."""
    return next(each for each in reversed(maya.dm()) if "The week to" in text_of(each))


def beside(maya, name):
    """The part of the card that is about one person."""
    card = card_of(maya)
    blocks = card["blocks"]
    for at, block in enumerate(blocks):
        if block["type"] == "section" and f"*{name}*" in text_of({"blocks": [block]}):
            following = blocks[at + 1 : at + 2]
            buttons = [each for each in following if each["type"] == "actions"]
            return {**card, "blocks": [block, *buttons]}
    raise AssertionError(f"{name} is not on the card:\n{text_of(card)}")


def buttons_of(shown):
    return [
        each["text"]["text"]
        for block in shown["blocks"]
        for each in block.get("elements", ())
        if each["type"] == "button"
    ]


def words_of(office, person):
    """What was said of somebody's week: the verdict of the last revision, and which it is."""
    with office.bot.database.reading() as connection:
        found = weeks.reviews(connection, office.workspace, [person.id], MONDAY, MONDAY)
    word = found.get((person.id, MONDAY))
    return None if word is None else (word.verdict, word.revision)


def verified(office, person):
    """The days that the ledger holds as confirmed."""
    with office.bot.database.reading() as connection:
        ledger = evidence.of_person(connection, office.workspace, person.id)
    return sorted({each.day for each in ledger if each.facts.get("verified") and each.kind == "activity_day"})


@pytest.fixture
def office(database_url):
    """Friday at noon, in an office that has known its people for long."""
    with open_office(database_url, LONG_AGO) as made:
        yield made


@pytest.fixture
def maya(office):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER)


@pytest.fixture
def rita(office, maya):
    person = office.hire("Rita Alvarez", manager=maya)
    works_for_eight_weeks(office, person)
    return person


def friday(office, hour="17:01"):
    """It becomes Friday; nobody looked in between."""
    office.jump(FRIDAY_NOON - office.clock.now())
    office.settle()
    office.travel_to(FRIDAY, hour)


def test_a_managers_friday(office, maya, rita):
    wes = office.hire("Wes Okoro", manager=maya, level="L3")
    lea = office.hire("Lea Moreau", manager=maya)
    takes_leave(office, lea, MONDAY, FRIDAY)
    office.jump(datetime(2026, 11, 23, 13, 0, tzinfo=UTC) - office.clock.now())
    nia = office.hire("Nia Mensah", manager=maya, starts_on=WEDNESDAY)
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        says(office, rita, day, 2)
    says(office, nia, THURSDAY, 3)
    says(office, wes, FRIDAY, 24, 4, covered_days=5)

    friday(office, "16:59")
    assert not [text for text in office.said_to(maya) if "The week to" in text]
    office.travel_to(FRIDAY, "17:01")
    card = card_of(maya)
    assert faults_of_message(card["text"], card["blocks"]) == []
    assert "The week to Friday 27 November" in text_of(card)
    ritas = text_of(beside(maya, "Rita Alvarez"))
    assert "4 of 5 days in" in ritas
    assert "Self-generated leads *8* · _below_ the usual 25" in ritas
    assert "1 of 3 days in" in text_of(beside(maya, "Nia Mensah"))
    assert "no usual range yet" in text_of(beside(maya, "Nia Mensah"))
    assert "the week is in" in text_of(beside(maya, "Wes Okoro"))
    assert "on leave" in text_of(beside(maya, "Lea Moreau"))
    assert buttons_of(beside(maya, "Lea Moreau")) == []

    maya.presses("Looks right", where=beside(maya, "Wes Okoro"))
    office.settle()
    assert "looks right" in text_of(beside(maya, "Wes Okoro"))
    assert buttons_of(beside(maya, "Wes Okoro")) == ["Talk first"]
    assert verified(office, wes) == [FRIDAY]

    stale = beside(maya, "Rita Alvarez")
    office.check_in(rita, leads=9, demos=2)
    maya.presses("Looks right", where=stale)
    assert "Rita's numbers have just changed. Please look again." in text_of(maya.modal())
    maya.closes()
    assert words_of(office, rita) is None
    office.settle()
    assert "5 of 5 days in" in text_of(beside(maya, "Rita Alvarez"))

    maya.presses("Looks right for all")
    office.settle()
    assert verified(office, rita) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]
    assert verified(office, nia) == [THURSDAY]
    assert "Nothing waits for you here." in text_of(card_of(maya))

    maya.presses("Talk first", where=beside(maya, "Nia Mensah"))
    office.settle()
    assert "talk first" in text_of(beside(maya, "Nia Mensah"))
    assert words_of(office, nia) == (Verdict.TALK_FIRST, 2)
    assert verified(office, nia) == []

    office.check_in(rita, leads=7, demos=2)
    office.travel_to(FRIDAY, "17:30")
    assert "Friday came in since" in text_of(beside(maya, "Rita Alvarez"))
    assert verified(office, rita) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY]

    office.travel_to(NEXT_MONDAY, "10:01")
    card = next(each for each in maya.dm() if "The week to Friday 27 November" in text_of(each))
    assert "until Monday 28 December, 10:00" in text_of(card)
    office.jump(WORD_LASTS - timedelta(minutes=2))
    before = beside(maya, "Rita Alvarez")
    office.jump(timedelta(minutes=2))
    maya.presses("Looks right", where=before)
    assert "too late" in text_of(maya.modal())
    office.settle()
    closed = next(each for each in maya.dm() if "The week to Friday 27 November" in text_of(each))
    assert "This week is closed" in text_of(closed)
    assert buttons_of(closed) == []
    assert words_of(office, rita) == (Verdict.LOOKS_RIGHT, 1)

    with office.bot.database.reading() as connection:
        trail = [each.what for each in audit.entries(connection, office.workspace) if "week" in each.what]
    assert trail.count("week confirmed") == 3
    assert trail.count("week to talk about") == 1


def test_a_former_manager_gets_a_sentence_and_someone_up_the_chain_may_say_it(office, maya, rita):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    tom = office.hire("Tom Berg", rank=Rank.MANAGER, manager=dana)
    says(office, rita, THURSDAY, 4)
    friday(office)
    card = beside(maya, "Rita Alvarez")
    office.change(rita, manager=tom.id)
    maya.presses("Looks right", where=card)
    assert "no longer do" in text_of(maya.modal())
    maya.closes()
    office.settle()
    assert "Rita" not in text_of(card_of(maya))
    assert words_of(office, rita) is None

    shown = Shown.read(card["blocks"][1]["elements"][0]["value"])
    office.bot.weeks.settle(
        office.workspace, dana.id, receipt="dana", shown=shown, verdict=Verdict.TALK_FIRST
    )
    assert words_of(office, rita) == (Verdict.TALK_FIRST, 1)
    everyone = Shown(MONDAY, tom.id, office.bot.weeks.card(office.workspace, tom.id, MONDAY).fingerprint)
    office.bot.weeks.settle_all(office.workspace, dana.id, receipt="dana-all", shown=everyone)
    assert words_of(office, rita) == (Verdict.TALK_FIRST, 1)


def test_with_many_people_each_has_a_menu_and_all_is_refused_when_one_has_changed(office, maya):
    team = [office.hire(f"Person {n:02}", manager=maya) for n in range(14)]
    for each in team:
        says(office, each, THURSDAY, 4)
    friday(office)
    assert faults_of_message(card_of(maya)["text"], card_of(maya)["blocks"]) == []
    maya.presses("Talk first", where=beside(maya, "Person 03"))
    office.settle()
    assert words_of(office, team[3]) == (Verdict.TALK_FIRST, 1)

    office.check_in(team[5])
    maya.presses("Looks right for all")
    assert "Some of the numbers have just changed." in text_of(maya.modal())
    maya.closes()
    assert words_of(office, team[0]) is None
    office.settle()
    maya.presses("Looks right for all")
    office.settle()
    assert words_of(office, team[0]) == (Verdict.LOOKS_RIGHT, 1)
    assert words_of(office, team[5]) == (Verdict.LOOKS_RIGHT, 1)
    assert words_of(office, team[3]) == (Verdict.TALK_FIRST, 1)


def test_what_was_said_twice_is_kept_once(office, maya, rita):
    says(office, rita, THURSDAY, 4)
    friday(office)
    shown = Shown.read(beside(maya, "Rita Alvarez")["blocks"][1]["elements"][0]["value"])
    for receipt in ("tap", "tap", "another tap"):
        office.bot.weeks.settle(
            office.workspace, maya.id, receipt=receipt, shown=shown, verdict=Verdict.LOOKS_RIGHT
        )
    assert words_of(office, rita) == (Verdict.LOOKS_RIGHT, 1)


@pytest.mark.parametrize(
    ("by", "about", "refusal"),
    [
        ("tom", {}, NotTheirManager),
        ("rita", {}, NotTheirManager),
        ("loop", {"manager": "rita"}, NotTheirManager),
        ("maya", {"who": "nobody"}, NotTheirManager),
        ("maya", {"active": False}, NotTheirManager),
        ("maya", {"week": TUESDAY}, WeekClosed),
        ("maya", {"week": MONDAY - timedelta(weeks=5)}, WeekClosed),
        ("maya", {"fingerprint": "other"}, NumbersChanged),
    ],
)
def test_who_may_not_say_it_and_when(office, maya, rita, by, about, refusal):
    people = {"maya": maya, "rita": rita, "tom": office.hire("Tom Berg", rank=Rank.MANAGER)}
    friday(office)
    (seen,) = office.bot.weeks.card(office.workspace, maya.id, MONDAY).people
    if "active" in about:
        office.change(rita, active=False)
    if "manager" in about:  # the file of people once had a circle
        office.change(maya, manager=rita.id)
    actor = people.get(by, people["tom"])
    shown = Shown(
        about.get("week", MONDAY), about.get("who", rita.id), about.get("fingerprint", seen.fingerprint)
    )
    with pytest.raises(refusal):
        office.bot.weeks.settle(
            office.workspace, actor.id, receipt="x", shown=shown, verdict=Verdict.LOOKS_RIGHT
        )
    assert words_of(office, rita) is None


def test_nobody_else_confirms_a_whole_card(office, maya, rita):
    tom = office.hire("Tom Berg", rank=Rank.MANAGER)
    for who in (maya.id, "nobody"):
        with pytest.raises(NotTheirManager):
            office.bot.weeks.settle_all(
                office.workspace, tom.id, receipt=who, shown=Shown(MONDAY, who, "any")
            )


def test_a_manager_on_leave_is_shown_the_week_on_her_last_day_or_not_at_all(office, maya, rita):
    with_friday_off, all_week = MONDAY, MONDAY - timedelta(weeks=1)
    takes_leave(office, maya, FRIDAY, FRIDAY)
    with office.bot.database.writing() as connection:
        away = Absence("before", maya.id, all_week, all_week + timedelta(days=6), maya.id)
        absences.add(connection, office.workspace, away, office.clock.now())
    owed = office.bot.weeks.reviews(FRIDAY_NOON - timedelta(weeks=2), FRIDAY_NOON + timedelta(days=1))
    moments = {each.about["week"]: each.due_at for each in owed}
    assert moments[with_friday_off.isoformat()] == datetime(2026, 11, 26, 22, tzinfo=UTC)
    assert all_week.isoformat() not in moments


def test_nobody_is_shown_a_week_in_which_nothing_was_asked(office, maya):
    lea = office.hire("Lea Moreau", manager=maya)
    takes_leave(office, lea, MONDAY, FRIDAY)
    friday(office)
    assert not [text for text in office.said_to(maya) if "The week to" in text]
    office.hire("Tom Berg", rank=Rank.MANAGER)
    office.change(lea, starts_on=NEXT_MONDAY)
    owed = office.bot.weeks.reviews(FRIDAY_NOON, FRIDAY_NOON + timedelta(days=1))
    assert owed == []
    assert office.bot.weeks.card(office.workspace, maya.id, MONDAY).people == ()
    assert office.bot.weeks.card(office.workspace, "nobody", MONDAY) is None
    office.change(maya, active=False)
    assert office.bot.weeks.card(office.workspace, maya.id, MONDAY) is None


def test_typed_counts_need_a_word_wherever_the_plan_says_they_come_from(office, maya, rita):
    plan = example.plan()
    imported = tuple(each.model_copy(update={"source": "import"}) for each in plan.activities)
    office.apply(plan.model_copy(update={"activities": imported}))
    says(office, rita, THURSDAY, 4)
    assert verified(office, rita) == []
    friday(office)
    office.check_in(rita)
    with office.bot.database.reading() as connection:
        ledger = evidence.of_person(connection, office.workspace, rita.id)
    assert {each.facts["verified"] for each in ledger if "metrics" in each.facts} == {False}
    office.travel_to(FRIDAY, "17:30")
    maya.presses("Looks right")
    office.settle()
    assert THURSDAY in verified(office, rita)


def test_a_check_in_early_in_the_week_or_without_a_manager_draws_no_card(office):
    kim = office.hire("Kim Solo")
    friday(office)
    office.check_in(kim)
    assert "Friday is in." in office.said_to(kim)[-1]


def test_a_manager_who_is_away_on_friday_is_shown_the_week_when_back(office, maya, rita):
    def shown():
        return [text for text in office.said_to(maya) if "The week to Thursday 26 November" in text]

    office.jump(FRIDAY_NOON - timedelta(hours=2) - office.clock.now())
    office.settle()
    maya.runs("/away", "today")
    office.settle()
    assert shown() == []
    says(office, rita, FRIDAY, 7)
    office.travel_to(FRIDAY + timedelta(days=3), "07:45")
    assert shown() == []
    office.travel_to(FRIDAY + timedelta(days=3), "08:15")
    (card,) = shown()
    assert "Self-generated leads *7*" in card
    assert "Looks right" in card
