"""The words a person sees on a message or a view, and the things there are to press and to fill."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]
RUNS = frozenset({"rich_text_section", "rich_text_quote", "rich_text_preformatted"})
SPOKEN = frozenset({"alt_text", "initial_value"})


def text_of(shown: Mapping[str, Any] | None) -> str:
    """All visible words of a message or a view, line by line."""
    if not shown:
        return ""
    lines: list[str] = []
    if title := shown.get("title"):
        lines.append(_plain(title))
    if shown.get("text") and not shown.get("blocks"):
        lines.append(str(shown["text"]))
    for block in shown.get("blocks") or ():
        lines += _words(block)
    for attachment in shown.get("attachments") or ():
        lines += [str(attachment[key]) for key in ("pretext", "title", "text") if attachment.get(key)]
        lines += [line for block in attachment.get("blocks") or () for line in _words(block)]
    lines += [_plain(shown[key]) for key in ("submit", "close") if shown.get(key)]
    lines += (shown.get("errors") or {}).values()
    return "\n".join(line for line in lines if line)


def elements(shown: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block."""
    for block in standing(shown.get("blocks") or ()):
        for element in (
            block.get("accessory"),
            block.get("element"),
            *(block.get("elements") or block.get("actions") or ()),
        ):
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element


def standing(blocks: Iterable[Json]) -> Iterator[Json]:
    """Every block, and every card of a carousel."""
    for block in blocks:
        yield from block["elements"] if block["type"] == "carousel" else (block,)


def buttons(shown: Mapping[str, Any]) -> Iterator[tuple[str, Json, Json, str | None]]:
    """Everything that can be pressed by its words: buttons and the choices of overflow menus."""
    for block, element in elements(shown):
        if element["type"] == "button":
            yield _plain(element["text"]), block, element, None
        elif element["type"] == "overflow":
            for option in element["options"]:
                yield _plain(option["text"]), block, element, option.get("value")


def label_of(block: Mapping[str, Any]) -> str:
    """The words over an input, or beside an accessory."""
    return _plain(block.get("label") or block.get("text"))


def _words(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [line for each in thing for line in _words(each)]
    if not isinstance(thing, dict):
        return []
    kind = thing.get("type", "")
    if kind in {"plain_text", "mrkdwn"} or (kind == "markdown" and isinstance(thing.get("text"), str)):
        return [str(thing["text"])]
    if kind in RUNS:
        return ["".join(_rich(each) for each in thing["elements"])]
    lines: list[str] = []
    for key, part in thing.items():
        if isinstance(part, str) and key in SPOKEN:
            lines.append(part)
        elif isinstance(part, dict | list) and key != "confirm":
            lines += _words(part)
    return lines


def _rich(element: Json) -> str:
    named = {
        "emoji": f":{element.get('name')}:",
        "user": f"<@{element.get('user_id')}>",
        "channel": f"<#{element.get('channel_id')}>",
        "broadcast": f"@{element.get('range')}",
    }
    shown = element.get("text") or element.get("url") or element.get("fallback")
    return named.get(element.get("type", "")) or str(shown or "")


def _plain(text: Any) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else str(text or "")
