"""Messages with pictures: uploaded once, before the post; a failure there posts nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.gateway import slack_client
from bot.delivery.outbox import Outbox
from bot.delivery.pictures import FORGET_AT, GIVE_UP_AT
from bot.domain.deliveries import Message, Method, Picture, Planned, Refused, State, check_message
from bot.domain.delivery_policy import Policy
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.store import deliveries, pictures, workspaces
from bot.store.delivery_claims import find
from handlers.manifest import manifest

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICY = Policy(channel_gap=0, rates={})
SHOWN = Picture("one.png", "A line that rises", b"\x89PNG of a line")


def drawn(picture=SHOWN):
    image = {"type": "image", "slack_file": {"id": picture.name}, "alt_text": picture.alt}
    return Message("A picture", ({"type": "divider"}, image), pictures=(picture,))


class Rig:
    def __init__(self, database, sandbox, clock):
        self.database, self.slack, self.clock = database, sandbox.client(), clock
        self.team = self.slack.workspace()["team"]["id"]
        self.rita = self.slack.add_person("rita", "Rita Alvarez")
        self.say = drawn()
        self.waited = timedelta()
        with database.writing() as connection:
            workspaces.add(connection, workspaces.Workspace(self.team, "Here"), NOON)
        self.outbox = Outbox(
            database,
            lambda _claim: self.say,
            lambda _team: slack_client(sandbox.bot_token, f"{sandbox.api_url}/", POLICY),
            kinds=frozenset({"chart"}),
            now=clock.now,
            lease_now=lambda: datetime.now(UTC) + self.waited,
            policy=POLICY,
        )

    def owe(self, key):
        now = self.clock.now()
        one = Planned(self.team, key, "chart", self.rita.id, now, now + timedelta(days=1))
        with self.database.writing() as connection:
            deliveries.plan(connection, [one], now)
        self.outbox.tick()

    def later(self, minutes=3):
        self.waited += timedelta(minutes=minutes)
        self.outbox.tick()

    def standing(self, key):
        with self.database.reading() as connection:
            return find(connection, self.team, key).standing

    def calls(self, method):
        return len(self.slack.log(method))

    @property
    def files(self):
        return [each["blocks"][1]["slack_file"]["id"] for each in self.rita.dm()]


@pytest.fixture
def rig(database):
    clock = Clock(NOON)
    with Sandbox(manifest(), clock=clock, people=()) as sandbox:
        made = Rig(database, sandbox, clock)
        yield made
        made.outbox.drain(2)


def test_a_picture_is_uploaded_before_the_post_and_the_same_one_once(rig):
    rig.owe("first")
    rig.owe("second")
    rig.say = drawn(Picture("one.png", "Another line", b"\x89PNG of another"))
    rig.owe("third")
    first, second, third = rig.files
    assert first == second != third
    assert rig.calls("files.getUploadURLExternal") == rig.calls("upload") == 2


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
@pytest.mark.parametrize("fault", ["status", "drop_before", "drop_after", "garbage"])
def test_whatever_goes_wrong_with_an_upload_it_is_tried_again_and_posted_once(rig, step, fault):
    rig.slack.faults({"method": step, "fault": fault, "count": 1})
    rig.owe("p1")
    if (step, fault) != ("upload", "garbage"):  # only its status matters
        assert rig.standing("p1").state is State.PENDING
        assert rig.files == []
        rig.later()
    assert rig.standing("p1").state is State.SENT
    assert len(rig.files) == 1


def test_a_lost_answer_to_the_post_is_still_looked_up(rig):
    rig.slack.faults({"method": "chat.postMessage", "fault": "drop_after", "count": 1})
    rig.owe("p1")
    assert rig.standing("p1").state is State.UNCERTAIN
    rig.later()
    assert rig.standing("p1").state is State.SENT
    assert len(rig.files) == 1


def test_when_slack_asks_to_wait_that_is_how_long_is_waited(rig):
    fault = {"method": "files.getUploadURLExternal", "fault": "ratelimited", "retry_after": 60, "count": 1}
    rig.slack.faults(fault)
    rig.owe("p1")
    rig.later(0.5)
    assert rig.standing("p1").reason == "ratelimited"
    assert rig.calls("files.getUploadURLExternal") == 1
    rig.later(1)
    assert rig.standing("p1").state is State.SENT


def test_without_the_scope_it_fails_at_once(rig):
    fault = {"method": "files.getUploadURLExternal", "fault": "error", "error": "missing_scope"}
    rig.slack.faults(fault)
    rig.owe("p1")
    assert (rig.standing("p1").state, rig.standing("p1").reason) == (State.FAILED, "picture:missing_scope")


def test_a_file_that_slack_still_looks_over_is_waited_for(rig):
    rig.slack.faults({"method": "chat.postMessage", "fault": "error", "error": "invalid_blocks", "count": 2})
    rig.owe("p1")
    for _ in range(2):
        rig.later()
    assert rig.standing("p1").state is State.SENT
    assert rig.calls("files.getUploadURLExternal") == 1


def test_a_file_that_was_deleted_is_uploaded_anew(rig):
    with rig.database.writing() as connection:
        import hashlib

        digest = hashlib.sha256(SHOWN.png).hexdigest()
        pictures.add(connection, rig.team, digest, "F0DELETED1", NOON)
    rig.owe("p1")
    for _ in range(FORGET_AT):
        rig.later(60)
    assert rig.standing("p1").state is State.SENT
    assert rig.calls("files.getUploadURLExternal") == 1


def test_a_message_that_is_wrong_in_another_way_is_given_up(rig):
    rig.slack.faults({"method": "chat.postMessage", "fault": "error", "error": "invalid_blocks", "count": 50})
    rig.owe("p1")
    for _ in range(GIVE_UP_AT):
        rig.later(60)
    assert rig.standing("p1").state is State.FAILED
    assert rig.standing("p1").attempts == GIVE_UP_AT


def test_without_pictures_wrong_blocks_fail_at_once(rig):
    rig.say = Message("words alone")
    rig.slack.faults({"method": "chat.postMessage", "fault": "error", "error": "invalid_blocks"})
    rig.owe("p1")
    assert rig.standing("p1").state is State.FAILED


@pytest.mark.parametrize(
    "message",
    [
        Message("x", drawn().blocks),
        Message("x", pictures=(SHOWN,)),
        drawn(Picture("one.png", "", b"png")),
        drawn(Picture("", "A line", b"png")),
        drawn(Picture("one.png", "A line", b"")),
    ],
)
def test_a_picture_has_a_name_a_description_and_a_place(message):
    with pytest.raises(Refused):
        check_message(message, Method.POST)
