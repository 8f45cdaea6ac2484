import threading
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest

from bot.sandbox.client import SandboxClient, SandboxError, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import MANIFEST, web


class Office:
    """A Bolt app behind an ordinary web server."""

    def __init__(self) -> None:
        self.app: App | None = None
        self.status = 0
        self.retries: list[tuple[str | None, str | None]] = []
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                headers: dict[str, str | Sequence[str]] = {
                    name: [value] for name, value in self.headers.items()
                }
                office.retries.append(
                    (self.headers.get("X-Slack-Retry-Num"), self.headers.get("X-Slack-Retry-Reason"))
                )
                assert office.app is not None
                answer = office.app.dispatch(BoltRequest(body=body, headers=headers))
                self.send_response(office.status or answer.status)
                for name, values in answer.headers.items():
                    self.send_header(name, values[0])
                self.end_headers()
                self.wfile.write((answer.body or "").encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/slack/events"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join(5)
        self.server.server_close()


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.close()


@pytest.fixture
def sandbox(start: Callable[..., Sandbox], office: Office) -> Sandbox:
    manifest = deepcopy(MANIFEST)
    manifest["settings"] |= {
        "socket_mode_enabled": False,
        "interactivity": {"is_enabled": True, "request_url": office.url},
        "event_subscriptions": {"request_url": office.url, "bot_events": ["message.im"]},
    }
    for command in manifest["features"]["slash_commands"]:
        command["url"] = office.url
    return start(manifest, ack_seconds=0.5)


@pytest.fixture
def app(sandbox: Sandbox, office: Office) -> App:
    office.app = App(client=web(sandbox), signing_secret=sandbox.signing_secret, process_before_response=True)
    return office.app


def test_commands_presses_and_submissions_come_signed(app: App, client: SandboxClient) -> None:
    @app.command("/say")
    def say(ack: Any, command: dict[str, Any]) -> None:
        button = {"type": "button", "action_id": "ask", "text": {"type": "plain_text", "text": "Ask"}}
        ack(text=command["text"], blocks=[{"type": "actions", "elements": [button]}])

    @app.action("ask")
    def ask(ack: Any, body: dict[str, Any], client: Any) -> None:
        entry = {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "it"},
        }
        title = {"type": "plain_text", "text": "Who?"}
        view = {"type": "modal", "callback_id": "who", "title": title, "submit": title, "blocks": [entry]}
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.view("who")
    def who(ack: Any) -> None:
        ack(response_action="errors", errors={"name": "Not you"})

    ada = client.person("ada")
    ada.runs("/say", "50% & <more> ünïcode")
    ada.presses("Ask")
    ada.fills({"Name": "Ada"})
    assert ada.submits().errors == {"name": "Not you"}


def test_a_forged_secret_is_not_believed(sandbox: Sandbox, office: Office, client: SandboxClient) -> None:
    office.app = App(client=web(sandbox), signing_secret="another", process_before_response=True)
    with pytest.raises(SandboxError, match="dispatch_failed"):
        client.person("ada").runs("/say", "x")


def test_events_are_tried_three_times_more_with_slacks_headers(
    app: App, office: Office, client: SandboxClient
) -> None:
    heard: list[str] = []

    @app.event("message")
    def hear(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    office.status = 500
    ada = client.person("ada")
    ada.types(ada.app_channel(), "hello")
    ada.waits(lambda: len(office.retries) == 2, "the first retry")
    client.travel(advance=60)
    ada.waits(lambda: len(office.retries) == 3, "the second retry")
    office.status = 0
    client.travel(advance=300)
    ada.waits(lambda: len(office.retries) == 4, "the third retry")
    assert office.retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len(set(heard)) == 1


def test_nothing_leaves_this_machine(start: Callable[..., Sandbox]) -> None:
    manifest = deepcopy(MANIFEST)
    manifest["settings"]["socket_mode_enabled"] = False
    manifest["features"]["slash_commands"][0]["url"] = "http://example.com/slack"
    with pytest.raises(SandboxError, match="dispatch_failed"):
        start(manifest).client().person("ada").runs("/say", "x")


def test_a_plain_text_answer_is_shown(app: App, client: SandboxClient) -> None:
    @app.command("/say")
    def say(ack: Any) -> None:
        ack("Plainly")

    ada = client.person("ada")
    ada.runs("/say")
    assert text_of(ada.whispers[0]) == "Plainly"
