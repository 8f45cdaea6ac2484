import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk import WebClient
from websockets.sync.client import ClientConnection, connect

from bot.sandbox.client import Person, SandboxClient, SandboxError, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import MANIFEST, Bot, web


def socket(sandbox: Sandbox) -> ClientConnection:
    return connect(str(web(sandbox).apps_connections_open(app_token=sandbox.app_token)["url"]), proxy=None)


def frame(connection: ClientConnection, timeout: float = 2) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(connection.recv(timeout))
    return answer


def silent(connection: ClientConnection, seconds: float = 0.2) -> bool:
    try:
        connection.recv(seconds)
    except TimeoutError:
        return True
    return False


def acknowledge(connection: ClientConnection, envelope: dict[str, Any]) -> None:
    connection.send(json.dumps({"envelope_id": envelope["envelope_id"]}))


def test_a_connection_is_greeted_and_its_ticket_is_good_once(sandbox: Sandbox) -> None:
    url = str(web(sandbox).apps_connections_open(app_token=sandbox.app_token)["url"])
    with connect(url, proxy=None) as connection:
        hello = frame(connection)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"]["app_id"].startswith("A")
        with pytest.raises(Exception, match="403"):
            connect(url, proxy=None)
        assert sandbox.client().workspace()["app"]["online"]
    assert not sandbox.client().workspace()["app"]["online"]


def test_the_eleventh_connection_is_one_too_many(sandbox: Sandbox) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(socket(sandbox)) for _ in range(10)]
        assert [frame(each)["num_connections"] for each in connections] == list(range(1, 11))
        extra = stack.enter_context(socket(sandbox))
        assert frame(extra)["reason"] == "too_many_websockets"


def test_each_envelope_goes_to_one_connection(sandbox: Sandbox, ada: Person) -> None:
    with socket(sandbox) as one, socket(sandbox) as two:
        frame(one), frame(two)
        for _ in range(4):
            with pytest.raises(SandboxError, match="operation_timeout"):
                ada.runs("/say", "hi")
        assert [len(drained(each)) for each in (one, two)] == [2, 2]


def drained(connection: ClientConnection) -> list[dict[str, Any]]:
    frames = []
    while True:
        try:
            frames.append(frame(connection, 0.1))
        except TimeoutError:
            return frames


def test_an_event_is_sent_again_until_it_is_acknowledged(
    sandbox: Sandbox, client: SandboxClient, ada: Person
) -> None:
    with socket(sandbox) as connection:
        frame(connection)
        ada.types(ada.app_channel(), "hello")
        first, second = frame(connection), frame(connection)
        assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
        assert second["retry_reason"] == "timeout"
        assert first["envelope_id"] != second["envelope_id"]
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert silent(connection)
        client.travel(advance=60)
        assert frame(connection)["retry_attempt"] == 2
        client.travel(advance=300)
        third = frame(connection)
        assert third["retry_attempt"] == 3
        acknowledge(connection, third)
        client.travel(advance=3600)
        assert silent(connection)


def test_an_event_finds_an_app_that_was_away(sandbox: Sandbox, client: SandboxClient, ada: Person) -> None:
    ada.types(ada.app_channel(), "anybody?")
    with socket(sandbox) as connection:
        frame(connection)
        client.travel(advance=60)
        late = frame(connection)
        assert late["payload"]["event"]["text"] == "anybody?"
        acknowledge(connection, late)


def test_an_event_is_wrapped_as_slack_wraps_it(sandbox: Sandbox, ada: Person) -> None:
    with socket(sandbox) as connection:
        frame(connection)
        ada.types(ada.app_channel(), "hello")
        envelope = frame(connection)
        acknowledge(connection, envelope)
    wrapper = envelope["payload"]
    assert envelope["type"] == "events_api"
    assert not envelope["accepts_response_payload"]
    assert wrapper["type"] == "event_callback"
    assert wrapper["event_id"].startswith("Ev")
    assert wrapper["authorizations"][0]["is_bot"]
    assert wrapper["event"]["channel_type"] == "im"
    assert wrapper["event"]["user"] == ada.id
    assert isinstance(wrapper["event_time"], int)


