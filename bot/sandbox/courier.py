"""Hands the app its events, commands and interactions, by socket or by HTTP, and tries events again."""

import asyncio
from time import perf_counter
from typing import Any

from bot.sandbox.envelopes import Answer, Envelope
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.log import Log
from bot.sandbox.requests_out import Requests
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Event, Workspace

GRACE = 0.05
RETRY_AFTER = (0.0, 60.0, 300.0)
SCOPES_OF_EVENTS = {
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "member_joined_channel": "channels:read",
}


class Courier:
    """The one way from the workspace to the app."""

    def __init__(self, workspace: Workspace, faults: Faults, log: Log) -> None:
        options = workspace.options
        self.sockets = Sockets(workspace.app.app_id, options.ack_seconds, options.connection_seconds)
        self._requests = Requests(options.ack_seconds)
        self._workspace = workspace
        self._faults = faults
        self._log = log
        self._running: set[asyncio.Task[Any]] = set()
        self._in_flight: set[asyncio.Task[Any]] = set()

    @property
    def online(self) -> bool:
        """Whether somebody is there to hear: a socket, or an address to post to."""
        if self._workspace.manifest.socket_mode:
            return self.sockets.count > 0
        return bool(self._workspace.manifest.interactivity_url or self._workspace.manifest.events_url)

    def tell(self, event: Event) -> None:
        """Deliver an event in the background, if the app subscribed to it."""
        workspace = self._workspace
        needed = SCOPES_OF_EVENTS.get(event.name)
        subscribed = workspace.app.installed and event.name in workspace.manifest.events
        if not subscribed or (needed and needed not in workspace.manifest.scopes):
            return
        payload = self._wrapped(event)
        first = self._send(Envelope("events_api", payload, workspace.manifest.events_url))
        self._keep(asyncio.get_running_loop().create_task(self._insist(payload, first)))

    async def quiet(self) -> None:
        """Wait until the events now under way have been acknowledged, or had their three seconds."""
        if self._in_flight:
            await asyncio.wait(set(self._in_flight), timeout=self._workspace.options.ack_seconds + GRACE)
            await asyncio.sleep(0)

    async def ask(self, kind: str, payload: dict[str, Any], url: str = "") -> Answer:
        """Hand over a command or an interaction, once; the app's answer, or why there is none in time."""
        if not self._workspace.app.installed:
            return Answer(failure="connection_failed", status=0)
        envelope = Envelope(kind, payload, url or self._workspace.manifest.interactivity_url)
        handing = asyncio.get_running_loop().create_task(self._hand_over(envelope))
        self._keep(handing)
        done, _ = await asyncio.wait({handing}, timeout=self._workspace.options.ack_seconds + GRACE)
        return handing.result() if done else Answer(failure="timeout", status=0)

    async def close(self) -> None:
        """Stop delivering and close all connections."""
        tasks = self._running | self._in_flight
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.sockets.shut()
        self._requests.close()

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _send(self, envelope: Envelope) -> asyncio.Task[Answer]:
        task = asyncio.get_running_loop().create_task(self._hand_over(envelope))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)
        return task

    async def _insist(self, payload: dict[str, Any], first: asyncio.Task[Answer]) -> None:
        url = self._workspace.manifest.events_url
        answer = await first
        for attempt, pause in enumerate(RETRY_AFTER, start=1):
            if answer.ok or answer.failure == "no_retry":
                return
            await self._workspace.clock.sleep(pause)
            answer = await self._send(Envelope("events_api", payload, url, attempt, answer.failure))

    async def _hand_over(self, envelope: Envelope) -> Answer:
        entry = self._log.begin("envelope", envelope.kind, self._workspace.clock.time(), envelope.frame())
        began = perf_counter()
        fault = self._faults.strike("envelope", envelope.kind)
        answer = await self._transmit(envelope, fault)
        entry.ms = (perf_counter() - began) * 1000
        entry.ok, entry.error, entry.status = answer.ok, answer.failure, answer.status
        entry.response = answer.body
        return answer

    async def _transmit(self, envelope: Envelope, fault: Fault | None) -> Answer:
        copies = 2 if fault and fault.fault == "duplicate" else 1
        if fault and fault.fault == "lose":
            await asyncio.sleep(self._workspace.options.ack_seconds)
            return Answer(failure="timeout", status=0)
        if fault and fault.fault == "delay":
            await asyncio.sleep(fault.seconds)
        if self._workspace.manifest.socket_mode:
            return await self.sockets.ask(envelope, copies=copies)
        return await self._requests.ask(envelope, self._workspace.app.signing_secret, copies=copies)

    def _wrapped(self, event: Event) -> dict[str, Any]:
        workspace = self._workspace
        channel = workspace.channels.get(str(event.body.get("channel", "")))
        body = {**event.body, "event_ts": event.body.get("event_ts") or workspace.stamp()}
        return {
            "token": "verification-token",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.app_id,
            "event": body,
            "type": "event_callback",
            "event_id": workspace.random_id("Ev"),
            "event_time": workspace.epoch(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": workspace.random_id("4-"),
        }
