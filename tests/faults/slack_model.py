"""A model of Slack that may take a request and lose the answer, act late, refuse, or answer nonsense."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.world import Replica, World

FAULTS = (
    *("none",) * 9,
    "late",
    "late",
    "hang",
    "drop_before",
    "drop_after",
    "drop_after",
    "limited",
    "status_500_before",
    "status_500_after",
    "internal_error_before",
    "internal_error_after",
    "garbage_before",
    "garbage_after",
    "refused_connection",
    "unknown_refusal",
)

LOSES_ANSWER = (TimeoutError("timed out"), RemoteDisconnected("closed"), ConnectionResetError("reset"))


@dataclass
class Posted:
    """A message in Slack."""

    channel: str
    ts: str
    text: str
    delivery_id: str
    thread_ts: str | None
    visible_at: int
    deleted: bool = False


@dataclass
class SlackModel:
    """What Slack holds, and how it treats requests. Time stands in `world`, in milliseconds."""

    world: World
    latest: int
    timeout: int
    lag: int
    epoch: int
    unreadable: bool = False
    gone: frozenset[str] = frozenset()
    posted: list[Posted] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[tuple[int, str, str]] = field(default_factory=list)
    deletions: int = 0
    retry_after: str = "20"
    script: list[str] = field(default_factory=list)
    _last_ts: int = 0

    def visible(self, delivery_id: str) -> list[Posted]:
        return [one for one in self.posted if one.delivery_id == delivery_id and not one.deleted]

    def ever(self, delivery_id: str) -> int:
        return sum(one.delivery_id == delivery_id for one in self.posted)

    def post(self, asked: dict[str, Any]) -> dict[str, Any]:
        now = self.world.now
        self._last_ts = max(self._last_ts + 1, (self.epoch + now) * 1000)
        ts = f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"
        channel = self.channel_of(asked["channel"])
        delivery_id = asked["metadata"]["event_payload"]["delivery_id"]
        visible_at = now + self.world.rng.randint(0, self.lag)
        self.posted.append(
            Posted(channel, ts, asked["text"], delivery_id, asked.get("thread_ts"), visible_at)
        )
        self.world.say(f"          Slack posts {asked['text']!r} to {channel}")
        return {"ok": True, "channel": channel, "ts": ts}

    def update(self, asked: dict[str, Any]) -> dict[str, Any]:
        for one in self.posted:
            if (one.channel, one.ts) == (asked["channel"], asked["ts"]) and not one.deleted:
                one.text = asked["text"]
                self.world.say(f"          Slack redraws {asked['text']!r}")
                return {"ok": True, "channel": one.channel, "ts": one.ts}
        return {"ok": False, "error": "message_not_found"}

    def publish(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.homes[asked["user_id"]] = asked["view"]
        return {"ok": True, "view": {"id": "V1"}}

    def history(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.unreadable:
            return {"ok": False, "error": "missing_scope"}
        oldest, thread = float(asked["oldest"]), asked.get("ts")
        found = [
            one
            for one in self.posted
            if one.channel == asked["channel"]
            and one.thread_ts == thread
            and not one.deleted
            and one.visible_at <= self.world.now
            and float(one.ts) >= oldest
        ]
        return {"ok": True, "messages": [_shown(one) for one in found], "has_more": False}

    def open(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": self.channel_of(asked["users"])}}

    def delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        for one in self.posted:
            if (one.channel, one.ts) == (asked["channel"], asked["ts"]):
                self.deletions += not one.deleted
                one.deleted = True
        return {"ok": True}

    def channel_of(self, to: str) -> str:
        return f"D{to[1:]}" if to.startswith("U") else to


def _shown(one: Posted) -> dict[str, Any]:
    metadata = {"event_type": "delivery", "event_payload": {"delivery_id": one.delivery_id}}
    return {"type": "message", "ts": one.ts, "text": one.text, "metadata": metadata}


class ModelClient:
    """A `WebClient` of the model, as one replica uses it."""

    def __init__(self, model: SlackModel, replica: Replica) -> None:
        self.timeout = model.timeout // 1000
        self.retry_handlers: list[Any] = []
        self._model = model
        self._replica = replica

    def chat_postMessage(self, **asked: Any) -> SlackResponse:  # noqa: N802 - the SDK's name
        self._model.requests.append((self._model.world.now, "post", str(asked["channel"])))
        if asked["channel"] in self._model.gone:
            return self._answer({"ok": False, "error": "channel_not_found"})
        return self._exchange(self._model.post, asked)

    def chat_update(self, **asked: Any) -> SlackResponse:
        return self._exchange(self._model.update, asked)

    def views_publish(self, **asked: Any) -> SlackResponse:
        return self._exchange(self._model.publish, asked)

    def api_call(self, method: str, *, params: dict[str, Any]) -> SlackResponse:
        model = self._model
        acts = {
            "conversations.history": model.history,
            "conversations.replies": model.history,
            "conversations.open": model.open,
            "chat.delete": model.delete,
        }
        return self._exchange(acts[method], params)

    def _exchange(
        self, act: Callable[[dict[str, Any]], dict[str, Any]], asked: dict[str, Any]
    ) -> SlackResponse:
        model, world, rng = self._model, self._model.world, self._model.world.rng
        fault = self._fault()
        world.say(f"{self._replica.name}  asks Slack: {act.__name__}, fault: {fault}")
        if fault in {"late", "hang"}:
            if fault == "late":
                late = rng.randint(0, model.timeout + model.latest)
                world.at(world.now + late, lambda: _quietly(act, asked))
            world.sleep(model.timeout)
            raise TimeoutError("timed out")
        self._pass(rng.randint(5, 400))
        return self._settle(fault, act, asked)

    def _fault(self) -> str:
        if self._model.script:
            return self._model.script.pop(0)
        return self._model.world.rng.choice(FAULTS) if self._model.world.cruel else "none"

    def _settle(
        self, fault: str, act: Callable[[dict[str, Any]], dict[str, Any]], asked: dict[str, Any]
    ) -> SlackResponse:
        if fault == "drop_before":
            raise self._model.world.rng.choice(LOSES_ANSWER)
        if fault == "refused_connection":
            raise URLError(ConnectionRefusedError("refused"))
        if fault == "limited":
            headers = {"Retry-After": self._model.retry_after}
            return self._answer({"ok": False, "error": "ratelimited"}, 429, headers)
        if fault == "unknown_refusal":
            return self._answer({"ok": False, "error": "something_new"})
        if fault.startswith("error:"):
            return self._answer({"ok": False, "error": fault.removeprefix("error:")})
        body = {} if fault.endswith("_before") else act(asked)
        self._replica.step("hears of Slack")
        self._pass(self._model.world.rng.randint(5, 400))
        return self._after(fault, body)

    def _after(self, fault: str, body: dict[str, Any]) -> SlackResponse:
        if fault == "drop_after":
            raise self._model.world.rng.choice(LOSES_ANSWER)
        if fault.startswith("status_500"):
            return self._answer({"ok": False, "error": "Received a response in a non-JSON format: <h"}, 500)
        if fault.startswith("internal_error"):
            return self._answer({"ok": False, "error": "internal_error"})
        if fault.startswith("garbage"):
            return self._answer({"ok": False, "error": "Received a response in a non-JSON format: <h"})
        return self._answer(body)

    def _pass(self, milliseconds: int) -> None:
        if self._model.world.cruel:
            self._model.world.sleep(milliseconds)

    def _answer(
        self, body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
    ) -> SlackResponse:
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url="model",
            req_args={},
            data=body,
            headers=headers or {},
            status_code=status,
        )
        if status != 200 or not body.get("ok"):
            raise SlackApiError("refused", response)
        return response


def _quietly(act: Callable[[dict[str, Any]], dict[str, Any]], asked: dict[str, Any]) -> None:
    act(asked)