def test_events_that_were_not_subscribed_are_not_sent(start: Callable[..., Sandbox]) -> None:
    settings = {**MANIFEST["settings"], "event_subscriptions": {"bot_events": []}}
    sandbox = start({**MANIFEST, "settings": settings})
    with socket(sandbox) as connection:
        frame(connection)
        ada = sandbox.client().person("ada")
        ada.types(ada.app_channel(), "hello")
        ada.opens_home()
        assert silent(connection)


def test_a_command_nobody_hears_fails_at_once(ada: Person) -> None:
    with pytest.raises(SandboxError, match=r'/say failed with the error "dispatch_failed"'):
        ada.runs("/say", "hi")


def test_a_command_nobody_acknowledges_fails_in_time(sandbox: Sandbox, ada: Person) -> None:
    with socket(sandbox) as connection:
        frame(connection)
        began = time.perf_counter()
        with pytest.raises(SandboxError, match="/say failed because the app did not respond"):
            ada.runs("/say", "hi")
        assert 0.45 < time.perf_counter() - began < 1.5
        payload = frame(connection)["payload"]
        assert (payload["command"], payload["text"], payload["channel_name"]) == (
            "/say",
            "hi",
            "directmessage",
        )
        assert silent(connection), "commands are not sent again"


def test_a_refresh_is_announced_and_then_done(sandbox: Sandbox, client: SandboxClient) -> None:
    with socket(sandbox) as old:
        frame(old)
        assert client.refresh_sockets("warning") == 1
        assert frame(old)["reason"] == "warning"
        assert client.refresh_sockets(close_after=0.1) == 1
        assert frame(old)["reason"] == "refresh_requested"
        with socket(sandbox) as new:
            assert frame(new)["type"] == "hello"
            with pytest.raises(Exception, match="received 1000"):
                frame(old)


def test_bolt_keeps_answering_across_a_refresh(bot: Bot, client: SandboxClient, ada: Person) -> None:
    @bot.app.command("/say")
    def say(ack: Any, command: dict[str, Any]) -> None:
        ack(command["text"])

    bot.connect()
    for number in range(6):
        if number == 2:
            client.refresh_sockets(close_after=1)
        ada.runs("/say", str(number))
    assert [text_of(each) for each in ada.whispers] == list("012345")


@pytest.mark.parametrize(("fault", "heard"), [("duplicate", 2), ("lose", 1)])
def test_envelopes_can_come_twice_or_late(
    bot: Bot, client: SandboxClient, ada: Person, fault: str, heard: int
) -> None:
    seen: list[str] = []

    @bot.app.event("message")
    def hear(body: dict[str, Any]) -> None:
        seen.append(body["event_id"])

    bot.connect()
    client.faults({"envelope": "events_api", "fault": fault})
    ada.types(ada.app_channel(), "hello")
    ada.waits(lambda: len(seen) >= heard, "the event")
    time.sleep(0.1)
    assert len(seen) == heard
    assert len(set(seen)) == 1


def test_the_log_tells_what_went_to_and_fro(
    bot: Bot, client: SandboxClient, ada: Person, slack: WebClient
) -> None:
    @bot.app.command("/say")
    def say(ack: Any) -> None:
        ack("ok")

    bot.connect()
    ada.runs("/say")
    (entry,) = client.log("slash_commands")
    assert entry["ok"]
    assert entry["response"] == {"text": "ok"}
    assert 0 < entry["ms"] < 500
    slack.chat_postMessage(channel=ada.id, text="x")
    (entry,) = client.log("chat.postMessage")
    assert entry["request"] == {"channel": ada.id, "text": "x"}
    assert client.log("chat.postMessage", since=entry["n"]) == []
