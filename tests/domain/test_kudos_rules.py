"""Kudos: what is read out of a command, what is missing, and who thanks whom in circles."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.kudos import Kudos, LongGiven, NoKudos, NotYours, Shown, Status
from bot.domain.kudos_forms import (
    LEAST_WORDS,
    LONGEST_WORDS,
    BadKudos,
    Entry,
    Lack,
    Why,
    check,
    mentions,
    read_command,
    use_or_lose,
)
from bot.domain.kudos_rings import Ring, rings
from bot.domain.people import Person, Rank
from bot.domain.plan_parts import Value

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
VALUES = (
    Value(key="own-it", name="Own the outcome", emoji="muscle"),
    Value(key="candour", name="Say it early", emoji="speech_balloon"),
)
WHAT = "Stayed on the line until Acme's import ran."


def person(name, *, active=True):
    return Person("T1", name, f"{name} Ng", Rank.REP, "ae", None, "UTC", date(2026, 1, 1), active=active)


KNOWN = {"U1": person("U1"), "U2": person("U2"), "U9": person("U9", active=False)}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("", Entry()),
        (f"<@U1|rita> for own-it: {WHAT}", Entry(("U1",), "own-it", WHAT)),
        (f"<@U1> <@U2|sam> own-it: {WHAT}", Entry(("U1", "U2"), "own-it", WHAT)),
        (f"<@U1>, <@U2> and <@U3> for Own the Outcome: {WHAT}", Entry(("U1", "U2", "U3"), "own-it", WHAT)),
        (f"<@U1> for :muscle: {WHAT}", Entry(("U1",), "own-it", WHAT)),
        (f"<@U1><@U1> FOR candour:{WHAT}", Entry(("U1",), "candour", WHAT)),
        (f"for own-it: {WHAT}", Entry((), "own-it", WHAT)),
        (f"<@U1> {WHAT}", Entry(("U1",), "", WHAT)),
        ("<@U1> for courage: jumping in", Entry(("U1",), "", "courage: jumping in")),
        ("<@U1>", Entry(("U1",))),
        ("<@U1> forever grateful", Entry(("U1",), "", "forever grateful")),
        ("rita for own-it: hello", Entry((), "", "rita for own-it: hello")),
        ("<!channel> for own-it: all of you", Entry((), "", "@channel for own-it: all of you")),
        (
            "<@U1> for own-it: asked <@U2> &amp; <@U7> in <#C1> &lt;b&gt; see <https://x.io|x.io> <https://y.io>",
            Entry(("U1",), "own-it", "asked @Sam & @someone in #a channel <b> see x.io https://y.io"),
        ),
        (
            "<@U1> own-it: <@U7|kim> <#C1|deals> <!subteam^S1|@emea> <!here>",
            Entry(("U1",), "own-it", "@kim #deals @emea @here"),
        ),
    ],
)
def test_a_command_is_read_as_it_is_meant(text, entry):
    assert read_command(text, VALUES, {"U2": "Sam"}) == entry


def test_whoever_is_mentioned_anywhere_is_found():
    assert mentions("<@U1|rita> for own-it: with <@U2>, not <#C1> or <!here>") == ["U1", "U2"]


def fault_of(entry, *, left=5):
    with pytest.raises(BadKudos) as refused:
        check(entry, "U1", KNOWN, {"own-it"}, left, 5)
    return refused.value.faults


GOOD = Entry(("U2",), "own-it", WHAT)


def test_kudos_with_all_their_parts_can_be_given():
    check(GOOD, "U1", KNOWN, {"own-it"}, 5, 5)
    check(Entry(("U2",), "own-it", "x" * LEAST_WORDS), "U1", KNOWN, {"own-it"}, 1, 5)
    check(Entry(("U2",), "own-it", "x" * LONGEST_WORDS), "U1", KNOWN, {"own-it"}, 1, 5)


def test_everything_that_is_missing_is_named_at_once():
    faults = fault_of(Entry())
    assert {part: each.lack for part, each in faults.items()} == {
        "receivers": Lack.NOBODY,
        "value": Lack.NO_VALUE,
        "words": Lack.TOO_SHORT,
    }


def test_what_nobody_sees_says_nothing():
    assert fault_of(Entry(("U2",), "own-it", "thanks" + " \u200b\u2800" * 30))["words"].lack is Lack.TOO_SHORT
    assert fault_of(Entry(("U2",), "own-it", "x" * (LEAST_WORDS - 1)))["words"].lack is Lack.TOO_SHORT
    assert fault_of(Entry(("U2",), "own-it", "x" * (LONGEST_WORDS + 1)))["words"].lack is Lack.TOO_LONG


def test_who_cannot_be_thanked_is_named_with_why():
    fault = fault_of(Entry(("U1", "U2", "U9", "U404"), "own-it", WHAT))["receivers"]
    assert fault.them == {"U1": Why.YOURSELF, "U9": Why.GONE, "U404": Why.NOT_HERE}
    assert fault.names == {"U1": "U1", "U9": "U9"}
    assert fault.naming({"U404": "Slackbot"}).names["U404"] == "Slackbot"


def test_too_many_are_counted_before_anything_else_is_said_of_them():
    fault = fault_of(Entry(tuple(f"U{number}" for number in range(50)), "own-it", WHAT), left=3)["receivers"]
    assert (fault.lack, fault.chosen, fault.left, fault.most) == (Lack.TOO_MANY, 50, 3, 5)


@pytest.mark.parametrize(("most", "given", "left"), [(5, 0, 5), (5, 5, 0), (3, 5, 0)])
def test_what_is_not_used_is_lost(most, given, left):
    assert use_or_lose(most, given) == left


def given(**more):
    parts = {"id": "K1", "giver": "U1", "receivers": ("U2", "U3"), "private": frozenset()}
    words = {"value": "own-it", "value_name": "Own the outcome", "emoji": "muscle", "words": WHAT, "link": ""}
    return Kudos(**{**parts, **words, "given_at": NOW, **more})


def test_only_the_giver_takes_them_back_and_only_for_a_day():
    kudos = given()
    kudos.may_take_back("U1", NOW + timedelta(days=1))
    with pytest.raises(LongGiven):
        kudos.may_take_back("U1", NOW + timedelta(days=1, seconds=1))
    with pytest.raises(NotYours):
        kudos.may_take_back("U2", NOW)
    with pytest.raises(NoKudos):
        given(status=Status.REMOVED).may_take_back("U1", NOW)


def test_who_reads_it_privately_is_not_named_in_the_post():
    assert given(private=frozenset({"U2"})).named == ("U3",)
    assert given(private=frozenset({"U2", "U3"})).named == ()


def test_whoever_is_not_known_any_more_is_somebody():
    shown = Shown(given(), {"U1": KNOWN["U1"]})
    assert (shown.name("U1"), shown.first_name("U1")) == ("U1 Ng", "U1")
    assert (shown.name("U7"), shown.first_name("U7")) == ("Somebody", "Somebody")


def everybody(people, times):
    return {(a, b): times for a in people for b in people if a != b}


def test_a_ring_of_five_is_seen_whether_all_thank_all_or_each_the_next():
    assert rings(everybody("ABCDE", 4)) == (Ring(frozenset("ABCDE"), 80, 80),)
    around = {("A", "B"): 5, ("B", "C"): 5, ("C", "D"): 5, ("D", "E"): 5, ("E", "A"): 5}
    assert rings(around) == (Ring(frozenset("ABCDE"), 25, 25),)


def test_people_whom_others_thank_too_are_no_ring():
    team = everybody("AB", 4)
    assert rings({**team, ("C", "A"): 2}) == (Ring(frozenset("AB"), 8, 10),)
    assert rings({**team, ("C", "A"): 3}) == ()


def test_thanks_now_and_then_or_one_way_are_no_ring():
    assert rings(everybody("AB", 3)) == ()
    assert rings({("A", "B"): 9}) == ()
    assert rings({("A", "B"): 9, ("B", "C"): 9}) == ()
    assert rings({}) == ()
