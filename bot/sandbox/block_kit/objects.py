"""Composition objects: texts, options, confirmation dialogs and their like."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.block_kit.rules import (
    Fault,
    Rule,
    anything,
    boolean,
    list_of,
    one_of,
    shape,
    string,
    url,
)

MOST_TEXT = 3000
MOST_OPTIONS = 100
MOST_OPTION_VALUE = 150
OPTION_TEXT = 75


def plain(most: int = MOST_TEXT) -> Rule:
    """A plain_text object."""
    return shape({"type": one_of("plain_text"), "text": string(most)}, {"emoji": boolean})


def mrkdwn(most: int = MOST_TEXT) -> Rule:
    """A mrkdwn object."""
    return shape({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})


def text(most: int = MOST_TEXT) -> Rule:
    """A text object of either kind."""
    as_plain, as_mrkdwn = plain(most), mrkdwn(most)

    def rule(value: Any, at: str) -> Iterator[Fault]:
        if isinstance(value, dict) and value.get("type") not in {"plain_text", "mrkdwn", None}:
            yield Fault(f"{at}/type", "must be one of: plain_text, mrkdwn")
            return
        is_mrkdwn = isinstance(value, dict) and value.get("type") == "mrkdwn"
        yield from (as_mrkdwn if is_mrkdwn else as_plain)(value, at)

    return rule


def option(words: Rule, *, with_url: bool = False) -> Rule:
    """One choice."""
    more = {"url": url()} if with_url else {}
    return shape(
        {"text": words, "value": string(MOST_OPTION_VALUE)}, {"description": text(OPTION_TEXT), **more}
    )


SELECT_OPTION = option(plain(OPTION_TEXT))
BOX_OPTION = option(text(OPTION_TEXT))
OVERFLOW_OPTION = option(plain(OPTION_TEXT), with_url=True)
OPTION_GROUP = shape(
    {"label": plain(OPTION_TEXT), "options": list_of(SELECT_OPTION, 1, MOST_OPTIONS)},
    {},
)
CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_CONFIG = shape(
    {}, {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)
CONVERSATION_FILTER = shape(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = shape({}, {"id": string(255), "url": url()})
WORKFLOW = shape({"trigger": anything}, {})
