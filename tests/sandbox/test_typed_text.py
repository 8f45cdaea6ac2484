"""What people type, as the rich_text block that apps receive."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.block_kit import faults_of_message
from bot.sandbox.client import Person
from bot.sandbox.typed_text import rich_text

Json = dict[str, Any]


def short(text: str) -> str:
    """The block in a short notation, so that a case fits on a line."""
    parts = []
    for part in rich_text(text)["elements"]:
        kind = part["type"].removeprefix("rich_text_")
        parts.append(f"{kind}({''.join(span(each) for each in part['elements'])})")
    return "|".join(parts)


def span(element: Json) -> str:
    style = "".join(name[0] for name in element.get("style", ()))
    said = [value for key, value in element.items() if key not in {"type", "style", "unicode"}]
    words = " ".join(str(each) for each in said)
    if element["type"] == "text":
        return f"[{style} {words}]" if style else words
    return f"[{element['type']}{f'.{style}' if style else ''} {words}]"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hello", "section(hello)"),
        ("a *b c* d", "section(a [b b c] d)"),
        ("*a _b_ ~c~*", "section([b a ][bi b][b  ][bs c])"),
        ("_so_ ~no~", "section([i so] [s no])"),
        ("2*3*4 and a_b_c", "section(2*3*4 and a_b_c)"),
        ("* a* *b *", "section(* a* *b *)"),
        ("**a**", "section(*[b a]*)"),
        ("*a\nb*", "section(*a\nb*)"),
        ("*a *b*", "section([b a *b])"),
        ("`*x*` and ``", "section([c *x*] and ``)"),
        ("*see `x*y` now*", "section([b see ][bc x*y][b  now])"),
        ("a\n&gt; b\n&gt; *c*\nd", "section(a)|quote(b\n[b c])|section(d)"),
        ("x\n```\na &lt; *b*\n```\ny", "section(x)|preformatted(a < *b*)|section(y)"),
        ("```<https://a.example>```", "preformatted(https://a.example)"),
        (
            "<@U1> in <#C1> <!here> <!subteam^S1>",
            "section([user U1] in [channel C1] [broadcast here] [usergroup S1])",
        ),
        ("<https://a.example/?x=1&amp;y=2>", "section([link https://a.example/?x=1&y=2])"),
        ("*<https://a.example|site>*", "section([link.b https://a.example site])"),
        (":tada: :nothing: :wave::skin-tone-3:", "section([emoji tada] :nothing: [emoji wave 3])"),
        ("9:30:15", "section(9:30:15)"),
        ("&lt;b&gt; &amp;amp;", "section(<b> &amp;)"),
    ],
)
def test_what_was_typed_becomes_rich_text(typed: str, expected: str) -> None:
    assert short(typed) == expected


@given(st.text(st.sampled_from("qz *_~`:\n&<>@"), max_size=60))
def test_no_character_is_lost_and_slack_would_take_the_block(typed: str) -> None:
    stored = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    block = rich_text(stored)
    shown = "".join(str(each["text"]) for part in block["elements"] for each in part["elements"])
    assert letters(shown) == letters(typed)
    if typed.strip():
        assert faults_of_message("x", [block]) == []


def letters(text: str) -> list[str]:
    return [each for each in text if each in "qz:@<&"]


@pytest.mark.parametrize(
    "text", ["*a " * 13_000, "_*~a " * 8_000, "`" * 40_000, "<@U1>" * 8_000, ":" * 40_000]
)
def test_the_longest_message_takes_no_noticeable_time(text: str) -> None:
    began = time.perf_counter()
    rich_text(text)
    assert time.perf_counter() - began < 2


def test_apps_and_readers_get_the_block(ada: Person) -> None:
    ts = ada.types("general", "*done*")
    [block] = ada.messages("general")[-1]["blocks"]
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "done", "style": {"bold": True}}]
    assert block["block_id"]
    ada.acts("edit", channel="general", ts=ts, text="not yet")
    [block] = ada.messages("general")[-1]["blocks"]
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "not yet"}]
