import struct
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.balance import Balance
from bot.domain.balances import Facts, Held, Reading, TeamBalance, rungs_above
from bot.domain.people import Person, Rank
from bot.services.example import plan
from bot.views import balances, maps
from bot.views.steps import HAND
from tests.views.checks import check_message
from tests.views.test_labels import pairs

MAYA = Person("T1", "U2", "Maya Lindqvist", Rank.MANAGER, None, None, "UTC", date(2020, 1, 1))
RITA = Person("T1", "U1", "Rita Alvarez", Rank.REP, "ae", "U2", "UTC", date(2020, 1, 1), "L1")
FACTS = Facts("L1", 6, 0.4, 9, 8, 9.5, 1, 0)
BALANCE = Balance(74, 41, 0.3, 0.9, 0.2, 0, frustrated=True, reviewed=False)
READING = Reading("U1", date(2026, 11, 23), "U2", BALANCE, FACTS, date(2026, 11, 16))
HELD = Held(
    RITA,
    READING,
    plan().powers[0],
    "Supported",
    tuple((each, Decimal(each.limits["price"])) for each in rungs_above(plan(), "L1")),
    moved=False,
)


def team_of(*people):
    """A team of names, each with where it is on the map."""
    return TeamBalance(
        MAYA,
        date(2026, 11, 16),
        tuple(
            (
                replace(RITA, id=f"U{number}", name=name),
                replace(READING, balance=replace(BALANCE, responsibility=x, authority=y)),
            )
            for number, (name, x, y) in enumerate(people)
        ),
    )


def words(message):
    return "\n".join(
        each.get("text", {}).get("text", "")
        or " ".join(one["text"] for one in each.get("elements", []) if isinstance(one["text"], str))
        for each in message.blocks
    )


def test_a_manager_reads_what_was_seen_and_what_could_be_done():
    message = balances.card(HELD)
    check_message(message)
    said = words(message)
    assert "*Rita's limit may be too small for the work*" in said
    assert "Had to ask 9 times in the last 60 working days; 8 of these were approved as they were." in said
    assert "Waited 9.5 working hours for an answer, on average." in said
    assert "1 request came to nothing while waiting." in said
    assert "Carries 40 % more than the team's usual." in said
    assert "The next step is *Trusted*: up to 11 % alone." in said
    (button,) = next(each["elements"] for each in message.blocks if each["type"] == "actions")
    assert (button["action_id"], button["value"]) == (HAND, "U1")


def test_what_does_not_hurt_is_not_said_and_the_top_of_the_ladder_has_no_button():
    calm = replace(READING, facts=replace(FACTS, hours=2, lost=0, more_load=-0.2))
    said = words(balances.card(replace(HELD, reading=calm, above=())))
    for word in ("Waited", "came to nothing", "Carries", "Move"):
        assert word not in said
    assert "no higher step" in said


def test_once_moved_the_card_says_so_and_asks_no_more():
    message = balances.card(replace(HELD, level="Trusted", moved=True))
    assert "Rita is on *Trusted* now." in words(message)
    assert not any(each["type"] == "actions" for each in message.blocks)


def test_names_can_do_no_harm():
    for name in ("<!channel> *Rita*", "@here", "&" * 300, "x" * 300):
        check_message(balances.card(replace(HELD, person=replace(RITA, name=name))))
        check_message(balances.team_map(team_of((name, 70, 40))))


def test_a_map_shows_in_words_what_it_shows_as_a_picture():
    message = balances.team_map(team_of(("Rita A", 74, 41), ("Omar B", 50, 50), ("Lena C", 40, 60)))
    check_message(message)
    said = words(message)
    assert "*Carries more than they may decide:* Rita" in said
    assert "*In balance:* Omar" in said
    assert "*May decide more than they carry:* Lena" in said
    (picture,) = message.pictures
    image = next(each for each in message.blocks if each["type"] == "image")
    assert image["slack_file"] == {"id": picture.name}
    assert image["alt_text"] == picture.alt
    assert "Carries more than they may decide: Rita." in picture.alt
    assert picture.png.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture.png[16:24]) == (1080, 840)


def test_a_crowd_is_named_as_far_as_it_fits():
    message = balances.team_map(team_of(*((f"Person{number} X", 50, 50) for number in range(80))))
    check_message(message)
    assert "and 20 more" in words(message)


@pytest.mark.parametrize("count", [1, 3, 12, 40])
def test_labels_of_people_at_one_point_never_overlap(count):
    found = maps.lay_out(team_of(*((f"Maximilian{number} X", 56, 50) for number in range(count)))).labels
    boxes = [box for _, box in found]
    assert None not in boxes
    assert len(boxes) == count
    assert not any(one.overlaps(other) for one, other in pairs(boxes))


def test_a_map_takes_any_place_and_any_name():
    names = ("Rita Alvarez", "Rita Okafor", "王伟", "$x^2$", "Maximilian-Alexander Konstantinopoulos", "")
    team = team_of(*((name, 100 * (number % 2), 100) for number, name in enumerate(names)))
    assert maps.names_on(team) == ["Rita Alvarez", "Rita Okafor", "#3", "$x^2$", "Maximilian-Alexan…", ""]
    assert "#3 王伟" in words(balances.team_map(team))
