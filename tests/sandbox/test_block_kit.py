from typing import Any

import pytest

from bot.sandbox.block_kit import faults_of_message, faults_of_view

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", text: str = "x") -> Json:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks) or [section()]}
    return {key: value for key, value in (view | more).items() if value is not None}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}
IMAGE = {"type": "image", "image_url": "https://example.com/i.png", "alt_text": "An image"}
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}

GOOD_BLOCKS: list[Json] = [
    section(),
    section(text=plain("y" * 3000)),
    {"type": "section", "fields": [mrkdwn("y" * 2000)] * 10},
    section(accessory=button(action_id="a", value="y" * 2000, style="primary", confirm=CONFIRM)),
    section(accessory=IMAGE),
    section(accessory={"type": "overflow", "options": options(5)}),
    section(accessory={"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 3}),
    section(accessory={"type": "radio_buttons", "options": options(10), "initial_option": option("1")}),
    {"type": "divider", "block_id": "d"},
    {"type": "header", "text": plain("y" * 150)},
    {"type": "image", "image_url": "http://example.com/i.png", "alt_text": "a", "title": plain()},
    {"type": "context", "elements": [mrkdwn("y" * 3000), plain(), IMAGE] * 3},
    actions(*[button(action_id=str(number)) for number in range(25)]),
    actions({"type": "static_select", "options": options(100), "placeholder": plain()}),
    actions(
        {"type": "datepicker", "initial_date": "2026-11-23"}, {"type": "timepicker", "initial_time": "09:30"}
    ),
    entry(
        {"type": "plain_text_input", "max_length": 3000, "min_length": 1, "multiline": True}, optional=True
    ),
    entry({"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "10"}),
    entry({"type": "datetimepicker", "initial_date_time": 1_764_000_000}),
    entry({"type": "rich_text_input", "initial_value": RICH}),
    entry({"type": "file_input", "filetypes": ["csv"], "max_files": 1}),
    entry(
        {"type": "checkboxes", "options": options(10), "initial_options": [option("1")]}, dispatch_action=True
    ),
    entry({"type": "conversations_select", "response_url_enabled": True, "filter": {"include": ["public"]}}),
    RICH,
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://example.com"}]},
        ],
    },
]
BAD_BLOCKS: list[tuple[Json, str, str]] = [
    (section(text=mrkdwn("y" * 3001)), "/text/text", "less than 3001"),
    (section(text=mrkdwn("")), "/text/text", "more than 0"),
    (section(text="x"), "/text", "must provide an object"),
    (section(text=mrkdwn() | {"emoji": True}), "/text", "invalid additional property: emoji"),
    (section(text={"type": "html", "text": "x"}), "/text/type", "must be one of"),
    (section(text={"type": "mrkdwn", "text": 3}), "/text/text", "must provide a string"),
    ({"type": "section"}, "", "text or fields"),
    ({"type": "section", "fields": [mrkdwn("y" * 2001)]}, "/fields/0/text", "less than 2001"),
    ({"type": "section", "fields": [mrkdwn()] * 11}, "/fields", "no more than 10 items"),
    (section(accessory=[button()]), "/accessory", "must provide an object"),
    (section(accessory={"type": "plain_text_input"}), "/accessory/type", "unsupported type"),
    (section(surprise=1), "", "invalid additional property: surprise"),
    ({"type": "header", "text": plain("y" * 151)}, "/text/text", "less than 151"),
    ({"type": "header", "text": mrkdwn()}, "/text/type", "must be one of: plain_text"),
    ({"type": "blink"}, "/type", "unsupported type"),
    ({"text": mrkdwn()}, "", "missing required field: type"),
    ({"type": "divider", "block_id": "b" * 256}, "/block_id", "less than 256"),
    ({"type": "context", "elements": [mrkdwn("y" * 3001)]}, "/elements/0/text", "less than 3001"),
    ({"type": "context", "elements": [mrkdwn()] * 11}, "/elements", "no more than 10 items"),
    ({"type": "context", "elements": []}, "/elements", "at least 1"),
    ({"type": "context", "elements": [button()]}, "/elements/0/type", "unsupported type"),
    (actions(), "/elements", "at least 1"),
    (actions(*[button(action_id=str(number)) for number in range(26)]), "/elements", "no more than 25 items"),
    (actions(button(action_id="a"), button(action_id="a")), "/elements/1/action_id", "already exists"),
    (actions({"type": "plain_text_input"}), "/elements/0/type", "unsupported type"),
    (actions({"type": "multi_static_select", "options": options(1)}), "/elements/0/type", "unsupported type"),
    (actions(button(text=plain("y" * 76))), "/elements/0/text/text", "less than 76"),
    (actions(button(text=mrkdwn())), "/elements/0/text/type", "must be one of: plain_text"),
    (actions(button(value="y" * 2001)), "/elements/0/value", "less than 2001"),
    (actions(button(value=7)), "/elements/0/value", "must provide a string"),
    (actions(button(url="javascript:alert(1)")), "/elements/0/url", "invalid url"),
    (actions(button(url="https://" + "y" * 3000)), "/elements/0/url", "less than 3001"),
    (actions(button(style="loud")), "/elements/0/style", "must be one of"),
    (actions(button(action_id="y" * 256)), "/elements/0/action_id", "less than 256"),
    (actions(button(accessibility_label="y" * 76)), "/elements/0/accessibility_label", "less than 76"),
    (
        actions(button(confirm=CONFIRM | {"title": plain("y" * 101)})),
        "/elements/0/confirm/title/text",
        "less than 101",
    ),
    (
        actions(button(confirm=CONFIRM | {"text": plain("y" * 301)})),
        "/elements/0/confirm/text/text",
        "less than 301",
    ),
    (
        actions(button(confirm=CONFIRM | {"deny": plain("y" * 31)})),
        "/elements/0/confirm/deny/text",
        "less than 31",
    ),
    (
        actions(button(confirm={**CONFIRM, "text": None})),
        "/elements/0/confirm",
        "missing required field: text",
    ),
    (actions({"type": "static_select", "options": options(101)}), "/elements/0/options", "no more than 100"),
    (actions({"type": "static_select"}), "/elements/0", "exactly one of: options, option_groups"),
    (
        actions({"type": "static_select", "options": [option("y" * 151)]}),
        "/elements/0/options/0/value",
        "less than 151",
    ),
    (
        actions({"type": "static_select", "options": [option(text="y" * 76)]}),
        "/elements/0/options/0/text/text",
        "less than 76",
    ),
    (
        actions({"type": "static_select", "options": options(2), "initial_option": option("9")}),
        "/elements/0/initial_option",
        "one of the provided options",
    ),
    (
        actions({"type": "static_select", "options": options(2), "placeholder": plain("y" * 151)}),
        "/elements/0/placeholder/text",
        "less than 151",
    ),
    (actions({"type": "overflow", "options": options(6)}), "/elements/0/options", "no more than 5"),
    (actions({"type": "checkboxes", "options": options(11)}), "/elements/0/options", "no more than 10"),
    (actions({"type": "radio_buttons", "options": options(11)}), "/elements/0/options", "no more than 10"),
    (
        actions({"type": "checkboxes", "options": [option(), option()]}),
        "/elements/0/options/1/value",
        "unique among the options",
    ),
    (actions({"type": "datepicker", "initial_date": "23/11/2026"}), "/elements/0/initial_date", "a date"),
    (actions({"type": "timepicker", "initial_time": "25:00"}), "/elements/0/initial_time", "a time"),
    (
        actions({"type": "datetimepicker", "initial_date_time": "now"}),
        "/elements/0/initial_date_time",
        "a number",
    ),
    ({"type": "image", "image_url": "https://example.com/i.png"}, "", "missing required field: alt_text"),
    ({"type": "image", "alt_text": "a"}, "", "exactly one of"),
    ({"type": "image", "image_url": "ftp://example.com/i", "alt_text": "a"}, "/image_url", "invalid url"),
    (
        {"type": "image", "image_url": "https://example.com", "alt_text": "y" * 2001},
        "/alt_text",
        "less than 2001",
    ),
    (entry({"type": "plain_text_input", "max_length": 3001}), "/element/max_length", "between 1 and 3000"),
    (
        entry({"type": "plain_text_input", "min_length": 9, "max_length": 2}),
        "/element/min_length",
        "not be more than max_length",
    ),
    (entry({"type": "number_input"}), "/element", "missing required field: is_decimal_allowed"),
    (
        entry({"type": "number_input", "is_decimal_allowed": True, "min_value": 0}),
        "/element/min_value",
        "must provide a string",
    ),
    (entry({"type": "checkboxes", "options": options(11)}), "/element/options", "no more than 10"),
    (entry(button()), "/element/type", "unsupported type"),
    (entry({"type": "overflow", "options": options(2)}), "/element/type", "unsupported type"),
    (entry({"type": "plain_text_input"}, label=plain("y" * 2001)), "/label/text", "less than 2001"),
    (entry({"type": "plain_text_input"}, hint=plain("y" * 2001)), "/hint/text", "less than 2001"),
    (entry({"type": "plain_text_input"}, optional="yes"), "/optional", "must provide a boolean"),
    ({"type": "input", "label": plain()}, "", "missing required field: element"),
    (
        {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
        "/elements/0/type",
        "unsupported type",
    ),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "shout"}]}]},
        "/elements/0/elements/0/type",
        "unsupported type",
    ),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}, "/rows", "no more than 100"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "/rows/0", "no more than 20"),
    ({"type": "markdown", "text": "y" * 12_001}, "/text", "less than 12001"),
]
BAD_VIEWS: list[tuple[Any, str, str]] = [
    ("view", "/view", "must provide an object"),
    ({"blocks": []}, "/view", "missing required field: type"),
    ({"type": "workflow_step", "blocks": []}, "/view/type", "unsupported type"),
    (modal(title=None), "/view", "missing required field: title"),
    (modal(title=plain("y" * 25)), "/view/title/text", "less than 25"),
    (modal(submit=plain("y" * 25)), "/view/submit/text", "less than 25"),
    (modal(close=plain("y" * 25)), "/view/close/text", "less than 25"),
    (modal(title=mrkdwn()), "/view/title/type", "must be one of: plain_text"),
    (modal(callback_id="y" * 256), "/view/callback_id", "less than 256"),
    (modal(private_metadata="y" * 3001), "/view/private_metadata", "less than 3001"),
    (modal(external_id="y" * 256), "/view/external_id", "less than 256"),
    (modal(blocks=[]), "/view/blocks", "at least 1"),
    (modal(blocks=[section()] * 101), "/view/blocks", "no more than 100"),
    (modal(blocks={}), "/view/blocks", "must provide an array"),
    (modal(entry({"type": "plain_text_input"}), submit=None), "/view", "submit is required"),
    (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type", "unsupported type"),
    (modal({"type": "table", "rows": []}), "/view/blocks/0/type", "unsupported type"),
    (modal(section(block_id="b"), section(block_id="b")), "/view/blocks/1/block_id", "already exists"),
    (modal(colour="red"), "/view", "invalid additional property: colour"),
    (modal(notify_on_close="yes"), "/view/notify_on_close", "must provide a boolean"),
    (
        modal(
            entry({"type": "plain_text_input", "focus_on_load": True}),
            entry({"type": "plain_text_input", "focus_on_load": True}),
        ),
        "/view/blocks/1",
        "only one element",
    ),
    (
        {"type": "home", "blocks": [section()], "title": plain()},
        "/view",
        "invalid additional property: title",
    ),
    (
        {"type": "home", "blocks": [section(text=mrkdwn("y" * 3001))]},
        "/view/blocks/0/text/text",
        "less than 3001",
    ),
]


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: block["type"])
def test_a_good_block_has_no_faults(block: Json) -> None:
    assert faults_of_message("", [block]) == []


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: block["type"])
def test_a_good_block_is_good_in_a_modal_too(block: Json) -> None:
    assert faults_of_view(modal(block)) == []


