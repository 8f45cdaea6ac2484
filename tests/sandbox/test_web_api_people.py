"""The Web API on people, conversations, reactions and files."""

from collections.abc import Callable
from urllib.request import urlopen

from slack_sdk import WebClient

from bot.sandbox.client import Person, SandboxClient, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import error_of, web, without


def test_people_are_listed_page_by_page(slack: WebClient, client: SandboxClient, ada: Person) -> None:
    client.add_person("guest", "Gus Guest", is_ultra_restricted=True, tz="Asia/Kolkata")
    names, cursor = [], ""
    while True:
        page = slack.users_list(limit=2, cursor=cursor or None)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["parrot", "slackbot", "ada", "ben", "guest"]
    guest = slack.users_lookupByEmail(email="guest@example.com")["user"]
    assert guest["is_ultra_restricted"]
    assert guest["tz_offset"] == 5.5 * 3600
    assert slack.users_profile_get(user=ada.id)["profile"]["real_name"] == "Ada Park"
    assert error_of(slack.users_info, user="U404")["error"] == "user_not_found"
    assert error_of(slack.users_lookupByEmail, email="no@example.com")["error"] == "users_not_found"
    client.change_person("guest", deleted=True)
    assert slack.users_info(user=guest["id"])["user"]["deleted"]
    assert error_of(slack.chat_postMessage, channel=guest["id"], text="x")["error"] == "channel_not_found"


def test_without_the_email_scope_there_are_no_addresses(start: Callable[..., Sandbox]) -> None:
    sandbox = start(without("users:read.email"))
    user = sandbox.client().person("ada").id
    assert "email" not in web(sandbox).users_info(user=user)["user"]["profile"]
    assert error_of(web(sandbox).users_lookupByEmail, email="ada@example.com")["error"] == "missing_scope"


def test_conversations_are_opened_listed_and_joined(
    slack: WebClient, client: SandboxClient, ada: Person
) -> None:
    opened = slack.conversations_open(users=ada.id)
    assert not opened["already_open"]
    assert slack.conversations_open(users=ada.id)["already_open"]
    assert slack.conversations_info(channel=opened["channel"]["id"])["channel"]["user"] == ada.id
    group = slack.conversations_open(users=[ada.id, client.person("ben").id])["channel"]["id"]
    assert group.startswith("G")
    team = client.add_channel("team", ("ada",), app=False, is_ext_shared=True)
    client.add_channel("secret", ("ada",), app=False, is_private=True)
    listed = slack.conversations_list(types="public_channel,private_channel,im")["channels"]
    assert [each.get("name") for each in listed] == ["general", None, "team"]
    assert slack.conversations_info(channel=team)["channel"]["is_ext_shared"]
    assert slack.conversations_members(channel=team)["members"] == [ada.id]
    assert error_of(slack.conversations_history, channel=team)["error"] == "not_in_channel"
    slack.conversations_join(channel=team)
    assert slack.conversations_join(channel=team)["warning"] == "already_in_channel"
    assert slack.conversations_history(channel=team)["messages"] == []
    assert [each["name"] for each in slack.users_conversations(user=ada.id)["channels"]] == [
        "general",
        "team",
    ]
    assert error_of(slack.conversations_open, users="U404")["error"] == "user_not_found"
    assert error_of(slack.conversations_list, types="dm")["error"] == "invalid_types"


def test_user_groups_are_read(slack: WebClient, client: SandboxClient, ada: Person) -> None:
    group = client.add_usergroup("managers", ("ada",))
    assert slack.usergroups_list()["usergroups"][0]["handle"] == "managers"
    assert "users" not in slack.usergroups_list()["usergroups"][0]
    assert slack.usergroups_users_list(usergroup=group)["users"] == [ada.id]
    assert error_of(slack.usergroups_users_list, usergroup="S404")["error"] == "no_such_subteam"


def test_reactions_are_added_once_and_taken_back(slack: WebClient, ada: Person) -> None:
    posted = slack.chat_postMessage(channel=ada.id, text="x")
    where = {"channel": posted["channel"], "timestamp": posted["ts"]}
    slack.reactions_add(**where, name="white_check_mark")
    assert error_of(slack.reactions_add, **where, name="white_check_mark")["error"] == "already_reacted"
    assert error_of(slack.reactions_add, **where, name="no_such_thing")["error"] == "invalid_name"
    ada.reacts(ada.dm()[0], "white_check_mark")
    assert slack.reactions_get(**where)["message"]["reactions"][0]["count"] == 2
    slack.reactions_remove(**where, name="white_check_mark")
    assert error_of(slack.reactions_remove, **where, name="white_check_mark")["error"] == "no_reaction"
    assert ada.dm()[0]["reactions"] == [{"name": "white_check_mark", "users": [ada.id], "count": 1}]


def test_a_file_is_uploaded_and_shared(slack: WebClient, ada: Person) -> None:
    channel = slack.conversations_open(users=ada.id)["channel"]["id"]
    slack.files_upload_v2(
        channel=channel, filename="week.csv", content="a,b\n1,2\n", title="Week", initial_comment="Here"
    )
    message = ada.dm()[0]
    assert text_of(message) == "Here"
    assert (message["files"][0]["title"], message["files"][0]["mimetype"]) == ("Week", "text/csv")
    with urlopen(message["files"][0]["url"]) as content:  # noqa: S310 - ours
        assert content.read() == b"a,b\n1,2\n"
