"""Inputs of every kind: what is submitted, and what the app hears at once."""

from typing import Any

from slack_sdk import WebClient

from bot.sandbox.client import Person, SandboxClient
from tests.sandbox.bolt import Bot
from tests.sandbox.parts import NAME, answers, button, modal, opens, plain, typed

Json = dict[str, Any]


def test_every_kind_of_input_has_slacks_shape(
    bot: Bot, ada: Person, ben: Person, client: SandboxClient
) -> None:
    def option(value: str) -> Json:
        return {"text": plain(value.title()), "value": value}

    kinds: dict[str, tuple[Json, Any, Json]] = {
        "number": (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "-2", "max_value": "9.5"},
            2.5,
            {"value": "2.5"},
        ),
        "mail": ({"type": "email_text_input"}, "a@example.com", {"value": "a@example.com"}),
        "link": ({"type": "url_text_input"}, "https://example.com", {"value": "https://example.com"}),
        "rich": (
            {"type": "rich_text_input"},
            "Hey",
            {
                "rich_text_value": {
                    "type": "rich_text",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hey"}]}
                    ],
                }
            },
        ),
        "one": (
            {"type": "static_select", "options": [option("red"), option("blue")]},
            "Blue",
            {"selected_option": option("blue")},
        ),
        "radio": (
            {"type": "radio_buttons", "options": [option("red")], "initial_option": option("red")},
            None,
            {"selected_option": None},
        ),
        "many": (
            {
                "type": "multi_static_select",
                "options": [option("red"), option("blue")],
                "max_selected_items": 2,
            },
            ["red", "Blue"],
            {"selected_options": [option("red"), option("blue")]},
        ),
        "boxes": (
            {"type": "checkboxes", "options": [option("red"), option("blue")]},
            ["blue"],
            {"selected_options": [option("blue")]},
        ),
        "who": ({"type": "users_select"}, ben.id, {"selected_user": ben.id}),
        "crew": ({"type": "multi_users_select"}, [ben.id], {"selected_users": [ben.id]}),
        "where": ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
        "there": ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
        "day": ({"type": "datepicker"}, "2026-11-24", {"selected_date": "2026-11-24"}),
        "hour": ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        "moment": ({"type": "datetimepicker"}, 1_764_000_000, {"selected_date_time": 1_764_000_000}),
    }
    submitted = answers(bot)
    blocks = [
        {**typed(name), "element": {"action_id": "it", **kind[0]}, "optional": True}
        for name, kind in kinds.items()
    ]
    opens(bot, modal("All", *blocks))
    ada.runs("/say")
    ada.fills({name: kind[1] for name, kind in kinds.items()})
    assert ada.submits().ok
    values = submitted[0]["view"]["state"]["values"]
    for name, (element, _, expected) in kinds.items():
        assert values[name]["it"] == {"type": element["type"], **expected}


def test_what_an_element_starts_with_is_submitted_if_nothing_else_is(bot: Bot, ada: Person) -> None:
    submitted = answers(bot)
    opens(
        bot,
        modal(
            "Hello",
            typed("name", initial_value="Ada"),
            typed("day", type="datepicker", initial_date="2026-11-24"),
        ),
    )
    ada.runs("/say")
    assert ada.submits().ok
    values = submitted[0]["view"]["state"]["values"]
    assert (values["name"]["it"]["value"], values["day"]["it"]["selected_date"]) == ("Ada", "2026-11-24")


def test_a_file_input_hands_over_a_file(bot: Bot, ada: Person) -> None:
    submitted = answers(bot)
    opens(bot, modal("Hello", typed("doc", type="file_input", max_files=1)))
    ada.runs("/say")
    ada.fills({"doc": [{"name": "a.txt", "mimetype": "text/plain", "data": "aGV5"}]})
    assert ada.submits().ok
    (file,) = submitted[0]["view"]["state"]["values"]["doc"]["it"]["files"]
    assert (file["name"], file["size"]) == ("a.txt", 3)


def test_an_external_select_asks_the_app(bot: Bot, ada: Person) -> None:
    submitted = answers(bot)

    @bot.app.options("it")
    def suggest(ack: Any, payload: Json) -> None:
        ack(options=[{"text": plain(payload["value"].upper()), "value": payload["value"]}])

    opens(bot, modal("Hello", typed("deal", type="external_select", min_query_length=1)))
    ada.runs("/say")
    assert [each["value"] for each in ada.options("deal", "acme")] == ["acme"]
    ada.fills({"deal": "acme"})
    assert ada.submits().ok
    chosen = submitted[0]["view"]["state"]["values"]["deal"]["it"]["selected_option"]
    assert chosen == {"text": plain("ACME"), "value": "acme"}


def test_a_press_in_a_modal_carries_what_was_typed(bot: Bot, ada: Person) -> None:
    pressed: list[Json] = []

    @bot.app.action("more")
    def more(ack: Any, body: Json, client: WebClient) -> None:
        pressed.append(body)
        view = modal("Hello", NAME, typed("age"))
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        ack()

    opens(bot, modal("Hello", NAME, {"type": "actions", "elements": [button("More", "more")]}))
    ada.runs("/say")
    ada.fills({"name": "Ada"})
    ada.presses("More")
    assert pressed[0]["view"]["state"]["values"]["name"]["it"]["value"] == "Ada"
    assert pressed[0]["container"]["type"] == "view"
    view = ada.modal()
    assert view is not None
    assert view["state"]["values"]["name"]["it"]["value"] == "Ada"


def test_a_select_keeps_its_choice_and_dispatches_it(bot: Bot, ada: Person) -> None:
    chosen: list[Json] = []

    @bot.app.action("it")
    def choose(ack: Any, action: Json) -> None:
        chosen.append(action)
        ack()

    block = typed("colour", type="static_select", options=[{"text": plain("Red"), "value": "r"}])
    opens(bot, modal("Hello", {**block, "dispatch_action": True}))
    ada.runs("/say")
    ada.chooses("colour", "Red")
    assert chosen[0]["selected_option"]["value"] == "r"
    view = ada.modal()
    assert view is not None
    assert view["state"]["values"]["colour"]["it"]["selected_option"]["value"] == "r"
