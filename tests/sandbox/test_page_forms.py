"""Forms on the page: by keyboard, past errors, once, and kept while the app changes them."""

from typing import Any

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox
from tests.browser import OpenPage, address, composer
from tests.sandbox.bolt import Bot

pytestmark = pytest.mark.browser

Json = dict[str, Any]


WRONG = "Please enter a valid number."


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def asked(block_id: str, label: str, **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
    }


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Your day"),
    "submit": plain("Save"),
    "blocks": [
        asked(
            "calls", "Calls", type="number_input", is_decimal_allowed=False, min_value="0", max_value="500"
        ),
        asked("wins", "Wins", type="plain_text_input") | {"optional": True},
    ],
}


@pytest.fixture
def forms(bot: Bot) -> list[Json]:
    """/say opens the form; what was submitted."""
    submitted: list[Json] = []

    @bot.app.command("/say")
    def say(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @bot.app.view("form")
    def form(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"])
        ack()

    bot.connect()
    return submitted


def test_a_form_is_filled_by_keyboard_alone_past_an_error(
    sandbox: Sandbox, ada: Person, forms: list[Json], page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    expect(composer(window)).to_be_focused()
    window.keyboard.type("/s")
    expect(window.get_by_role("option", name="/say")).to_be_visible()
    window.keyboard.press("Enter")
    expect(composer(window)).to_have_value("/say ")
    window.keyboard.press("Enter")

    dialog = window.get_by_role("dialog", name="Your day")
    calls = dialog.get_by_label("Calls")
    expect(calls).to_be_focused()
    window.keyboard.type("many")
    window.keyboard.press("Tab")
    window.keyboard.type("Acme signed")
    window.keyboard.press("Enter")
    expect(dialog.get_by_text(WRONG)).to_be_visible()
    expect(calls).to_be_focused()
    expect(calls).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Wins")).to_have_value("Acme signed")
    assert forms == []

    window.keyboard.press("ControlOrMeta+a")
    window.keyboard.type("12")
    window.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(composer(window)).to_be_focused()
    assert [values["calls"]["it"]["value"] for values in forms] == ["12"]
    assert forms[0]["wins"]["it"]["value"] == "Acme signed"


def test_an_impatient_person_submits_once(
    sandbox: Sandbox, ada: Person, forms: list[Json], page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    ada.runs("/say")
    window.get_by_label("Calls").fill("3")
    window.evaluate("() => [1, 2, 3].forEach(() => document.querySelector('dialog form').requestSubmit())")
    expect(window.get_by_role("dialog")).to_be_hidden()
    assert len(forms) == 1


def test_escape_closes_a_form_and_tells_the_server(
    sandbox: Sandbox, ada: Person, forms: list[Json], page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    ada.runs("/say")
    expect(window.get_by_label("Calls")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.get_by_role("dialog")).to_be_hidden()
    ada.waits(lambda: ada.modals() == [] or None, "the modal gone")
    assert forms == []


def test_a_form_keeps_what_was_typed_when_the_app_changes_it(
    sandbox: Sandbox, ada: Person, forms: list[Json], slack: WebClient, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    ada.runs("/say")
    window.get_by_label("Calls").press_sequentially("4")
    view = ada.modal()
    assert view is not None
    more = [{"type": "section", "text": plain("One more thing.")}, *FORM["blocks"]]
    slack.views_update(view_id=view["id"], view=FORM | {"blocks": more})
    expect(window.get_by_text("One more thing.")).to_be_visible()
    expect(window.get_by_label("Calls")).to_be_focused()
    window.keyboard.type("2")
    expect(window.get_by_label("Calls")).to_have_value("42")


def test_on_a_narrow_screen_a_form_fills_it(
    sandbox: Sandbox, ada: Person, forms: list[Json], page: OpenPage
) -> None:
    window = page(address(sandbox, ada), width=390, height=844)
    ada.runs("/say")
    dialog = window.get_by_role("dialog", name="Your day")
    expect(dialog).to_be_visible()
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
