"""The two things an app may send blocks in: a message and a view."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.block_kit import objects
from bot.sandbox.block_kit.blocks import EVERYWHERE, IN_MESSAGES, MOST_MARKDOWN
from bot.sandbox.block_kit.rules import (
    Fault,
    Rule,
    anything,
    boolean,
    kind_of,
    list_of,
    one_of,
    shape,
    string,
)

MOST_BLOCKS_OF_MESSAGE = 50
MOST_BLOCKS_OF_VIEW = 100
MESSAGE_BLOCKS = list_of(kind_of(IN_MESSAGES, "a block of a message"), 0, MOST_BLOCKS_OF_MESSAGE)
VIEW_BLOCK = kind_of(EVERYWHERE, "a block of a view")
COMMON: dict[str, Rule] = {
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
    "external_id": string(255, 0),
}
MODAL = shape(
    {
        "type": one_of("modal"),
        "title": objects.plain(24),
        "blocks": list_of(VIEW_BLOCK, 1, MOST_BLOCKS_OF_VIEW),
    },
    {
        **COMMON,
        "submit": objects.plain(24),
        "close": objects.plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = shape({"type": anything, "blocks": list_of(VIEW_BLOCK, 0, MOST_BLOCKS_OF_VIEW)}, COMMON)
VIEW = kind_of({"modal": MODAL, "home": HOME}, "a view")


def faults_of_message(text: Any, blocks: Any) -> list[Fault]:
    """What Slack would refuse in a message, first fault first; an empty list for a good one."""
    faults = [] if text is None else list(string(40_000, 0)(text, "/text"))
    if blocks is None:
        return faults
    faults += MESSAGE_BLOCKS(blocks, "/blocks")
    if not faults:
        faults += [*_distinct_block_ids(blocks, "/blocks"), *_sparing(blocks)]
    return faults


def faults_of_view(view: Any) -> list[Fault]:
    """What Slack would refuse in a modal or an App Home; pointers begin with `/view`."""
    faults = list(VIEW(view, "/view"))
    if not faults:
        blocks = view["blocks"]
        faults += [
            *_distinct_block_ids(blocks, "/view/blocks"),
            *_one_focus(blocks),
            *_submit_for_inputs(view),
        ]
    return faults


def _distinct_block_ids(blocks: list[Mapping[str, Any]], at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, block in enumerate(blocks):
        if (block_id := block.get("block_id")) is None:
            continue
        if block_id in seen:
            yield Fault(f"{at}/{position}/block_id", f"`block_id` {block_id} already exists")
        seen.add(block_id)


def _sparing(blocks: list[Mapping[str, Any]]) -> Iterator[Fault]:
    tables = [position for position, block in enumerate(blocks) if block["type"] in {"table", "data_table"}]
    for position in tables[1:]:
        yield Fault(f"/blocks/{position}", "only_one_table_allowed")
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if written > MOST_MARKDOWN:
        yield Fault("/blocks", f"markdown must be less than {MOST_MARKDOWN + 1} characters in all")


def _one_focus(blocks: list[Mapping[str, Any]]) -> Iterator[Fault]:
    focused = 0
    for position, block in enumerate(blocks):
        for element in (block.get("element"), block.get("accessory"), *(block.get("elements") or ())):
            focused += bool(isinstance(element, dict) and element.get("focus_on_load"))
            if focused > 1:
                yield Fault(f"/view/blocks/{position}", "only one element may set focus_on_load")
                return


def _submit_for_inputs(view: Mapping[str, Any]) -> Iterator[Fault]:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield Fault("/view", "submit is required when blocks contain an input")
