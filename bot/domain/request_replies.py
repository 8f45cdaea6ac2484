"""What people type beneath a request's card: a word that sounds like a decision decides nothing."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 80
_MENTION = re.compile(r"<[@!#][^>]*>")
_SAID_WITH_AN_EMOJI = (
    (re.compile(r":(?:\+1|thumbsup|(?:white|heavy)_check_mark|ballot_box_with_check|ok_hand):"), " yes "),
    (re.compile(r":(?:-1|thumbsdown|x|no_entry(?:_sign)?|negative_squared_cross_mark):"), " no "),
    (re.compile("[\U0001f44d\u2705\u2714\u2611\U0001f44c]|(?<!\\S)\\+1(?!\\S)"), " yes "),
    (re.compile("[\U0001f44e\u274c\u26d4]|(?<!\\S)-1(?!\\S)"), " no "),
)
_EMOJI = re.compile(r":[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:")
_ENDS = re.compile(r"[;:!()\n\u2013\u2014\u2026]+|[.,]+(?!\d)|(?:^|\s)-+(?=\s|$)")

_YES_OR_NO = (
    r"ok(?:ay)?|yes|yep|yeah|yup|sure|fine|no|nope|nah|lgtm|agreed|absolutely|definitely|go ahead|go for it|"
    r"do it|(?:sounds|looks) good|works for me|good to go"
)
_TO_WHOM = r"please|pls|(?:by|with|for|from) me|(?:from|on) my (?:side|end)"
_THANKS = r"thanks|thank you|thx|cheers"
_AMOUNT = r"[$\u20ac\u00a3]?\d[\d.,]*(?: ?(?:%|k|percent|days|months))?"
_WHAT = rf"it|this|that|(?:(?:at|for|to|with) )?(?:the )?{_AMOUNT}"
_DECISION = r"approved?|declined?|reject(?:ed)?|den(?:y|ied)|granted?|counter(?:ed)?"
_NOW = r"approve|decline|reject|deny|grant|counter"  # "we approved it" tells of another time

_AGREES = re.compile(rf"(?:(?:{_TO_WHOM}) )*(?:{_YES_OR_NO})(?: (?:{_YES_OR_NO}|{_TO_WHOM}))*")
_DECIDES = re.compile(
    rf"(?:(?:{_YES_OR_NO}|{_TO_WHOM}|{_THANKS}) )*"
    rf"(?:(?:(?:it|this|that)(?:'?s| is) )?(?:not )?(?:{_DECISION})|(?:i|we) (?:{_NOW}))"
    rf"(?: (?:{_YES_OR_NO}|{_TO_WHOM}|{_THANKS}|{_WHAT}))*"
)


def sounds_like_a_decision(typed: str) -> bool:
    """Whether these words decide by themselves: yes or no, or approving and the like.

    Whatever asks, or tells of something else, does not: "approved?", "they approved the budget".
    """
    if len(typed.strip()) > _LONGEST or "?" in typed:
        return False
    clauses = _clauses(typed)
    for clause in clauses:
        if _DECIDES.fullmatch(clause):
            return True  # what follows gives the reason
        if not _AGREES.fullmatch(clause):
            return False
    return bool(clauses)


def _clauses(typed: str) -> list[str]:
    """What was typed, clause by clause, without mentions and marks; emoji that decide as words."""
    text = _MENTION.sub(" ", typed.casefold().replace("\u2019", "'"))
    for emoji, word in _SAID_WITH_AN_EMOJI:
        text = emoji.sub(word, text)
    text = "".join(" " if _is_mark(each) else each for each in _EMOJI.sub(" ", text))
    return [clause for clause in (" ".join(each.split()) for each in _ENDS.split(text)) if clause]


def _is_mark(character: str) -> bool:
    """Whether it only dresses words up: bold, a quotation mark, a picture."""
    return character in '*_~`"\u201c\u201d' or unicodedata.category(character) in {"So", "Sk", "Cf", "Mn"}
