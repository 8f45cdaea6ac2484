import pytest

from bot.domain.visible_text import comparable, seen


@pytest.mark.parametrize(
    "name",
    [
        "Ac\u200bme",
        "\ufeffACME\u2060",
        "A\u00adc\u034fme",
        "Acm\u200de\ufe0f",
        "\u3164Acme\uffa0",
        "\u2066Acme\u2069 \u2003",
        "Acme\U000e0041\U000e0100",
        "\uff21\uff43\uff4d\uff45",
    ],
)
def test_what_nobody_sees_makes_no_other_name(name):
    assert comparable(name) == "acme"


def test_what_is_seen_makes_another_name():
    names = ["Acme", "Acme 2", "Acmé", "Acm", "A cme", "AC/ME", "الف", "अक्मे"]
    assert len({comparable(each) for each in names}) == len(names)


def test_however_its_accents_are_spelt_it_is_one_name():
    assert comparable("e\u200b\u0301STE\u0301") == comparable("Ést\u00e9")
    assert comparable("Straße  7") == comparable("STRASSE\n7")


def test_only_what_can_be_seen_is_said():
    assert seen(" \u200b\u2800\x07 \u115f") == ""
    assert seen("they\u200b\t wait") == "they wait"
