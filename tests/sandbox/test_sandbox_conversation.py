import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from websockets.sync.client import connect

from bot.sandbox.client import Person, SandboxClient, SandboxError, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import MANIFEST, Bot, web
from tests.sandbox.parts import actions

Json = dict[str, Any]


@pytest.fixture
def heard(bot: Bot) -> list[Json]:
    """Every event the app is sent."""
    events: list[Json] = []
    for name in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        kind = name.partition(".")[0]
        bot.app.event(kind)(lambda event: events.append(event))  # noqa: PLW0108 - Bolt looks at its name
    bot.connect()
    return events


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U404> <http://x|y>", "&lt;!channel&gt; &lt;@U404&gt; &lt;<http://x>|y&gt;"),
        ("see https://example.com/a?b=1", "see <https://example.com/a?b=1>"),
        ("@here and mail@example.com", "<!here> and mail@example.com"),
        ("🦜 שלום", "🦜 שלום"),
    ],
)
def test_typed_text_is_stored_as_slack_stores_it(
    heard: list[Json], ada: Person, typed: str, stored: str
) -> None:
    ada.types("general", typed)
    assert ada.messages("general")[0]["text"] == stored


def test_mentions_by_handle_or_token_are_mentions(ada: Person, ben: Person) -> None:
    ada.types("general", f"@ben or <@{ben.id}> or @nobody")
    assert ada.messages("general")[0]["text"] == f"<@{ben.id}> or <@{ben.id}> or @nobody"
    general = next(each for each in ben.channels() if each["name"] == "general")
    assert (general["unread"], general["mentions"]) == (1, 1)


def test_commands_get_names_or_tokens_as_they_ask(bot: Bot, ada: Person, ben: Person) -> None:
    heard: list[str] = []

    @bot.app.command("/say")
    @bot.app.command("/raw")
    def say(ack: Any, command: Json) -> None:
        heard.append(command["text"])
        ack()

    bot.connect()
    ada.runs("/say", "@ben earned 5 > 3")
    ada.runs("/raw", "@ben earned 5 > 3")
    assert heard == ["@ben earned 5 &gt; 3", f"<@{ben.id}> earned 5 &gt; 3"]


def test_what_slack_says_of_a_command_it_will_not_send(ada: Person) -> None:
    with pytest.raises(SandboxError, match="/fly is not a valid command"):
        ada.runs("/fly")
    root = ada.types("general", "root")
    with pytest.raises(SandboxError, match="not supported in threads"):
        ada.types("general", "/say hi", thread=root)


def test_a_command_can_be_answered_in_the_channel_or_to_one(
    bot: Bot, client: SandboxClient, ada: Person, ben: Person
) -> None:
    @bot.app.command("/say")
    def say(ack: Any, command: Json) -> None:
        ack(text=command["text"], response_type="in_channel" if command["text"] == "all" else "ephemeral")

    bot.connect()
    client.add_channel("team", ("ada", "ben"))
    ada.runs("/say", "me", channel="team")
    ada.runs("/say", "all", channel="team")
    assert [text_of(each) for each in ada.messages("team")] == ["me", "all"]
    assert [text_of(each) for each in ben.messages("team")] == ["all"]


def test_events_reach_the_app(
    heard: list[Json], client: SandboxClient, ada: Person, slack: WebClient
) -> None:
    bot_user = client.workspace()["app"]["bot_user_id"]
    client.add_channel("team", ("ada",))
    ada.opens_home()
    ada.types("team", f"<@{bot_user}> hello")
    ada.types("team", "not for the app")
    posted = slack.chat_postMessage(channel=ada.id, text="x")
    ada.reacts({"channel": posted["channel"], "ts": posted["ts"]}, "tada")
    client.change_person("ada", real_name="Ada Lovelace")
    client.add_person("cy")
    client.uninstall()
    ada.waits(lambda: len(heard) >= 7, "seven events")
    kinds = [event["type"] for event in heard]
    assert kinds[:4] == ["app_home_opened", "app_mention", "reaction_added", "user_change"]
    assert set(kinds[4:]) == {"team_join", "tokens_revoked", "app_uninstalled"}
    assert heard[0]["tab"] == "home"
    assert heard[3]["user"]["real_name"] == "Ada Lovelace"


def test_edits_and_deletions_are_events_too(heard: list[Json], ada: Person) -> None:
    dm = ada.app_channel()
    ts = ada.types(dm, "one")
    ada.acts("edit", channel=dm, ts=ts, text="two")
    ada.acts("delete", channel=dm, ts=ts)
    assert [event.get("subtype") for event in heard] == [None, "message_changed", "message_deleted"]
    assert heard[1]["message"]["text"] == "two"
    with pytest.raises(SandboxError, match="message_not_found"):
        ada.acts("edit", channel=dm, ts=ts, text="three")


def test_private_places_are_for_those_in_them(client: SandboxClient, ada: Person, ben: Person) -> None:
    client.add_channel("secret", ("ada",), is_private=True)
    dm = ada.acts("open_dm", user="slackbot").channel
    ada.types("secret", "psst")
    ada.types(dm, "psst")
    for place in ("secret", dm):
        with pytest.raises(SandboxError, match="channel_not_found"):
            ben.messages(place)
    assert {each["name"] for each in ben.channels()} == {"general", "Parrot"}
    guest = client.add_person("gus", is_ultra_restricted=True)
    client.add_channel("open", ("ada",))
    assert [each["name"] for each in guest.channels()] == ["Parrot"]
    with pytest.raises(SandboxError, match="Join #open"):
        ben.types("open", "hi")
    ben.acts("join", channel="open")
    ben.types("open", "hi")
    ben.acts("leave", channel="open")
    with pytest.raises(SandboxError, match="user_not_found"):
        client._wire.get("/sandbox/users/U404/channels")


