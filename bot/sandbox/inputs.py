"""What people type and choose: raw values from the page, in the shape of `state.values`."""

from collections.abc import Iterator, Mapping
from typing import Any

TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons"})
MANY_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
NAMED = {
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
}
MANY_NAMED = {
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
}
STATEFUL = (
    TEXT_INPUTS
    | ONE_OPTION
    | MANY_OPTIONS
    | NAMED.keys()
    | MANY_NAMED.keys()
    | {"rich_text_input", "file_input"}
)

Block = dict[str, Any]
Typed = Mapping[str, Mapping[str, Any]]


def elements_of(block: Block) -> list[Block]:
    """The interactive elements of a block, whatever kind of block it is."""
    match block.get("type"):
        case "input":
            return [block["element"]]
        case "actions" | "context_actions":
            return list(block["elements"])
        case "section":
            return [block["accessory"]] if "accessory" in block else []
        case _:
            return []


def every_element(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Each interactive element with the block it stands in."""
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def options_of(element: Block) -> list[Block]:
    """The choices of an element, groups flattened."""
    options: list[Block] = list(element.get("options") or ())
    for group in element.get("option_groups") or ():
        options += group["options"]
    return options


def initial(element: Block) -> Any:
    """The raw value an element starts with."""
    kind = element["type"]
    if kind in TEXT_INPUTS:
        return str(element.get("initial_value") or "")
    if kind == "rich_text_input":
        return element.get("initial_value") or ""
    if kind in ONE_OPTION:
        return (element.get("initial_option") or {}).get("value")
    if kind in MANY_OPTIONS:
        return [each["value"] for each in element.get("initial_options") or ()]
    if kind in NAMED:
        return element.get(f"initial_{NAMED[kind]}")
    if kind in MANY_NAMED:
        return list(element.get(f"initial_{MANY_NAMED[kind]}") or ())
    return [] if kind == "file_input" else None


def raw_value(block: Block, element: Block, typed: Typed) -> Any:
    """What stands in an element now."""
    return typed.get(block["block_id"], {}).get(element.get("action_id", ""), initial(element))


def state_values(
    blocks: list[Block], typed: Typed, offered: Mapping[str, Block]
) -> dict[str, dict[str, Any]]:
    """`state.values` of a view or message; `offered` are options an external select suggested."""
    values: dict[str, dict[str, Any]] = {}
    for block, element in every_element(blocks):
        if element["type"] in STATEFUL:
            shaped = shape(element, raw_value(block, element, typed), offered)
            values.setdefault(block["block_id"], {})[element["action_id"]] = shaped
    return values


def shape(element: Block, raw: Any, offered: Mapping[str, Block]) -> dict[str, Any]:
    """One entry of `state.values`."""
    kind = element["type"]
    entry: dict[str, Any] = {"type": kind}
    if kind in TEXT_INPUTS:
        return entry | {"value": raw if raw not in {"", None} else None}
    if kind == "rich_text_input":
        return entry | ({"rich_text_value": rich_text(raw)} if raw else {})
    if kind in ONE_OPTION:
        return entry | {"selected_option": _option(element, raw, offered)}
    if kind in MANY_OPTIONS:
        chosen = [_option(element, each, offered) for each in raw or ()]
        return entry | {"selected_options": [each for each in chosen if each is not None]}
    if kind in NAMED:
        return entry | {f"selected_{NAMED[kind]}": raw or None}
    if kind in MANY_NAMED:
        return entry | {f"selected_{MANY_NAMED[kind]}": list(raw or ())}
    return entry | {"files": list(raw or ())}


def carried_over(typed: Typed, blocks: list[Block]) -> dict[str, dict[str, Any]]:
    """What was typed into those elements that are still there after an update."""
    kept: dict[str, dict[str, Any]] = {}
    for block, element in every_element(blocks):
        before = typed.get(block["block_id"], {})
        if (action_id := str(element.get("action_id", ""))) in before:
            kept.setdefault(block["block_id"], {})[action_id] = before[action_id]
    return kept


def rich_text(raw: Any) -> Any:
    """A typed string as a rich_text block; a rich_text block as itself."""
    if not isinstance(raw, str):
        return raw
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": raw}]}
    return {"type": "rich_text", "elements": [section]}


def _option(element: Block, value: Any, offered: Mapping[str, Block]) -> Block | None:
    for option in options_of(element):
        if option["value"] == value:
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    for key in ("initial_option", "initial_options"):
        known = element.get(key) or []
        for option in [known] if isinstance(known, dict) else known:
            if option["value"] == value:
                return dict(option)
    return offered.get(value) if isinstance(value, str) else None
