from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.client import Person, SandboxClient
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Options
from tests.sandbox.bolt import MANIFEST, PEOPLE, Bot, web


@pytest.fixture
def start() -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox with other options; it ends with the test."""
    running: list[Sandbox] = []

    def begin(manifest: dict[str, Any] = MANIFEST, **options: Any) -> Sandbox:
        more = {key: options.pop(key) for key in ("clock", "people") if key in options}
        sandbox = Sandbox(manifest, options=Options(**options), **{"people": PEOPLE, **more})
        running.append(sandbox.start())
        return sandbox

    yield begin
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def sandbox(start: Callable[..., Sandbox]) -> Sandbox:
    return start(ack_seconds=0.5)


@pytest.fixture
def client(sandbox: Sandbox) -> SandboxClient:
    return sandbox.client()


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    return web(sandbox)


@pytest.fixture
def ada(client: SandboxClient) -> Person:
    return client.person("ada")


@pytest.fixture
def ben(client: SandboxClient) -> Person:
    return client.person("ben")


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[Bot]:
    bot = Bot(sandbox)
    yield bot
    bot.close()
