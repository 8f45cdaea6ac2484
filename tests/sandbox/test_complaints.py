from typing import Any

import pytest

from bot.sandbox.complaints import REQUIRED, complaints

NUMBER = {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "500"}
DECIMAL = {"type": "number_input", "is_decimal_allowed": True}
TEXT = {"type": "plain_text_input", "min_length": 3, "max_length": 10}


@pytest.mark.parametrize(
    ("element", "raw", "sentence"),
    [
        (NUMBER, "12", ""),
        (NUMBER, "0", ""),
        (NUMBER, "", REQUIRED),
        (NUMBER, "twelve", "Please enter a valid number."),
        (NUMBER, "1e9", "Please enter a valid number."),
        (NUMBER, "1.5", "Please enter a whole number."),
        (NUMBER, "-1", "Must be at least 0."),
        (NUMBER, "501", "Must be at most 500."),
        (DECIMAL, "-1.5", ""),
        (DECIMAL, "1,5", "Please enter a valid number."),
        (TEXT, "  ", REQUIRED),
        (TEXT, "ab", "Must be at least 3 characters."),
        (TEXT, "a" * 11, "Must be at most 10 characters."),
        ({"type": "plain_text_input"}, "a" * 3001, "Must be at most 3000 characters."),
        ({"type": "email_text_input"}, "a@b", "Please enter a valid email address."),
        ({"type": "email_text_input"}, "a@b.co", ""),
        ({"type": "url_text_input"}, "example.com", "Please enter a valid URL."),
        ({"type": "url_text_input"}, "https://example.com/a?b", ""),
        ({"type": "checkboxes", "options": []}, [], REQUIRED),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"], "Please select at most 1."),
        ({"type": "static_select", "options": []}, None, REQUIRED),
        ({"type": "datepicker"}, "2026-11-23", ""),
    ],
)
def test_what_slack_says_before_it_asks_the_app(element: dict[str, Any], raw: Any, sentence: str) -> None:
    block = {"type": "input", "block_id": "b", "element": {**element, "action_id": "a"}}
    expected = {"b": sentence} if sentence else {}
    assert complaints([block], {"b": {"a": raw}}) == expected
    if sentence == REQUIRED:
        assert complaints([{**block, "optional": True}], {"b": {"a": raw}}) == {}


def test_other_blocks_are_never_complained_of() -> None:
    select = {"type": "static_select", "action_id": "a", "options": []}
    assert complaints([{"type": "section", "block_id": "b", "accessory": select}], {}) == {}
