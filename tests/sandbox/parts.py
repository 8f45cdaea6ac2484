"""Blocks and modals for tests, a command that opens one, and answers to its submission."""

from typing import Any

from slack_sdk import WebClient

from tests.sandbox.bolt import Bot

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def actions(*words: str, style: str = "") -> Json:
    return {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": f"press-{word}",
                "value": word,
                "text": {"type": "plain_text", "text": word},
            }
            for word in words
        ],
    }


def typed(name: str, label: str = "", **element: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "it", **element}
    return {"type": "input", "block_id": name, "label": plain(label or name), "element": element}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def modal(title: str, *blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "callback_id": "form", "title": plain(title), "submit": plain("Send"), **more}
    return view | {"blocks": list(blocks)}


NAME = typed("name", "Your name")


def opens(bot: Bot, view: Json) -> None:
    """/say opens this modal."""

    @bot.app.command("/say")
    def say(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    bot.connect()


def answers(bot: Bot, **response: Any) -> list[Json]:
    """Submissions are answered so; returns them."""
    submitted: list[Json] = []

    @bot.app.view("form")
    def form(ack: Any, body: Json) -> None:
        submitted.append(body)
        ack(**response)

    return submitted
