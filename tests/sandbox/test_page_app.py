"""The page between the person and the app: a lost line, files, suggestions, cards."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox
from tests.browser import OpenPage, address
from tests.sandbox.bolt import MANIFEST, PEOPLE, Bot

pytestmark = pytest.mark.browser

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def form(element: Json) -> Json:
    asked = {"type": "input", "block_id": "asked", "label": plain("Deal"), "element": element}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A deal"),
        "submit": plain("Save"),
        "blocks": [asked],
    }


@pytest.fixture
def submitted(bot: Bot) -> Callable[[Json], list[Json]]:
    """/say opens a form with this one element; what was submitted into it."""

    def opens(element: Json) -> list[Json]:
        states: list[Json] = []

        @bot.app.command("/say")
        def say(ack: Any, body: Json, client: WebClient) -> None:
            client.views_open(trigger_id=body["trigger_id"], view=form(element))
            ack()

        @bot.app.view("form")
        def take(ack: Any, view: Json) -> None:
            states.append(view["state"]["values"]["asked"]["it"])
            ack()

        bot.connect()
        return states

    return opens


def test_a_lost_line_is_shown_and_found_again(sandbox: Sandbox, ada: Person, page: OpenPage) -> None:
    window = page(address(sandbox, ada))
    expect(window.get_by_label("Messages in general")).to_be_visible()
    port = urlsplit(sandbox.url).port or 0
    sandbox.stop()
    expect(window.get_by_text("Trying to reconnect")).to_be_visible()
    with Sandbox(MANIFEST, people=PEOPLE, port=port) as again:
        again.client().person("ben").types("general", "written meanwhile")
        expect(window.get_by_text("Trying to reconnect")).to_be_hidden()
        expect(window.get_by_text("written meanwhile")).to_be_visible()


def test_a_travel_shows_how_far_it_has_come(sandbox: Sandbox, ada: Person, page: OpenPage) -> None:
    sandbox.clock.subscribe(lambda _now: time.sleep(0.01))
    window = page(address(sandbox, ada))
    window.get_by_role("button", name="Next morning").click()
    expect(window.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d$"))
    expect(window.get_by_role("progressbar")).to_be_hidden()
    expect(window.locator(".clock-time")).to_have_text("8:00 AM")


def test_a_file_goes_from_the_person_to_the_app(
    sandbox: Sandbox,
    ada: Person,
    submitted: Callable[[Json], list[Json]],
    page: OpenPage,
    tmp_path: Path,
) -> None:
    states = submitted({"type": "file_input", "action_id": "it", "max_files": 2, "filetypes": ["csv"]})
    paper = tmp_path / "numbers é.csv"
    paper.write_bytes(b"calls,12\n")
    window = page(address(sandbox, ada, "app"))
    ada.runs("/say")
    window.get_by_label("Add a file").set_input_files(paper)
    expect(window.get_by_role("dialog")).to_contain_text(paper.name)
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("dialog")).to_be_hidden()
    [file] = states[0]["files"]
    assert (file["name"], file["filetype"], file["size"]) == (paper.name, "csv", 9)
    asked = Request(file["url_private_download"])  # noqa: S310 - the sandbox's own address
    with urlopen(asked) as answer:  # noqa: S310 - likewise
        assert answer.headers["Content-Type"].startswith("text/html"), "without its token it gets a page"
    asked.add_header("Authorization", f"Bearer {sandbox.bot_token}")
    with urlopen(asked) as answer:  # noqa: S310 - likewise
        assert answer.read() == b"calls,12\n"


def test_suggestions_come_from_the_app_as_one_types(
    sandbox: Sandbox, ada: Person, bot: Bot, submitted: Callable[[Json], list[Json]], page: OpenPage
) -> None:
    deals = {"acme": "Acme", "acorn": "Acorn", "zenith": "Zenith"}
    asked: list[str] = []

    @bot.app.options("it")
    def suggest(ack: Any, payload: Json) -> None:
        asked.append(payload["value"])
        found = [
            {"text": plain(name), "value": key} for key, name in deals.items() if payload["value"] in key
        ]
        ack(options=found)

    states = submitted({"type": "external_select", "action_id": "it", "min_query_length": 2})
    window = page(address(sandbox, ada, "app"))
    ada.runs("/say")
    window.get_by_role("combobox", name="Deal").click()
    expect(window.get_by_text("Keep typing to search")).to_be_visible()
    window.keyboard.type("ac")
    expect(window.get_by_role("option")).to_have_text(["Acme", "Acorn"])
    window.keyboard.type("xx")
    expect(window.get_by_text("No results")).to_be_visible()
    window.keyboard.press("Backspace")
    window.keyboard.press("Backspace")
    window.get_by_role("option", name="Acorn").click()
    expect(window.get_by_role("combobox", name="Deal")).to_contain_text("Acorn")
    window.get_by_role("button", name="Save").click()
    expect(window.get_by_role("dialog")).to_be_hidden()
    assert states[0]["selected_option"] == {"text": plain("Acorn"), "value": "acorn"}
    assert {"ac", "acxx"} <= set(asked)


def test_cards_and_tables_are_drawn_and_a_card_can_be_used(
    sandbox: Sandbox, ada: Person, bot: Bot, slack: WebClient, page: OpenPage
) -> None:
    pressed: list[str] = []

    @bot.app.action("take")
    def take(ack: Any, body: Json) -> None:
        pressed.append(body["actions"][0]["value"])
        ack()

    bot.connect()
    cards = [
        {
            "type": "card",
            "title": {"type": "mrkdwn", "text": name},
            "subtitle": plain("Seat"),
            "body": {"type": "mrkdwn", "text": "*200* seats"},
            "actions": [
                {"type": "button", "action_id": "take", "value": name, "text": plain(f"Take {name}")}
            ],
        }
        for name in ("Acme", "Zenith")
    ]
    cells = [[{"type": "raw_text", "text": "Deal"}], [{"type": "raw_text", "text": "Orbit"}]]
    blocks: list[Json] = [
        {"type": "carousel", "elements": cards},
        {"type": "data_table", "caption": "This week", "rows": cells},
    ]
    slack.chat_postMessage(channel=ada.id, text="Deals", blocks=blocks)
    window = page(address(sandbox, ada, "app"))
    expect(window.get_by_role("table", name="This week")).to_contain_text("Orbit")
    window.get_by_role("button", name="Take Zenith").click()
    ada.waits(lambda: pressed or None, "the app to hear of it")
    ada.presses("Take Acme")
    assert pressed == ["Zenith", "Acme"]
    expect(window.locator(".unsupported")).to_have_count(0)
