"""A rep asks for a talk: first in the queue, told at once, taken back or closed by the talk."""

from datetime import timedelta

import pytest

from bot.domain.coaching_refusals import AskedAlready, NobodyToAsk, NotAskedFor
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from tests.stories.office import MONDAY
from tests.stories.test_coaching import coach, home, queue

TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)


def asked(person):
    return [each for each in person.dm() if "would like to talk with you" in text_of(each)]


def ask(office, person, words="How do I open the Kestrel talk?"):
    home(office, person)
    person.presses("Ask for coaching", where="home")
    person.fills({"What would you like to talk about?": words})
    assert person.submits().ok
    office.settle()


def test_who_asks_stands_first_and_the_manager_reads_their_words(office, maya, rita):
    coach(office, maya, office.hire("Ben Moss", manager=maya), action="Call", due=MONDAY)
    ask(office, rita, "How do I open *Kestrel* <!here>?")
    assert "It stands first on Maya's list." in text_of(rita.modal())
    assert queue(office, maya) == [("Rita", ["asked"]), ("Ben", ["follow up"])]
    (message,) = asked(maya)
    assert "How do I open" in text_of(message)
    assert "<!here>" not in str(message["blocks"])
    assert "You asked for a talk on Monday." in home(office, rita)
    assert "asked for a talk today" in home(office, maya)
    with pytest.raises(AskedAlready):
        office.bot.coaching_requests.ask(office.workspace, rita.id, receipt="2", words="Again")


def test_coached_closes_it(office, maya, rita):
    ask(office, rita)
    maya.presses("Coached", where=asked(maya)[-1])
    maya.fills({"What you talked about": "Begin with what they lose by waiting"})
    assert maya.submits().ok
    office.settle()
    assert queue(office, maya) == []
    assert "You have talked about it." in text_of(asked(maya)[-1])
    assert "Ask for coaching" in home(office, rita)
    with pytest.raises(NotAskedFor):
        office.bot.coaching_requests.withdraw(office.workspace, rita.id, "x", receipt="w")


def test_it_can_be_taken_back(office, maya, rita):
    ask(office, rita)
    rita.closes(everything=True)
    home(office, rita)
    rita.presses("Withdraw", where="home")
    office.settle()
    assert queue(office, maya) == []
    assert "Taken back." in text_of(asked(maya)[-1])
    assert "Coached" not in str(asked(maya)[-1]["blocks"])
    assert "Ask for coaching" in home(office, rita)


def test_a_snooze_leaves_who_asked_where_they_are(office, maya, rita):
    office.bot.coaching.snooze(office.workspace, maya.id, rita.id, receipt="s")
    ask(office, rita)
    assert queue(office, maya) == [("Rita", ["asked"])]
    assert "Snooze a week" not in home(office, maya)


def test_while_the_manager_is_away_the_rep_reads_when_they_are_back(office, maya, rita):
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=MONDAY, last=TUESDAY
    )
    ask(office, rita)
    assert "Maya is away, back on Wednesday 25 November, and reads it then." in text_of(rita.modal())
    assert asked(maya) == []
    office.travel_to(FRIDAY, "12:00")
    assert len(asked(maya)) == 1


def test_what_waits_for_who_is_away_is_not_told_to_who_leads_them_no_more(office, maya, rita):
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=MONDAY, last=TUESDAY
    )
    ask(office, rita)
    office.change(rita, manager=omar.id)
    office.travel_to(FRIDAY, "12:00")
    assert asked(maya) == []
    ((name, reasons),) = queue(office, omar)
    assert (name, reasons[0]) == ("Rita", "asked")


def test_the_day_of_a_wish_is_that_of_who_has_it(office, maya):
    sid = office.hire("Sid Ney", manager=maya, timezone="Australia/Sydney")
    office.travel_to(MONDAY, "16:30")
    ask(office, sid)
    assert "You asked for a talk on Tuesday." in home(office, sid).replace("*", "")


def test_in_quiet_hours_the_manager_reads_it_in_the_morning(office, maya, rita):
    office.travel_to(MONDAY, "22:00")
    ask(office, rita)
    assert asked(maya) == []
    office.travel_to(TUESDAY, "08:15")
    assert len(asked(maya)) == 1


def test_what_was_taken_back_before_it_was_read_is_not_sent(office, maya, rita):
    office.travel_to(MONDAY, "22:00")
    ask(office, rita)
    open_now = office.bot.coaching_requests.own(office.workspace, rita.id).asked
    for _ in range(2):
        office.bot.coaching_requests.withdraw(office.workspace, rita.id, open_now.id, receipt="w")
    office.travel_to(TUESDAY, "12:00")
    assert asked(maya) == []


def test_words_are_needed_and_a_double_click_asks_once(office, maya, rita):
    home(office, rita)
    rita.presses("Ask for coaching", where="home")
    rita.fills({"What would you like to talk about?": "\0"})
    assert rita.submits().errors == {"words": "Please write a few words."}
    desk = office.bot.coaching_requests
    first = desk.ask(office.workspace, rita.id, receipt="same", words="Kestrel")
    assert desk.ask(office.workspace, rita.id, receipt="same", words="Kestrel").asked == first.asked


def test_who_has_nobody_above_them_is_told_so(office):
    ada = office.hire("Ada Brown")
    with pytest.raises(NobodyToAsk):
        office.bot.coaching_requests.own(office.workspace, ada.id)
    with pytest.raises(NobodyToAsk):
        office.bot.coaching_requests.ask(office.workspace, ada.id, receipt="a", words="Kestrel")
    assert "Ask for coaching" not in home(office, ada)


def test_what_who_has_left_asked_is_shown_to_nobody(office, maya, rita):
    ask(office, rita)
    open_now = office.bot.coaching_requests.own(office.workspace, rita.id).asked
    office.change(rita, active=False)
    assert office.bot.coaching_requests.asked(office.workspace, open_now.id, maya.id) is None
    assert office.bot.coaching_requests.asked(office.workspace, "no such request", maya.id) is None
    omar = office.hire("Omar Haddad", rank=Rank.MANAGER)
    assert queue_of_nobody(office, omar)


def queue_of_nobody(office, person):
    return office.bot.coaching.queue(office.workspace, person.id) is None


def test_with_the_manager_gone_the_next_above_reads_it(office):
    dana = office.hire("Dana Okafor", rank=Rank.DIRECTOR)
    maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)
    rita = office.hire("Rita Alvarez", manager=maya)
    office.change(maya, active=False)
    ask(office, rita)
    assert "You asked for a talk on Monday. Dana reads it." in home(office, rita).replace("*", "")
    assert len(asked(dana)) == 1
