"""`POST /activities`: counts that another system sends, signed, as a plain WSGI application."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog

from bot.domain.import_rows import COLUMNS
from bot.domain.refusals import Busy, Refusal
from bot.domain.tables import Row
from bot.views.imports import as_json
from bot.views.refusals import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from bot.services.imports import Imports

log = structlog.get_logger("latitude.handlers")

PATH = "/activities"
MOST_BYTES = 1024 * 1024
WINDOW = timedelta(minutes=5)
"""How far the clock of who sends may be from ours; what is older may be a repetition by somebody else."""

SIGNATURE, TIMESTAMP = "X-Latitude-Signature", "X-Latitude-Timestamp"
_VERSION = "v0"


class Unanswerable(Exception):  # noqa: N818 - it is answered, with a sentence
    """What was sent cannot be taken; with the status and the sentence to answer."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Activities:
    """The door for counts.

    Args:
        imports: The desk that takes them.
        workspace: Whose people they are about.
        secret: What the sender signs with; empty for no door at all.
        now: The clock on the wall.
    """

    imports: Imports
    workspace: Callable[[], str]
    secret: str
    now: Callable[[], datetime]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request, as WSGI has it. It is answered once everything is on disk."""
        try:
            status, answer = HTTPStatus.OK, self._answer(environ)
        except Unanswerable as fault:
            status, answer = fault.status, {"error": fault.sentence}
        except Busy as refusal:
            status, answer = HTTPStatus.SERVICE_UNAVAILABLE, {"error": sentence(refusal)}
        except Refusal as refusal:
            status, answer = HTTPStatus.BAD_REQUEST, {"error": sentence(refusal)}
        except Exception:
            log.exception("counts not taken")
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            answer = {"error": "Something went wrong here. Please send it again."}
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> dict[str, object]:
        if environ.get("PATH_INFO") != PATH:
            raise Unanswerable(HTTPStatus.NOT_FOUND, f"There is nothing here but {PATH}.")
        if environ.get("REQUEST_METHOD") != "POST":
            raise Unanswerable(HTTPStatus.METHOD_NOT_ALLOWED, f"{PATH} takes POST only.")
        body = _body(environ)
        timestamp, signature = (environ.get(_variable(name), "") for name in (TIMESTAMP, SIGNATURE))
        self._require_signed(str(timestamp), str(signature), body)
        return as_json(self.imports.take(self.workspace(), rows_of(body)))

    def _require_signed(self, timestamp: str, signature: str, body: bytes) -> None:
        if not self.secret:
            says = "No counts are taken here until LATITUDE_IMPORT_SECRET is set."
            raise Unanswerable(HTTPStatus.UNAUTHORIZED, says)
        sent = int(timestamp) if timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 else 0  # noqa: PLR2004 - seconds until the year 5138
        if abs(self.now() - datetime.fromtimestamp(sent, UTC)) > WINDOW:
            says = f"{TIMESTAMP} has to be the time in seconds, within five minutes of ours."
            raise Unanswerable(HTTPStatus.UNAUTHORIZED, says)
        expected = signed(self.secret, timestamp, body)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            says = (
                f"{SIGNATURE} does not fit: sign {_VERSION}:timestamp:body with HMAC-SHA256 and the secret."
            )
            raise Unanswerable(HTTPStatus.UNAUTHORIZED, says)


def signed(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body that is sent at a time."""
    text = f"{_VERSION}:{timestamp}:".encode() + body
    return f"{_VERSION}={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def rows_of(body: bytes) -> list[Row]:
    """The rows in what was sent, numbered from 1; what is malformed in one of them is that row's fault.

    Raises:
        Unanswerable: when it is no list of events at all.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from None
    events = sent.get("events") if isinstance(sent, dict) else None
    if not isinstance(events, list):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, 'The body has to be {"events": [ … ]}.')
    return [_row(number, event) for number, event in enumerate(events, start=1)]


def _row(number: int, event: Any) -> Row:
    if not isinstance(event, dict):
        return Row(number, {}, "It is not an object.")
    cells = {name: _cell(value) for name, value in event.items()}
    sound = {name: cell for name, cell in cells.items() if cell is not None}
    strange = next((name for name in cells if name not in COLUMNS), None)
    wrong = next((name for name, cell in cells.items() if cell is None), None)
    if strange is not None:
        fault = f'There is no field "{strange[:40]}"; there are {", ".join(COLUMNS)}.'
    elif wrong is not None:
        fault = f"{wrong} has to be a text or a whole number."
    else:
        fault = ""
    return Row(number, sound, fault)


def _cell(value: Any) -> str | None:
    """What would stand in a file; None for what is neither a text nor a whole number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()


def _body(environ: WSGIEnvironment) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not (length.isascii() and length.isdigit()):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "Content-Length is missing.")
    if len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
        raise Unanswerable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Send at most 1 MB at once.")
    body: bytes = environ["wsgi.input"].read(int(length))
    if len(body) < int(length):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "The body ended early.")
    return body


def _variable(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"
