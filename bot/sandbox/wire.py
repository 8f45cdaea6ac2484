"""JSON over HTTP to the control API."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

PATIENCE_SECONDS = 120.0


class SandboxError(Exception):
    """What was asked of the sandbox was refused; `error` is the snake_case name, `shown` what Slack shows."""

    def __init__(self, error: str, shown: str) -> None:
        super().__init__(f"{error}: {shown}")
        self.error = error
        self.shown = shown


class Wire:
    """Calls of the control API at one address."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url)

    def get(self, path: str) -> Any:
        """Read."""
        return self.call("GET", path)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Do."""
        return self.call("POST", path, body)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call; raises SandboxError if it makes no sense to the sandbox."""
        connection = HTTPConnection(
            self._place.hostname or "127.0.0.1", self._place.port or 80, timeout=PATIENCE_SECONDS
        )
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        try:
            answer = json.loads(text)
        except ValueError as error:
            raise SandboxError("not_json", f"HTTP {response.status}: {text[:200]}") from error
        if response.status >= 400:  # noqa: PLR2004 - HTTP's own line between good and bad
            raise SandboxError(answer.get("error", ""), answer.get("message", text))
        return answer


def part(name: str) -> str:
    """A name as a part of a path."""
    return quote(name, safe="")
