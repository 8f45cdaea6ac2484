"""Slack's mrkdwn as the page reads it: the module runs in the browser, on a table of cases."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import MANIFEST, PEOPLE

pytestmark = pytest.mark.browser

Node = dict[str, Any]
SHORT: dict[str, Callable[[Node], str]] = {
    "text": lambda node: str(node["text"]),
    "break": lambda node: "⏎",
    "code": lambda node: f"[code {node['text']}]",
    "emoji": lambda node: f"[:{node['name']}{node['tone'] or ''}]",
    "link": lambda node: f"[{node['url']} {words(node['children'])}]",
    "date": lambda node: f"[date {node['epoch']} {node['format']} {node['url']} {node['fallback']}]",
    "user": lambda node: f"[@{node['id']}]",
    "channel": lambda node: f"[#{node['id']}]",
    "group": lambda node: f"[&{node['id']}]",
    "broadcast": lambda node: f"[!{node['range']}]",
    "bold": lambda node: f"[b {words(node['children'])}]",
    "italic": lambda node: f"[i {words(node['children'])}]",
    "strike": lambda node: f"[s {words(node['children'])}]",
}


def words(nodes: list[Node]) -> str:
    """The inline nodes in a short notation, so that a case fits on a line."""
    return "".join(word(node) for node in nodes)


def word(node: Node) -> str:
    return SHORT[node["type"]](node)


def shown(blocks: list[Node]) -> str:
    return "|".join(
        f"pre({block['text']})" if block["type"] == "pre" else f"{block['type']}({words(block['children'])})"
        for block in blocks
    )


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Callable[[str, Any], Any]]:
    """Evaluate an expression of the module, as `m`, with one argument."""
    with Sandbox(MANIFEST, people=PEOPLE) as sandbox:
        window = browser.new_page()
        window.goto(sandbox.url)

        def evaluate(expression: str, argument: Any) -> Any:
            return window.evaluate(
                f"async (a) => {{ const m = await import('/page/mrkdwn.js'); return {expression}; }}",
                argument,
            )

        yield evaluate
        window.close()


CASES = {
    "plain": ("hello", "line(hello)"),
    "bold": ("a *b c* d", "line(a [b b c] d)"),
    "italic": ("_so_", "line([i so])"),
    "strike": ("~no~", "line([s no])"),
    "nested": ("*a _b_ ~c~*", "line([b a [i b] [s c]])"),
    "bold beside punctuation": ("(*a*), *b*!", "line(([b a]), [b b]!)"),
    "not inside a word": ("snake_case_name 2*3*4", "line(snake_case_name 2*3*4)"),
    "no space inside the marks": ("* a * and *a *", "line(* a * and *a *)"),
    "no mark over two lines": ("*a\nb*", "line(*a⏎b*)"),
    "unclosed": ("*a _b ~c `d", "line(*a _b ~c `d)"),
    "empty marks": ("** __ ~~ ``", "line(** __ ~~ ``)"),
    "code is not formatted": ("`*a* :x: &lt;`", "line([code *a* :x: <])"),
    "marks around code": ("*`a*b`*", "line([b [code a*b]])"),
    "preformatted": ("x\n```a\n *b*```\ny", "line(x)|pre(a\n *b*)|line(y)"),
    "preformatted shows a link's words": ("```<https://a.example|here>```", "pre(here)"),
    "quote": ("&gt; a\n&gt; b\nc", "quote(a⏎b)|line(c)"),
    "quote typed raw": ("> a", "quote(a)"),
    "greater than within a line": ("5 &gt; 4", "line(5 > 4)"),
    "list as typed": ("• a\n1. b", "line(• a⏎1. b)"),
    "entities": ("&amp;lt; &lt;b&gt; &copy;", "line(&lt; <b> &copy;)"),
    "link": (
        "<https://a.example/x?y=1&amp;z=2>",
        "line([https://a.example/x?y=1&z=2 https://a.example/x?y=1&z=2])",
    ),
    "link with words": ("<https://a.example|the *A*>", "line([https://a.example the [b A]])"),
    "mail": (
        "<mailto:a@b.example|write>, <mailto:a@b.example>",
        "line([mailto:a@b.example write], [mailto:a@b.example a@b.example])",
    ),
    "no script": ("<javascript:alert(1)|x>", "line(<javascript:alert(1)|x>)"),
    "no data": ("<data:text/html,x|x>", "line(<data:text/html,x|x>)"),
    "markup is text": ("<img src=x onerror=alert(1)>", "line(<img src=x onerror=alert(1)>)"),
    "bare link": (
        "see https://a.example/b_c_d.",
        "line(see [https://a.example/b_c_d https://a.example/b_c_d].)",
    ),
    "bare link in brackets": ("(http://a.example)", "line(([http://a.example http://a.example]))"),
    "bare link ends before a tag": ("http://a.example&gt;", "line([http://a.example http://a.example]>)"),
    "person": ("<@U012AB> <@W1|ann>", "line([@U012AB] [@W1])"),
    "not a person": ("<@nobody>", "line(<@nobody>)"),
    "channel": ("<#C012|sales> <#G1>", "line([#C012] [#G1])"),
    "broadcasts": ("<!here> <!channel> <!everyone>", "line([!here] [!channel] [!everyone])"),
    "escaped broadcast": ("&lt;!channel&gt;", "line(<!channel>)"),
    "group": ("<!subteam^S1|@team>", "line([&S1])"),
    "date": (
        "<!date^1700000000^{date}^https://a.example|then>",
        "line([date 1700000000 {date} https://a.example then])",
    ),
    "date that is none": ("<!date^soon^{date}|then>", "line(then)"),
    "emoji": (":tada: a:b: 10:30:00", "line([:tada] a[:b] 10[:30]00)"),
    "skin tone": (":muscle::skin-tone-4:", "line([:muscle4])"),
    "emoji in bold": ("*:tada: yes*", "line([b [:tada] yes])"),
    "right to left": ("*שלום* مرحبا", "line([b שלום] مرحبا)"),
    "accents are letters": ("é*a*é", "line(é*a*é)"),
}


@pytest.mark.parametrize("case", CASES)
def test_mrkdwn_is_read_as_slack_reads_it(run: Callable[[str, Any], Any], case: str) -> None:
    text, expected = CASES[case]
    assert shown(run("m.parse(a)", text)) == expected


def test_verbatim_text_has_no_links_of_its_own(run: Callable[[str, Any], Any]) -> None:
    text = "https://a.example *b* <https://c.example>"
    blocks = run("m.parse(a, {verbatim: true})", text)
    assert shown(blocks) == "line(https://a.example [b b] [https://c.example https://c.example])"


def test_plain_text_knows_emoji_and_nothing_else(run: Callable[[str, Any], Any]) -> None:
    assert words(run("m.plain(a)", "*a* :tada: <@U1> &lt;\nb")) == "*a* [:tada] <@U1> &lt;⏎b"
    assert words(run("m.plain(a, {emoji: false})", ":tada:")) == ":tada:"


@pytest.mark.parametrize(
    ("text", "large"),
    [
        (":tada:", True),
        (":tada: :+1:", True),
        ("🎉 👍🏽", True),
        (":tada: yes", False),
        ("", False),
        ("&gt; :tada:", False),
        ("12", False),
    ],
)
def test_emoji_alone_are_large(run: Callable[[str, Any], Any], text: str, large: bool) -> None:
    assert run("m.isJumbo(m.parse(a))", text) is large


@pytest.mark.parametrize("piece", ["*a ", "_*~", "<", "`", ":a", "&gt;\n", "<@", "http://", "*<a "])
def test_ten_thousand_hostile_characters_are_read_at_once(run: Callable[[str, Any], Any], piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    milliseconds = run(
        "(() => { const began = performance.now(); m.parse(a); return performance.now() - began; })()", text
    )
    assert milliseconds < 1_000
