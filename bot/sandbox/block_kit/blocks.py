"""Blocks: what each kind may contain, and on which surface it may stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.block_kit import objects
from bot.sandbox.block_kit.elements import (
    ID,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    TYPE,
)
from bot.sandbox.block_kit.rich_text import RICH_TEXT
from bot.sandbox.block_kit.rules import (
    Fault,
    Rule,
    anything,
    boolean,
    exactly_one,
    integer,
    kind_of,
    list_of,
    one_of,
    shape,
    string,
    url,
)

MOST_MARKDOWN = 12_000
MOST_ROWS = 100
MOST_CELLS = 20


def text_or_fields(value: Any, at: str) -> Iterator[Fault]:
    """A section needs something to say."""
    if value.get("text") is None and value.get("fields") is None:
        yield Fault(at, "missing required field: text or fields")


def something_on_it(value: Any, at: str) -> Iterator[Fault]:
    """A card needs something to show."""
    if all(value.get(name) is None for name in ("hero_image", "title", "actions", "body")):
        yield Fault(at, "missing required field: hero_image, title, actions or body")


def distinct_action_ids(value: Any, at: str) -> Iterator[Fault]:
    """No action_id twice in one block."""
    seen: set[str] = set()
    for position, each in enumerate(value["elements"]):
        action_id = each.get("action_id")
        if action_id is not None and action_id in seen:
            yield Fault(f"{at}/elements/{position}/action_id", f"`{action_id}` already exists in this block")
        seen.add(action_id)


def loosely(required: Mapping[str, Rule]) -> Rule:
    """An object with these fields at least: a block too new for its every field to be known here."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        for name, field in required.items():
            if value.get(name) is None:
                yield Fault(at, f"missing required field: {name}")
            else:
                yield from field(value[name], f"{at}/{name}")

    return rule


def block(required: Mapping[str, Rule], optional: Mapping[str, Rule], *checks: Rule) -> Rule:
    """A block with its type and block_id."""
    return shape({**TYPE, **required}, {"block_id": ID, **optional}, *checks)


CELL = kind_of(
    {
        "raw_text": loosely({"text": string(3000)}),
        "raw_number": loosely({"value": anything}),
        "rich_text": RICH_TEXT,
    },
    "a cell of a table",
)
CARD_IMAGE = kind_of({"image": IN_CONTEXT["image"]}, "an image")
CARD = block(
    {},
    {
        "hero_image": CARD_IMAGE,
        "icon": CARD_IMAGE,
        "title": objects.text(150),
        "subtitle": objects.text(150),
        "body": objects.text(200),
        "actions": list_of(kind_of({"button": IN_ACTIONS["button"]}, "a button"), 1, 25),
    },
    something_on_it,
)
EVERYWHERE: dict[str, Rule] = {
    "section": block(
        {},
        {
            "text": objects.text(),
            "fields": list_of(objects.text(2000), 1, 10),
            "accessory": kind_of(IN_SECTION, "an accessory of a section"),
            "expand": boolean,
        },
        text_or_fields,
    ),
    "divider": block({}, {}),
    "header": block({"text": objects.plain(150)}, {"level": integer(1, 6)}),
    "image": block(
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": objects.SLACK_FILE, "title": objects.plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "context": block({"elements": list_of(kind_of(IN_CONTEXT, "an element of a context"), 1, 10)}, {}),
    "actions": block(
        {"elements": list_of(kind_of(IN_ACTIONS, "an element of actions"), 1, 25)}, {}, distinct_action_ids
    ),
    "input": block(
        {"label": objects.plain(2000), "element": kind_of(IN_INPUT, "an input")},
        {"hint": objects.plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "video": block(
        {
            "title": objects.plain(200),
            "video_url": url(),
            "thumbnail_url": url(),
            "alt_text": string(2000),
        },
        {
            "title_url": url(),
            "author_name": string(50),
            "provider_name": string(50),
            "provider_icon_url": url(),
            "description": objects.plain(200),
        },
    ),
    "alert": loosely({}),
    "card": CARD,
    "carousel": block({"elements": list_of(kind_of({"card": CARD}, "a card"), 1, 10)}, {}),
    "container": loosely({}),
    "auth_provider": loosely({}),
    "data_visualization": loosely({}),
}
IN_MESSAGES: dict[str, Rule] = EVERYWHERE | {
    "markdown": block({"text": string(MOST_MARKDOWN)}, {}),
    "table": block(
        {"rows": list_of(list_of(CELL, 1, MOST_CELLS), 1, MOST_ROWS)},
        {"column_settings": list_of(anything, 1, MOST_CELLS)},
    ),
    "data_table": loosely({"caption": anything, "rows": list_of(list_of(anything, 1, MOST_CELLS), 2, 201)}),
    "context_actions": block(
        {"elements": list_of(kind_of(IN_CONTEXT_ACTIONS, "an element of context actions"), 1, 5)},
        {},
        distinct_action_ids,
    ),
    "file": block({"external_id": string(255), "source": one_of("remote")}, {}),
    "call": loosely({"call_id": string(255)}),
    "task_card": loosely({}),
    "plan": loosely({}),
}
