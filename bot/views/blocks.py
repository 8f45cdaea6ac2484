"""Block Kit, a line per block: the few that Latitude draws with, built on slack_sdk's models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.views.text import clip, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

Json = dict[str, Any]

LONGEST_TEXT = 3000
LONGEST_FIELD = 2000
"""Characters that Slack takes in a text, and in one of several fields beside each other."""


def mrkdwn(text: str, longest: int = LONGEST_TEXT) -> MarkdownTextObject:
    """Formatted text, cut where Slack takes no more; bare addresses and names in it stay what they are."""
    return MarkdownTextObject(text=clip(text, longest), verbatim=True)


def plain(text: str) -> PlainTextObject:
    """Unformatted text."""
    return PlainTextObject(text=text, emoji=True)


def header(text: str) -> Json:
    """A heading."""
    return HeaderBlock(text=plain(text)).to_dict()


def section(text: str, accessory: ButtonElement | OverflowMenuElement | None = None) -> Json:
    """A paragraph, with a button or a menu beside it where one is given."""
    return SectionBlock(text=mrkdwn(text), accessory=accessory).to_dict()


def paragraphs(*texts: str) -> list[Json]:
    """Texts beneath each other, in as many blocks as it takes to cut none of them."""
    return [section(piece) for piece in pieces(*texts)]


def fields(*texts: str) -> Json:
    """Short texts in two columns."""
    return SectionBlock(fields=[mrkdwn(text, LONGEST_FIELD) for text in texts]).to_dict()


def context(*texts: str) -> Json:
    """Small print."""
    return ContextBlock(elements=[mrkdwn(text) for text in texts]).to_dict()


def divider() -> Json:
    """A line across."""
    return DividerBlock().to_dict()


def button(
    text: str, action: str, value: str = "", *, primary: bool = False, confirm: ConfirmObject | None = None
) -> ButtonElement:
    """A button; `value` is an opaque id and nothing else. With `confirm`, Slack asks before it counts."""
    return ButtonElement(
        text=plain(text),
        action_id=action,
        value=value or None,
        style="primary" if primary else None,
        confirm=confirm,
    )


def sure(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """What Slack asks before a button counts."""
    return ConfirmObject(title=plain(title), text=plain(text), confirm=plain(yes), deny=plain(no))


def menu(
    placeholder: str, action: str, options: Sequence[tuple[str, str]], chosen: str | None = None
) -> StaticSelectElement:
    """A menu of a few lines, each given as its value and its words, with the chosen one shown."""
    drawn = {value: Option(value=value, text=plain(words)) for value, words in options}
    return StaticSelectElement(
        placeholder=plain(placeholder),
        action_id=action,
        options=list(drawn.values()),
        initial_option=None if chosen is None else drawn.get(chosen),
    )


def overflow(action: str, options: Sequence[tuple[str, str]]) -> OverflowMenuElement:
    """A menu behind three dots, each line given as its value and its words."""
    return OverflowMenuElement(
        action_id=action, options=[Option(value=value, text=plain(words)) for value, words in options]
    )


def actions(*buttons: ButtonElement | StaticSelectElement) -> Json:
    """Buttons or menus in a row."""
    return ActionsBlock(elements=list(buttons)).to_dict()


def number(
    block: str, label: str, *, hint: str, most: int, value: Decimal | None, decimals: bool = False
) -> Json:
    """An input for a number from 0 to `most`, whole unless `decimals` are allowed."""
    element = NumberInputElement(
        action_id="value",
        is_decimal_allowed=decimals,
        min_value="0",
        max_value=str(most),
        initial_value=None if value is None else f"{value:f}",
    )
    return InputBlock(block_id=block, label=plain(label), hint=plain(hint), element=element).to_dict()


def paragraph(block: str, label: str, *, placeholder: str, longest: int, value: str) -> Json:
    """An optional input for several lines."""
    element = PlainTextInputElement(
        action_id="value",
        multiline=True,
        max_length=longest,
        placeholder=plain(placeholder),
        initial_value=value or None,
    )
    return InputBlock(block_id=block, label=plain(label), element=element, optional=True).to_dict()


def words(block: str, label: str, *, longest: int, value: str = "", hint: str = "") -> Json:
    """An input for several lines that must be filled in."""
    element = PlainTextInputElement(
        action_id="value", multiline=True, max_length=longest, initial_value=value or None
    )
    return InputBlock(
        block_id=block, label=plain(label), element=element, hint=plain(hint) if hint else None
    ).to_dict()


def line(block: str, label: str, *, placeholder: str, longest: int, value: str) -> Json:
    """An optional input for one line."""
    element = PlainTextInputElement(
        action_id="value", max_length=longest, placeholder=plain(placeholder), initial_value=value or None
    )
    return InputBlock(block_id=block, label=plain(label), element=element, optional=True).to_dict()


def choice(block: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None) -> Json:
    """An input for one of several answers, each given as its value and its words."""
    drawn = {value: Option(value=value, label=words) for value, words in options}
    element = RadioButtonsElement(
        action_id="value",
        options=list(drawn.values()),
        initial_option=drawn.get(chosen) if chosen is not None else None,
    )
    return InputBlock(block_id=block, label=plain(label), element=element).to_dict()


def chooser(block: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Json:
    """An input for one line of a menu, each given as its value and its words."""
    drawn = {value: Option(value=value, text=plain(words)) for value, words in options}
    element = StaticSelectElement(
        action_id="value", options=list(drawn.values()), initial_option=drawn.get(chosen)
    )
    return InputBlock(block_id=block, label=plain(label), element=element).to_dict()


def people_chooser(block: str, label: str, chosen: Sequence[str], *, most: int) -> Json:
    """An input for people of the workspace, at most so many."""
    element = UserMultiSelectElement(
        action_id="value", initial_users=list(chosen) or None, max_selected_items=most
    )
    return InputBlock(block_id=block, label=plain(label), element=element).to_dict()


def modal(
    title: str,
    blocks: list[Json],
    *,
    callback: str,
    close: str,
    submit: str | None = None,
    metadata: str = "",
) -> Json:
    """A modal."""
    return View(
        type="modal",
        title=plain(title),
        submit=None if submit is None else plain(submit),
        close=plain(close),
        callback_id=callback,
        private_metadata=metadata,
        blocks=blocks,
    ).to_dict()


def home_tab(blocks: list[Json]) -> Json:
    """App Home."""
    return View(type="home", blocks=blocks).to_dict()
