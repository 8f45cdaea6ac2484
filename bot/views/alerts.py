"""What an admin hears when a message could not be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views.blocks import context, section
from bot.views.text import escape

if TYPE_CHECKING:
    from bot.domain.deliveries import Claimed

MENDS: dict[str, str] = {
    "account_inactive": "The bot's access was revoked: install it again from the Slack app's page.",
    "channel_not_found": "The channel is gone, or I am not in it. Invite me with `/invite @latitude`.",
    "is_archived": "The channel is archived. Name another one in the plan.",
    "messages_tab_disabled": "Turn on the Messages tab on the Slack app's page, under App Home.",
    "missing_scope": "The Slack app lacks a permission: paste the manifest again and reinstall it.",
    "not_in_channel": "I am not in that channel. Invite me with `/invite @latitude`.",
    "user_not_found": "That person is no longer in Slack.",
}


KINDS: dict[str, str] = {
    "absence-entered": "the note on an absence",
    "absence-ended": "the note on an absence",
    "alert": "an alert",
    "attestations": "the month's questions about the team",
    "attestations-card": "the month's questions about the team",
    "nudge": "a hint for the week",
    "nudge-card": "a hint for the week",
    "audit": "the look at what was decided alone",
    "audit-card": "the look at what was decided alone",
    "audit-told": "the look at what was decided alone",
    "balance": "the note on somebody's limit",
    "balance-card": "the note on somebody's limit",
    "checkin-card": "the answered check-in",
    "checkin-last-reminder": "the last reminder",
    "checkin-prompt": "the daily prompt",
    "contest": "the card of a contested row",
    "contest-card": "the card of a contested row",
    "contest-settled": "what became of a contested row",
    "trust-chart": "the chart of trust",
    "checkin-reminder": "the reminder",
    "coaching-asked": "the wish for a talk",
    "coaching-asked-card": "the wish for a talk",
    "coaching-morning": "the morning's list of whom a manager could help",
    "coaching-morning-card": "the morning's list of whom a manager could help",
    "coaching-note": "the note on a talk",
    "coaching-note-card": "the note on a talk",
    "delegation": "the note on a delegation",
    "delegation-ended": "the note on a delegation",
    "home": "the Home tab",
    "import-note": "the note on late counts from another system",
    "kudos": "the post of kudos",
    "kudos-card": "the post of kudos",
    "kudos-removed": "the note on kudos that were taken down",
    "kudos-report": "the report of kudos",
    "kudos-report-card": "the report of kudos",
    "kudos-told": "the kudos",
    "kudos-told-card": "the kudos",
    "milestone": "the news of a milestone",
    "milestone-ask": "the question about a step up",
    "milestone-ask-card": "the question about a step up",
    "milestone-private": "the note on a milestone",
    "import-question": "the question about a number",
    "import-question-card": "the question about a number",
    "newcomer": "the news of somebody new",
    "newcomer-card": "the news of somebody new",
    "outcome": "the question what became of a deal",
    "outcome-breach": "the note on what was given",
    "outcome-card": "the question what became of a deal",
    "outage": "the note on an outage",
    "request": "the card of a request",
    "request-asked": "a request to its approver",
    "request-card": "the card of a request",
    "request-emergency": "the news of an emergency",
    "request-line": "the news beneath a request",
    "request-mine": "the card of a request",
    "request-passed": "the news of a request",
    "request-reminder": "the reminder of a request",
    "request-reminder-card": "the reminder of a request",
    "request-told": "the news of a request",
    "request-typed": "the answer beneath a request",
    "retrospect": "the look back on a week",
    "retrospect-card": "the look back on a week",
    "roundup": "the week's roundup",
    "slip-warning": "the word in private on something that slips",
    "step": "the proposal of a step",
    "step-card": "the proposal of a step",
    "step-known": "the news of a step",
    "step-told": "the news of a step",
    "team-digest": "the morning line",
    "team-map": "the team map",
    "team-thread": "the team's thread",
    "team-thread-answer": "an answer in the team's thread",
    "typed-answer": "the answer to a typed check-in",
    "typed-help": "the help on typed check-ins",
    "week-review": "the Friday card",
    "week-review-card": "the Friday card",
    "welcome": "the first hello",
}
"""What each kind of message is called in a sentence."""


def card(claimed: Claimed) -> Message:
    """Which message did not arrive, why, and how to mend it."""
    kind = KINDS.get(str(claimed.about.get("kind")), "a message")
    to = str(claimed.about.get("to", ""))
    reason = str(claimed.about.get("reason", ""))
    where = f"<@{to}>" if to.startswith(("U", "W")) else f"<#{to}>"
    why = (
        f"Slack says `{escape(reason)}`. {MENDS[reason]}"
        if reason in MENDS
        else f"Reason: `{escape(reason)}`."
    )
    text = f"I couldn't deliver {kind} to {where}."
    more = "If others failed for the same reason today, this is the only line about it."
    return Message(text=text, blocks=(section(text), context(f"{why} {more}")))
