"""The page in a browser, as a person uses it: everything through keys, clicks and what can be read."""

import re
from time import sleep
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from slack_sdk import WebClient

from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox
from tests.browser import OpenPage, address, composer, messages
from tests.sandbox.bolt import Bot

pytestmark = pytest.mark.browser

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def test_what_is_being_written_outlives_live_updates(
    sandbox: Sandbox, ada: Person, ben: Person, slack: WebClient, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    composer(window).press_sequentially("half a thought")
    for _ in range(len(" a thought")):
        window.keyboard.press("ArrowLeft")
    for number in range(5):
        ben.types("general", f"interruption {number}")
    expect(window.get_by_text("interruption 4")).to_be_visible()
    expect(composer(window)).to_be_focused()
    window.keyboard.type(" of")
    expect(composer(window)).to_have_value("half of a thought")


def test_hostile_text_is_only_text(sandbox: Sandbox, ada: Person, ben: Person, page: OpenPage) -> None:
    window = page(address(sandbox, ada))
    texts = [
        "<!channel> <!here>",
        "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>",
        "<http://bank.example|y> <javascript:alert(1)|click>",
        "مرحبا \u202eevil\u202c *שלום*",
        "x" * 10_000,
    ]
    for text in texts:
        ben.types("general", text)
    expect(window.get_by_text("x" * 200)).to_be_visible()
    log = window.locator(".messages")
    for text in texts[:2]:
        expect(log).to_contain_text(text)
    assert window.locator(".messages :is(img, script, iframe)").count() == 0
    assert "owned" not in window.title()
    for link in window.locator(".messages a").all():
        assert re.match(r"https?://", link.get_attribute("href") or "")
        assert link.inner_text() == link.get_attribute("href")
    assert log.evaluate("el => el.scrollWidth <= el.clientWidth")


def test_a_mention_is_completed_and_reaches_the_person(
    sandbox: Sandbox, ada: Person, ben: Person, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    composer(window).press_sequentially("thanks @be")
    window.keyboard.press("Enter")
    window.keyboard.type("and <b> & co")
    window.keyboard.press("Enter")
    expect(messages(window).last).to_contain_text("thanks @Ben Stone and <b> & co")
    assert f"<@{ben.id}>" in ada.messages("general")[-1]["text"]


def test_a_thread_opens_beside_the_channel_and_counts_its_replies(
    sandbox: Sandbox, ada: Person, ben: Person, page: OpenPage
) -> None:
    ben.types("general", "who has the numbers?")
    window = page(address(sandbox, ada))
    root = messages(window).last
    root.hover()
    root.get_by_label("Reply in thread").click()
    reply = window.get_by_label("Reply…")
    expect(reply).to_be_focused()
    window.keyboard.type("me")
    window.keyboard.press("Enter")
    expect(window.get_by_label("Thread").get_by_text("1 reply")).to_be_visible()
    expect(root.get_by_text("1 reply")).to_be_visible()
    window.get_by_label("Close the thread").click()
    expect(window.get_by_label("Reply…")).to_be_hidden()


def test_own_messages_are_edited_reacted_to_and_deleted(
    sandbox: Sandbox, ada: Person, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    composer(window).press_sequentially("frist")
    window.keyboard.press("Enter")
    message = messages(window).last
    expect(message).to_contain_text("frist")
    window.keyboard.press("ArrowUp")
    expect(window.get_by_label("Edit message")).to_be_focused()
    window.keyboard.press("ControlOrMeta+a")
    window.keyboard.type("first")
    window.keyboard.press("Enter")
    expect(message).to_contain_text("first(edited)")
    message.hover()
    message.get_by_label("React with eyes").click()
    expect(message.get_by_role("button", pressed=True)).to_contain_text("1")
    message.get_by_label("More actions").click()
    window.get_by_role("option", name="Delete message…").click()
    window.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(window.get_by_text("first(edited)")).to_be_hidden()


def test_a_private_answer_says_so_and_can_be_dismissed(
    sandbox: Sandbox, ada: Person, ben: Person, slack: WebClient, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    channel = next(c["id"] for c in ada.channels() if c["name"] == "general")
    slack.conversations_join(channel=channel)
    slack.chat_postEphemeral(channel=channel, user=ada.id, text="Only for Ada")
    expect(window.get_by_text("Only visible to you")).to_be_visible()
    window.get_by_role("button", name="Dismiss").click()
    expect(window.get_by_text("Only for Ada")).to_be_hidden()


def test_what_arrives_while_a_channel_is_read_for_the_first_time_is_shown(
    sandbox: Sandbox, ada: Person, ben: Person, slack: WebClient, page: OpenPage
) -> None:
    channel = next(c["id"] for c in ada.channels() if c["name"] == "general")
    slack.conversations_join(channel=channel)
    window = page(address(sandbox, ada, "app"))
    expect(window.get_by_text("Trying to reconnect")).to_be_hidden()
    told: list[str] = []

    def slowly(route: Route) -> None:
        before = route.fetch()
        if not told:
            slack.chat_postEphemeral(channel=channel, user=ada.id, text="Only for Ada")
            told.append("once")
            ben.types("general", "and something for everybody")
            sleep(0.5)  # the live line tells the page of both meanwhile
        route.fulfill(response=before)

    window.route(f"**/channels/{channel}/messages?*", slowly)
    window.get_by_role("button", name="general", exact=True).click()
    expect(window.get_by_text("Only visible to you")).to_be_visible()
    expect(window.get_by_text("and something for everybody")).to_be_visible()


def test_a_button_waits_for_the_app_and_shows_its_silence(
    sandbox: Sandbox, ada: Person, bot: Bot, slack: WebClient, page: OpenPage
) -> None:
    bot.connect()
    button = {"type": "button", "action_id": "nobody", "text": plain("Anybody?")}
    slack.chat_postMessage(channel=ada.id, text="Hello", blocks=[{"type": "actions", "elements": [button]}])
    window = page(address(sandbox, ada, "app"))
    pressed = window.get_by_role("button", name="Anybody?")
    busy = "async (el) => { el.click(); await new Promise((go) => setTimeout(go)); return el.ariaBusy; }"
    assert pressed.evaluate(busy) == "true"
    expect(window.locator(".trouble")).to_be_visible()
    expect(pressed).not_to_have_attribute("aria-busy", "true")


def test_one_becomes_somebody_else_and_the_clock_moves(
    sandbox: Sandbox, ada: Person, ben: Person, page: OpenPage
) -> None:
    window = page(address(sandbox, ada))
    window.get_by_role("button", name="You are Ada Park").click()
    expect(window.get_by_role("option", name="Ben Stone")).to_contain_text("2:00 PM")
    window.get_by_role("option", name="Ben Stone").click()
    expect(window.get_by_role("button", name="You are Ben Stone")).to_be_visible()
    expect(window).to_have_url(re.compile(f"as={ben.id}"))
    face = window.locator(".clock-time")
    expect(face).to_have_text("9:00 AM")
    window.get_by_role("button", name="+1 hour").click()
    expect(face).to_have_text("10:00 AM")
    expect(window.locator(".person-role")).to_contain_text("3:00 PM")


def test_older_messages_come_while_scrolling_and_hold_the_place(
    sandbox: Sandbox, ada: Person, slack: WebClient, page: OpenPage
) -> None:
    channel = next(c["id"] for c in ada.channels() if c["name"] == "general")
    slack.conversations_join(channel=channel)
    for number in range(250):
        slack.chat_postMessage(channel=channel, text=f"number {number}")
    window = page(address(sandbox, ada))
    expect(window.get_by_text("number 249")).to_be_in_viewport()
    expect(messages(window)).to_have_count(100)
    mark = window.get_by_text("number 152", exact=True)
    mark.scroll_into_view_if_needed()
    expect(messages(window)).not_to_have_count(100)
    expect(mark).to_be_in_viewport()
    window.get_by_role("button", name="Jump to newest").click()
    expect(window.get_by_text("number 249")).to_be_in_viewport()


def test_what_is_new_stands_under_a_line(sandbox: Sandbox, ada: Person, ben: Person, page: OpenPage) -> None:
    ben.types("general", "seen before")
    ada.acts("read", channel="general")
    ben.types("general", "not seen yet")
    window = page(address(sandbox, ada))
    line = window.locator(".new-line + .message")
    expect(line).to_contain_text("not seen yet")
    ben.types("general", "and one more")
    expect(window.get_by_text("and one more")).to_be_visible()
    expect(line).to_contain_text("not seen yet")
