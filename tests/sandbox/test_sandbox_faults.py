import time
from collections.abc import Callable
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.client import Person, SandboxClient, SandboxError
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import Bot, web


def posts(slack: WebClient, ada: Person) -> Callable[[], Any]:
    return lambda: slack.chat_postMessage(channel=ada.id, text="x")


def fault(kind: str, **more: Any) -> dict[str, Any]:
    return {"method": "chat.postMessage", "fault": kind, **more}


def test_an_answer_can_be_lost_after_the_message_was_taken(
    slack: WebClient, client: SandboxClient, ada: Person
) -> None:
    client.faults(fault("drop_after"))
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        posts(slack, ada)()
    assert len(ada.dm()) == 1
    posts(slack, ada)()
    assert client.faults() == []


def test_a_call_can_be_lost_before(slack: WebClient, client: SandboxClient, ada: Person) -> None:
    client.faults(fault("drop_before", count=2))
    for _ in range(2):
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            posts(slack, ada)()
    assert ada.dm() == []
    posts(slack, ada)()
    assert len(ada.dm()) == 1


def test_a_message_can_be_taken_long_after_its_answer_was_lost(
    slack: WebClient, client: SandboxClient, ada: Person
) -> None:
    client.faults(fault("late", seconds=0.2))
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        posts(slack, ada)()
    assert ada.dm() == []
    ada.sees("x")


@pytest.mark.parametrize(
    ("wish", "status", "accepted"),
    [
        (fault("status", status=503), 503, 0),
        (fault("status", accepted=True), 500, 1),
        (fault("ratelimited", retry_after=7), 429, 0),
        (fault("error", error="fatal_error", accepted=True), 200, 1),
        (fault("garbage"), 200, 1),
        ({"method": "*", "fault": "status"}, 500, 0),
    ],
)
def test_an_answer_can_be_wrong(
    slack: WebClient, client: SandboxClient, ada: Person, wish: dict[str, Any], status: int, accepted: int
) -> None:
    client.faults(wish)
    with pytest.raises(SlackApiError) as caught:
        posts(slack, ada)()
    response = caught.value.response
    assert getattr(response, "status_code", status) == status
    if status == 429:
        assert response.headers["Retry-After"] == "7"
    assert len(ada.dm()) == accepted


@pytest.mark.parametrize("accepted", [True, False])
def test_an_answer_can_take_its_time(
    sandbox: Sandbox, client: SandboxClient, ada: Person, accepted: bool
) -> None:
    slack = web(sandbox)
    slack.timeout = 0.1  # type: ignore[assignment]  # fractions are fine
    client.faults(fault("delay", seconds=0.4, accepted=accepted))
    with pytest.raises(TimeoutError):
        posts(slack, ada)()
    assert len(ada.dm()) == accepted
    ada.sees("x")


def test_the_web_client_posts_twice_where_one_answer_is_lost(sandbox: Sandbox, ada: Person) -> None:
    sandbox.client().faults(fault("drop_after"))
    WebClient(token=sandbox.bot_token, base_url=f"{sandbox.api_url}/").chat_postMessage(
        channel=ada.id, text="x"
    )
    assert len(ada.dm()) == 2


def test_faults_can_strike_now_and_then_and_be_called_off(
    slack: WebClient, client: SandboxClient, ada: Person
) -> None:
    client.faults(fault("error", error="internal_error", probability=0.5, count=None))
    failed = 0
    for _ in range(40):
        try:
            posts(slack, ada)()
        except SlackApiError:
            failed += 1
    assert 5 < failed < 35
    assert len(ada.dm()) == 40 - failed
    client.clear_faults()
    posts(slack, ada)()


@pytest.mark.parametrize(
    "wish",
    [
        fault("explode"),
        {"fault": "status"},
        fault("status", colour="red"),
        {"envelope": "*", "fault": "status"},
    ],
)
def test_a_fault_nobody_knows_is_refused(client: SandboxClient, wish: dict[str, Any]) -> None:
    with pytest.raises(SandboxError, match="invalid_fault"):
        client.faults(wish)


def test_a_command_may_reach_the_app_after_the_person_gave_up(
    bot: Bot, client: SandboxClient, ada: Person
) -> None:
    heard: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: dict[str, Any]) -> None:
        heard.append(command["text"])
        ack()

    bot.connect()
    client.faults({"envelope": "slash_commands", "fault": "delay", "seconds": 0.8})
    with pytest.raises(SandboxError, match="did not respond"):
        ada.runs("/say", "late")
    assert heard == []
    deadline = time.monotonic() + 3
    while not heard and time.monotonic() < deadline:
        time.sleep(0.02)
    assert heard == ["late"]


@pytest.mark.parametrize(("kind", "taken"), [("drop_after", 1), ("drop_before", 0), ("status", 0)])
def test_an_answer_to_a_response_url_can_be_spoilt_too(
    bot: Bot, client: SandboxClient, ada: Person, kind: str, taken: int
) -> None:
    addresses: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: dict[str, Any]) -> None:
        addresses.append(command["response_url"])
        ack()

    bot.connect()
    ada.runs("/say")
    client.faults({"method": "response_url", "fault": kind})
    asked = Request(addresses[0], b'{"text": "Later"}')  # noqa: S310 - the sandbox's own address
    with pytest.raises((RemoteDisconnected, ConnectionResetError, HTTPError)):
        urlopen(asked)  # noqa: S310 - likewise
    assert len(ada.whispers) == taken
    urlopen(asked).close()  # noqa: S310 - likewise
    assert len(ada.whispers) == taken + 1
