"""The messages of kudos: the post, what each receiver reads, and what admins hear of a report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.deliveries import Method, Planned, Priority
from bot.services.checkins import home
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.kudos import Kudos

POST = "kudos"
POST_DRAWN = "kudos-card"
TOLD = "kudos-told"
TOLD_DRAWN = "kudos-told-card"
REPORT = "kudos-report"
REPORT_DRAWN = "kudos-report-card"
REMOVED = "kudos-removed"

_USEFUL = timedelta(days=7)


def post_key(kudos: str) -> str:
    """The obligation to post kudos."""
    return f"{POST}:{kudos}"


def told_key(kudos: str, person: str) -> str:
    """The obligation to tell a receiver."""
    return f"{TOLD}:{kudos}:{person}"


def given(workspace: str, kudos: Kudos, channel: str, now: datetime) -> Iterator[Planned]:
    """The post, if anybody is named in it; then what each receiver reads, and their Homes."""
    if kudos.named:
        yield _message(workspace, kudos.id, POST, post_key(kudos.id), channel, now, Priority.ANSWER)
    for each in kudos.receivers:
        yield _message(workspace, kudos.id, TOLD, told_key(kudos.id, each), each, now, person=each)
        yield home(workspace, each, now, post_key(kudos.id), now)


def drawn_again(
    connection: Connection, workspace: str, kudos: Kudos, occasion: str, now: datetime
) -> Iterator[Planned]:
    """The post and what receivers read, drawn again wherever they were sent; once per `occasion`."""
    surfaces = {post_key(kudos.id): POST_DRAWN}
    surfaces |= {told_key(kudos.id, each): TOLD_DRAWN for each in kudos.receivers}
    yield from _again(connection, workspace, kudos.id, surfaces, occasion, now)
    for each in kudos.receivers:
        yield home(workspace, each, now, f"{post_key(kudos.id)}:{occasion}", now)


def told_again(
    connection: Connection, workspace: str, kudos: str, person: str, occasion: str, now: datetime
) -> Iterator[Planned]:
    """What one receiver reads, drawn again."""
    yield from _again(connection, workspace, kudos, {told_key(kudos, person): TOLD_DRAWN}, occasion, now)


def reported(
    connection: Connection, workspace: str, kudos: str, judges: Iterable[str], occasion: str, now: datetime
) -> Iterator[Planned]:
    """What each admin hears of a report; who has heard of an earlier one has it drawn again."""
    keys = {_report_key(kudos, each): each for each in judges}
    for key, each in keys.items():
        yield _message(workspace, kudos, REPORT, key, each, now, Priority.ESCALATION, person=each)
    yield from _again(connection, workspace, kudos, dict.fromkeys(keys, REPORT_DRAWN), occasion, now)


def judged(
    connection: Connection, workspace: str, kudos: str, judges: Iterable[str], occasion: str, now: datetime
) -> Iterator[Planned]:
    """The admins' cards, drawn again."""
    surfaces = {_report_key(kudos, each): REPORT_DRAWN for each in judges}
    yield from _again(connection, workspace, kudos, surfaces, occasion, now)


def removed(workspace: str, kudos: Kudos, now: datetime) -> Planned:
    """What the giver hears when an admin has removed them."""
    key = f"{REMOVED}:{kudos.id}"
    return _message(workspace, kudos.id, REMOVED, key, kudos.giver, now, person=kudos.giver)


def _report_key(kudos: str, admin: str) -> str:
    return f"{REPORT}:{kudos}:{admin}"


def _message(
    workspace: str,
    kudos: str,
    kind: str,
    key: str,
    to: str,
    now: datetime,
    priority: Priority = Priority.PROMPT,
    person: str | None = None,
) -> Planned:
    return Planned(
        workspace=workspace,
        key=key,
        kind=kind,
        to=to,
        person=person,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=priority,
        about={"kudos": kudos},
    )


def _again(
    connection: Connection,
    workspace: str,
    kudos: str,
    surfaces: dict[str, str],
    occasion: str,
    now: datetime,
) -> Iterator[Planned]:
    for key in sorted(deliveries.posted(connection, workspace, list(surfaces))):
        kind, to = surfaces[key], key.rpartition(":")[2]
        yield Planned(
            workspace=workspace,
            key=f"{kind}:{key}:{occasion}",
            kind=kind,
            to=to,
            person=None if kind == POST_DRAWN else to,
            due_at=now,
            useful_until=now + _USEFUL,
            priority=Priority.ANSWER,
            about={"kudos": kudos},
            method=Method.UPDATE,
            updates=key,
        )
