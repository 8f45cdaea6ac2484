"""Bad input gets a clear sentence, changes nothing and loses nothing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.sandbox.client import text_of
from bot.store import checkins
from tests.stories.office import MONDAY

HOSTILE = (
    "<!channel>",
    "<!here|all>",
    "<@U0000000001>",
    "<!subteam^S1>",
    "<http://evil.example|your bank>",
    "&lt;!channel&gt;",
    "*bold* _it_ ~no~ `code` ```block```",
    "🎉👩‍👩‍👧‍👦",
    "مرحبا بالعالم \u202eabc",
    "line one\nline two\n> quoted",
    "\x00\x07bell",
    "x" * 3000,
)


def kept(office, person, day=MONDAY):
    with office.bot.database.reading() as connection:
        return checkins.find(connection, office.workspace, person.id, day)


def submission(office, person, values, *, day="2026-11-23", view="V_FORGED", team=None):
    return {
        "type": "view_submission",
        "team": {"id": office.workspace},
        "user": {"id": person.id, "team_id": team or office.workspace},
        "trigger_id": "1.2.x",
        "view": {
            "id": view,
            "type": "modal",
            "callback_id": "checkin.submit",
            "private_metadata": day,
            "state": {
                "values": {
                    block: {"value": {"type": "number_input", "value": typed}}
                    for block, typed in values.items()
                }
            },
        },
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("six", "number"),
        ("-1", "0"),
        ("1000000000", "10000"),
        ("4.5", "whole"),
        ("", "required"),
    ],
)
def test_slacks_own_form_refuses_it_first(office, rita, typed, sentence):
    rita.runs("/checkin")
    rita.fills({"Self-generated leads": typed, "Presentations": "1"})
    outcome = rita.submits()
    assert not outcome.ok
    assert list(outcome.errors) == ["count:leads"]
    assert sentence in outcome.errors["count:leads"]
    assert rita.modal()
    assert kept(office, rita) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("six", "Please type a number, such as 4."),
        ("1e9", "Please type a number, such as 4."),
        ("-1", "It can't be less than 0."),
        ("1000000000", "It can't be more than 10,000."),
        ("4.5", "Please type a whole number, such as 4."),
        (None, "Please give a number; 0 is fine."),
        ({"a": 1}, "Please give a number; 0 is fine."),
    ],
)
def test_what_gets_past_slack_is_refused_by_us(office, rita, typed, sentence):
    answer = office.forge(submission(office, rita, {"count:leads": typed, "count:demos": "1"}))
    assert answer.status == 200
    assert sentence in answer.body
    assert '"response_action": "errors"' in answer.body
    assert kept(office, rita) is None


def test_a_form_sent_twice_counts_once(office, rita):
    office.slack.faults({"envelope": "interactive", "fault": "duplicate", "count": 10})
    office.check_in(rita, leads=3)
    office.slack.clear_faults()
    assert kept(office, rita).revision == 1
    rita.closes()
    office.travel_to(MONDAY, "17:00")
    assert office.said_to(rita) == []


def test_the_same_form_from_phone_and_laptop_at_once_is_one_check_in(office, rita):
    values = {"count:leads": "3", "count:demos": "1"}
    forms = [submission(office, rita, values, view=f"V{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(office.forge, forms))
    assert {answer.status for answer in answers} == {200}
    said = kept(office, rita)
    assert dict(said.counts) == {"leads": 3, "demos": 1}
    assert said.revision == 8  # eight different forms: the first, and seven edits with the same numbers


def test_a_stranger_is_told_and_nothing_is_kept(office, rita):
    stranger = office.slack.add_person("nobody", "No Body")
    guest = office.slack.add_person("guest", "A Guest", is_restricted=True)
    for person in (stranger, guest):
        person.runs("/checkin")
        assert "aren't on this team" in " ".join(text_of(each) for each in person.whispers)
        answer = office.forge(submission(office, person, {"count:leads": "1", "count:demos": "1"}))
        assert "aren't on this team" in answer.body
        assert kept(office, person) is None


def test_a_stranger_who_opens_home_reads_why_it_is_empty(office):
    stranger = office.slack.add_person("nobody", "No Body")
    stranger.opens_home()
    assert "aren't on this team" in text_of(stranger.home())


def test_somebody_from_another_workspace_is_nobody_here_even_with_the_same_id(office, rita):
    form = submission(office, rita, {"count:leads": "1", "count:demos": "1"}, team="T_ELSEWHERE")
    assert "aren't on this team" in office.forge(form).body
    assert kept(office, rita) is None


def test_somebody_who_left_an_hour_ago_can_no_longer_check_in(office, rita):
    rita.runs("/checkin")
    office.change(rita, active=False)
    rita.fills({"Self-generated leads": "1", "Presentations": "1"})
    rita.submits()
    assert "aren't on this team" in text_of(rita.modal())
    assert kept(office, rita) is None
    office.travel_to(MONDAY, "17:00")
    assert office.said_to(rita) == []


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2026-11-22", "9999-99-99", "2026-11-23; DROP TABLE people"]
)
def test_a_forged_day_is_refused(office, rita, day):
    answer = office.forge(submission(office, rita, {"count:leads": "1", "count:demos": "1"}, day=day))
    assert "working days" in answer.body


def test_a_day_too_early_or_too_late_is_refused_with_its_reason(office, rita):
    values = {"count:leads": "1", "count:demos": "1"}
    tomorrow = (MONDAY + timedelta(days=1)).isoformat()
    assert "hasn't begun" in office.forge(submission(office, rita, values, day=tomorrow)).body
    unknown = (MONDAY - timedelta(days=3)).isoformat()
    assert "working days" in office.forge(submission(office, rita, values, day=unknown)).body
    office.travel_to(MONDAY + timedelta(days=7), "10:01")
    assert "closed" in office.forge(submission(office, rita, values)).body


def test_a_button_with_a_forged_value_opens_nothing(office, rita):
    answer = office.forge(
        {
            "type": "block_actions",
            "team": {"id": office.workspace},
            "user": {"id": rita.id, "team_id": office.workspace},
            "trigger_id": "1.2.x",
            "actions": [
                {"type": "button", "action_id": "checkin.open", "value": "<!channel>", "action_ts": "1.0"}
            ],
        }
    )
    assert answer.status == 200
    assert rita.modal() is None


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "view_submission"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": "x", "user": 5, "team": None},
        {"command": "/checkin", "team_id": 7, "user_id": []},
        {"event": {"type": "app_home_opened", "user": None}, "team_id": "T1", "event_id": "E1"},
    ],
)
def test_a_payload_without_what_every_payload_has_does_nothing(office, payload):
    assert office.forge(payload).status in {200, 400, 404}


def test_what_people_type_pings_and_links_nobody(office, maya):
    reps = [office.hire(f"Rep{number} Ortiz", manager=maya) for number in range(len(HOSTILE))]
    office.travel_to(MONDAY, "16:31")
    shown = []
    for rep, typed in zip(reps, HOSTILE, strict=True):
        rep.presses("Check in")
        rep.fills({"Self-generated leads": "1", "Presentations": "1", "Wins": typed, "Blockers": typed})
        assert rep.submits().ok
        assert kept(office, rep).wins == kept(office, rep).blockers == typed.replace("\0", "")
        shown.append(rep.modal())
        rep.closes()
    office.travel_to(MONDAY + timedelta(days=1), "10:01")
    maya.opens_home()
    assert len(office.said_to(maya)) == 1
    shown += [*maya.dm(), maya.home(), *(message for rep in reps for message in rep.dm())]
    for each in shown:
        drawn = str(each.get("blocks")) + str(each.get("text", ""))
        assert not re.search(r"<(!|@|#|http)", drawn)


def test_ten_thousand_characters_are_refused_by_the_form_and_cut_by_us(office, rita):
    rita.runs("/checkin")
    rita.fills({"Self-generated leads": "1", "Presentations": "1", "Wins": "y" * 10_000})
    assert not rita.submits().ok
    office.forge(
        submission(office, rita, {"count:leads": "1", "count:demos": "1", "wins": "y" * 10_000}, view="V9")
    )
    assert len(kept(office, rita).wins) == 3000
