"""Rich text: sections, lists, quotes and preformatted text, and what stands in them."""

from bot.sandbox.block_kit.rules import (
    anything,
    boolean,
    integer,
    kind_of,
    list_of,
    one_of,
    shape,
    string,
    url,
)

TYPE = {"type": anything}
STYLE = {
    "style": shape(
        {},
        dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), boolean)
        | {"client_highlight": boolean},
    )
}
LINKS = frozenset({"http", "https", "mailto", "tel", "slack"})
INLINE = {
    "text": shape({**TYPE, "text": string(12_000)}, STYLE),
    "link": shape(
        {**TYPE, "url": url(schemes=LINKS)}, {"text": string(12_000, 0), "unsafe": boolean, **STYLE}
    ),
    "emoji": shape(
        {**TYPE, "name": string(255)},
        {"unicode": string(255), "skin_tone": integer(1, 6), "url": url(), **STYLE},
    ),
    "user": shape({**TYPE, "user_id": string(255)}, STYLE),
    "usergroup": shape({**TYPE, "usergroup_id": string(255)}, STYLE),
    "team": shape({**TYPE, "team_id": string(255)}, STYLE),
    "channel": shape({**TYPE, "channel_id": string(255)}, STYLE),
    "broadcast": shape({**TYPE, "range": one_of("here", "channel", "everyone")}, STYLE),
    "color": shape({**TYPE, "value": string(255)}, STYLE),
    "date": shape(
        {**TYPE, "timestamp": integer(0, 10**12), "format": string(255)},
        {"url": url(), "fallback": string(3000), **STYLE},
    ),
}
SPANS = list_of(kind_of(INLINE, "an element of rich text"), 0, 1000)
SECTION = shape({**TYPE, "elements": SPANS}, {})
PARTS = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": list_of(kind_of({"rich_text_section": SECTION}, "a section"), 1, 1000),
        },
        {"indent": integer(0, 8), "offset": integer(0, 100_000), "border": integer(0, 1)},
    ),
    "rich_text_preformatted": shape(
        {**TYPE, "elements": SPANS}, {"border": integer(0, 1), "language": string(255)}
    ),
    "rich_text_quote": shape({**TYPE, "elements": SPANS}, {"border": integer(0, 1)}),
}
RICH_TEXT = shape(
    {**TYPE, "elements": list_of(kind_of(PARTS, "a part of rich text"), 1, 1000)}, {"block_id": string(255)}
)
