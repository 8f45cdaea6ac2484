"""What of a text can be seen: what is compared, and what counts as having said something."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cn"})
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
"""Letters and marks that draw nothing by themselves: fillers, joiners, variation selectors."""


def seen(text: str) -> str:
    """`text` without what nobody sees, on one line, with single spaces."""
    return " ".join("".join(filter(_is_seen, text)).split())


def comparable(name: str) -> str:
    """A name as it is compared: whatever its case, spaces, accents' spelling, and what nobody sees in it."""
    folded = unicodedata.normalize("NFKC", seen(name)).casefold()
    return seen(unicodedata.normalize("NFKC", folded))


def _is_seen(character: str) -> bool:
    return character.isspace() or (character not in _BLANK and unicodedata.category(character) not in _UNSEEN)
