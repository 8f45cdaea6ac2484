"""The two ways of saying no: to the app, in Slack's words, and to the page or a test, in ours."""

from typing import Any


class SlackError(Exception):
    """A refusal of the Web API: `{"ok": false, "error": …}`."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra: dict[str, Any] = extra
        if messages is not None:
            self.extra["response_metadata"] = {"messages": messages}


class RateLimited(Exception):  # noqa: N818 - HTTP's own name for it
    """HTTP 429, to be tried again in `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class BadRequest(Exception):  # noqa: N818 - HTTP's own name for it
    """A call of the control API that makes no sense; HTTP 400, or 404 for what does not exist."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error
        self.message = message


class Fields(dict[str, Any]):
    """The fields of a request; asking for one that is not there raises BadRequest."""

    def __missing__(self, name: str) -> Any:
        raise BadRequest("missing_field", f"This needs {name!r}.")


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """What a person tried is refused by Slack itself, in the words it shows them."""

    def __init__(self, error: str, shown: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(shown)
        self.error = error
        self.shown = shown
        self.errors = errors or {}
