"""conversations.*: channels, who is in them and what was said."""

from typing import Any

from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import FIRST, LAST, Message, moment
from bot.sandbox.shapes import message_shape
from bot.sandbox.users import User
from bot.sandbox.workspace import Workspace

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
SLOW_PAGE = 15
MOST_OPENED = 8


def open_dm(call: Call) -> dict[str, Any]:
    """conversations.open, with a channel or with users."""
    workspace = call.workspace
    if call.text("channel"):
        channel = call.channel()
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    names = [each.strip() for each in call.required("users").split(",") if each.strip()]
    if len(names) > MOST_OPENED:
        raise SlackError("too_many_users")
    users = [workspace.users.get(each) for each in names]
    if not users or None in users:
        raise SlackError("user_not_found")
    for user in users:
        _may_be_written_to(user, call)
    existed = workspace.channels.between(frozenset((call.bot, *names)))
    channel = workspace.open_dm(call.bot, *names)
    shape = conversation(workspace, channel, call.bot) if call.flag("return_im") else {"id": channel.id}
    return {"no_op": existed is not None, "already_open": existed is not None, "channel": shape}


def listing(call: Call) -> dict[str, Any]:
    """conversations.list."""
    wanted = [each.strip() for each in (call.text("types") or "public_channel").split(",")]
    if not set(wanted) <= TYPES.keys():
        raise SlackError("invalid_types")
    kinds = {TYPES[each] for each in wanted}
    found = [
        each
        for each in call.workspace.channels
        if each.type in kinds
        and (not each.is_closed or call.bot in each.members)
        and not (call.flag("exclude_archived") and each.is_archived)
    ]
    page, onward = call.page(found)
    channels = [conversation(call.workspace, each, call.bot) for each in page]
    return {"channels": channels, "response_metadata": onward}


def info(call: Call) -> dict[str, Any]:
    """conversations.info."""
    channel = call.channel()
    call.need_on(channel, "read")
    shape = conversation(call.workspace, channel, call.bot)
    if call.flag("include_num_members"):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def members(call: Call) -> dict[str, Any]:
    """conversations.members."""
    channel = call.channel()
    call.need_on(channel, "read")
    page, onward = call.page(list(channel.members))
    return {"members": page, "response_metadata": onward}


def join(call: Call) -> dict[str, Any]:
    """conversations.join."""
    channel = call.channel()
    if channel.is_closed:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = call.bot in channel.members
    channel.members[call.bot] = None
    call.workspace.changed("channels")
    shape: dict[str, Any] = {"channel": conversation(call.workspace, channel, call.bot)}
    return shape | ({"warning": "already_in_channel"} if already else {})


def history(call: Call) -> dict[str, Any]:
    """conversations.history, newest first; a cursor holds its place while new messages come in."""
    channel = _readable(call)
    oldest, latest = _span(call)
    limit = _page_size(call)
    if cursor := call.text("cursor"):
        positions = channel.timeline.between(oldest, decoded_place(cursor))
    else:
        positions = channel.timeline.between(oldest, latest, inclusive=call.flag("inclusive"))
    page: list[Message] = []
    left = len(positions)
    while left > 0 and len(page) < limit:
        left -= 1
        message = channel.timeline.at(positions[left : left + 1])[0]
        if not message.only_for:
            page.append(message)
    everything = call.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "messages": [message_shape(call.workspace, each, all_metadata=everything) for each in page],
        "has_more": left > 0,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if left > 0 and page:
        answer["response_metadata"] = {"next_cursor": encoded_place(page[-1].ts)}
    return answer


def replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the root first, then its replies."""
    channel = _readable(call)
    if not channel.is_im and not channel.is_mpim and not call.workspace.options.bot_can_read_threads:
        raise SlackError("missing_scope", needed="channels:history", provided="")
    ts = call.required("ts")
    root = channel.timeline.get(ts)
    if root is None or root.only_for:
        raise SlackError("thread_not_found")
    oldest, latest = _span(call)
    thread = [root] + [
        each
        for each in channel.timeline.replies(root.thread_ts or root.ts)
        if not each.only_for and oldest < each.ts < latest
    ]
    page, onward = call.page(thread, default=_page_size(call))
    everything = call.flag("include_all_metadata")
    return {
        "messages": [message_shape(call.workspace, each, all_metadata=everything) for each in page],
        "has_more": bool(onward["next_cursor"]),
        "response_metadata": onward,
    }


def conversation(workspace: Workspace, channel: Channel, viewer: str) -> dict[str, Any]:
    """The conversation object of Slack's answers."""
    shape: dict[str, Any] = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        return shape | {"user": channel.other(viewer), "is_user_deleted": False, "priority": 0}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private and not channel.is_mpim,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "unlinked": 0,
        "creator": channel.creator,
        "is_member": viewer in channel.members,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def encoded_place(ts: str) -> str:
    """A cursor that stands before the message with this `ts`."""
    return f"next_ts:{ts}".encode().hex()


def decoded_place(cursor: str) -> str:
    """The `ts` a history cursor stands before; raises SlackError."""
    try:
        return moment(bytes.fromhex(cursor).decode().removeprefix("next_ts:"), LAST)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error


def _may_be_written_to(user: User | None, call: Call) -> None:
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot" if user.id != call.bot else "cannot_dm_self")


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_on(channel, "history")
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _span(call: Call) -> tuple[str, str]:
    try:
        return moment(call.text("oldest"), FIRST), moment(call.text("latest"), LAST)
    except ValueError as error:
        raise SlackError("invalid_ts_oldest") from error


def _page_size(call: Call) -> int:
    slow = call.workspace.options.slow_history
    limit = call.number("limit", SLOW_PAGE if slow else 100)
    if limit < 0:
        raise SlackError("invalid_limit")
    return min(limit or 100, SLOW_PAGE if slow else 999)


ANY_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
ANY_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
METHODS = {
    "conversations.open": Method(open_dm, ("im:write", "mpim:write"), per_minute=50),
    "conversations.list": Method(listing, ANY_READ, per_minute=20),
    "conversations.info": Method(info, ANY_READ, per_minute=50),
    "conversations.members": Method(members, ANY_READ, per_minute=100),
    "conversations.join": Method(join, ("channels:join",), per_minute=50),
    "conversations.history": Method(history, ANY_HISTORY, per_minute=50),
    "conversations.replies": Method(replies, ANY_HISTORY, per_minute=50),
}
