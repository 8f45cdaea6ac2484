"""Slack's dictionaries stop here: who acted, under which key, and what they typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.links import permalink
from bot.domain.newcomers import Arrival

LONGEST_RECEIPT = 255


@dataclass(frozen=True)
class Caller:
    """Who acted: a user of a workspace. A user of another workspace is nobody here."""

    workspace: str
    user: str


class Unreadable(Exception):  # noqa: N818 - it reads as what it is
    """The payload lacks what every payload of its kind has."""


def caller(body: dict[str, Any]) -> Caller:
    """Who sent this payload.

    Raises:
        Unreadable: when it names no workspace or no user.
    """
    workspace = _text(body.get("team_id")) or _text(_dict(body.get("team")).get("id"))
    event = _dict(body.get("event"))
    user = _dict(body.get("user")) or _dict(event.get("user"))
    name = _text(body.get("user_id")) or _text(user.get("id")) or _text(event.get("user"))
    if not workspace or not name:
        raise Unreadable
    home = _text(user.get("team_id")) or workspace
    return Caller(workspace, name if home == workspace else f"{home}:{name}")


def receipt(body: dict[str, Any]) -> str:
    """The key under which this payload takes effect once.

    Raises:
        Unreadable: when it carries none.
    """
    view, acts = _dict(body.get("view")), body.get("actions")
    if body.get("type") in {"view_submission", "view_closed"} and _text(view.get("id")):
        key = f"{body['type']}:{view['id']}"
    elif isinstance(acts, list) and acts and _text(_dict(acts[0]).get("action_ts")):
        user = _text(_dict(body.get("user")).get("id"))
        key = f"action:{user}:{_text(acts[0].get('action_id'))}:{acts[0]['action_ts']}"
    elif _text(body.get("event_id")):
        key = f"event:{body['event_id']}"
    elif _text(body.get("trigger_id")):
        key = f"trigger:{body['trigger_id']}"
    else:
        raise Unreadable
    return key[:LONGEST_RECEIPT]


def kind(body: dict[str, Any]) -> str:
    """What sort of payload this is, and its name: `command:/checkin`, `action:checkin.open`, `event:…`."""
    acts = body.get("actions")
    if _text(body.get("command")):
        return f"command:{body['command']}"
    if isinstance(acts, list) and acts:
        return f"action:{_text(_dict(acts[0]).get('action_id'))}"
    if _text(_dict(body.get("event")).get("type")):
        return f"event:{body['event']['type']}"
    name = _text(_dict(body.get("view")).get("callback_id")) or _text(body.get("callback_id"))
    return f"{_text(body.get('type')) or 'unknown'}:{name}"


def typed(view: dict[str, Any]) -> dict[str, str]:
    """What was typed or chosen in each block of a modal, which has one input each; nothing is ""."""
    values = _dict(_dict(view.get("state")).get("values"))
    return {
        block: _given(_dict(next(iter(_dict(inputs).values()), None))) for block, inputs in values.items()
    }


def _given(element: dict[str, Any]) -> str:
    option = _dict(element.get("selected_option"))
    return (
        _text(element.get("value"))
        or _text(option.get("value"))
        or _text(element.get("selected_date"))
        or _text(element.get("selected_user"))
    )


def people_in(view: dict[str, Any], block: str) -> list[str]:
    """The people that are chosen in a block of a modal."""
    values = _dict(_dict(view.get("state")).get("values"))
    chosen = _dict(next(iter(_dict(values.get(block)).values()), None)).get("selected_users")
    return [name for each in chosen if (name := _text(each))] if isinstance(chosen, list) else []


def pressed(body: dict[str, Any]) -> str:
    """The opaque id that the pressed button, or the chosen line of a menu, carries."""
    acts = body.get("actions")
    return _given(_dict(acts[0])) if isinstance(acts, list) and acts else ""


def acted_at(body: dict[str, Any]) -> str:
    """When something was pressed, chosen or typed, by Slack's clock; later ones sort behind."""
    acts = body.get("actions")
    return _text(_dict(acts[0]).get("action_ts")) if isinstance(acts, list) and acts else ""


def channel(body: dict[str, Any]) -> str:
    """Where the pressed message is; "" for a modal or Home."""
    return _text(_dict(body.get("channel")).get("id"))


def in_modal(body: dict[str, Any]) -> bool:
    """Whether the person has a modal open, so that another goes on top of it."""
    return _dict(body.get("view")).get("type") == "modal"


def told_in(event: dict[str, Any]) -> str:
    """The channel that somebody joined, or typed in."""
    return _text(event.get("channel"))


def thread(event: dict[str, Any]) -> str:
    """The message beneath which something was typed; "" for what stands by itself."""
    return _text(event.get("thread_ts"))


def message_link(body: dict[str, Any]) -> str:
    """The link to the message that a shortcut was chosen on; "" for none."""
    message = _dict(body.get("message"))
    address = f"https://{_text(_dict(body.get('team')).get('domain'))}.slack.com/"
    return permalink(address, channel(body), _text(message.get("ts")), _text(message.get("thread_ts")))


def author(body: dict[str, Any]) -> str:
    """Who wrote the message that a shortcut was chosen on; "" where that is nobody."""
    return _text(_dict(body.get("message")).get("user"))


def arrival(user: object, workspace: str) -> Arrival:
    """Somebody as Slack describes them."""
    given = _dict(user)
    profile = _dict(given.get("profile"))
    return Arrival(
        id=_text(given.get("id")),
        name=_text(profile.get("real_name")) or _text(given.get("real_name")) or _text(given.get("name")),
        timezone=_text(given.get("tz")),
        email=_text(profile.get("email")),
        gone=given.get("deleted") is True,
        outsider=given.get("is_bot") is True or (_text(given.get("team_id")) or workspace) != workspace,
    )


def metadata(view: dict[str, Any]) -> str:
    """The opaque id that a modal carries."""
    return _text(view.get("private_metadata"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """A text that every database can store; "" for what is none."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
