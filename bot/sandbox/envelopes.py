"""What is handed to the app, and what came back."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass
class Envelope:
    """A payload for the app: `events_api`, `slash_commands` or `interactive`."""

    kind: str
    payload: dict[str, Any]
    url: str = ""
    retry_attempt: int = 0
    retry_reason: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))

    def frame(self) -> dict[str, Any]:
        """The envelope as Socket Mode sends it."""
        frame: dict[str, Any] = {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.kind,
            "accepts_response_payload": self.kind != "events_api",
        }
        if self.kind == "events_api":
            frame |= {"retry_attempt": self.retry_attempt, "retry_reason": self.retry_reason}
        return frame


@dataclass(frozen=True)
class Answer:
    """The app's acknowledgement; `failure` is Slack's reason for a retry where there was none."""

    body: Any = None
    failure: str = ""
    status: int = 200

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return not self.failure
