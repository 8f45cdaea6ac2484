"""Answering by a typed message, in the bot's own conversation."""

from datetime import timedelta

import pytest

from bot.sandbox.client import text_of
from bot.store import checkins, typed_answers
from jobs.tidy_inbox import tidy_inbox
from tests.stories.office import MONDAY

FRIDAY, SATURDAY, TUESDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5), MONDAY + timedelta(days=1)


def tells(office, person, text):
    """Somebody writes to the bot; what it answers."""
    before = len(office.said_to(person))
    person.types(person.app_channel(), text)
    office.settle()
    return "\n".join(office.said_to(person)[before:])


def kept(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def counts(office, person, day=MONDAY):
    found = kept(office, person, day)
    return None if found is None else {key: int(count) for key, count in found.counts.items()}


def message(office, person, words, event_id="Ev1", **more):
    """A message event as Slack sends it."""
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": person.id,
        "text": words,
        "ts": "1.1",
    }
    about = {key: more.pop(key) for key in ("authorizations",) if key in more}
    return {
        "type": "event_callback",
        "team_id": office.workspace,
        "event_id": event_id,
        "event": event | more,
    } | about


def test_a_message_fills_in_the_check_in(office, maya, rita):
    office.travel_to(MONDAY, "16:31")
    answer = tells(office, rita, "Leads 6, demos 1")
    assert "Monday is in." in answer
    assert "6 of 5 leads · 1 of 3 presentations this week" in answer
    assert counts(office, rita) == {"leads": 6, "demos": 1}
    (prompt,) = [
        each for each in rita.dm() if "Monday is in" in text_of(each) and "*Monday is in.*\n" in text_of(each)
    ]
    assert "How was Monday" not in text_of(prompt)

    rita.presses("Edit")
    rita.fills({"Wins": "Acme", "One thing for tomorrow": "Call Brandt"})
    assert rita.submits().ok
    rita.closes()
    answer = tells(office, rita, "7 leads")
    assert "7 of 5 leads" in answer
    edited = kept(office, rita)
    assert counts(office, rita) == {"leads": 7, "demos": 1}
    assert (edited.wins, edited.commitment, edited.revision) == ("Acme", "Call Brandt", 3)
    assert tells(office, rita, "leads").count("I haven't saved anything") == 1
    assert kept(office, rita).revision == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("leads 6", "I miss a number for Presentations."),
        ("leads 6, leads 7, demos 1", "has several numbers: “6” and “7”"),
        ("leads 10001, demos 1", "It can't be more than 10,000."),
        ("leads 2.5, demos 1", "Please type a whole number"),
        ("leads -3, demos 1", "It can't be less than 0."),
        ("leads six, demos 1", "I don't understand “six”."),
        ("demos 1 <!channel> *bold* <http://evil.example|good>", "I don't understand “channel”"),
        ("demos 1 " + "x" * 3_990, "I miss a number for Self-generated leads."),
        ("demos 1 " + "1 " * 3_000, "too long for me to read"),
        ("🎉 demos 1 :tada:", "I miss a number for Self-generated leads."),
        ("6 1", "I don't know what to do with “6” and “1”."),
    ],
)
def test_what_cannot_be_saved_is_said(office, rita, text, words):
    answer = tells(office, rita, text)
    assert "I haven't saved anything for Monday yet." in answer
    assert words in answer
    assert "<!channel>" not in answer
    assert kept(office, rita) is None


def test_what_was_not_understood_is_said_beside_what_was_saved(office, rita):
    answer = tells(office, rita, "leads 6, demos 1, lunch & calls 3 <3")
    assert "Monday is in." in answer
    assert "I don't understand “lunch” and “calls 3 3”." in answer
    assert counts(office, rita) == {"leads": 6, "demos": 1}


def test_small_talk_is_helped_once_a_day(office, rita):
    answer = tells(office, rita, "how are you?")
    assert answer == "I can read answers such as `leads 6, demos 1`. Everything else: `/latitude`"
    assert tells(office, rita, "and now?") == ""
    office.travel_to(TUESDAY, "09:00")
    assert "I can read answers" in tells(office, rita, "hello")


def test_who_has_nothing_to_answer_is_told_why(office, maya, rita):
    sam = office.slack.add_person("sam", "Sam Stranger", tz="America/New_York")
    assert "You aren't on this team" in tells(office, sam, "leads 6, demos 1")
    assert "Nothing is counted in your role" in tells(office, maya, "leads 6, demos 1")
    assert "Nothing is counted in your role" in tells(office, maya, "hello")
    assert tells(office, sam, "hello").startswith("You aren't on this team")
    office.check_in(rita)
    office.change(rita, starts_on=TUESDAY + timedelta(days=30))
    assert "isn't one of your working days" in tells(office, rita, "leads 6, demos 1")


def test_the_day_is_the_one_the_command_would_ask_about(office, rita):
    office.travel_to(FRIDAY, "18:00")
    office.travel_to(SATURDAY, "12:00")
    assert "Friday is in." in tells(office, rita, "leads 6, demos 1")
    assert counts(office, rita, FRIDAY) == {"leads": 6, "demos": 1}


def test_an_event_told_twice_is_answered_once(office, rita):
    for _ in range(2):
        office.forge(message(office, rita, "leads 6\0, demos 1"))
        office.settle()
    assert len(office.said_to(rita)) == 1
    assert kept(office, rita).revision == 1


@pytest.mark.parametrize(
    "more",
    [
        {"channel_type": "mpim"},
        {"channel_type": "channel"},
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"text": None},
        {"authorizations": [{"user_id": "U9", "is_bot": False}]},
    ],
)
def test_what_is_not_said_to_the_bot_is_left_alone(office, rita, more):
    assert office.forge(message(office, rita, "leads 6, demos 1", **more)).status == 200
    office.settle()
    assert kept(office, rita) is None
    assert office.said_to(rita) == []


def test_what_is_said_elsewhere_and_what_is_edited_is_left_alone(office, maya, rita):
    with_maya = rita.acts("open_dm", user=maya.id).channel
    rita.types(with_maya, "leads 6, demos 1")
    rita.types("general", "leads 6, demos 1")
    office.settle()
    assert kept(office, rita) is None

    at = rita.types(rita.app_channel(), "leads 6, demos 1")
    office.settle()
    rita.acts("edit", channel=rita.app_channel(), ts=at, text="leads 60, demos 1")
    office.settle()
    assert counts(office, rita) == {"leads": 6, "demos": 1}
    assert len(office.said_to(rita)) == 1


def test_who_leaves_before_the_answer_is_not_written_to(office, rita):
    office.forge(message(office, rita, "leads 6, demos 1", "Ev1"))
    office.forge(message(office, rita, "hello", "Ev2"))
    office.change(rita, active=False)
    office.settle()
    assert not [text for text in office.said_to(rita) if "is in" in text]


def test_what_was_typed_is_forgotten_with_its_receipt(office, rita):
    office.forge(message(office, rita, "leads 6, demos 1"))
    with office.bot.database.reading() as connection:
        (name,) = [str(each) for each in connection.exec_driver_sql("SELECT id FROM typed_answers").scalars()]
        answer = typed_answers.find(connection, office.workspace, name)
    assert answer is not None
    assert answer.saved
    office.jump(timedelta(days=4))
    assert tidy_inbox(office.bot.receipts) >= 2
    assert office.bot.typed_answers.reply(office.workspace, name) is None
