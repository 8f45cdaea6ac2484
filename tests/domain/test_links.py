import pytest

from bot.domain.links import is_permalink, permalink

ACME = "https://acme.slack.com/"
TS = "1764000000.000100"


def test_a_message_is_linked_as_slack_does_it():
    link = permalink(ACME, "C0123", TS)
    assert link == "https://acme.slack.com/archives/C0123/p1764000000000100"
    assert permalink(ACME, "C0123", TS, TS) == link
    assert is_permalink(link)


def test_an_answer_is_linked_in_its_thread():
    link = permalink(ACME, "C0123", TS, "1763000000.000200")
    assert link.endswith("?thread_ts=1763000000.000200&cid=C0123")
    assert is_permalink(link)


@pytest.mark.parametrize(
    "parts",
    [
        ("https://acme.slack.com.evil.example/", "C0123", TS),
        ("", "C0123", TS),
        (ACME, "C0|x>", TS),
        (ACME, "C0123", "yesterday"),
    ],
)
def test_what_is_no_message_has_no_link(parts):
    assert permalink(*parts) == ""


@pytest.mark.parametrize(
    "link", ["", "https://evil.example/", "https://acme.slack.com/archives/C0123/p1764000000000100|x>"]
)
def test_other_links_are_told_apart(link):
    assert not is_permalink(link)


def test_a_thread_that_is_none_is_left_out():
    assert "?" not in permalink(ACME, "C0123", TS, "x|y")
