"""Buttons, menus and shortcuts: what the app hears, and how it answers."""

from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox.client import Person, SandboxClient, SandboxError, text_of
from tests.sandbox.bolt import Bot
from tests.sandbox.parts import actions

Json = dict[str, Any]


def test_a_press_carries_the_message_and_a_response_url(bot: Bot, slack: WebClient, ada: Person) -> None:
    pressed: list[Json] = []

    @bot.app.action("press-Yes")
    def yes(ack: Any, body: Json) -> None:
        pressed.append(body)
        ack()

    bot.connect()
    posted = slack.chat_postMessage(channel=ada.id, text="Sure?", blocks=[actions("Yes", "No")])
    ada.presses("Yes")
    body = pressed[0]
    assert body["actions"][0]["value"] == "Yes"
    assert body["actions"][0]["block_id"] == "row"
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == posted["ts"]
    assert body["channel"]["name"] == "directmessage"
    answer = WebhookClient(body["response_url"])
    answer.send(text="Are you?", replace_original=True, blocks=[actions("Yes")])
    assert [text_of(each) for each in ada.dm()] == ["Yes"]
    answer.send(text="Whisper")
    assert [text_of(each) for each in ada.whispers] == ["Whisper"]
    answer.send(delete_original=True)
    assert answer.send(text="4").status_code == 200
    assert answer.send(text="5").status_code == 200
    assert answer.send(text="6").status_code == 404
    assert [text_of(each) for each in ada.dm()] == ["Whisper", "4", "5"]


def test_a_response_url_grows_old(bot: Bot, client: SandboxClient, ada: Person) -> None:
    urls: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: Json) -> None:
        urls.append(command["response_url"])
        ack()

    bot.connect()
    ada.runs("/say")
    client.travel(advance=1801)
    assert WebhookClient(urls[0]).send(text="x").status_code == 404
    with pytest.raises(Exception, match="404"):
        urlopen(Request(f"{urls[0]}x", b"{}"))  # noqa: S310 - ours


def test_an_ephemeral_can_be_pressed_and_replaced(
    bot: Bot, slack: WebClient, client: SandboxClient, ada: Person
) -> None:
    containers: list[Json] = []

    @bot.app.action("press-Yes")
    def yes(ack: Any, body: Json, respond: Any) -> None:
        containers.append(body["container"])
        respond(text="Done", replace_original=True)
        ack()

    bot.connect()
    team = client.add_channel("team", ("ada",))
    slack.chat_postEphemeral(channel=team, user=ada.id, text="Sure?", blocks=[actions("Yes")])
    ada.presses("Yes", where="team")
    assert containers[0]["is_ephemeral"]
    assert ada.whispers[0]["text"] == "Done"


def test_the_latest_button_of_these_words_is_pressed(bot: Bot, slack: WebClient, ada: Person) -> None:
    pressed: list[str] = []

    @bot.app.action("press-Yes")
    def yes(ack: Any, body: Json) -> None:
        pressed.append(body["message"]["text"])
        ack()

    bot.connect()
    for text in ("first", "second"):
        slack.chat_postMessage(channel=ada.id, text=text, blocks=[actions("Yes")])
    ada.presses("Yes")
    ada.presses("Yes", where=ada.dm()[0])
    assert pressed == ["second", "first"]


def test_shortcuts_work_anywhere_and_on_a_message(bot: Bot, ada: Person) -> None:
    bodies: list[Json] = []

    @bot.app.shortcut("greet")
    @bot.app.shortcut("repeat")
    def run(ack: Any, body: Json) -> None:
        bodies.append(body)
        ack()

    bot.connect()
    ada.types("general", "Polly")
    ada.shortcut("Greet")
    ada.shortcut("Repeat this", message=ada.messages("general")[0])
    assert [body["type"] for body in bodies] == ["shortcut", "message_action"]
    assert bodies[1]["message"]["text"] == "Polly"
    assert bodies[1]["channel"]["name"] == "general"
    with pytest.raises(AssertionError, match="no shortcut"):
        ada.shortcut("Dance")


def menu(kind: str, action_id: str, **more: Any) -> Json:
    return {"type": kind, "action_id": action_id, **more}


def choice(word: str) -> Json:
    return {"text": {"type": "plain_text", "text": word}, "value": word.casefold()}


def test_menus_in_a_message_tell_what_was_chosen(bot: Bot, slack: WebClient, ada: Person) -> None:
    chosen: dict[str, Any] = {}

    @bot.app.action("overflow")
    @bot.app.action("remote")
    @bot.app.action("day")
    def choose(ack: Any, action: Json, body: Json) -> None:
        chosen[action["action_id"]] = action.get("selected_option", action.get("selected_date"))
        chosen["state"] = body["state"]["values"]
        ack()

    @bot.app.options("remote")
    def suggest(ack: Any) -> None:
        ack(option_groups=[{"label": {"type": "plain_text", "text": "All"}, "options": [choice("Acme")]}])

    bot.connect()
    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [
            menu("overflow", "overflow", options=[choice("Edit"), choice("Drop")]),
            menu("external_select", "remote"),
            menu("datepicker", "day"),
        ],
    }
    posted = slack.chat_postMessage(channel=ada.id, text="Choose", blocks=[row])
    ada.presses("Drop")
    ada.chooses("day", "2026-11-30")
    query = f"action_id=remote&block_id=row&value=a&channel={posted['channel']}&ts={posted['ts']}"
    offered = ada._wire.get(f"/sandbox/users/{ada.id}/options?{query}")
    assert offered["option_groups"][0]["options"] == [choice("Acme")]
    ada.chooses("remote", "acme")
    assert chosen["overflow"] == choice("Drop")
    assert chosen["day"] == "2026-11-30"
    assert chosen["remote"] == choice("Acme")
    assert chosen["state"]["row"]["day"]["selected_date"] == "2026-11-30"
    with pytest.raises(SandboxError, match="option_not_found"):
        ada.acts("press", at=posted.data, block_id="row", action_id="overflow", value="fly")


def test_what_one_person_chose_in_a_message_is_not_anothers(
    bot: Bot, slack: WebClient, client: SandboxClient, ada: Person, ben: Person
) -> None:
    chosen: list[Any] = []

    @bot.app.action("day")
    @bot.app.action("press-Go")
    def go(ack: Any, body: Json) -> None:
        chosen.append(body["state"]["values"]["row"]["day"]["selected_date"])
        ack()

    bot.connect()
    row = actions("Go")
    row["elements"].append(menu("datepicker", "day"))
    slack.chat_postMessage(channel=client.add_channel("team", ("ada", "ben")), text="When?", blocks=[row])
    ada.chooses("day", "2026-11-30")
    ada.presses("Go")
    ben.presses("Go")
    assert chosen == ["2026-11-30", "2026-11-30", None]