def test_messages_are_read_in_pages(ada: Person) -> None:
    stamps = [ada.types("general", str(number)) for number in range(5)]
    path = f"/sandbox/users/{ada.id}/channels/general/messages"
    page = ada._wire.get(f"{path}?limit=2&before={stamps[4]}")
    assert [each["text"] for each in page["messages"]] == ["2", "3"]
    assert page["has_more"]
    assert not ada._wire.get(f"{path}?limit=2&before={stamps[2]}")["has_more"]


def test_pages_are_told_what_to_read_again(sandbox: Sandbox, ada: Person, ben: Person) -> None:
    address = sandbox.url.replace("http", "ws")
    with (
        connect(f"{address}/sandbox/live?as={ada.id}", proxy=None) as page,
        connect(f"{address}/sandbox/live?as={ben.id}", proxy=None) as other,
    ):
        channel = str(web(sandbox).chat_postMessage(channel=ada.id, text="x")["channel"])
        assert set(json.loads(page.recv(2))["changed"]) == {"channels", f"messages:{channel}"}
        bot_user = sandbox.client().workspace()["app"]["bot_user_id"]
        ben.types("general", f"<@{bot_user}>")
        frames = [json.loads(other.recv(2)) for _ in range(2)]
        assert "messages:" in str(frames[0]["changed"])
        assert "not in this channel" in frames[1]["notice"]["text"]


def test_the_page_and_its_types_are_served(sandbox: Sandbox) -> None:
    with urlopen(f"{sandbox.url}/sandbox/emoji") as answer:  # noqa: S310 - ours
        assert json.load(answer)["tada"] == "🎉"
    with pytest.raises(Exception, match="404"):
        urlopen(f"{sandbox.url}/page/../server.py")  # noqa: S310 - ours


def test_two_sandboxes_know_nothing_of_each_other(start: Any) -> None:
    one, two = start(), start()
    web(one).chat_postMessage(channel=one.client().person("ada").id, text="x")
    assert two.client().person("ada").dm() == []
    assert one.bot_token != two.bot_token


def test_an_act_that_makes_no_sense_is_refused(client: SandboxClient, ada: Person, slack: WebClient) -> None:
    posted = slack.chat_postMessage(channel=ada.id, text="x", blocks=[actions("Yes")])
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    for error, verb, fields in (
        ("unknown_act", "fly", {}),
        ("channel_not_found", "type", {"text": "x"}),
        ("missing_field", "press", {"at": {}}),
        ("element_not_found", "press", {"at": where, "action_id": "no"}),
        ("element_not_found", "press", {"at": where, "action_id": "press-Yes", "values": {"a": {"b": 1}}}),
        ("message_not_found", "edit", {"channel": "general", "ts": "1.1", "text": "x"}),
        ("not_yours", "delete", where),
        ("not_ephemeral", "dismiss", where),
        ("no_text", "type", {"channel": "general", "text": " "}),
        ("msg_too_long", "type", {"channel": "general", "text": "y" * 40_001}),
        ("unknown_shortcut", "shortcut", {"callback_id": "no"}),
        ("user_not_found", "open_dm", {"user": "nobody"}),
    ):
        with pytest.raises(SandboxError) as caught:
            ada.acts(verb, **fields)
        assert caught.value.error == error
    client.change_channel("general", is_archived=True)
    with pytest.raises(SandboxError, match="archived"):
        ada.types("general", "x")


def test_an_app_may_close_its_messages_tab_to_people(start: Any) -> None:
    features = {**MANIFEST["features"]}
    features["app_home"] = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    ada = start({**MANIFEST, "features": features}).client().person("ada")
    with pytest.raises(SandboxError, match="turned off"):
        ada.types(ada.app_channel(), "x")


def test_an_answer_slack_would_refuse_is_not_shown(bot: Bot, ada: Person) -> None:
    urls: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: Json) -> None:
        urls.append(command["response_url"])
        ack(text="x", blocks=[{"type": "blink"}])

    bot.connect()
    ada.runs("/say")
    assert ada.whispers == []
    for body, error in (
        (b"nonsense", "invalid_payload"),
        (b"[]", "invalid_payload"),
        (b"{}", "no_text"),
        (b'{"blocks": [{"type": "blink"}]}', "invalid_blocks"),
        (b'{"delete_original": true}', "message_not_found"),
    ):
        with pytest.raises(HTTPError) as caught:
            urlopen(Request(urls[0], body, {"Content-Type": "application/json"}))  # noqa: S310 - ours
        assert json.load(caught.value)["error"] == error


def test_all_visible_words_are_read(slack: WebClient, ada: Person) -> None:
    spans = [
        {"type": "text", "text": "Hi "},
        {"type": "user", "user_id": ada.id},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "https://example.com"},
    ]
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Title"}},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]},
        {"type": "image", "image_url": "https://example.com/i.png", "alt_text": "A chart"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Small"}]},
    ]
    slack.chat_postMessage(channel=ada.id, text="hidden", blocks=blocks)
    assert text_of(ada.dm()[0]) == f"Title\nHi <@{ada.id}>:tada:https://example.com\nA chart\nSmall"
    assert text_of(None) == ""
