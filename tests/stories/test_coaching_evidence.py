"""What puts somebody in the queue, from wherever it is known, in words that hold."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.balance import Balance
from bot.domain.balances import Facts, Reading
from bot.domain.checkins import Checkin, Kept, Mark
from bot.domain.drops import Watch
from bot.domain.kudos_forms import Entry
from bot.domain.milestones import Kind, Milestone, State
from bot.domain.paces import Pace, Rhythm, WeekDone
from bot.domain.weeks import Review, Verdict
from bot.sandbox.client import text_of
from bot.store import active_days, balances, checkins, milestones, paces, weeks
from bot.store.paces import Closed
from tests.stories.ledgers import good_day, lives, missed_day
from tests.stories.office import MONDAY
from tests.stories.pasts import live
from tests.stories.test_coaching import coach, home, on_trial, queue


def works_for_a_month(office, person, *, wins=""):
    """Twenty active days and more, on the ledger and in check-ins, the last week confirmed."""
    days = live(office, person, MONDAY - timedelta(days=30), MONDAY - timedelta(days=3))
    with office.bot.database.writing() as connection:
        seen = Review(person.id, MONDAY - timedelta(days=7), 1, Verdict.LOOKS_RIGHT, {}, person.id)
        weeks.add(connection, office.workspace, seen, office.clock.now())
        active_days.add(connection, office.workspace, [(person.id, day) for day in days])
        for number, day in enumerate(days[-5:]):
            said = Checkin(
                day=day,
                counts={},
                wins=wins if number == 3 else "",
                blockers="",
                submitted_at=office.clock.now(),
                mark=Mark.ON_TIME,
                kept=Kept.YES if number else None,
            )
            checkins.save(connection, office.workspace, person.id, said, 1, office.clock.now())
    return days


def test_who_was_not_thanked_for_twenty_days_is_named_with_something_true(office, maya, rita):
    on_trial(office)
    works_for_a_month(office, rita, wins="Turned *Kestrel* round on my own")
    ben = office.hire("Ben Moss", manager=maya)
    live(office, ben, MONDAY - timedelta(days=30), MONDAY - timedelta(days=3))
    coach(office, maya, ben, receipt="ben")
    assert queue(office, maya) == [("Rita", ["overdue", "unthanked"])]
    coach(office, maya, rita)
    office.jump(timedelta(days=7))
    found = office.bot.coaching.queue(office.workspace, maya.id)
    reasons = {each.person.first_name: each.reasons for each in found.concerns}
    assert reasons["Rita"][-1].why == "unthanked"
    assert reasons["Rita"][-1].count == 4
    assert "no thanks from anybody in 20 working days, and 4 commitments kept" in home(office, maya)
    assert "Turned" in home(office, maya)
    assert "Ben" not in reasons


def test_thanks_end_it_and_so_does_a_milestone_that_others_read(office, maya, rita):
    on_trial(office)
    days = works_for_a_month(office, rita)
    assert queue(office, maya) == [("Rita", ["overdue", "unthanked"])]
    reached = Milestone("", "week", Kind.TARGET_WEEK, days[-5], office.clock.now() - timedelta(days=6))
    shown = replace(reached, person=rita.id, state=State.POSTED)
    with office.bot.database.writing() as connection:
        milestones.add(connection, office.workspace, [shown])
    assert queue(office, maya) == [("Rita", ["overdue"])]


def test_without_anything_true_to_say_nobody_is_named(office, maya, rita):
    on_trial(office)
    days = works_for_a_month(office, rita)
    with office.bot.database.writing() as connection:
        for day in days[-4:]:
            said = checkins.find(connection, office.workspace, rita.id, day)
            assert said is not None
            kept = replace(said, kept=Kept.YES if day == days[-1] else Kept.NO, revision=2)
            checkins.save(connection, office.workspace, rita.id, kept, 1, office.clock.now(), before=said)
    assert queue(office, maya) == [("Rita", ["overdue"])]


def test_kudos_end_it_too(office, maya, rita):
    on_trial(office)
    works_for_a_month(office, rita)
    entry = Entry((rita.id,), "own-it", "Stayed on the line until the import ran.", "")
    office.bot.kudos.give(office.workspace, maya.id, receipt="k", entry=entry)
    assert queue(office, maya) == [("Rita", ["overdue"])]


def test_good_news_stands_last_and_says_what_it_is(office, maya, rita):
    reached = Milestone(rita.id, "first", Kind.FIRST_WIN, MONDAY, office.clock.now())
    with office.bot.database.writing() as connection:
        milestones.add(
            connection, office.workspace, [reached, replace(reached, key="up", kind=Kind.LEVEL_UP)]
        )
    assert queue(office, maya) == [("Rita", ["good news"])]
    assert "worth a word: won a deal, the first on record" in home(office, maya)
    office.jump(timedelta(days=6))
    assert queue(office, maya) == []


def test_whose_limit_is_too_small_for_the_work_is_named(office, maya, rita):
    on_trial(office)
    week = MONDAY - timedelta(days=7)
    facts = Facts(level="L0", limit=0.0, more_load=0.2, asked=10, unchanged=9, hours=9.0, lost=1, alone=0)
    weighed = Balance(80, 40, 0.4, 0.9, 0.2, 0.1, frustrated=True, reviewed=False)
    reading = Reading(rita.id, week, maya.id, weighed, facts, frustrated_since=week - timedelta(days=7))
    with office.bot.database.writing() as connection:
        balances.add(connection, office.workspace, [reading], 1, office.clock.now())
    assert queue(office, maya) == [("Rita", ["held back"])]
    assert "held back by the limit: 9 of 10 requests approved unchanged" in home(office, maya)
    sheet = office.bot.sheets.of(office.workspace, maya.id, rita.id)
    assert sheet.held_back
    assert not sheet.bunched
    for reader in (maya, rita):
        reader.runs("/latitude", f"1on1 <@{rita.id}>")
        assert "Carries more than they may decide in the week of 16 Nov." in text_of(reader.modal())


def test_what_slips_is_said_as_the_rep_reads_it(office, maya, rita):
    lives(office, rita, [good_day()] * 5 + [missed_day()] * 3)
    ben = office.hire("Ben Moss", manager=maya)
    lives(office, ben, [good_day()] * 5)
    assert queue(office, maya) == [("Rita", ["slipping"])]
    assert "lately some check-ins or commitments did not come" in home(office, maya)


def test_a_target_that_the_week_cannot_reach_is_a_line_and_no_reproach(office, maya, rita):
    on_trial(office)
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        office.travel_to(day, "16:45")
        office.check_in(rita, leads=0, demos=3)
    office.travel_to(MONDAY + timedelta(days=2), "08:15")
    assert queue(office, maya) == [("Rita", ["out of reach"])]
    assert "out of reach this week: 0 of 25 leads, 3 working days left" in home(office, maya)
    rita.runs("/latitude", "1on1")
    assert "Out of reach this week: 0 of 25 leads, 3 working days left" in text_of(rita.modal())


def test_a_lasting_drop_is_said_beside_what_was_usual(office, maya, rita):
    week = MONDAY - timedelta(days=7)
    told = tuple(WeekDone(week - timedelta(days=7 * ago), 12.0) for ago in (2, 1, 0))
    seen = Watch(3.0, told[0].first, 24.0, told)
    closed = Closed(rita.id, "leads", week, Pace(100.0, 5.0), Rhythm((0.2,) * 5), seen)
    with office.bot.database.writing() as connection:
        paces.save(connection, office.workspace, [closed], office.clock.now())
    assert queue(office, maya) == [("Rita", ["dropped"])]
    said = "about 12 leads a week since 2 Nov, before that 24"
    assert said in home(office, maya)
    rita.runs("/latitude", "1on1")
    assert said in text_of(rita.modal())


def test_what_somebody_keeps_to_themselves_is_no_news_to_their_managers(office, maya, rita):
    ben = office.hire("Ben Moss", manager=maya)
    office.bot.kudos.keep_private(office.workspace, rita.id, "", receipt="p", private=True)
    entry = Entry((rita.id, ben.id), "own-it", "Stayed on the line until the import ran.", "")
    office.bot.kudos.give(office.workspace, maya.id, receipt="k", entry=entry)
    reached = Milestone(ben.id, "best", Kind.FIRST_WIN, MONDAY, office.clock.now(), state=State.PRIVATE)
    waits = replace(reached, person=rita.id, state=State.WAITING)
    with office.bot.database.writing() as connection:
        milestones.add(connection, office.workspace, [reached, waits])
    assert queue(office, maya) == []
    for person, thanked in ((rita, False), (ben, True)):
        for reader in (maya, person):
            reader.runs("/latitude", f"1on1 <@{person.id}>")
            text = text_of(reader.modal())
            assert ("Stayed on the line" in text) is thanked
            assert "won a deal" not in text
            reader.closes(everything=True)
