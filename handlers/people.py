"""Who is in Slack: ids behind e-mail addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk import WebClient

log = structlog.get_logger("latitude.people")

MOST_LOOKED_UP = 200
"""How many people Slack is asked for at once; it takes some fifty of these a minute."""


def look_up(client: WebClient, emails: Sequence[str]) -> tuple[dict[str, str], str]:
    """The Slack id for each address that Slack knows, and why it was not asked further, if so."""
    found: dict[str, str] = {}
    unknown, failure = 0, ""
    for email in emails[:MOST_LOOKED_UP]:
        try:
            found[email] = str(client.users_lookupByEmail(email=email)["user"]["id"])
        except SlackApiError as error:
            if error.response.get("error") == "users_not_found":
                unknown += 1
                continue
            failure = str(error.response.get("error"))
            break
        except OSError as error:
            failure = type(error).__name__
            break
    log.info("looked up by e-mail", found=len(found), unknown=unknown, failure=failure)
    return found, failure
