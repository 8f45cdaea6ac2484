"""A word about what slips: once, in private, with what makes it good."""

from datetime import timedelta

from bot.domain.evidence import Entry
from bot.domain.ledger import Event, Kind, Step
from bot.domain.plan import Mode
from bot.store import evidence
from tests.stories.ledgers import good_day, lives, missed_day, stands_on
from tests.stories.office import MONDAY
from tests.stories.test_steps import in_shadow, steps_of

WORD = "A word before it matters"


def words_to(office, person):
    return [each for each in office.said_to(person) if WORD in each]


def idle_day():
    return [Event(0, "c", Kind.CHECKIN_ON_TIME), Event(0, "a", Kind.ACTIVITY_DAY, metrics=((0.0, 5.0),))]


def misjudged_day():
    return [*good_day(), Event(0, "b", Kind.BREACH)]


def test_a_rep_is_told_once_what_slips_and_what_makes_it_good(office, maya, rita):
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3)
    (word,) = words_to(office, rita)
    assert "some check-ins or commitments did not come" in word
    assert "What makes it good: one check-in on time." in word.replace("*", "")
    assert "Your level stays as it is." in word
    assert not words_to(office, maya)
    lives(office, rita, [missed_day()])
    office.settle()
    assert len(words_to(office, rita)) == 1, "it lasts, and was said"
    lives(office, rita, [missed_day()] * 12)
    assert len(words_to(office, rita)) == 1


def test_what_went_wrong_is_named_from_the_ledger(office, maya, rita):
    days = 3 * [MONDAY.replace(day=2)]
    with office.bot.database.writing() as connection:
        for number, kind in enumerate(("checkin_missed", "checkin_missed", "checkin_late")):
            entry = Entry(f"test:{number}", rita.id, days[number], kind, {}, 1)
            assert evidence.add(connection, office.workspace, entry, office.clock.now())
    lives(office, rita, [good_day()] * 94 + [missed_day()] * 4)
    (word,) = words_to(office, rita)
    assert "Lately: 2 check-ins missed and 1 check-in late." in word
    assert "about 9 check-ins on time" in word


def test_it_is_said_again_when_it_slips_again_or_something_else_does(office, maya, rita):
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3)
    lives(office, rita, [good_day()] * 2 + [missed_day()])
    assert len(words_to(office, rita)) == 2
    lives(office, rita, [[*missed_day(), Event(0, "b", Kind.BREACH)]])
    assert len(words_to(office, rita)) == 3
    assert "about 2 good calls on concessions" in words_to(office, rita)[-1]


def test_every_side_has_its_own_words(office, maya, rita):
    lives(office, rita, [misjudged_day()])
    assert "some concessions did not go as agreed" in words_to(office, rita)[0]
    sam = office.hire("Sam Osei", manager=maya)
    lives(office, sam, [idle_day()] * 11)
    assert "your numbers were below target on several days" in words_to(office, sam)[0]
    assert "days on target" in words_to(office, sam)[0]


def test_what_is_about_to_be_a_step_back_was_warned_of_before(office, maya, rita):
    stands_on(office, rita, "L1")
    lives(office, rita, [good_day()] * 45 + [missed_day()] * 3, level=1)
    assert len(words_to(office, rita)) == 1
    lives(office, rita, [missed_day()] * 3)
    assert steps_of(office, rita)[0][:3] == ("demote", "proposed", "open")
    lives(office, rita, [good_day()] * 2)
    assert steps_of(office, rita)[0][2] == "withdrawn"
    assert len(words_to(office, rita)) == 1, "it has not been good since"


def test_who_was_just_stepped_back_is_told_nothing_more(office, maya, rita):
    office.apply(in_shadow(office))
    stands_on(office, rita, "L1")
    down = Event(0, "ladder:0", Kind.LADDER, step=Step.DEMOTE, to=0)
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3 + [[*missed_day(), down]], level=1)
    stands_on(office, rita, "L0")
    office.apply(in_shadow(office, Mode.LIVE))
    assert office.bot.steps.warn() == 0
    assert office.bot.steps.warning(office.workspace, rita.id) is None
    lives(office, rita, [good_day()])
    assert not words_to(office, rita)


def test_a_step_that_is_not_folded_yet_comes_before_the_warning(office, maya, rita):
    office.apply(in_shadow(office))
    stands_on(office, rita, "L1")
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3, level=1)
    why = "We start again from the ground"
    office.bot.steps.move(office.workspace, maya.id, rita.id, receipt="1", level="L0", reason=why)
    office.apply(in_shadow(office, Mode.LIVE))
    assert office.bot.steps.warn() == 0
    assert office.bot.steps.warning(office.workspace, rita.id) is None


def test_who_is_live_since_today_is_warned_and_has_five_days_before_a_step_back(office, maya, rita):
    office.apply(in_shadow(office))
    stands_on(office, rita, "L1")
    lives(office, rita, [good_day()] * 84 + [missed_day()] * 15, level=1)
    office.apply(in_shadow(office, Mode.LIVE))
    office.settle()
    assert not steps_of(office, rita)
    (word,) = words_to(office, rita)
    assert "Your level stays as it is." in word
    assert "about 15 check-ins on time" in word
    office.travel_to(MONDAY + timedelta(days=4), "12:00")
    assert not steps_of(office, rita)
    office.travel_to(MONDAY + timedelta(days=8), "12:00")
    assert steps_of(office, rita)[0][:3] == ("demote", "proposed", "open")
    assert len(words_to(office, rita)) == 1


def test_nothing_is_said_in_the_shadow_nor_of_what_was_made_good(office, maya, rita):
    office.apply(in_shadow(office))
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3)
    assert not words_to(office, rita)
    assert office.bot.steps.warning(office.workspace, rita.id) is None
    office.apply(in_shadow(office, Mode.LIVE))
    assert office.bot.steps.warn() == 1
    lives(office, rita, [good_day()] * 2)
    assert not words_to(office, rita)
    assert office.bot.steps.warning(office.workspace, maya.id) is None
