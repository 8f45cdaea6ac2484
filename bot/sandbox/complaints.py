"""What Slack itself says about an input before it bothers the app."""

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.inputs import Block, Typed, raw_value

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
MOST_TYPED = 3000


def complaints(blocks: list[Block], typed: Typed) -> dict[str, str]:
    """The sentences under the inputs that cannot be submitted, by block_id."""
    found = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        raw = raw_value(block, block["element"], typed)
        if sentence := _complaint(block, block["element"], raw):
            found[block["block_id"]] = sentence
    return found


def _complaint(block: Block, element: Block, raw: Any) -> str:
    if raw in (None, "", []) or (isinstance(raw, str) and not raw.strip()):
        return "" if block.get("optional") else REQUIRED
    check = CHECKS.get(element["type"])
    if check is not None:
        return check(element, str(raw).strip())
    most = element.get("max_selected_items") or element.get("max_files")
    if isinstance(raw, list) and most and len(raw) > most:
        return f"Please select at most {most}."
    return ""


def _email(_: Block, raw: str) -> str:
    return "" if EMAIL.fullmatch(raw) else "Please enter a valid email address."


def _url(_: Block, raw: str) -> str:
    return "" if URL.fullmatch(raw) else "Please enter a valid URL."


def _number(element: Block, raw: str) -> str:
    if not NUMBER.fullmatch(raw):
        return "Please enter a valid number."
    if not element["is_decimal_allowed"] and "." in raw:
        return "Please enter a whole number."
    value = float(raw)
    if (least := element.get("min_value")) not in {None, ""} and value < float(str(least)):
        return f"Must be at least {least}."
    if (most := element.get("max_value")) not in {None, ""} and value > float(str(most)):
        return f"Must be at most {most}."
    return ""


def _length(element: Block, raw: str) -> str:
    least, most = element.get("min_length") or 0, element.get("max_length") or MOST_TYPED
    if len(raw) < least:
        return f"Must be at least {least} characters."
    return f"Must be at most {most} characters." if len(raw) > most else ""


CHECKS: dict[str, Callable[[Block, str], str]] = {
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "plain_text_input": _length,
}
