"""Kudos, milestones and roundups as they are drawn: within Slack's limits, and typed text inert."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from bot.domain.kudos import Kudos, Report, Shown, Status, Thanked
from bot.domain.kudos_forms import Entry, Fault, Form, Lack, Why
from bot.domain.milestones import Kind, Milestone, Reached, State
from bot.domain.people import Person, Rank
from bot.domain.plan_parts import Activity, Value
from bot.domain.roundups import Number, Roundup, Thanks
from bot.sandbox.client import text_of
from bot.views import kudos, kudos_reports, milestones, roundups
from tests.views.checks import check_message, check_view

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NASTY = "<!channel> *bold* <@U1> & " * 40
LONG = "A very long name indeed " * 2


def person(name):
    return Person("T1", name, f"{NASTY[:30]} {name}", Rank.REP, "ae", None, "UTC", date(2026, 1, 1))


def given(words=NASTY[:1000], **more):
    parts = {"id": "K1", "giver": "U1", "receivers": ("U2", "U3"), "private": frozenset({"U3"})}
    value = {"value": "own-it", "value_name": LONG, "emoji": "muscle", "words": words}
    link = "https://acme.slack.com/archives/C01/p1764000000000100"
    return Kudos(**{**parts, **value, "link": link, "given_at": NOW, **more})


def shown(**more):
    return Shown(
        given(**more),
        {each: person(each) for each in ("U1", "U2", "U3")},
        left=2,
        channel="#wins",
        link="https://acme.slack.com/archives/C01/p1764000000000100",
        reports=(Report("U2", NASTY[:500]), Report("U3", "")),
        prefers_private=frozenset({"U3"}),
    )


@pytest.mark.parametrize("status", list(Status))
def test_kudos_are_drawn_in_every_state(status):
    it = shown(status=status, settled_by="U2")
    for message in (
        kudos.post(it),
        kudos.told(it, "U2"),
        kudos.told(it, "U3"),
        kudos.given(it),
        kudos_reports.card(it),
        kudos_reports.removed(it),
    ):
        check_message(message)
    for view in (
        kudos.given_modal(it),
        kudos_reports.form(it, "U3"),
        kudos.took_back(),
        kudos_reports.reported(),
    ):
        check_view(view)


def test_of_many_reports_the_latest_are_shown_and_the_others_counted():
    reports = tuple(Report("U2", f"Number {number}") for number in range(60))
    message = kudos_reports.card(replace(shown(), reports=reports))
    check_message(message)
    said = text_of({"blocks": list(message.blocks)})
    assert "The latest 10 reports, and 50 more before them" in said
    assert "Number 49" not in said
    assert "Number 50" in said
    assert "Number 59" in said


@pytest.mark.parametrize(
    ("lack", "said"),
    [
        (Lack.NOBODY, "choose whom"),
        (Lack.TOO_MANY, "That's 50 people. You can thank 5 a day, and today 3 more."),
        (Lack.NOT_THEM, "Kudos are for others"),
        (Lack.NO_VALUE, "values"),
        (Lack.TOO_SHORT, "at least 20"),
        (Lack.TOO_LONG, "too long"),
    ],
)
def test_everything_that_is_missing_has_a_sentence(lack, said):
    fault = Fault(lack, {"U1": Why.YOURSELF, "U2": Why.GONE, "U3": Why.NOT_HERE}, {}, 50, 3, 5)
    assert said in kudos.sentence(fault)
    values = (Value(key="own-it", name="N" * 60, emoji="e" * 100),)
    entry = Entry(("U2",), "own-it", NASTY * 9)
    check_view(kudos.form(Form(values, 3, 5, entry, {"receivers": fault})))


def test_what_somebody_was_thanked_for_fits_however_much_it_is():
    many = Thanked(tuple(given() for _ in range(40)), {"U1": LONG * 3}, 99, 0)
    check_view(kudos.everything(many))
    assert "and 59 earlier" in text_of(kudos.everything(many))
    ((*blocks,),) = kudos.on_home(many)
    assert "All 99" in str(blocks)
    ((*blocks,),) = kudos.on_home(Thanked((), {}, 0, 0))
    assert "Tomorrow you can again." in str(blocks)
    assert kudos.on_home(None) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_milestone_is_said_of_somebody_and_to_them(kind):
    facts = {"activities": "\n".join([NASTY[:60]] * 9), "level": NASTY[:40]}
    reached = Reached(Milestone("U1", "k", kind, date(2026, 11, 16), NOW, facts), person("U1"), "C012345")
    check_message(milestones.told(reached))
    for state in State:
        told = Reached(reached.milestone.begun(state, 1), reached.person, "#wins")
        check_message(milestones.ask(told))
        check_view(milestones.answered(told))
    assert milestones.post(reached).blocks[0]["text"]["text"].startswith("<@U1> ")


def test_a_large_week_is_cut_where_it_no_longer_tells_anything():
    maya = person("U9")
    thanks = Thanks(LONG, "muscle", tuple((f"Rep{n} Ng", ("Sam", "Tom")) for n in range(40)))
    reached = [
        Reached(Milestone("U1", str(n), Kind.TARGET_WEEK, date(2026, 11, 16), NOW), person("U1"))
        for n in range(40)
    ]
    leads = Activity(key="leads", name="N" * 60, unit="lead")
    numbers = [Number(leads, Decimal(9), tuple(map(Decimal, range(8))))] * 4
    week = Roundup(maya, date(2026, 11, 20), date(2026, 11, 26), (thanks,), tuple(reached), tuple(numbers))
    message = roundups.card(week)
    check_message(message)
    said = text_of({"blocks": list(message.blocks)})
    assert "and 25 more" in said
    assert message.pictures[0].png.startswith(b"\x89PNG")
    assert len(message.pictures[0].alt) <= 2000


def test_of_many_who_thanked_somebody_three_are_named():
    thanks = Thanks("Own it", "muscle", (("Rita", ("Ana", "Ben", "Cal", "Dee", "Eli")),))
    message = roundups.card(week_of(thanks=(thanks,)))
    assert "Rita (by Ana, Ben, Cal and 2 more)" in text_of({"blocks": list(message.blocks)})


def week_of(**parts):
    nothing = {"thanks": (), "reached": (), "numbers": ()}
    return Roundup(person("U9"), date(2026, 11, 20), date(2026, 11, 26), **{**nothing, **parts})


names = st.one_of(st.sampled_from((NASTY, "&" * 200, "Ann", LONG)), st.text(min_size=1, max_size=80))
short = names.map(lambda name: name[:60])
thanked = st.tuples(names, st.lists(names, min_size=1, max_size=6).map(tuple))
some = st.builds(
    Thanks, value=short, emoji=st.just("muscle"), people=st.lists(thanked, min_size=1, max_size=30).map(tuple)
)
reached_by = st.builds(
    lambda name, kind, names: Reached(
        Milestone("U1", "k", kind, date(2026, 11, 16), NOW, {"activities": "\n".join(names), "level": name}),
        replace(person("U1"), name=name),
    ),
    short,
    st.sampled_from(Kind),
    st.lists(short, max_size=20),
)
done = st.builds(
    lambda name, unit, done: Number(
        Activity.model_construct(key="k", name=name, unit=unit), Decimal(done), ()
    ),
    short,
    short,
    st.integers(0, 10**9),
)


@settings(deadline=None, max_examples=60)
@drawn(
    st.lists(some, max_size=3).map(lambda found: tuple(found * 20)),
    st.lists(reached_by, max_size=4).map(lambda found: tuple(found * 10)),
    st.lists(done, max_size=4).map(lambda found: tuple(found * 25)),
)
def test_however_much_a_week_has_it_fits_and_no_line_is_cut(thanks, reached, numbers):
    message = roundups.card(week_of(thanks=thanks, reached=reached, numbers=numbers))
    check_message(message)
    assert all(len(each["text"]["text"]) < 3000 for each in message.blocks[1:])
