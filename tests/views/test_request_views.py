"""Requests on screen, with whatever people type in every field: they fit, and nothing pings or links."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.domain.allowances import Advice, Allowance, Allowances, Onward
from bot.domain.amounts import Flaw, Money, Unreadable
from bot.domain.approvers import Answering
from bot.domain.authority import Rule, Standing
from bot.domain.delegations import Delegated, Delegation
from bot.domain.outcomes import AskedOutcome, Audit, Outcome, Result
from bot.domain.people import Person, Rank
from bot.domain.plan_parts import Power
from bot.domain.request_cards import Picture, RequestForm
from bot.domain.request_forms import BadEntry, Entry, Lack, Prices, read_given
from bot.domain.request_moves import Move, Status
from bot.domain.requests import Case, Decision, Question, Request, Seat
from bot.domain.visible_text import seen
from bot.services import example
from bot.views import audits, authority, delegations, outcomes, request_forms, requests
from tests.views import checks

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
LINK = "https://acme.slack.com/archives/C01/p1764000000000100"
HOSTILE = (
    *("<!channel>", "<@U2>", "<http://evil.example|click>", "*bold* _it_ ~no~ `x` ```y```", "& &amp; &lt;"),
    *("\u202eright to left", "\u0000\u0007", "x" * 10_000, "<!here> " * 2_000, "&" * 10_000, "\n" * 3_000),
    *("> quote\n> more", "🙂" * 4_000, " ", "."),
)
BLANK = "a" + "\n" * 598 + "b"
FORGED = ":white_check_mark:  Maya approved it."
typed = st.one_of(
    st.sampled_from((*HOSTILE, f"We need it\n{FORGED}", f"\u2028{FORGED}\r{FORGED}\x85{FORGED}", BLANK)),
    st.text(max_size=200),
    st.lists(st.sampled_from(HOSTILE), max_size=4).map("\n".join),
)
keys = st.sampled_from(["price", "terms", "credit", "support", "free"])
units = st.sampled_from(["%", "days", "money", "months", "yes/no"])
sizes = st.decimals("0.01", 1_000_000, places=2)
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)).map(lambda text: text[:1000])
named = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)).map(
    lambda text: text[:60] if seen(text[:60]) else "x"
)
powers = st.builds(Power.model_construct, key=keys, name=named, unit=units, full_size=st.none())
moments = st.integers(0, 10_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
people = st.builds(
    Person,
    workspace=st.just("T1"),
    id=st.just("U1"),
    name=names,
    rank=st.sampled_from(Rank),
    role=st.none(),
    manager=st.none(),
    timezone=st.just("UTC"),
    starts_on=st.just(DAY),
    level=named,
)
monies = st.builds(Money, sizes, st.sampled_from(["USD", "EUR", "CHF", "JPY"]))
cases = st.builds(
    Case,
    power=keys,
    amount=sizes,
    customer=typed,
    deal=monies,
    deal_value=sizes,
    reason=typed,
    said=typed,
    give_get=typed,
    needed_by=st.one_of(st.none(), st.just(DAY)),
    full_price=st.one_of(st.none(), monies),
    offered_price=st.one_of(st.none(), monies),
    link=st.sampled_from(["", LINK]),
)
decisions = st.builds(
    Decision,
    move=st.sampled_from(Move),
    by=st.sampled_from([None, "U1", "U2", "U9"]),
    at=moments,
    instead_of=st.sampled_from([None, "U2"]),
    amount=st.one_of(st.none(), sizes),
    text=typed,
    conditions=typed,
    emergency=st.booleans(),
)
asked = st.builds(
    Request,
    id=st.just("r" * 32),
    number=st.integers(1, 10**6),
    workspace=st.just("T1"),
    requester=st.just("U1"),
    case=cases,
    rule=st.sampled_from(Rule),
    level=named,
    plan_version=st.just(1),
    asked_at=st.just(NOW),
    status=st.sampled_from(Status),
    seats=st.lists(
        st.builds(Seat, st.sampled_from(["U2", "U3", "U9"]), moments, st.sampled_from([None, "U3"])),
        min_size=1,
        max_size=6,
    ).map(tuple),
    questions=st.lists(
        st.builds(Question, st.just("U2"), typed, moments, typed, st.one_of(st.none(), moments)), max_size=3
    ).map(tuple),
    decisions=st.lists(decisions, min_size=1, max_size=6).map(tuple),
    together=st.sampled_from([Decimal(0), Decimal("3.5")]),
)
standings = st.builds(Standing, sizes, st.one_of(st.none(), sizes), st.one_of(st.none(), sizes), sizes)
told = st.builds(
    Outcome, st.sampled_from(Result), st.one_of(st.none(), sizes), st.one_of(st.none(), st.booleans())
)
pictures = st.builds(
    lambda request, requester, others, **more: Picture(
        request=request,
        people={"U1": requester, "U2": others[0], "U3": others[1]},
        waits_for=request.seats,
        **more,
    ),
    request=asked,
    requester=people,
    others=st.tuples(people, people),
    power=powers,
    level=named,
    own=standings,
    currency=st.sampled_from(["USD", "CHF"]),
    cost=st.one_of(st.none(), sizes),
    like=st.lists(asked, max_size=5).map(tuple),
    expires=st.one_of(st.none(), moments),
    outcome=st.one_of(st.none(), told),
    valid_until=st.one_of(st.none(), st.just(DAY)),
    older_plan=st.booleans(),
)
entries = st.builds(
    Entry,
    power=keys,
    amount=typed,
    full_price=typed,
    offered_price=typed,
    customer=typed,
    deal=typed,
    currency=st.sampled_from(["", "USD", "XXX"]),
    reason=typed,
    said=typed,
    give_get=typed,
    needed_by=st.one_of(st.none(), st.just(DAY)),
    link=st.sampled_from(["", LINK]),
)
allowances = st.builds(
    Allowances,
    person=people,
    level=named,
    allowances=st.lists(
        st.builds(
            Allowance, powers, standings, st.lists(st.builds(Onward, people, sizes), max_size=4).map(tuple)
        ),
        max_size=20,
    ).map(tuple),
    currency=st.sampled_from(["USD", "CHF"]),
    per=st.sampled_from(["quarter", "month"]),
    advice=st.lists(
        st.builds(Advice, powers, sizes, st.integers(4, 90), st.integers(0, 90), st.integers(1, 90), sizes),
        max_size=4,
    ).map(tuple),
)


@settings(deadline=None, max_examples=120)
@given(pictures, st.sampled_from([requests.CHANNEL, requests.SEAT, requests.MINE]))
def test_every_card_fits_and_what_was_typed_is_only_text(picture, surface):
    check_message(requests.card(picture, surface))
    check_message(requests.emergency(picture))


@settings(deadline=None, max_examples=120)
@given(pictures, st.sampled_from(["U1", "U2"]))
def test_everything_said_about_a_request_does_too(picture, to):
    revision = picture.request.revision
    for said in (
        requests.line(picture, revision),
        requests.told(picture, revision, to),
        requests.reminder(picture, to),
        requests.passed(picture, beyond=True),
        requests.passed(picture, beyond=False),
        requests.typed(picture, LINK),
        requests.typed(picture, ""),
    ):
        check_message(said)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(powers, min_size=1, max_size=20, unique_by=lambda power: power.key),
    st.lists(st.sampled_from(["USD", "EUR", "CHF"]), min_size=1, unique=True),
    entries,
    st.one_of(st.none(), st.builds(Prices, monies, monies, sizes)),
)
def test_the_form_fits_whatever_was_typed_so_far(known, currencies, entry, prices):
    check_view(request_forms.form(RequestForm(tuple(known), tuple(currencies)), entry, prices))


@settings(deadline=None, max_examples=60)
@given(pictures)
def test_the_forms_of_decisions_and_their_confirmation_fit(picture):
    check_view(request_forms.confirmation(picture))
    for kind in request_forms.SENT:
        check_view(request_forms.deciding(kind, picture))


@settings(deadline=None, max_examples=60)
@given(pictures, st.lists(told, max_size=4).map(tuple), st.booleans(), typed, names)
def test_outcomes_and_audits_fit(picture, said, approves, note, by):
    known = AskedOutcome(picture, said)
    check_message(outcomes.card(known))
    check_view(outcomes.form(known))
    check_message(outcomes.breach(known))
    if said:
        check_view(outcomes.thanks(known))
    check_view(audits.form(picture))
    for audit in (Audit(), Audit(approves, note, "U2")):
        check_message(audits.card(picture, audit, by))
        check_message(audits.told(picture, audit, by))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(allowances, min_size=1, max_size=50),
    people,
    st.builds(Answering, st.one_of(st.none(), st.just(timedelta(hours=3))), *[st.integers(0, 50)] * 3),
)
def test_what_people_may_decide_fits_however_many_they_are(shown, reader, answering):
    check_message(authority.answer(shown))
    check_view(authority.opened(shown))
    check_view({"type": "home", "blocks": authority.own(shown[0])})
    blocks = authority.answers([(reader, answering)] * len(shown), reader)
    check_view({"type": "home", "blocks": blocks})


@settings(deadline=None, max_examples=60)
@given(people, people, st.integers(0, 9), st.integers(0, 9))
def test_delegations_fit(person, delegate, first, length):
    days = (DAY + timedelta(days=first), DAY + timedelta(days=first + length))
    own = Delegated(Delegation("d", "U1", "U2", *days), person, delegate, DAY)
    for said in (delegations.begun(own), delegations.told(own), delegations.told_of_end(own)):
        check_message(said)
    check_view({"type": "home", "blocks": delegations.line(own)})


def test_each_fault_is_under_a_field_that_is_shown():
    refusal = BadEntry({"amount": Lack.MISSING, "currency": Unreadable(Flaw.ZERO, "0"), "deal": Lack.PAST})
    found = request_forms.errors(refusal, ["amount", "deal", "customer"])
    assert set(found) == {"amount", "deal", "customer"}


def test_the_link_a_request_began_with_is_whole_however_much_is_said():
    long = pictured(said=BLANK, reason="x" * 1000, link=LINK)
    assert f"<{LINK}|The message it began with>" in str(requests.card(long, requests.CHANNEL).blocks)


@pytest.mark.parametrize("written", ["<&" * 500, "*_" * 500, "x" * 1000, "why\n" * 250, ":a" * 500])
def test_whatever_is_written_all_of_it_is_read_and_who_can_do_what_besides(written):
    asked = pictured(said=written, reason=written, give_get=written)
    countered = asked.request.counter("U2", NOW, Decimal(8), written, reason=written)
    offered = replace(asked, request=countered)
    question = replace(asked, request=asked.request.ask("U2", NOW, written))
    cards = [requests.card(offered, requests.CHANNEL), requests.card(question, requests.MINE)]
    said = [requests.told(offered, 1, "U1"), requests.line(offered, 1), requests.reminder(question, "U1")]
    for message in (*cards, *said):
        check_message(message)
    shown = [as_typed(message) for message in (*cards, *said)]
    plain = as_typed(written)
    assert [text.count(plain) for text in shown] == [5, 4, 2, 2, 1]
    assert "Maya offers 8 %.\nRita can accept or withdraw." in str(cards[0].blocks[1]["text"]["text"])
    assert "Accept or Withdraw on your card." in said[0].blocks[-1]["text"]["text"].replace("*", "")


def test_a_customers_name_cannot_pass_for_the_cards_headline():
    forged = pictured(customer="Acme* :white_check_mark: *Maya approved it.")
    for message in (requests.card(forged, requests.CHANNEL), requests.reminder(forged, "U2")):
        (title, *_) = list(checks.marked(message.blocks))
        assert title.strip("*").count("*") == 0
        assert ":white_check_mark:" not in title
        assert "Maya approved it." in title


def test_a_line_in_the_thread_links_and_formats_nothing_that_was_typed():
    asked = pictured()
    said = requests.line(
        replace(asked, request=asked.request.ask("U2", NOW, "https://evil.example *now*")), 1
    )
    assert [block["text"]["verbatim"] for block in said.blocks] == [True]
    assert "*now*" not in said.text


def as_typed(message):
    """The words in a message, or a text, without anything that parts or dresses them."""
    texts = [message] if isinstance(message, str) else list(checks.marked(message.blocks))
    text = "".join(texts)
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("\u2217", "*"), ("\u02cd", "_")):
        text = text.replace(name, sign)
    return re.sub(r"[\s\u200b]|^> |\n> ", "", text).replace(">", "")


@pytest.mark.parametrize(("unit", "most"), [("%", 100), ("days", 1000), ("months", 1000), ("money", 10**9)])
def test_the_form_on_an_outcome_begins_with_an_amount_that_can_be_read_again(unit, most):
    power = Power.model_construct(key="price", name="Any", unit=unit, full_size=None)
    shown = replace(pictured(amount=Decimal(most)), power=power)
    begun = outcomes.form(AskedOutcome(shown))["blocks"][1]["element"]["initial_value"]
    assert read_given(example.plan(), power, begun) == most


def test_a_moment_is_shown_to_each_reader_by_their_own_clock_and_else_names_its_zone():
    lapses = datetime(2026, 11, 26, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    shown = replace(pictured(), expires=lapses)
    by_hand = "Thursday 26 November at 08:00 (Asia/Tokyo)"
    moment = f"<!date^1795647600^{{date_short_pretty}} at {{time}}|{by_hand}>"
    assert f"It lapses {moment} if nobody decides." in str(requests.card(shown, requests.CHANNEL).blocks)
    offer = Decision(Move.COUNTER, "U2", NOW, None, Decimal(8), "Twelve is too much")
    request = replace(shown.request, status=Status.COUNTERED, decisions=(offer,))
    countered = str(requests.card(replace(shown, request=request), requests.MINE).blocks)
    assert f"Rita can accept or withdraw until {moment}." in countered


def pictured(**words):
    """A plain request, with these words in its case."""
    case = Case("price", Decimal(12), "Acme", Money(Decimal(40_000), "USD"), Decimal(40_000), "", "")
    seats = (Seat("U2", NOW),)
    request = Request("r", 1, "T1", "U1", replace(case, **words), Rule.LIMIT, "L1", 1, NOW, seats=seats)
    rita, maya = (
        Person("T1", id_, name, Rank.REP, None, None, "UTC", DAY)
        for id_, name in (("U1", "Rita"), ("U2", "Maya"))
    )
    power = Power(key="price", name="Price concession", unit="%", full_size=Decimal(8))
    own = Standing(Decimal(6), None)
    return Picture(request, power, {"U1": rita, "U2": maya}, "Supported", own, "USD", None)


def check_view(view):
    checks.check_view(view)
    check_lines(view)


def check_message(message):
    checks.check_message(message)
    check_lines(message.blocks)
    check_lines({"type": "mrkdwn", "text": message.text})


def check_lines(shown):
    """What people typed begins no line as the bot's own words do: it is quoted, or goes on after them."""
    for text in checks.marked(shown):
        assert not [line for line in text.splitlines() if line.lstrip().startswith(FORGED)]
