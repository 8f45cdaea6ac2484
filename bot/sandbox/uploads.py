"""Raw values as the page sends them, files among them, into what a view or message remembers as typed."""

import base64
import binascii
from typing import Any

from bot.sandbox.errors import BadRequest
from bot.sandbox.files import File
from bot.sandbox.inputs import every_element
from bot.sandbox.shapes import file_shape
from bot.sandbox.workspace import Workspace


def received(
    workspace: Workspace,
    user: str,
    blocks: list[dict[str, Any]],
    values: dict[str, dict[str, Any]],
    typed: dict[str, dict[str, Any]],
) -> None:
    """Write `values` of elements that are there into `typed`; raises BadRequest for those that are not."""
    there = {
        (block["block_id"], element.get("action_id")): element for block, element in every_element(blocks)
    }
    for block_id, actions in values.items():
        for action_id, raw in actions.items():
            element = there.get((block_id, action_id))
            if element is None:
                raise BadRequest("element_not_found", f"There is no input {block_id!r}/{action_id!r} here.")
            is_file = element["type"] == "file_input"
            value = [_upload(workspace, user, each) for each in raw or ()] if is_file else raw
            typed.setdefault(block_id, {})[action_id] = value


def _upload(workspace: Workspace, user: str, sent: dict[str, Any]) -> dict[str, Any]:
    if "id" in sent:
        return sent
    try:
        data = base64.b64decode(sent["data"], validate=True)
    except (KeyError, binascii.Error) as error:
        raise BadRequest("invalid_file", "A file is {name, mimetype, data in base64}.") from error
    file = workspace.files.add(
        File(
            workspace.new_id("F"),
            sent["name"],
            user,
            workspace.epoch(),
            mimetype=sent.get("mimetype", "application/octet-stream"),
            data=data,
            complete=True,
        )
    )
    return file_shape(workspace, file.id)
