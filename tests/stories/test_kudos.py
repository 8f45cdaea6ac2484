"""Kudos: one person thanks others for something they did; it is posted, told, and can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from datetime import timedelta

import pytest

from bot.domain.kudos import LongGiven, NoKudos, NotYours, NoValues, Status
from bot.domain.kudos_forms import BadKudos, Entry, Lack, Why
from bot.domain.refusals import Busy, Stranger
from bot.sandbox.client import text_of
from bot.store import evidence
from bot.store import kudos as store
from tests.stories.office import MONDAY, usual_plan

WHAT = "Stayed on the line until Acme's import ran."


@pytest.fixture
def sam(office, maya):
    return office.hire("Sam Whitfield", manager=maya)


@pytest.fixture
def wins(office, maya, rita, sam):
    return office.slack.add_channel("wins", (maya.id, rita.id, sam.id))


def thank(office, giver, *receivers, what=WHAT, value="own-it", receipt="1", link=""):
    """Kudos given at the desk; what became of them."""
    entry = Entry(tuple(each.id for each in receivers), value, what, link)
    given = office.bot.kudos.give(office.workspace, giver.id, receipt=receipt, entry=entry)
    arrive(office)
    return given.kudos


def arrive(office):
    """The post is up, and then those who wait for its link are told."""
    office.settle()
    office.jump(timedelta(seconds=2))
    office.settle()


def at(person):
    return f"@{person.name}"


def posts(person):
    return [text_of(each) for each in person.messages("wins") if each.get("bot_id")]


def fault(office, giver, *receivers, what=WHAT, value="own-it"):
    with pytest.raises(BadKudos) as refused:
        thank(office, giver, *receivers, what=what, value=value, receipt="bad")
    return refused.value.faults


def ledger_of(office, person):
    with office.bot.database.reading() as connection:
        rows = evidence.of_person(connection, office.workspace, person.id)
    return [each.kind for each in rows if each.key.startswith("kudos:")]


def test_a_command_with_all_its_parts_posts_at_once_and_tells_the_receiver(office, rita, sam, wins):
    rita.runs("/kudos", f"{at(sam)} for own-it: {WHAT}")
    said = text_of(rita.whispers[-1])
    assert "posted in #wins, and Sam will be told" in said
    assert "4 more today" in said
    arrive(office)
    (post,) = posts(sam)
    assert ":muscle: *Rita Alvarez thanks Sam Whitfield* · Own the outcome" in post
    assert f"> {WHAT}" in post
    told = text_of(sam.dm()[-1])
    assert ":muscle: *Rita thanks you* · Own the outcome" in told
    assert f"> {WHAT}" in told
    assert "|The post> in #wins" in told
    assert ledger_of(office, sam) == ["kudos"]
    assert ledger_of(office, rita) == []


def test_several_are_thanked_at_once_and_each_is_told(office, maya, rita, sam, wins):
    rita.runs("/kudos", f"{at(sam)} {at(maya)} for candour: {WHAT}")
    arrive(office)
    assert "*Rita Alvarez thanks Sam Whitfield and Maya Lindqvist* · Say it early" in posts(sam)[0]
    for each in (sam, maya):
        assert "Rita thanks you" in text_of(each.dm()[-1])
    assert ledger_of(office, maya) == []


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ("", []),
        ("@sam", ["choose which of the team's values", "at least 20 characters"]),
        ("@sam for own-it: thanks", ["at least 20 characters"]),
        ("@sam " + WHAT, ["choose which of the team's values"]),
        ("for own-it: " + WHAT, ["choose whom you thank"]),
        ("@rita for own-it: " + WHAT, ["Kudos are for others"]),
        ("<!channel> for own-it: " + WHAT, ["choose whom you thank"]),
    ],
)
def test_a_command_that_lacks_something_opens_the_form_with_what_was_typed(
    office, rita, sam, wins, typed, sentences
):
    rita.runs("/kudos", typed)
    shown = text_of(rita.modal())
    assert "Give kudos" in shown
    for each in sentences:
        assert each in shown
    if WHAT in typed:
        assert WHAT in shown
    rita.fills({"Whom": [sam.id], "For": "own-it", "What for": WHAT})
    assert rita.submits().ok
    assert "posted in #wins" in text_of(rita.modal())
    arrive(office)
    assert len(posts(sam)) == 1


def test_what_is_missing_in_the_form_is_said_beneath_the_inputs(office, rita, sam, wins):
    rita.runs("/kudos")
    rita.fills({"Whom": [sam.id], "For": "own-it", "What for": "thanks"})
    outcome = rita.submits()
    assert outcome.errors == {"words": "Please say what they did, in at least 20 characters."}
    assert posts(sam) == []


def test_nobody_thanks_themselves_a_bot_an_outsider_or_somebody_who_has_left(office, maya, rita, sam, wins):
    guest = office.slack.add_person("kim", "Kim Park")
    office.change(sam, active=False)
    faults = fault(office, rita, rita, sam, guest)
    assert faults["receivers"].them == {
        rita.id: Why.YOURSELF,
        sam.id: Why.GONE,
        guest.id: Why.NOT_HERE,
    }
    rita.runs("/kudos", f"{at(rita)} {at(sam)} {at(guest)} @latitude for own-it: {WHAT}")
    shown = text_of(rita.modal())
    assert "please take yourself out" in shown
    assert "Sam has left the team." in shown
    assert "Kim Park isn't on the team in Latitude" in shown
    assert "Somebody you chose isn't on the team in Latitude" in shown
    assert posts(maya) == []


def test_whom_slack_does_not_name_in_time_is_somebody(office, rita, sam, wins):
    guest = office.slack.add_person("kim", "Kim Park")
    office.slack.faults({"method": "users.info", "fault": "error", "error": "internal_error"})
    rita.runs("/kudos", f"{at(guest)} for own-it: {WHAT}")
    assert "Somebody you chose isn't on the team" in text_of(rita.modal())


def test_slack_is_asked_to_name_one_before_the_form_opens(office, rita, sam, wins):
    guests = [office.slack.add_person(f"kim{number}", f"Kim {number}") for number in range(3)]
    before = len(office.slack.log("users.info"))
    rita.runs("/kudos", f"{' '.join(map(at, guests))} for own-it: {WHAT}")
    shown = text_of(rita.modal())
    assert "Kim 0 isn't on the team" in shown
    assert shown.count("Somebody you chose isn't on the team") == 1
    assert len(office.slack.log("users.info")) == before + 1


def test_fifty_at_once_are_too_many_and_the_number_left_is_said(office, maya, rita, sam, wins):
    crowd = [office.slack.add_person(f"p{number}", f"P {number}") for number in range(49)]
    typed = " ".join(at(each) for each in [sam, *crowd])
    thank(office, rita, maya)
    rita.runs("/kudos", f"{typed} for own-it: {WHAT}")
    shown = text_of(rita.modal())
    assert "That's 50 people. You can thank 5 a day, and today 4 more." in shown
    assert [each for each in posts(sam) if "Sam" in each] == []


def test_the_day_is_the_givers_own_and_what_is_not_used_is_lost(office, maya, rita, sam, wins):
    office.travel_to(MONDAY, "23:30")
    team = [office.hire(f"Rep{number} Ng", manager=maya) for number in range(4)]
    thank(office, rita, sam, *team)
    rita.runs("/kudos", f"{at(sam)} for own-it: {WHAT}")
    assert "Tomorrow you can again" in text_of(rita.whispers[-1])
    assert fault(office, rita, sam)["receivers"].lack is Lack.TOO_MANY
    office.travel_to(MONDAY + timedelta(days=1), "00:15")
    thank(office, rita, sam, receipt="2")
    rita.opens_home()
    rita.waits(rita.home, "Home")
    assert "You can thank 4 people today" in text_of(rita.home())


def test_side_by_side_nobody_thanks_more_than_the_plan_allows(office, maya, rita, sam, wins):
    team = [office.hire(f"Rep{number} Ng", manager=maya) for number in range(8)]

    def give(person):
        entry = Entry((person.id,), "own-it", WHAT)
        try:
            office.bot.kudos.give(office.workspace, rita.id, receipt=person.id, entry=entry)
        except (BadKudos, Busy) as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(give, team))
    with office.bot.database.reading() as connection:
        assert store.given_on(connection, office.workspace, rita.id, MONDAY) == ends.count(None)
    assert ends.count(None) == 5 or Busy in ends
    assert ends.count(None) <= 5


def test_the_link_to_the_post_is_waited_for_but_not_for_long(office, rita, sam, wins):
    entry = Entry((sam.id,), "own-it", WHAT)
    kudos = office.bot.kudos.give(office.workspace, rita.id, receipt="1", entry=entry).kudos
    assert office.bot.kudos.posted_soon(office.workspace, kudos.id) > office.clock.now()
    office.jump(timedelta(minutes=2))
    assert office.bot.kudos.posted_soon(office.workspace, kudos.id) is None
    assert office.bot.kudos.posted_soon(office.workspace, "none") is None


def test_a_double_click_thanks_once(office, rita, sam, wins):
    first = thank(office, rita, sam, receipt="again")
    second = thank(office, rita, sam, receipt="again")
    assert first == second
    assert len(posts(sam)) == 1
    assert len([each for each in office.said_to(sam) if "thanks you" in each]) == 1
    assert ledger_of(office, sam) == ["kudos"]


def test_what_is_typed_pings_links_and_formats_nothing(office, rita, sam, wins):
    nasty = "*bold* <!channel> <@U1> <https://evil.example|here> :tada: _all_ of `this` and more"
    thank(office, rita, sam, what=nasty)
    for shown in (posts(sam)[0], text_of(sam.dm()[-1])):
        assert "<!channel>" not in shown
        assert "<https://evil" not in shown
        assert "*bold*" not in shown
        assert "&lt;!channel&gt;" in shown


def test_a_message_is_thanked_for_with_a_link_to_it(office, maya, rita, sam, wins):
    ts = sam.types("wins", "Acme signed, thanks to everybody")
    message = next(each for each in rita.messages("wins") if each["ts"] == ts)
    rita.shortcut("Give kudos", message=message)
    rita.fills({"For": "own-it", "What for": WHAT})
    assert rita.submits().ok
    arrive(office)
    assert "Rita Alvarez thanks Sam Whitfield" in posts(maya)[-1]
    assert "/archives/" in posts(maya)[-1]
    assert "|this message>" in text_of(sam.dm()[-1])


def test_ones_own_message_and_the_bots_give_nobody_to_thank(office, rita, sam, wins):
    ts = rita.types("wins", "Acme signed")
    mine = next(each for each in rita.messages("wins") if each["ts"] == ts)
    rita.shortcut("Give kudos", message=mine)
    assert "initial_users" not in str(rita.modal())
    rita.closes(everything=True)
    kudos = thank(office, sam, rita)
    bots = next(each for each in rita.messages("wins") if each.get("bot_id"))
    rita.shortcut("Give kudos", message=bots)
    assert "initial_users" not in str(rita.modal())
    assert kudos.stands


def test_a_forged_link_is_left_out(office, rita, sam, wins):
    assert thank(office, rita, sam, link="javascript:alert(1)").link == ""


def test_home_shows_what_people_thanked_one_for(office, maya, rita, sam, wins):
    sam.opens_home()
    sam.waits(sam.home, "Home")
    assert "Seen something good?" in text_of(sam.home())
    for number in range(4):
        thank(office, rita, sam, what=f"Number {number}: {WHAT}", receipt=str(number))
        thank(office, maya, sam, what=f"Manager {number}: {WHAT}", receipt=f"m{number}")
    shown = text_of(sam.home())
    assert "What people thanked you for" in shown
    assert f"*Maya Lindqvist* · Manager 3: {WHAT}" in shown
    assert "Number 1:" not in shown
    sam.presses("All 8", where="home")
    everything = text_of(sam.modal())
    assert f"> Number 0: {WHAT}" in everything
    assert "*Rita Alvarez* · Own the outcome" in everything
    sam.closes()
    sam.presses("Give kudos", where="home")
    assert "5 left today" in text_of(sam.modal())


def test_more_than_fit_are_counted(office, rita, sam, wins, monkeypatch):
    monkeypatch.setattr("bot.services.kudos.OPENED", 1)
    for number in range(2):
        thank(office, rita, sam, receipt=str(number))
    thanked = office.bot.kudos.thanked(office.workspace, sam.id)
    assert (len(thanked.latest), thanked.count) == (1, 2)


def test_the_giver_takes_back_within_a_day(office, rita, sam, wins):
    rita.runs("/kudos", f"{at(sam)} for own-it: {WHAT}")
    arrive(office)
    rita.presses("Take back", where=rita.whispers[-1])
    assert "It's taken back" in text_of(rita.modal())
    office.settle()
    assert posts(sam) == ["This one was taken back."]
    assert office.said_to(sam)[-1] == "This one was taken back."
    assert ledger_of(office, sam) == ["note"]
    sam.opens_home()
    assert office.bot.kudos.thanked(office.workspace, sam.id).count == 0


def test_what_is_taken_back_at_once_is_never_posted(office, rita, sam, wins):
    entry = Entry((sam.id,), "own-it", WHAT)
    kudos = office.bot.kudos.give(office.workspace, rita.id, receipt="1", entry=entry).kudos
    office.bot.kudos.take_back(office.workspace, rita.id, kudos.id, receipt="2")
    arrive(office)
    assert posts(sam) == []
    assert office.said_to(sam) == []


def test_after_a_day_it_stays(office, rita, sam, wins):
    kudos = thank(office, rita, sam)
    office.travel_to(MONDAY + timedelta(days=1), "12:00")
    with pytest.raises(LongGiven):
        office.bot.kudos.take_back(office.workspace, rita.id, kudos.id, receipt="late")
    assert "thanks Sam" in posts(sam)[0]


def test_nobody_else_takes_it_back_nor_twice_nor_what_there_is_not(office, rita, sam, wins):
    kudos = thank(office, rita, sam)
    sam.presses("Take back", where="wins")
    assert "Only who gave these kudos" in text_of(sam.modal())
    sam.closes(everything=True)
    desk = office.bot.kudos
    with pytest.raises(NotYours):
        desk.take_back(office.workspace, sam.id, kudos.id, receipt="3")
    with pytest.raises(NoKudos):
        desk.take_back(office.workspace, rita.id, "none", receipt="4")
    desk.take_back(office.workspace, rita.id, kudos.id, receipt="5")
    desk.take_back(office.workspace, rita.id, kudos.id, receipt="5")
    with pytest.raises(NoKudos):
        desk.take_back(office.workspace, rita.id, kudos.id, receipt="6")


def test_what_is_removed_at_the_same_moment_is_not_taken_back_too(office, rita, sam, wins):
    kudos, now = thank(office, rita, sam), office.clock.now()
    with ThreadPoolExecutor(1) as pool:
        with office.bot.database.writing() as connection:
            assert store.settle(connection, office.workspace, kudos.id, Status.REMOVED, sam.id, now)
            meanwhile = pool.submit(
                office.bot.kudos.take_back, office.workspace, rita.id, kudos.id, receipt="race"
            )
            with pytest.raises(Late):
                meanwhile.result(0.5)
        with pytest.raises(NoKudos):
            meanwhile.result(5)
    assert office.bot.kudos.card(office.workspace, kudos.id).kudos.status is Status.REMOVED


def test_who_prefers_it_private_is_told_and_not_named(office, maya, rita, sam, wins):
    thank(office, rita, sam)
    sam.presses("Keep mine private")
    assert "you are not named in a post" in text_of(sam.modal())
    sam.closes(everything=True)
    office.settle()
    assert "Post mine again" in str(sam.dm()[-1]["blocks"])
    rita.runs("/kudos", f"{at(sam)} for own-it: Quietly mended what nobody else saw.")
    assert "*Sam* will read it privately." in text_of(rita.whispers[-1])
    arrive(office)
    assert len(posts(sam)) == 1
    assert "Quietly mended" in text_of(sam.dm()[-1])
    assert "Only you see this" in text_of(sam.dm()[-1])
    rita.runs("/kudos", f"{at(sam)} {at(maya)} for own-it: {WHAT}")
    said = text_of(rita.whispers[-1])
    assert "It's posted in #wins, and reaches Sam and Maya privately too" in said
    arrive(office)
    assert "*Rita Alvarez thanks Maya Lindqvist*" in posts(sam)[-1]


def test_the_preference_is_changed_in_the_settings_too(office, rita, sam, wins):
    sam.runs("/latitude", "settings")
    assert "*Thanks and milestones* · posted in #wins" in text_of(sam.whispers[-1])
    sam.presses("Keep mine private", where=sam.whispers[-1])
    sam.closes(everything=True)
    sam.runs("/latitude", "settings")
    assert "*Thanks and milestones* · only you read them" in text_of(sam.whispers[-1])
    sam.presses("Post mine again", where=sam.whispers[-1])
    assert "you are named again" in text_of(sam.modal())
    desk = office.bot.kudos
    desk.keep_private(office.workspace, sam.id, "", receipt="p", private=True)
    desk.keep_private(office.workspace, sam.id, "", receipt="p", private=False)
    with office.bot.database.reading() as connection:
        assert store.prefer_private(connection, office.workspace, [sam.id]) == {sam.id}


def test_without_values_there_is_nothing_to_tie_them_to(office, rita, sam, wins):
    office.apply(usual_plan().model_copy(update={"values": ()}))
    rita.runs("/kudos", at(sam))
    assert "The plan names no values yet" in text_of(rita.whispers[-1])
    rita.opens_home()
    rita.waits(rita.home, "Home")
    assert "Give kudos" not in text_of(rita.home())
    with pytest.raises(NoValues):
        office.bot.kudos.form(office.workspace, rita.id, Entry())


def test_a_stranger_thanks_nobody(office, rita, sam, wins):
    kim = office.slack.add_person("kim", "Kim Park")
    with pytest.raises(Stranger):
        thank(office, kim, sam)


def test_where_the_channel_is_missing_the_receiver_is_told_all_the_same(office, maya, rita, sam):
    thank(office, rita, sam)
    assert "Rita thanks you" in text_of(sam.dm()[-1])
    assert "The post" not in text_of(sam.dm()[-1])
