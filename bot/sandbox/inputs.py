"""What people type and choose: raw values from the page, in the shape of `state.values`."""

from collections.abc import Iterator, Mapping
from typing import Any

ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons"})
MANY_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
ONE_NAMED = {
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
STARTS_WITH = {
    **dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input"), "initial_value"),
    **dict.fromkeys(("number_input", "rich_text_input"), "initial_value"),
    **dict.fromkeys(ONE_OPTION, "initial_option"),
    **dict.fromkeys(MANY_OPTIONS, "initial_options"),
    **{kind: f"initial_{noun}" for kind, noun in (ONE_NAMED | MANY_NAMED).items()},
    "file_input": "initial_files",
}
SAYS = {
    **dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input", "number_input"), "value"),
    "rich_text_input": "rich_text_value",
    **dict.fromkeys(ONE_OPTION, "selected_option"),
    **dict.fromkeys(MANY_OPTIONS, "selected_options"),
    **{kind: f"selected_{noun}" for kind, noun in (ONE_NAMED | MANY_NAMED).items()},
    "file_input": "files",
}
LISTS = MANY_OPTIONS | MANY_NAMED.keys() | {"file_input"}

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
        case "card":
            return list(block.get("actions") or ())
        case _:
            return []


def every_element(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Each interactive element with the block it stands in; the cards of a carousel are blocks too."""
    for block in blocks:
        if block.get("type") == "carousel":
            yield from every_element(block["elements"])
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
    value = element.get(STARTS_WITH.get(kind, ""))
    if kind in ONE_OPTION:
        return (value or {}).get("value")
    if kind in MANY_OPTIONS:
        return [each["value"] for each in value or ()]
    return list(value or ()) if kind in LISTS else value


def raw_value(block: Block, element: Block, typed: Typed) -> Any:
    """What stands in an element now."""
    return typed.get(block["block_id"], {}).get(element.get("action_id", ""), initial(element))


def state_values(
    blocks: list[Block], typed: Typed, offered: Mapping[str, Block]
) -> dict[str, dict[str, Any]]:
    """`state.values` of a view or message; `offered` are options an external select suggested."""
    values: dict[str, dict[str, Any]] = {}
    for block, element in every_element(blocks):
        if element["type"] in SAYS:
            shaped = shape(element, raw_value(block, element, typed), offered)
            values.setdefault(block["block_id"], {})[element["action_id"]] = shaped
    return values


def shape(element: Block, raw: Any, offered: Mapping[str, Block]) -> dict[str, Any]:
    """One entry of `state.values`."""
    kind = element["type"]
    value = list(raw or ()) if kind in LISTS else raw or None
    if kind in ONE_OPTION:
        value = _option(element, raw, offered)
    elif kind in MANY_OPTIONS:
        chosen = (_option(element, each, offered) for each in raw or ())
        value = [each for each in chosen if each is not None]
    elif kind == "rich_text_input" and raw:
        value = rich_text(raw)
    return {"type": kind, SAYS[kind]: value}


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
