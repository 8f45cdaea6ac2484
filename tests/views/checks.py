"""What everything on screen must keep to: Slack's limits, and no ping or link that somebody typed."""

import re

from bot.sandbox.block_kit import faults_of_message, faults_of_view

MOST_IN_A_MESSAGE = 50
_PINGS = re.compile(
    r"<(?!@U1>|#C1>|https://acme\.slack\.com/archives/C01/p1764000000000100\||!date\^\d+\^[^<>|^]+\|[^<>|]+>)"
)


def check_view(view):
    assert not faults_of_view(view)
    assert not [text for text in marked(view) if _PINGS.search(text)]


def check_message(message):
    assert message.text.strip()
    assert len(message.blocks) <= MOST_IN_A_MESSAGE
    assert not faults_of_message(message.text, list(message.blocks))
    assert not [text for text in (message.text, *marked(message.blocks)) if _PINGS.search(text)]


def marked(shown):
    """Every text in a view or message that Slack reads as mrkdwn."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown["text"]
        for value in shown.values():
            yield from marked(value)
    elif isinstance(shown, list | tuple):
        for value in shown:
            yield from marked(value)
