from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.client import Person, SandboxClient, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import MANIFEST, error_of, web, without

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hi*"}}


def test_the_app_learns_who_it_is(sandbox: Sandbox, slack: WebClient) -> None:
    me = slack.auth_test()
    assert (me["team_id"], me["user"], me["team"]) == (sandbox.team_id, "parrot", "Sandbox")
    assert slack.users_info(user=me["user_id"])["user"]["profile"]["bot_id"] == me["bot_id"]
    assert slack.bots_info(bot=me["bot_id"])["bot"]["name"] == "Parrot"
    assert slack.team_info()["team"]["domain"] == "sandbox"
    assert slack.api_test(foo="bar")["args"] == {"foo": "bar"}


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-nobody", "invalid_auth"), ("app", "not_allowed_token_type")],
)
def test_a_wrong_token_is_refused(sandbox: Sandbox, token: str, error: str) -> None:
    slack = web(sandbox, sandbox.app_token if token == "app" else token)
    assert error_of(slack.auth_test)["error"] == error


def test_the_app_token_alone_opens_connections(sandbox: Sandbox, slack: WebClient) -> None:
    assert slack.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://127.0.0.1:")
    assert (
        error_of(slack.apps_connections_open, app_token=sandbox.bot_token)["error"]
        == "not_allowed_token_type"
    )


def test_an_unknown_method_says_so(slack: WebClient) -> None:
    answer = error_of(slack.api_call, "chat.shout")
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")


def test_bodies_may_be_forms_or_json_but_not_nonsense(sandbox: Sandbox) -> None:
    def call(body: bytes, kind: str, **headers: str) -> str:
        request = Request(f"{sandbox.api_url}/api.test", body, {"Content-Type": kind, **headers})  # noqa: S310 - ours
        with urlopen(request) as answer:  # noqa: S310 - ours
            return str(answer.read().decode())

    form = "application/x-www-form-urlencoded"
    assert '"a":"1"' in call(urlencode({"a": 1, "token": sandbox.bot_token}).encode(), form)
    assert '"a":1' in call(b'{"a": 1}', "application/json; charset=utf-8")
    assert "invalid_json" in call(b"{", "application/json")
    assert "json_not_object" in call(b"[]", "application/json")
    assert "invalid_post_type" in call(b"<a/>", "text/xml")


def test_a_missing_scope_names_what_is_needed_and_what_there_is(start: Callable[..., Sandbox]) -> None:
    slack = web(start(without("chat:write")))
    answer = error_of(slack.chat_postMessage, channel="general", text="Hi")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "commands" in answer["provided"].split(",")


def test_the_app_stands_in_the_list_before_its_first_message(
    client: SandboxClient, slack: WebClient, ada: Person
) -> None:
    app = [each for each in ada.channels() if each["kind"] == "app"]
    assert [(each["name"], each["unread"], each["last_ts"]) for each in app] == [("Parrot", 0, "")]
    assert slack.chat_postMessage(channel=ada.id, text="Hi")["channel"] == app[0]["id"]
    stranger = client.add_person("sam", is_stranger=True)
    assert [each for each in stranger.channels() if each["kind"] == "app"] == []


