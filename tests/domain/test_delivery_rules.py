"""Deliveries: what may be stored, what an answer proves, which timings are safe, how fast is too fast."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deliveries import (
    Message,
    Method,
    Planned,
    Priority,
    Refused,
    Standing,
    State,
    Unwanted,
    check,
    check_message,
    epoch_ms,
    from_epoch_ms,
)
from bot.domain.delivery_moves import expired, run_out, surplus
from bot.domain.delivery_outcomes import (
    Absent,
    Doubtful,
    Found,
    NotSent,
    Sent,
    error_in,
    pause_of,
    read_answer,
)
from bot.domain.delivery_policy import SLACK_RATES, Policy, Rate, UnsafePolicyError, draw

DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SOUND = Planned("T1", "checkin-prompt:U1:2026-11-23", "prompt", "U1", DUE, DUE + timedelta(hours=1))
POLICY = Policy()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": ""}, "key is empty"),
        ({"key": "k" * 256}, "key is longer than 255"),
        ({"key": "a\0b"}, "key contains a NUL"),
        ({"person": "\ud83d"}, "person contains half of a surrogate"),
        ({"to": 5}, "to must be text, not int"),
        ({"workspace": "T" * 33}, "workspace is longer"),
        ({"due_at": DUE.replace(tzinfo=None)}, "due_at must be a moment with a time zone"),
        ({"useful_until": DUE}, "useful_until must come after"),
        ({"about": {"day": float("nan")}}, "must be text or a whole number, not float"),
        ({"about": {"yes": True}}, "not bool"),
        ({"about": {"much": 2**60}}, "too large"),
        ({"about": {"text": "x" * 501}}, "longer than 500"),
        ({"about": {"text": "\0"}}, "NUL"),
        ({"about": {f"fact{n}": n for n in range(21)}}, "more than 20"),
        ({"priority": 2}, "of their own types"),
        ({"updates": "card"}, "An update names"),
        ({"method": Method.UPDATE}, "An update names"),
        ({"method": Method.PUBLISH, "thread_of": "card"}, "Only a post"),
        ({"thread_of": SOUND.key}, "cannot refer to itself"),
    ],
)
def test_what_cannot_be_stored_or_shown_is_refused(change, sentence):
    with pytest.raises(Refused, match=sentence):
        check(replace(SOUND, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "k" * 255},
        {"key": "emoji 🎉 and עברית"},
        {"about": {"empty": "", "zero": 0, "day": "2026-11-23"}},
        {"priority": Priority.ANSWER},
        {"due_at": datetime(2026, 11, 23, 4, tzinfo=timezone(timedelta(hours=-5)))},
    ],
)
def test_what_is_sound_passes(change):
    sound = replace(SOUND, **change)
    assert check(sound) is sound


@pytest.mark.parametrize(
    ("message", "method"),
    [
        (Message(""), Method.POST),
        (Message(" \n"), Method.UPDATE),
        (Message("a\0"), Method.POST),
        (Message("\ud800"), Method.POST),
        (Message("x" * 40_001), Method.POST),
        (Message("text"), Method.PUBLISH),
    ],
)
def test_a_message_slack_could_not_show_is_refused(message, method):
    with pytest.raises(Refused):
        check_message(message, method)


def test_a_message_slack_can_show_passes():
    text, home = Message("Good morning"), Message(view={"type": "home"})
    assert check_message(text, Method.POST) is text
    assert check_message(home, Method.PUBLISH) is home


def test_a_home_has_a_lane_of_its_own_so_that_it_holds_up_no_message():
    assert SOUND.lane == "U1"
    assert replace(SOUND, method=Method.PUBLISH).lane == "home:U1"


def test_methods_are_named_as_slack_names_them():
    assert [one.api for one in Method] == ["chat.postMessage", "chat.update", "views.publish"]


@given(st.integers(-(2**45), 2**45))
def test_moments_survive_the_database(milliseconds):
    assert epoch_ms(from_epoch_ms(milliseconds)) == milliseconds


OK = {"ok": True, "channel": "C1", "ts": "1.000001"}
NONSENSE = {"ok": False, "error": "Received a response in a non-JSON format: <html>"}


@pytest.mark.parametrize(
    ("method", "status", "body", "outcome"),
    [
        (Method.POST, 200, OK, Sent("C1", "1.000001")),
        (Method.PUBLISH, 200, {"ok": True}, Sent()),
        (Method.POST, 200, {"ok": True}, Doubtful("answer_without_ts")),
        (Method.POST, 200, {"ok": "yes"}, Doubtful("unreadable_answer")),
        (Method.POST, 200, {}, Doubtful("unreadable_answer")),
        (Method.POST, 200, NONSENSE, Doubtful("unreadable_answer")),
        (Method.POST, 200, ["ok"], Doubtful("unreadable_answer")),
        (Method.POST, 200, b"ok", Doubtful("unreadable_answer")),
        (Method.POST, 502, OK, Doubtful("status_502")),
        (Method.POST, 503, NONSENSE, Doubtful("status_503")),
        (Method.POST, 200, {"ok": False, "error": "internal_error"}, Doubtful("internal_error")),
        (Method.POST, 200, {"ok": False, "error": "fatal_error"}, Doubtful("fatal_error")),
        (Method.POST, 200, {"ok": False, "error": "request_timeout"}, Doubtful("request_timeout")),
        (Method.POST, 403, {"blocked": "by a proxy"}, Doubtful("unreadable_answer")),
        (Method.POST, 200, {"ok": False, "error": "is_archived"}, NotSent("is_archived", final=True)),
        (Method.POST, 200, {"ok": False, "error": "invalid_auth"}, NotSent("invalid_auth")),
        (Method.UPDATE, 200, {"ok": False, "error": "message_not_found"}, Unwanted("message_was_deleted")),
        (Method.POST, 429, NONSENSE, NotSent("ratelimited", retry_after=7_000, limited=True)),
        (
            Method.POST,
            200,
            {"ok": False, "error": "rate_limited"},
            NotSent("ratelimited", retry_after=7_000, limited=True),
        ),
    ],
)
def test_what_an_answer_proves(method, status, body, outcome):
    assert read_answer(method, status, body, "7") == outcome


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("30", 30_000),
        ("0", 0),
        ("1.5", 1_500),
        (None, 30_000),
        ("soon", 30_000),
        ("nan", 30_000),
        ("-1", 30_000),
    ],
)
def test_a_pause_is_read_whatever_the_header_says(header, pause):
    assert pause_of(header) == pause


def test_only_slack_names_errors():
    assert error_in({"ok": False, "error": "no_text"}) == "no_text"
    assert error_in({"ok": False, "error": "<html>"}) is None
    assert error_in({"error": "no_text"}) is None
    assert error_in(None) is None


@given(
    lease=st.integers(1_000, 60_000),
    margin=st.integers(0, 60_000),
    timeout=st.integers(0, 30_000),
    latest=st.integers(0, 120_000),
    settle=st.integers(0, 300_000),
)
def test_a_policy_that_exists_is_safe(lease, margin, timeout, latest, settle):
    try:
        policy = Policy(lease=lease, send_margin=margin, http_timeout=timeout, latest=latest, settle=settle)
    except UnsafePolicyError:
        return
    assert policy.settle >= lease - margin + timeout + latest + policy.history_lag
    assert policy.lease > policy.send_margin > policy.http_timeout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lease": 10_000}, "longer than the margin"),
        ({"send_margin": 10_000}, "cover the HTTP timeout"),
        ({"settle": 99_999}, "settle is 99999"),
        ({"audit": 119_999}, "after the doubt"),
    ],
)
def test_unsafe_timings_are_refused_by_name(change, sentence):
    with pytest.raises(UnsafePolicyError, match=sentence):
        Policy(**change)


def test_no_timing_is_negative():
    with pytest.raises(UnsafePolicyError, match="negative"):
        Policy(latest=-1)


def test_the_wait_doubles_up_to_a_limit():
    assert [POLICY.wait_after(failures) for failures in (1, 2, 3, 99)] == [2_000, 4_000, 8_000, 300_000]


@given(
    rate=st.builds(Rate, every=st.integers(1, 2_000), burst=st.integers(1, 30)),
    asks=st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 40)), max_size=40),
)
def test_the_bucket_never_gives_more_than_its_rate(rate, asks):
    now, free_at, drawn = 0, 0, []
    for pause, wanted in asks:
        now += pause
        granted, free_at = draw(rate, free_at, now, wanted)
        assert 0 <= granted <= wanted
        drawn += [now] * granted
    for first, start in enumerate(drawn):
        for last, end in enumerate(drawn[first:], first):
            assert last - first + 1 <= rate.burst + (end - start) / rate.every


@given(st.integers(1, 10_000))
def test_after_a_pause_calls_come_one_by_one(pause):
    rate = Rate(every=100, burst=5)
    assert draw(rate, pause, pause - 1, 5) == (0, pause)
    assert draw(rate, pause, pause, 5) == (1, pause + 100)
    assert draw(None, pause, pause, 5) == (5, pause)


def test_a_minute_of_any_method_stays_within_slacks_tiers():
    for method, limit in (("chat.update", 50), ("views.publish", 100), ("conversations.history", 50)):
        rate = SLACK_RATES[method]
        assert rate.burst + 60_000 / rate.every <= limit + 1
    assert SLACK_RATES["chat.postMessage"].burst + 60_000 / SLACK_RATES["chat.postMessage"].every <= 300


def test_moves_that_may_not_be_made_leave_the_row_alone():
    sent = Standing(state=State.SENT)
    assert expired(sent, now=1) is None
    assert run_out(sent, Method.POST, POLICY, now=1) is None
    assert run_out(Standing(state=State.SENDING, lease_until=10), Method.POST, POLICY, now=9) is None


def test_a_lost_redraw_is_simply_drawn_again_until_it_has_failed_too_often():
    lost = Standing(state=State.SENDING, lease_until=10, attempts=1)
    again = run_out(lost, Method.UPDATE, POLICY, now=10)
    assert again == replace(lost, state=State.PENDING, doubts=1, ready_at=10, reason="lease_ran_out")
    worn = run_out(replace(lost, attempts=40), Method.UPDATE, POLICY, now=10)
    assert worn is not None
    assert worn.state is State.FAILED


def test_the_copy_the_row_names_is_kept():
    copies = Found("C1", ("1.0", "2.0", "3.0"))
    assert surplus(Standing(ts="2.0"), copies) == ("1.0", "3.0")
    assert surplus(Standing(ts="9.0"), copies) == ("2.0", "3.0")
    assert surplus(Standing(ts="2.0"), Absent()) == ()