@pytest.mark.parametrize(("block", "pointer", "problem"), BAD_BLOCKS)
def test_a_bad_block_is_refused_with_a_pointer_to_the_fault(block: Json, pointer: str, problem: str) -> None:
    faults = faults_of_message("", [section(), block])
    assert [fault.pointer for fault in faults] == [f"/blocks/1{pointer}"]
    assert problem in faults[0].problem


@pytest.mark.parametrize(("view", "pointer", "problem"), BAD_VIEWS)
def test_a_bad_view_is_refused_with_a_pointer_to_the_fault(view: Any, pointer: str, problem: str) -> None:
    faults = faults_of_view(view)
    assert pointer in [fault.pointer for fault in faults]
    assert any(problem in fault.problem for fault in faults)


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ("[]", "must provide an array"),
        ([section()] * 51, "no more than 50 items allowed [51 given]"),
        ([section(block_id="b"), section(block_id="b")], "`block_id` b already exists"),
        ([{"type": "markdown", "text": "y" * 7000}] * 2, "less than 12001 characters in all"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "only_one_table_allowed"),
        ([7], "must provide an object"),
    ],
)
def test_a_message_as_a_whole_keeps_the_rules(blocks: Any, problem: str) -> None:
    assert problem in "".join(str(fault) for fault in faults_of_message("", blocks))


def test_a_fault_reads_as_slack_writes_it() -> None:
    fault = faults_of_message("", [section(text=mrkdwn(""))])[0]
    assert str(fault) == "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"


def test_an_empty_home_and_a_message_of_words_alone_are_good() -> None:
    assert faults_of_view({"type": "home", "blocks": []}) == []
    assert faults_of_message("Hello", None) == []
    assert faults_of_message(7, None)[0].pointer == "/text"
