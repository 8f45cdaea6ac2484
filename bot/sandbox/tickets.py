"""Short-lived permissions that Slack hands to an app: trigger ids and response URLs."""

import secrets
from dataclasses import dataclass
from time import monotonic

from bot.sandbox.errors import SlackError

MAX_USES = 5
MAX_AGE = 30 * 60.0
FORGET_AFTER = 600.0


@dataclass
class Trigger:
    """The right to show one view to the person who just acted."""

    user: str
    view_id: str
    born: float
    used: bool = False


class Triggers:
    """Trigger ids: good once, for `seconds` of real time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str = "") -> str:
        """A fresh trigger id, for an act of `user` (in the view with this id, if any)."""
        now = monotonic()
        while self._issued and now - next(iter(self._issued.values())).born > FORGET_AFTER:
            del self._issued[next(iter(self._issued))]
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, view_id, now)
        return trigger_id

    def look(self, trigger_id: str) -> Trigger:
        """The trigger, still to be spent; raises SlackError."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if monotonic() - trigger.born > self._seconds:
            raise SlackError("expired_trigger_id")
        return trigger


@dataclass
class ResponseUrl:
    """Where an app may answer an interaction: who asked, where, and on which message."""

    user: str
    channel: str
    message_ts: str
    born: float
    thread_ts: str = ""
    uses: int = 0


class ResponseUrls:
    """Response URLs: five uses within thirty minutes of the workspace's clock."""

    def __init__(self) -> None:
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, url: ResponseUrl) -> str:
        """The path of a fresh response URL."""
        while self._issued and url.born - next(iter(self._issued.values())).born > 2 * MAX_AGE:
            del self._issued[next(iter(self._issued))]
        token = secrets.token_urlsafe(24)
        self._issued[token] = url
        return token

    def spend(self, token: str, now: float) -> ResponseUrl:
        """Use it once more; raises SlackError once it is spent or too old."""
        url = self._issued.get(token)
        if url is None:
            raise SlackError("invalid_response_url")
        if url.uses >= MAX_USES or now - url.born > MAX_AGE:
            raise SlackError("used_url" if url.uses >= MAX_USES else "expired_url")
        url.uses += 1
        return url
