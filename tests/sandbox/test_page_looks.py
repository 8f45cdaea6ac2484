"""How the page looks: its text can be read in light and dark, and it fits a telephone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox.client import Person
from bot.sandbox.server import Sandbox
from tests.browser import OpenPage, address
from tests.sandbox.bolt import MANIFEST, PEOPLE

pytestmark = pytest.mark.browser

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def test_on_a_narrow_screen_the_sidebar_is_a_drawer(sandbox: Sandbox, ada: Person, page: OpenPage) -> None:
    window = page(address(sandbox, ada), width=390, height=844)
    sidebar = window.get_by_role("navigation", name="Conversations")
    expect(sidebar).to_be_hidden()
    assert window.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    window.get_by_label("Open the sidebar").click()
    expect(sidebar).to_be_visible()
    sidebar.get_by_role("button", name="Parrot").click()
    expect(sidebar).to_be_hidden()
    expect(window.get_by_role("heading", name="Parrot").first).to_be_visible()


NAMED_OTHERWISE = """() => {
  const words = (text) => text.toLowerCase().replace(/\\s+/g, " ").trim();
  const shown = (el) => words([...el.querySelectorAll("*"), el].flatMap((node) => [...node.childNodes])
    .filter((node) => node.nodeType === 3 && !node.parentElement.closest("[aria-hidden=true], .emoji"))
    .map((node) => node.data).join(" "));
  return [...document.querySelectorAll("button, a, input, [role=button], [role=option], [role=tab]")]
    .filter((el) => el.checkVisibility() && el.hasAttribute("aria-label"))
    .map((el) => [el.ariaLabel, shown(el)])
    .filter(([name, text]) => !words(name).includes(text));
}"""


def test_a_control_is_named_by_the_words_on_it(
    sandbox: Sandbox, ada: Person, ben: Person, slack: WebClient, page: OpenPage
) -> None:
    ben.types("general", "hello")
    options = [{"text": plain("Price"), "value": "price"}]
    menus = [
        {"type": kind, "action_id": kind, "placeholder": plain("Why?"), "options": options}
        for kind in ("static_select", "multi_static_select")
    ]
    blocks = [{"type": "section", "text": plain("One"), "accessory": menu} for menu in menus]
    slack.chat_postMessage(channel=ada.id, text="x", blocks=blocks)
    for place in ("general", "app"):
        window = page(address(sandbox, ada, place))
        expect(window.locator(".messages .message").first).to_be_visible()
        assert window.evaluate(NAMED_OTHERWISE) == []
    for name in ("+1 hour", "Next morning", "End of day", "Next week"):
        expect(window.get_by_role("button", name=name)).to_be_visible()


def test_the_page_bears_the_name_of_the_workspace(page: OpenPage) -> None:
    with Sandbox(MANIFEST, people=PEOPLE, team="Northwind Traders") as sandbox:
        window = page(sandbox.url)
        expect(window.get_by_role("heading", name="Northwind Traders")).to_be_visible()
        expect(window).to_have_title(re.compile("^Parrot .* Northwind Traders$"))
        assert sandbox.client().workspace()["team"]["domain"] == "northwind-traders"


CONTRAST = """(el) => {
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const read = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, under) => top.rgb.map((c, i) => c * top.a + under[i] * (1 - top.a));
  const chain = [];
  for (let node = el; node; node = node.parentElement) chain.unshift(getComputedStyle(node).backgroundColor);
  const ground = chain.map(read).reduce((under, layer) => over(layer, under), [255, 255, 255]);
  const ink = over(read(getComputedStyle(el).color), ground);
  const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
READ = [
    ".message-text .line",
    ".message-name",
    ".message-time",
    ".message-text .link",
    ".message-text .mention",
    ".message-text .mention-me",
    ".message-text .code",
    ".app-badge",
    ".context-text",
    ".block .button:not(.is-primary, .is-danger)",
    ".block .button.is-primary",
    ".block .button.is-danger",
    ".day-name",
    ".sidebar-title",
    ".sidebar-row.is-open .sidebar-name",
    ".sidebar-row:not(.is-open) .sidebar-name",
    ".clock-time",
    ".clock-zone",
    ".clock-jump",
    ".person-role",
    ".conversation-name",
    ".intro p",
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_is_readable(
    sandbox: Sandbox, ada: Person, ben: Person, slack: WebClient, page: OpenPage, dark: bool
) -> None:
    channel = next(c["id"] for c in ada.channels() if c["name"] == "general")
    slack.conversations_join(channel=channel)
    ben.types("general", f"see https://a.example with @{ada.id} and `code`")
    slack.chat_postMessage(channel=channel, text=f"<https://a.example> <@{ada.id}> <@{ben.id}> `code`")
    buttons = [
        {"type": "button", "action_id": style, "text": plain(style), "style": style}
        for style in ("primary", "danger")
    ]
    buttons.append({"type": "button", "action_id": "plain", "text": plain("plain")})
    context = {"type": "context", "elements": [plain("Quiet")]}
    slack.chat_postMessage(
        channel=channel, text="x", blocks=[{"type": "actions", "elements": buttons}, context]
    )
    window = page(address(sandbox, ada), dark=dark)
    expect(window.get_by_text("Quiet")).to_be_visible()
    poor = {what: window.locator(what).first.evaluate(CONTRAST) for what in READ}
    assert {what: round(ratio, 2) for what, ratio in poor.items() if ratio < 4.5} == {}
