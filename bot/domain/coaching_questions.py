"""One open question to begin a talk with: a few for each reason, so that none comes every week."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.coaching_reasons import Why

if TYPE_CHECKING:
    from datetime import date

QUESTIONS = MappingProxyType({
    Why.ASKED: (
        "What would make this talk worth your time?",
        "What have you tried so far, and what came of it?",
        "If this were solved by Friday, what would be different?",
    ),
    Why.FOLLOW_UP: (
        "How did it go?",
        "What came of it, and what would you keep?",
        "What helped, and what got in the way?",
    ),
    Why.BLOCKED: (
        "Who could clear this, and what do they need to hear?",
        "What would you do if it never cleared?",
        "Which part of it can I take off you?",
    ),
    Why.HELD_BACK: (
        "Which decision would you rather have made yourself?",
        "What did the waiting cost you?",
        "Where would a larger limit have changed how it ended?",
    ),
    Why.DROPPED: (
        "What has changed in these weeks, with you or with your customers?",
        "Where does the time go that went there before?",
        "Which part of your week works least well just now?",
    ),
    Why.SLIPPING: (
        "What makes it hard just now to do what you said you would?",
        "What could you drop, so that the rest holds?",
        "What would a week look like that you could keep to?",
    ),
    Why.TALK_FIRST: (
        "How did that week come about?",
        "What don't the numbers show?",
        "What would you want me to know before I confirm it?",
    ),
    Why.UNCONFIRMED: (
        "Which of these weeks would you like to walk me through?",
        "What stands behind the numbers of the last weeks?",
        "What should I know before I confirm them?",
    ),
    Why.OUT_OF_REACH: (
        "What would you take from this week into the next?",
        "With the target out of reach, what is the best use of the days left?",
        "What would have had to be different on Monday?",
    ),
    Why.OVERDUE: (
        "What should we have talked about by now?",
        "What is on your mind that no number shows?",
        "What goes better than it looks?",
    ),
    Why.UNTHANKED: (
        "What are you proud of that nobody noticed?",
        "What took more than it shows?",
        "Who made your work easier lately?",
    ),
    Why.GOOD_NEWS: (
        "How did you do it?",
        "What of it could you do again?",
        "What was the moment at which it turned?",
    ),
})  # fmt: skip
"""Each can be asked as it stands, and none can be answered with yes or no."""


def question_for(why: Why, person: str, day: date) -> str:
    """The question of a week: the same all week, another one the week after."""
    questions = QUESTIONS[why]
    begins = int.from_bytes(hashlib.sha256(f"{why}:{person}".encode()).digest()[:4], "big")
    return questions[(begins + day.toordinal() // 7) % len(questions)]
