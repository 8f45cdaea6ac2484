"""Whatever is shown fits what Slack takes, and nothing that people typed gets out of hand."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import messages
from bot.domain.checkins import LONGEST_TEXT, Account, Checkin, Commitment, Form, Kept, Mark, Prompt
from bot.domain.counts import Measure, Target
from bot.domain.people import Person, Rank
from bot.domain.plan import Activity
from bot.domain.visible_text import seen
from bot.sandbox.block_kit import faults_of_view
from bot.views import alerts, checkins, prompts, refusals
from bot.views.text import clip, escape, listed, plural
from tests.views.checks import check_message, check_view

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)

SIGNS = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
LOOKALIKES = (("\u02cb", "`"), ("\u2217", "*"), ("\u02cd", "_"), ("\u223c", "~"), (":\u200b", ":"))
typed = st.one_of(
    st.sampled_from(
        ["", "<!channel>", "<@U1>", "<http://x|y>", "&amp;", "*b*", "🎉" * 200, "<" * LONGEST_TEXT]
    ),
    st.text(max_size=LONGEST_TEXT),
)
names = st.one_of(st.sampled_from(["Rita Alvarez", "<!here>", "<" * 80]), st.text(min_size=1, max_size=80))
short = st.text(min_size=1, max_size=60).filter(seen)
counts = st.integers(0, 1_000_000).map(lambda hundredths: Decimal(hundredths) / 100)
measures = st.builds(
    Measure,
    activity=short,
    name=short,
    unit=short,
    done=counts,
    target=counts,
    per=st.sampled_from(["day", "week"]),
)
people = st.builds(
    Person,
    workspace=st.just("T1"),
    id=st.just("U1"),
    name=names,
    rank=st.sampled_from(Rank),
    role=st.just("ae"),
    manager=st.none(),
    timezone=st.just("Europe/Berlin"),
    starts_on=st.just(DAY),
)
accounts = st.builds(
    Checkin,
    day=st.just(DAY),
    counts=st.just({}),
    wins=typed,
    blockers=typed,
    submitted_at=st.just(NOW),
    mark=st.sampled_from(Mark),
    commitment=typed.map(lambda text: text[:300]),
    kept=st.one_of(st.none(), st.sampled_from(Kept)),
)
own_accounts = st.builds(
    Account,
    person=people,
    checkin=accounts,
    today=st.lists(measures, max_size=12).map(tuple),
    week=st.lists(measures, max_size=12).map(tuple),
    this_week=st.booleans(),
    editable_until=st.just(NOW),
    weekly=st.booleans(),
)


def test_every_kind_of_message_has_a_name_for_whom_it_did_not_reach():
    assert set(messages.composers(SimpleNamespace())) == set(alerts.KINDS)


@settings(deadline=None, max_examples=60)
@given(
    st.builds(
        Prompt,
        person=people,
        day=st.just(DAY),
        activities=st.integers(0, 12),
        cutoff=st.just(NOW),
        weekly=st.booleans(),
        account=st.one_of(st.none(), own_accounts),
        away=st.booleans(),
    ),
    st.sampled_from([prompts.PROMPT, prompts.REMINDER, prompts.LAST_REMINDER]),
)
def test_a_prompt(prompt, kind):
    check_message(prompts.card(prompt, kind))


@settings(deadline=None, max_examples=60)
@given(own_accounts)
def test_an_answer(account):
    check_view(checkins.confirmation(account))


activities = st.builds(
    Activity, key=st.from_regex(r"[a-z][a-z0-9]{0,10}", fullmatch=True), name=short, unit=short
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(activities, min_size=1, max_size=20, unique_by=lambda each: each.key),
    st.one_of(st.none(), accounts),
    st.one_of(
        st.none(), st.builds(Commitment, made_on=st.just(DAY), words=typed.map(lambda text: text[:300]))
    ),
    st.booleans(),
)
def test_a_form(asked, before, promise, weekly):
    expected = tuple(
        Target(each, Decimal(number), "week" if number % 2 else "day") for number, each in enumerate(asked)
    )
    shown = Form(DAY, expected, before, promise, weekly)
    assert not faults_of_view(checkins.form(shown))
    assert not faults_of_view(checkins.form(shown, renewed=True))


@pytest.mark.parametrize("sentence", refusals.SENTENCES.values())
def test_a_refusal(sentence):
    assert not faults_of_view(refusals.notice(sentence))


@pytest.mark.parametrize("to", ["U1", "C1"])
@pytest.mark.parametrize("reason", ["not_in_channel", "<!channel>"])
def test_an_alert(to, reason):
    failed: Any = SimpleNamespace(about={"kind": "checkin-prompt", "to": to, "reason": reason})
    check_message(alerts.card(failed))


@given(st.text())
def test_escaped_text_says_the_same_and_can_do_nothing(text):
    visible = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
    escaped = escape(visible)
    assert not set("<>") & set(escaped)
    for name, sign in (*SIGNS, *LOOKALIKES):
        escaped = escaped.replace(name, sign)
    assert escaped == reduce(lambda text, pair: text.replace(*pair), LOOKALIKES, visible)


@pytest.mark.parametrize("text", ["3*4", "3 * 4", "a_b", "snake_case_name", "10:30", "C: D"])
def test_what_formats_nothing_stays_as_it_was_typed(text):
    assert escape(text) == text


@given(st.text(st.sampled_from("ab1 *_~`:\n&<>-."), max_size=40))
def test_what_people_type_formats_nothing_and_is_no_emoji(text):
    escaped = escape(text)
    assert "`" not in escaped
    assert not re.search(r":[^\s:\u200b]+:", escaped)
    for found in re.finditer(r"[*_~]", escaped):
        before, after = escaped[: found.start()][-1:], escaped[found.end() :][:1]
        within = before.isalnum() and after.isalnum()
        assert within or (before.isspace() and after.isspace())


@given(st.text(alphabet="ab<>&"), st.integers(2, 30))
def test_a_clipped_text_never_ends_within_an_escaped_sign(text, longest):
    clipped = clip(escape(text), longest)
    assert len(clipped) <= longest
    assert not re.search(r"&(?!amp;|lt;|gt;)", clipped)


@pytest.mark.parametrize(
    ("names_", "said"), [([], "nobody"), (["Ana"], "Ana"), (["Ana", "Ben", "Cleo"], "Ana, Ben and Cleo")]
)
def test_names_are_listed_as_people_say_them(names_, said):
    assert listed(names_) == said


@pytest.mark.parametrize(
    ("count", "noun", "said"), [(1, "lead", "1 lead"), (2, "lead", "2 leads"), (2, "series", "2 series")]
)
def test_counts_are_said_as_people_say_them(count, noun, said):
    assert plural(count, noun) == said
