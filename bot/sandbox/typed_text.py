"""What a person typed as the rich_text block that Slack makes of it."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.reactions import emoji_names, is_emoji

Json = dict[str, Any]

MARKS = {"*": "bold", "_": "italic", "~": "strike"}
PREFORMATTED = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)
QUOTED = re.compile(r"&gt; ?")
INLINE = re.compile(
    r"<(?P<token>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|:(?P<emoji>[a-z0-9_+'-]+):(?::skin-tone-(?P<tone>[2-6]):)?"
    r"|(?<![^\W_])(?P<mark>[*_~])(?!\s|(?P=mark))"
    r"(?P<inner>(?:<[^<>\n]+>|`[^`\n]+`|[^\n<`]){1,500}?)(?<!\s)(?P=mark)(?![^\W_])"
)
TOKEN = re.compile(r"<([^<>\n|]+)(?:\|([^<>\n]*))?>")
PICTURES = emoji_names()


def rich_text(text: str) -> Json:
    """The block of a typed message, from its text as Slack stores it (escaped, mentions as tokens).

    It has sections, quotes and preformatted parts; `*bold*`, `_italic_`, `~strike~` and code; mentions,
    links and emoji. Every character typed is in it, but for the marks that became a style.
    """
    parts: list[Json] = []
    for position, piece in enumerate(PREFORMATTED.split(text)):
        if position % 2:
            parts.append(_part("preformatted", [_text(_words(piece), {})]) | {"border": 0})
        elif piece:
            parts += _paragraphs(piece)
    return {"type": "rich_text", "elements": parts}


def _paragraphs(text: str) -> Iterator[Json]:
    run: list[str] = []
    kind = ""
    for line in text.split("\n"):
        quoted = QUOTED.match(line)
        here = "quote" if quoted else "section"
        if run and here != kind:
            yield _part(kind, _spans("\n".join(run), {}))
            run = []
        kind = here
        run.append(line[quoted.end() :] if quoted else line)
    yield _part(kind, _spans("\n".join(run), {}))


def _part(kind: str, elements: list[Json]) -> Json:
    return {"type": f"rich_text_{kind}", "elements": elements}


def _spans(text: str, style: dict[str, bool]) -> list[Json]:
    spans: list[Json] = []
    literal, at = 0, 0
    while found := INLINE.search(text, at):
        made = _span(found, style)
        at = found.end() if made else found.start() + 1
        if made:
            _add_text(spans, text[literal : found.start()], style)
            spans += made
            literal = at
    _add_text(spans, text[literal:], style)
    return spans


def _span(found: re.Match[str], style: dict[str, bool]) -> list[Json]:
    """What stands at a sign; nothing if the sign only means itself."""
    if found["mark"]:
        name = MARKS[found["mark"]]
        return [] if name in style else _spans(found["inner"], {**style, name: True})
    if found["code"]:
        return [_text(_words(found["code"]), {**style, "code": True})]
    if found["emoji"]:
        return [_emoji(found, style)] if is_emoji(found["emoji"]) else []
    return [_reference(found["token"]) | _styled(style)]


def _emoji(found: re.Match[str], style: dict[str, bool]) -> Json:
    code_points = "-".join(f"{ord(each):x}" for each in PICTURES[found["emoji"]])
    tone = {"skin_tone": int(found["tone"])} if found["tone"] else {}
    return {"type": "emoji", "name": found["emoji"], "unicode": code_points, **tone, **_styled(style)}


def _reference(token: str) -> Json:
    target, _, label = token.partition("|")
    match target[0], target[1:]:
        case "@", user:
            return {"type": "user", "user_id": user}
        case "#", channel:
            return {"type": "channel", "channel_id": channel}
        case "!", word if word.startswith("subteam^"):
            return {"type": "usergroup", "usergroup_id": word.removeprefix("subteam^")}
        case "!", word:
            return {"type": "broadcast", "range": word}
    return {"type": "link", "url": _plain(target)} | ({"text": _plain(label)} if label else {})


def _add_text(spans: list[Json], text: str, style: dict[str, bool]) -> None:
    if text:
        spans.append(_text(_plain(text), style))


def _text(text: str, style: dict[str, bool]) -> Json:
    return {"type": "text", "text": text} | _styled(style)


def _styled(style: dict[str, bool]) -> Json:
    return {"style": style} if style else {}


def _words(text: str) -> str:
    """Text that is shown as it was typed: a link is its address."""
    return _plain(TOKEN.sub(lambda token: token[2] or token[1], text))


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
