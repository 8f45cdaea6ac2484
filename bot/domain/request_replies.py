"""What people type beneath a request's card: a word that sounds like a decision decides nothing."""

from __future__ import annotations

import re

_LONGEST = 80
_DECIDING = re.compile(
    r"(?:(?:ok(?:ay)?|yes|yep|sure|fine|no|nope|lgtm|go(?: ahead| for it)|do it|please|i|we)\b[\s,.:!-]*)*"
    r"(?:approved?|declined?|reject(?:ed)?|den(?:y|ied)|granted?|counter(?:ed)?)"
    r"(?:\s+(?:it|this|that|thanks|thank you|thx|from me|by me|(?:at|with)?\s*\d.*))*\s*(?:[.,;:!)-].*)?$"
    r"|(?:ok(?:ay)?|yes|yep|sure|fine(?: by me| with me)?|no|nope|lgtm|go ahead|go for it|do it)[\s!.]*$"
    r"|:(?:\+1|thumbsup|white_check_mark|heavy_check_mark)(?::skin-tone-\d)?:[\s!.]*$"
    r"|[\U0001F44D\u2705\u2714]\ufe0f?[\s!.]*$",
    re.IGNORECASE,
)


def sounds_like_a_decision(typed: str) -> bool:
    """Whether somebody seems to decide with these words."""
    text = typed.strip()
    return len(text) <= _LONGEST and _DECIDING.match(text) is not None
