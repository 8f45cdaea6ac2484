"""Block elements: what each may contain, and in which blocks each may stand."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from bot.sandbox.block_kit import objects
from bot.sandbox.block_kit.rich_text import RICH_TEXT
from bot.sandbox.block_kit.rules import (
    Fault,
    Rule,
    anything,
    boolean,
    exactly_one,
    integer,
    list_of,
    one_of,
    parsed_by,
    shape,
    string,
    url,
)

ID = string(255)
TYPE = {"type": anything}
ACTION = {"action_id": ID}
CONFIRMABLE = {"confirm": objects.CONFIRM}
FOCUS = {"focus_on_load": boolean}
PLACEHOLDER = {"placeholder": objects.plain(150)}
MENU = {**ACTION, **CONFIRMABLE, **FOCUS, **PLACEHOLDER}
TYPED = {**ACTION, **FOCUS, **PLACEHOLDER, "dispatch_action_config": objects.DISPATCH_CONFIG}
MANY = {"max_selected_items": integer(1, 100_000)}
MOST_BOXES = 10


def number_text(value: Any, at: str) -> Iterator[Fault]:
    """A number, written as a string."""
    if not isinstance(value, str):
        yield Fault(at, "must provide a string")
        return
    yield from parsed_by(float, "a number")(value, at)


def initial_among_options(value: Any, at: str) -> Iterator[Fault]:
    """What is chosen at first must be one of the choices."""
    choices = list(value.get("options") or ())
    for group in value.get("option_groups") or ():
        choices += group["options"]
    if "initial_option" in value and value["initial_option"] not in choices:
        yield Fault(f"{at}/initial_option", "must be one of the provided options")
    for position, each in enumerate(value.get("initial_options") or ()):
        if each not in choices:
            yield Fault(f"{at}/initial_options/{position}", "must be one of the provided options")


def distinct_values(value: Any, at: str) -> Iterator[Fault]:
    """No two choices of one value."""
    seen: set[str] = set()
    for position, each in enumerate(value.get("options") or ()):
        if each["value"] in seen:
            yield Fault(f"{at}/options/{position}/value", "must be unique among the options")
        seen.add(each["value"])


def ordered(least: str, most: str) -> Rule:
    """A lower bound no higher than the upper one."""

    def rule(value: Any, at: str) -> Iterator[Fault]:
        low, high = value.get(least), value.get(most)
        if low is not None and high is not None and float(low) > float(high):
            yield Fault(f"{at}/{least}", f"must not be more than {most}")

    return rule


def _menu(more: Mapping[str, Rule]) -> Rule:
    return shape(TYPE, {**MENU, **more})


def _static(more: Mapping[str, Rule]) -> Rule:
    choices = {
        "options": list_of(objects.SELECT_OPTION, 1, objects.MOST_OPTIONS),
        "option_groups": list_of(objects.OPTION_GROUP, 1, objects.MOST_OPTIONS),
    }
    return shape(
        TYPE, {**MENU, **choices, **more}, exactly_one("options", "option_groups"), initial_among_options
    )


def _boxes(more: Mapping[str, Rule]) -> Rule:
    options = {"options": list_of(objects.BOX_OPTION, 1, MOST_BOXES)}
    return shape(
        {**TYPE, **options},
        {**ACTION, **CONFIRMABLE, **FOCUS, **more},
        distinct_values,
        initial_among_options,
    )


def _ids(name: str) -> dict[str, Rule]:
    return {name: list_of(ID, 0, 100), **MANY}


DATE = parsed_by(date.fromisoformat, "a date, YYYY-MM-DD")
TIME = parsed_by(time.fromisoformat, "a time, HH:mm")
FILTERED = {
    "filter": objects.CONVERSATION_FILTER,
    "default_to_current_conversation": boolean,
}
RESPONDING = {"response_url_enabled": boolean}
BUTTON = {
    **ACTION,
    **CONFIRMABLE,
    "url": url(schemes=frozenset({"http", "https", "slack", "mailto", "tel"})),
    "value": string(2000, 0),
    "style": one_of("primary", "danger"),
    "accessibility_label": string(75),
    "agent_prompt": string(4000),
}
MANY_CHOSEN = {"initial_options": list_of(objects.SELECT_OPTION, 1, objects.MOST_OPTIONS), **MANY}
IMAGE = shape(
    {**TYPE, "alt_text": string(2000)},
    {"image_url": url(), "slack_file": objects.SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)

ELEMENTS: dict[str, Rule] = {
    "button": shape({**TYPE, "text": objects.plain(75)}, BUTTON),
    "static_select": _static({"initial_option": objects.SELECT_OPTION}),
    "multi_static_select": _static(MANY_CHOSEN),
    "external_select": _menu({"initial_option": objects.SELECT_OPTION, "min_query_length": integer(0, 100)}),
    "multi_external_select": _menu({**MANY_CHOSEN, "min_query_length": integer(0, 100)}),
    "users_select": _menu({"initial_user": ID}),
    "multi_users_select": _menu(_ids("initial_users")),
    "conversations_select": _menu({"initial_conversation": ID, **FILTERED, **RESPONDING}),
    "multi_conversations_select": _menu({**_ids("initial_conversations"), **FILTERED}),
    "channels_select": _menu({"initial_channel": ID, **RESPONDING}),
    "multi_channels_select": _menu(_ids("initial_channels")),
    "overflow": shape({**TYPE, "options": list_of(objects.OVERFLOW_OPTION, 1, 5)}, {**ACTION, **CONFIRMABLE}),
    "datepicker": _menu({"initial_date": DATE}),
    "timepicker": _menu({"initial_time": TIME, "timezone": ID}),
    "datetimepicker": shape(
        TYPE, {**ACTION, **CONFIRMABLE, **FOCUS, "initial_date_time": integer(10**9, 10**10 - 1)}
    ),
    "checkboxes": _boxes({"initial_options": list_of(objects.BOX_OPTION, 1, MOST_BOXES)}),
    "radio_buttons": _boxes({"initial_option": objects.BOX_OPTION}),
    "plain_text_input": shape(
        TYPE,
        {
            **TYPED,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        ordered("min_length", "max_length"),
    ),
    "number_input": shape(
        {**TYPE, "is_decimal_allowed": boolean},
        {**TYPED, "initial_value": number_text, "min_value": number_text, "max_value": number_text},
        ordered("min_value", "max_value"),
    ),
    "email_text_input": shape(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": shape(TYPE, {**TYPED, "initial_value": string(3000, 0)}),
    "rich_text_input": shape(
        TYPE,
        {
            **TYPED,
            "initial_value": RICH_TEXT,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
    "file_input": shape(
        TYPE, {**ACTION, "filetypes": list_of(string(50), 1, 100), "max_files": integer(1, 10)}
    ),
    "image": IMAGE,
    "workflow_button": shape({**TYPE, "text": objects.plain(75), "workflow": objects.WORKFLOW}, BUTTON),
    "icon_button": shape(
        {**TYPE, "icon": string(255), "text": objects.plain(75)},
        {
            **ACTION,
            **CONFIRMABLE,
            "value": string(2000, 0),
            "accessibility_label": string(75),
            "visible_to_user_ids": anything,
        },
    ),
    "feedback_buttons": shape({**TYPE, "positive_button": anything, "negative_button": anything}, ACTION),
    "mrkdwn": objects.mrkdwn(),
    "plain_text": objects.plain(),
}

SINGLE_MENUS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_MENUS = tuple(f"multi_{each}" for each in SINGLE_MENUS)
CHOOSERS = (*SINGLE_MENUS, "datepicker", "timepicker", "checkboxes", "radio_buttons")


def _some(*names: str) -> dict[str, Rule]:
    return {name: ELEMENTS[name] for name in names}


IN_SECTION = _some("button", "workflow_button", "overflow", "image", *CHOOSERS, *MULTI_MENUS)
IN_ACTIONS = _some("button", "workflow_button", "overflow", "datetimepicker", *CHOOSERS)
IN_CONTEXT = _some("image", "mrkdwn", "plain_text")
IN_CONTEXT_ACTIONS = _some("icon_button", "feedback_buttons")
IN_INPUT = _some(
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *CHOOSERS,
    *MULTI_MENUS,
)
