"""Links to messages in Slack."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https://[a-z0-9.-]+\.slack\.com/?")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,20}")
_PERMALINK = re.compile(
    r"https://[a-z0-9.-]+\.slack\.com/archives/[CDG][A-Z0-9]{2,20}/p\d{7,18}"
    r"(?:\?thread_ts=\d{1,12}\.\d{6}&cid=[CDG][A-Z0-9]{2,20})?"
)
_STAMP = re.compile(r"\d{1,12}\.\d{6}")


def is_permalink(link: str) -> bool:
    """Whether this is a link to a message, as `permalink` writes it."""
    return _PERMALINK.fullmatch(link) is not None


def permalink(address: str, channel: str, ts: str, thread: str = "") -> str:
    """The link to a message, as Slack writes it; "" where any part of it is none.

    Args:
        address: The workspace's, such as `https://acme.slack.com/`.
        channel: The channel's id.
        ts: Slack's name of the message.
        thread: Of the message that it answers, if it does.
    """
    if not (_ADDRESS.fullmatch(address) and _CHANNEL.fullmatch(channel) and _STAMP.fullmatch(ts)):
        return ""
    link = f"{address.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    if thread in {"", ts} or not _STAMP.fullmatch(thread):
        return link
    return f"{link}?thread_ts={thread}&cid={channel}"
