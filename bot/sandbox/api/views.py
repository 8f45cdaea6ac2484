"""views.*: modals and App Home."""

import json
from typing import Any

from bot.sandbox.api.arguments import Call, Method, missing
from bot.sandbox.block_kit import faults_of_view
from bot.sandbox.errors import SlackError
from bot.sandbox.talk import with_ids
from bot.sandbox.views import MAX_STACK, View
from bot.sandbox.workspace import Workspace

MOST_BYTES = 250_000


def open_modal(call: Call) -> dict[str, Any]:
    """views.open."""
    trigger = call.workspace.triggers.look(_trigger_id(call))
    body = _body(call, "modal")
    _unique(call.workspace, body, None)
    trigger.used = True
    view = call.workspace.new_view("modal", trigger.user, body)
    call.workspace.views.open(view)
    call.workspace.changed("modals", (view.user,))
    return {"view": view.shape()}


def push(call: Call) -> dict[str, Any]:
    """views.push."""
    trigger = call.workspace.triggers.look(_trigger_id(call))
    body = _body(call, "modal")
    stack = call.workspace.views.stack(trigger.user)
    if trigger.view_id not in {each.id for each in stack}:
        raise SlackError("not_found")
    if len(stack) >= MAX_STACK:
        raise SlackError("push_limit_reached")
    _unique(call.workspace, body, None)
    trigger.used = True
    view = call.workspace.new_view("modal", trigger.user, body)
    call.workspace.views.push(view)
    call.workspace.changed("modals", (view.user,))
    return {"view": view.shape()}


def update(call: Call) -> dict[str, Any]:
    """views.update."""
    workspace, view_id, external_id = call.workspace, call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise missing("view_id")
    view = workspace.views.get(view_id) if view_id else workspace.views.external(external_id)
    body = _body(call, view.type if view else "modal")
    if view is None:
        raise SlackError("not_found")
    _same_hash(call, view)
    _unique(workspace, body, view)
    view.replace(body, workspace.new_hash())
    workspace.changed("modals" if view.type == "modal" else "home", (view.user,))
    return {"view": view.shape()}


def publish(call: Call) -> dict[str, Any]:
    """views.publish."""
    workspace = call.workspace
    user = call.user("user_id")
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    body = _body(call, "home")
    view = workspace.views.home(user.id)
    if view is not None:
        _same_hash(call, view)
    _unique(workspace, body, view)
    if view is None:
        view = workspace.new_view("home", user.id, body)
        workspace.views.publish(view)
    else:
        view.replace(body, workspace.new_hash())
    workspace.changed("home", (user.id,))
    return {"view": view.shape()}


def checked_view(view: Any, kind: str) -> dict[str, Any]:
    """A view that Slack would take, with its block ids; raises SlackError."""
    if not isinstance(view, dict):
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] must provide an object [json-pointer:/view]"]
        )
    if len(json.dumps(view)) > MOST_BYTES:
        raise SlackError("view_too_large")
    messages = [str(fault) for fault in faults_of_view(view)]
    if view.get("type") != kind:
        messages.append(f"[ERROR] must be a {kind} view [json-pointer:/view/type]")
    if messages:
        raise SlackError("invalid_arguments", messages=messages)
    return {**view, "blocks": with_ids(view["blocks"])}


def _body(call: Call, kind: str) -> dict[str, Any]:
    view = call.json("view")
    if not view:
        raise missing("view")
    return checked_view(view, kind)


def _trigger_id(call: Call) -> str:
    return call.required("trigger_id") if call.text("trigger_id") else call.required("interactivity_pointer")


def _same_hash(call: Call, view: View) -> None:
    if (known := call.text("hash")) and known != view.hash:
        raise SlackError("hash_conflict")


def _unique(workspace: Workspace, body: dict[str, Any], this: View | None) -> None:
    taken = workspace.views.external(body["external_id"]) if body.get("external_id") else None
    if taken is not None and taken is not this:
        raise SlackError("duplicate_external_id")


METHODS = {
    "views.open": Method(open_modal),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
