"""The pictures of messages: each drawing is uploaded once, and shown by its file from then on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.domain.delivery_outcomes import NotSent
from bot.store import pictures

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.delivery.clock import Clock
    from bot.delivery.gateway import Gateway
    from bot.domain.deliveries import Claimed, Message
    from bot.domain.delivery_outcomes import Outcome
    from bot.store.database import Database

NOT_READY = "invalid_blocks"
"""What Slack says of a message with a file that it is still looking over, or that somebody deleted."""

FORGET_AT = 4
GIVE_UP_AT = 8
"""At which try the file is taken to be deleted, and at which the message to be wrong."""


@dataclass(frozen=True)
class Pictures:
    """Uploads what messages show, before they are posted and outside of any transaction."""

    database: Database
    gateway: Gateway
    clock: Clock

    def placed(self, client: WebClient, workspace: str, message: Message) -> Message | NotSent:
        """The message with Slack's files in place of its pictures; why not, where one was not taken."""
        if not message.pictures:
            return message
        digests = _digests(message)
        with self.database.reading() as connection:
            known = pictures.find(connection, workspace, list(digests.values()))
        for picture in message.pictures:
            digest = digests[picture.name]
            if digest not in known:
                file = self.gateway.upload(workspace, client, picture)
                if isinstance(file, NotSent):
                    return file
                known[digest] = file
                with self.database.writing() as connection:
                    pictures.add(connection, workspace, digest, file, self.clock.today())
        return message.with_files({name: known[digest] for name, digest in digests.items()})

    def judged(self, claim: Claimed, message: Message, outcome: Outcome) -> Outcome:
        """What an answer proves; a message whose pictures Slack does not show yet is tried again."""
        if not isinstance(outcome, NotSent) or outcome.why != NOT_READY or not message.pictures:
            return outcome
        if claim.attempt >= GIVE_UP_AT:
            return outcome
        if claim.attempt == FORGET_AT:
            with self.database.writing() as connection:
                pictures.forget(connection, claim.workspace, list(_digests(message).values()))
        return replace(outcome, final=False)


def _digests(message: Message) -> dict[str, str]:
    return {each.name: sha256(each.png).hexdigest() for each in message.pictures}