def test_a_message_to_a_person_opens_the_conversation(slack: WebClient, ada: Person) -> None:
    answer = slack.chat_postMessage(channel=ada.id, text="Hi", blocks=[SECTION])
    assert answer["channel"].startswith("D")
    assert answer["message"]["blocks"][0]["block_id"]
    assert text_of(ada.dm()[0]) == "*Hi*"
    assert (ada.channels()[-1]["unread"], ada.channels()[-1]["last_read"]) == (1, None)
    ada.acts("read", channel=answer["channel"])
    assert (ada.channels()[-1]["unread"], ada.channels()[-1]["last_read"]) == (0, answer["ts"])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "general", "text": "x"}, "not_in_channel"),
        ({"channel": "old", "text": "x"}, "is_archived"),
        ({"channel": "secret", "text": "x"}, "channel_not_found"),
        ({"channel": "team"}, "no_text"),
        ({"channel": "team", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"channel": "team", "text": "x", "blocks": [{"type": "blink"}]}, "invalid_blocks"),
        ({"channel": "team", "text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "team", "text": "x", "username": "Boss"}, "missing_scope"),
        ({"channel": "team", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        (
            {"channel": "team", "text": "x", "metadata": {"event_type": "a", "event_payload": {"b": {}}}},
            "invalid_metadata_schema",
        ),
        ({"channel": "team", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "USLACKBOT0", "text": "x"}, "channel_not_found"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
@pytest.mark.filterwarnings("ignore:The top-level `text` argument:UserWarning")
def test_what_slack_does_not_post(
    slack: WebClient, client: SandboxClient, arguments: dict[str, Any], error: str
) -> None:
    client.add_channel("team")
    client.add_channel("secret", ("ada",), app=False, is_private=True)
    client.change_channel(client.add_channel("old"), is_archived=True)
    assert error_of(slack.api_call, "chat.postMessage", json=arguments)["error"] == error


def test_bad_blocks_come_back_with_a_pointer_to_the_fault(slack: WebClient, ada: Person) -> None:
    bad = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    answer = error_of(slack.chat_postMessage, channel=ada.id, text="x", blocks=bad)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_a_closed_messages_tab_refuses_both_ways(start: Callable[..., Sandbox]) -> None:
    manifest = deepcopy(MANIFEST)
    manifest["features"]["app_home"] = {}
    sandbox = start(manifest)
    ada = sandbox.client().person("ada")
    assert (
        error_of(web(sandbox).chat_postMessage, channel=ada.id, text="x")["error"] == "messages_tab_disabled"
    )
    home = {"type": "home", "blocks": []}
    assert error_of(web(sandbox).views_publish, user_id=ada.id, view=home)["error"] == "not_enabled"


def test_a_message_can_be_changed_and_deleted_by_its_app_alone(slack: WebClient, ada: Person) -> None:
    posted = slack.chat_postMessage(channel=ada.id, text="One", blocks=[SECTION])
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    changed = slack.chat_update(**where, text="Two")
    assert changed["message"]["blocks"], "blocks that are not given stay"
    slack.chat_update(**where, text="Three", blocks=[])
    message = ada.dm()[0]
    assert (text_of(message), message["edited"]["user"]) == ("Three", posted["message"]["user"])
    assert error_of(slack.chat_update, **where, text="y" * 4001)["error"] == "msg_too_long"
    own = ada.types(posted["channel"], "Mine")
    assert (
        error_of(slack.chat_update, channel=posted["channel"], ts=own, text="x")["error"]
        == "cant_update_message"
    )
    assert error_of(slack.chat_delete, channel=posted["channel"], ts=own)["error"] == "cant_delete_message"
    slack.chat_delete(**where)
    assert error_of(slack.chat_update, **where, text="x")["error"] == "message_not_found"
    assert [text_of(each) for each in ada.dm()] == ["Mine"]


def test_an_ephemeral_is_for_one_person_and_not_in_the_history(
    slack: WebClient, client: SandboxClient, ada: Person, ben: Person
) -> None:
    team = client.add_channel("team", ("ada", "ben"))
    slack.chat_postEphemeral(channel=team, user=ada.id, text="Only you")
    assert [text_of(each) for each in ada.whispers] == ["Only you"]
    assert ben.messages("team") == []
    assert slack.conversations_history(channel=team)["messages"] == []
    ada.acts("dismiss", channel="team", ts=ada.whispers[0]["ts"])
    assert ada.whispers == []
    outsider = client.add_person("cy")
    answer = error_of(slack.chat_postEphemeral, channel=team, user=outsider.id, text="x")
    assert answer["error"] == "user_not_in_channel"


def test_a_thread_hangs_under_its_root(slack: WebClient, client: SandboxClient, ada: Person) -> None:
    team = client.add_channel("team", ("ada",))
    root = slack.chat_postMessage(channel=team, text="Root")["ts"]
    reply = ada.types("team", "Reply", thread=root)
    slack.chat_postMessage(channel=team, text="Loud", thread_ts=reply, reply_broadcast=True)
    assert [text_of(each) for each in ada.messages("team")] == ["Root", "Loud"]
    assert [text_of(each) for each in ada.thread(ada.messages("team")[0])] == ["Root", "Reply", "Loud"]
    replies = slack.conversations_replies(channel=team, ts=root)["messages"]
    assert [each["text"] for each in replies] == ["Root", "Reply", "Loud"]
    assert (replies[0]["reply_count"], replies[0]["latest_reply"]) == (2, replies[2]["ts"])
    assert slack.conversations_history(channel=team)["messages"][-1]["reply_count"] == 2


def test_threads_in_channels_can_be_closed_to_bots(start: Callable[..., Sandbox]) -> None:
    sandbox = start(bot_can_read_threads=False)
    slack, client = web(sandbox), sandbox.client()
    team = client.add_channel("team")
    root = slack.chat_postMessage(channel=team, text="Root")
    assert error_of(slack.conversations_replies, channel=team, ts=root["ts"])["error"] == "missing_scope"
    own = slack.chat_postMessage(channel=client.person("ada").id, text="Root")
    assert slack.conversations_replies(channel=own["channel"], ts=own["ts"])["messages"]


def test_history_is_paged_newest_first_and_cut_by_time(slack: WebClient, ada: Person) -> None:
    posts = [slack.chat_postMessage(channel=ada.id, text=str(number)) for number in range(7)]
    channel, ts = posts[0]["channel"], [post["ts"] for post in posts]
    seen, cursor = [], ""
    while True:
        page = slack.conversations_history(channel=channel, limit=3, cursor=cursor or None)
        seen += [message["text"] for message in page["messages"]]
        slack.chat_postMessage(channel=channel, text="new")
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == list("6543210")
    between = slack.conversations_history(channel=channel, oldest=ts[1], latest=ts[4])["messages"]
    assert [message["text"] for message in between] == ["3", "2"]
    between = slack.conversations_history(channel=channel, oldest=ts[1], latest=ts[4], inclusive=True)[
        "messages"
    ]
    assert [message["text"] for message in between] == ["4", "3", "2", "1"]
    assert error_of(slack.conversations_history, channel=channel, cursor="zz")["error"] == "invalid_cursor"
    assert (
        error_of(slack.conversations_history, channel=channel, oldest="soon")["error"] == "invalid_ts_oldest"
    )


def test_metadata_is_whole_only_when_asked_for(slack: WebClient, ada: Person) -> None:
    metadata = {"event_type": "order", "event_payload": {"key": "k1"}}
    posted = slack.chat_postMessage(channel=ada.id, text="x", metadata=metadata)
    short = slack.conversations_history(channel=posted["channel"])["messages"][0]
    whole = slack.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"][0]
    assert (short["metadata"], whole["metadata"]) == ({"event_type": "order"}, metadata)
    slack.chat_update(
        channel=posted["channel"], ts=posted["ts"], text="y", metadata={**metadata, "event_type": "o"}
    )
    whole = slack.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"][0]
    assert whole["metadata"]["event_type"] == "o"


def test_history_can_be_as_slow_as_for_unlisted_apps(start: Callable[..., Sandbox]) -> None:
    sandbox = start(slow_history=True)
    slack, ada = web(sandbox), sandbox.client().person("ada")
    for number in range(20):
        channel = slack.chat_postMessage(channel=ada.id, text=str(number))["channel"]
    assert len(slack.conversations_history(channel=channel, limit=100)["messages"]) == 15
    with pytest.raises(SlackApiError, match="ratelimited") as caught:
        slack.conversations_history(channel=channel)
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) in {59, 60}
    sandbox.client().travel(advance=60)
    assert slack.conversations_history(channel=channel)["ok"]


def test_rate_limits_hold_one_message_a_second_per_channel(start: Callable[..., Sandbox]) -> None:
    sandbox = start(rate_limits=True)
    slack, client = web(sandbox), sandbox.client()
    slack.chat_postMessage(channel=client.person("ada").id, text="1")
    slack.chat_postMessage(channel=client.person("ben").id, text="1")
    assert (
        error_of(slack.chat_postMessage, channel=client.person("ada").id, text="2")["error"] == "ratelimited"
    )
    assert client.rate_limited() == 1
    client.travel(advance=1)
    slack.chat_postMessage(channel=client.person("ada").id, text="2")
    for _ in range(20):
        slack.users_list()
    assert error_of(slack.users_list)["error"] == "ratelimited"
    slack.users_info(user=client.person("ada").id)


def test_permalinks_lead_to_a_message(slack: WebClient, ada: Person) -> None:
    posted = slack.chat_postMessage(channel=ada.id, text="x")
    link = slack.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])["permalink"]
    assert link == f"https://sandbox.slack.com/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}"


def test_an_uninstalled_app_is_nobody_until_it_is_installed_again(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    slack = web(sandbox)
    client.uninstall()
    assert error_of(slack.auth_test)["error"] == "account_inactive"
    client.install()
    assert error_of(slack.auth_test)["error"] == "invalid_auth"
    assert web(sandbox).auth_test()["ok"]
