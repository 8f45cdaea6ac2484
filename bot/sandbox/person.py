"""A person in the sandbox: what they do, and what they see."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot.sandbox.inputs import MANY_OPTIONS, ONE_OPTION, options_of
from bot.sandbox.wire import SandboxError, Wire, part
from bot.sandbox.words import buttons, elements, label_of, text_of

T = TypeVar("T")
Json = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How an act ended; `errors` are the sentences under the inputs of a modal, by block_id."""

    ok: bool
    error: str = ""
    shown: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    ts: str = ""
    channel: str = ""


class Person:
    """Somebody with a browser; users and channels are named by id or by name.

    An act that Slack or a silent app refuses raises SandboxError, with the words the person was shown in
    `shown`; a modal that stays open with errors under its inputs does not raise, it is an Outcome.
    """

    def __init__(self, wire: Wire, about: Mapping[str, Any], app_user: str) -> None:
        self.id: str = about["id"]
        self.name: str = about["name"]
        self._wire = wire
        self._path = f"/sandbox/users/{part(self.id)}"
        self._app_user = app_user
        self._typed: dict[str, dict[str, dict[str, Any]]] = {}

    def __repr__(self) -> str:
        return f"Person({self.name!r})"

    def acts(self, verb: str, **more: Any) -> Outcome:
        """Any act of the control API."""
        answer = self._wire.post(f"{self._path}/act", {"do": verb, **more})
        outcome = Outcome(**{key: answer[key] for key in Outcome.__dataclass_fields__ if key in answer})
        if not outcome.ok and not outcome.errors:
            raise SandboxError(outcome.error, outcome.shown)
        return outcome

    def types(self, channel: str, text: str, *, thread: str = "") -> str:
        """Write a message; its `ts`."""
        return self.acts("type", channel=channel, text=text, thread_ts=thread).ts

    def runs(self, command: str, text: str = "", *, channel: str = "") -> None:
        """Run a slash command, in the app's own conversation unless told where."""
        self.acts("type", channel=channel or self.app_channel(), text=f"{command} {text}".strip())

    def presses(self, words: str, *, where: str | Mapping[str, Any] | None = None) -> None:
        """Press the latest button with these words, of those in sight.

        Looks in the modal on top, then in messages, newest first, then in App Home. `where` narrows it to
        "modal", "home", a channel, or one message or view as read before.
        """
        seen: list[str] = []
        for shown in self._in_sight(where):
            for text, block, element, value in buttons(shown):
                if text == words:
                    self._press(shown, block, element, value)
                    return
                seen.append(text)
        listed = ", ".join(dict.fromkeys(seen)) or "none"
        raise AssertionError(f"{self.name} sees no button {words!r}. In sight: {listed}.")

    def chooses(self, what: str, value: Any, *, where: str | Mapping[str, Any] | None = None) -> None:
        """Choose in a menu or pick a date, in an element named by its label, block_id or action_id."""
        for shown in self._in_sight(where):
            for block, element in elements(shown):
                if what in {label_of(block), block["block_id"], element["action_id"]}:
                    if block["type"] == "input" and not block.get("dispatch_action"):
                        self.fills({element["action_id"]: value}, where=shown)
                    else:
                        self._press(shown, block, element, _raw(element, value))
                    return
        raise AssertionError(f"{self.name} sees nothing called {what!r} to choose in.")

    def fills(self, values: Mapping[str, Any], *, where: str | Mapping[str, Any] | None = None) -> None:
        """Type into inputs named by their label, block_id or action_id; options by their words or value."""
        shown = next(self._in_sight(where or ("modal" if self.modal() else None)))
        inputs = [(block, element) for block, element in elements(shown) if element["type"] != "button"]
        typed = self._typed.setdefault(_key(shown), {})
        for name, value in values.items():
            for block, element in inputs:
                if name in {label_of(block), block["block_id"], element["action_id"]}:
                    typed.setdefault(block["block_id"], {})[element["action_id"]] = _raw(element, value)
                    break
            else:
                listed = ", ".join(label_of(block) or block["block_id"] for block, _ in inputs) or "none"
                raise AssertionError(f"{self.name} sees no input {name!r}. In sight: {listed}.")

    def submits(self) -> Outcome:
        """Submit the modal on top, with what was filled in."""
        modal = self._top()
        return self.acts("submit", view_id=modal["id"], values=self._values(modal))

    def closes(self, *, everything: bool = False) -> None:
        """Close the modal on top, or all of them."""
        self.acts("close", view_id=self._top()["id"], all=everything)

    def opens_home(self, tab: str = "home") -> None:
        """Open the app's Home."""
        self.acts("open_home", tab=tab)

    def shortcut(self, name: str, *, message: Mapping[str, Any] | None = None) -> None:
        """Run a shortcut, named by its words or callback_id, on a message if it is one for messages."""
        for each in self._wire.get("/sandbox/workspace")["shortcuts"]:
            if name in {each["name"], each["callback_id"]}:
                on = {"channel": message["channel"], "ts": message["ts"]} if message else {}
                self.acts("shortcut", callback_id=each["callback_id"], **on)
                return
        raise AssertionError(f"The app has no shortcut {name!r}.")

    def reacts(self, message: Mapping[str, Any], name: str) -> None:
        """React to a message."""
        self.acts("react", channel=message["channel"], ts=message["ts"], name=name)

    def modal(self) -> Json | None:
        """The modal on top."""
        stack = self.modals()
        return stack[-1] if stack else None

    def modals(self) -> list[Json]:
        """All open modals, top last."""
        found: list[Json] = self._wire.get(f"{self._path}/modals")["modals"]
        return found

    def home(self) -> Json | None:
        """The app's Home."""
        view: Json | None = self._wire.get(f"{self._path}/home")["view"]
        return view

    def channels(self) -> list[Json]:
        """The channels in the sidebar."""
        found: list[Json] = self._wire.get(f"{self._path}/channels")["channels"]
        return found

    def messages(self, channel: str, *, limit: int = 100) -> list[Json]:
        """The newest messages of a channel, oldest first."""
        path = f"{self._path}/channels/{part(channel)}/messages?limit={limit}"
        found: list[Json] = self._wire.get(path)["messages"]
        return found

    def thread(self, message: Mapping[str, Any]) -> list[Json]:
        """A message and the replies under it."""
        path = f"{self._path}/channels/{part(message['channel'])}/threads/{part(message['ts'])}"
        found: list[Json] = self._wire.get(path)["messages"]
        return found

    def dm(self) -> list[Json]:
        """The messages of the conversation with the app."""
        own = [each for each in self.channels() if each["kind"] == "app"]
        return self.messages(own[0]["id"]) if own else []

    @property
    def whispers(self) -> list[Json]:
        """The messages that this person alone sees, oldest first."""
        return sorted(
            (each for channel in self._read() for each in self.messages(channel) if each["ephemeral"]),
            key=lambda each: str(each["ts"]),
        )

    def options(self, element: str, letters: str) -> list[Json]:
        """What the app suggests for letters typed into an external select of the modal on top."""
        modal = self._top()
        for block, each in elements(modal):
            if element in {label_of(block), block["block_id"], each["action_id"]}:
                asked = {"action_id": each["action_id"], "block_id": block["block_id"], "value": letters}
                path = f"{self._path}/options?{urlencode({**asked, 'view_id': modal['id']})}"
                found: list[Json] = self._wire.get(path)["options"]
                return found
        raise AssertionError(f"{self.name} sees no input {element!r}.")

    def app_channel(self) -> str:
        """The conversation with the app, opened if there was none."""
        return self.acts("open_dm", user=self._app_user).channel

    def sees(self, words: str, *, seconds: float = 3.0, where: str | None = None) -> Json:
        """The message or view in which these words stand, waiting for it a little; AssertionError if not."""
        return self.waits(lambda: self._showing(words, where), f"{words!r}", seconds=seconds)

    def waits(self, found: Callable[[], T | None], what: str, *, seconds: float = 3.0) -> T:
        """Whatever `found` returns once it is something."""
        deadline = monotonic() + seconds
        while True:
            if result := found():
                return result
            if monotonic() > deadline:
                everything = "\n---\n".join(text_of(each) for each in self._in_sight(None))
                raise AssertionError(f"{self.name} does not see {what}. In sight:\n{everything}")
            sleep(0.02)

    def _showing(self, words: str, where: str | None) -> Json | None:
        return next((each for each in self._in_sight(where) if words in text_of(each)), None)

    def _in_sight(self, where: str | Mapping[str, Any] | None) -> Iterator[Json]:
        if isinstance(where, Mapping):
            yield dict(where)
            return
        if where in {None, "modal"} and (modal := self.modal()):
            yield modal
        if where not in {"modal", "home"}:
            places = [where] if where else self._read()
            messages = [each for place in places for each in self.messages(place)]
            yield from sorted(messages, key=lambda each: str(each["ts"]), reverse=True)
        if where in {None, "home"} and (home := self.home()):
            yield home

    def _read(self) -> list[str]:
        return [each["id"] for each in self.channels() if each["last_ts"]]

    def _top(self) -> Json:
        modal = self.modal()
        if modal is None:
            raise AssertionError(f"{self.name} has no modal open.")
        return modal

    def _press(self, shown: Json, block: Json, element: Json, value: Any) -> None:
        at = {"view_id": shown["id"]} if "id" in shown else {"channel": shown["channel"], "ts": shown["ts"]}
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        self.acts("press", at=at, **ids, value=value, values=self._values(shown))

    def _values(self, shown: Json) -> dict[str, dict[str, Any]]:
        typed = self._typed.get(_key(shown), {})
        values: dict[str, dict[str, Any]] = {}
        for block, element in elements(shown):
            own = typed.get(block["block_id"], {})
            if element["action_id"] in own:
                values.setdefault(block["block_id"], {})[element["action_id"]] = own[element["action_id"]]
        return values


def _key(shown: Mapping[str, Any]) -> str:
    return str(shown.get("id") or shown.get("ts"))


def _raw(element: Json, value: Any) -> Any:
    if element["type"] in MANY_OPTIONS:
        return [_chosen(element, each) for each in value]
    if element["type"] in ONE_OPTION:
        return None if value is None else _chosen(element, value)
    return str(value) if isinstance(value, int | float) and element["type"] != "datetimepicker" else value


def _chosen(element: Json, value: str) -> str:
    for option in options_of(element):
        if value in {option["value"], option["text"]["text"]}:
            return str(option["value"])
    return value
