import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.client import Person, SandboxError, text_of
from bot.sandbox.server import Sandbox
from tests.sandbox.bolt import Bot, error_of
from tests.sandbox.parts import NAME, answers, button, modal, opens, plain, typed

Json = dict[str, Any]


def test_an_empty_answer_closes_the_modal_and_the_app_has_the_values(bot: Bot, ada: Person) -> None:
    submitted = answers(bot)
    opens(bot, modal("Hello", NAME, private_metadata="m1"))
    ada.runs("/say")
    ada.fills({"Your name": "<b>Ada & 🦜</b>"})
    assert ada.submits().ok
    assert ada.modal() is None
    view = submitted[0]["view"]
    assert view["state"]["values"] == {
        "name": {"it": {"type": "plain_text_input", "value": "<b>Ada & 🦜</b>"}}
    }
    assert (view["private_metadata"], view["callback_id"]) == ("m1", "form")
    assert submitted[0]["user"]["id"] == ada.id


def test_a_required_input_is_complained_of_before_the_app_hears(bot: Bot, ada: Person) -> None:
    submitted = answers(bot)
    opens(bot, modal("Hello", NAME))
    ada.runs("/say")
    assert ada.submits().errors == {"name": "Please complete this required field."}
    assert "Please complete" in text_of(ada.modal())
    assert submitted == []


def test_the_apps_errors_stand_under_its_inputs(bot: Bot, ada: Person) -> None:
    answers(bot, response_action="errors", errors={"name": "Too short"})
    opens(bot, modal("Hello", NAME))
    ada.runs("/say")
    ada.fills({"name": "A"})
    assert ada.submits().errors == {"name": "Too short"}
    view = ada.modal()
    assert view is not None
    assert view["state"]["values"]["name"]["it"]["value"] == "A"


@pytest.mark.parametrize(
    "response",
    [
        {"response_action": "errors", "errors": {"nobody": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal", "title": plain("No blocks")}},
        {"response_action": "update", "view": {"type": "home", "blocks": []}},
        {"response_action": "dance"},
    ],
)
def test_an_answer_slack_cannot_follow_is_trouble(bot: Bot, ada: Person, response: Json) -> None:
    @bot.app.view("form")
    def form(ack: Any) -> None:
        ack(response)

    opens(bot, modal("Hello", NAME))
    ada.runs("/say")
    ada.fills({"name": "A"})
    with pytest.raises(SandboxError, match=r"We had some trouble connecting. Try again?"):
        ada.submits()
    assert ada.modal() is not None


def test_a_silent_app_is_trouble_too(bot: Bot, ada: Person) -> None:
    opens(bot, modal("Hello", NAME))
    ada.runs("/say")
    ada.fills({"name": "A"})
    bot.disconnect()
    with pytest.raises(SandboxError, match="trouble connecting") as caught:
        ada.submits()
    assert caught.value.error == "dispatch_failed"


def test_an_update_keeps_what_was_typed_where_the_ids_stay(bot: Bot, ada: Person) -> None:
    answers(bot, response_action="update", view=modal("Again", NAME, typed("more")))
    opens(bot, modal("Hello", NAME, typed("less")))
    ada.runs("/say")
    before = ada.modal()
    ada.fills({"name": "Ada", "less": "gone"})
    ada.submits()
    after = ada.modal()
    assert before is not None
    assert after is not None
    assert (after["id"], after["title"]["text"]) == (before["id"], "Again")
    assert after["hash"] != before["hash"]
    values = after["state"]["values"]
    assert (values["name"]["it"]["value"], values["more"]["it"]["value"]) == ("Ada", None)


def test_a_pushed_modal_stands_on_the_other_and_clear_takes_both(bot: Bot, ada: Person) -> None:
    answers(bot, response_action="push", view=modal("Second", NAME, callback_id="second"))

    @bot.app.view("second")
    def second(ack: Any) -> None:
        ack(response_action="clear")

    opens(bot, modal("First", NAME))
    ada.runs("/say")
    ada.fills({"name": "A"})
    ada.submits()
    first, top = ada.modals()
    assert (top["previous_view_id"], top["root_view_id"]) == (first["id"], first["id"])
    ada.closes()
    assert [each["title"]["text"] for each in ada.modals()] == ["First"]
    ada.submits()
    ada.fills({"name": "B"})
    ada.submits()
    assert ada.modals() == []


def test_a_stack_is_three_high_at_most(bot: Bot, ada: Person) -> None:
    errors: list[str] = []
    view = modal("Deeper", {"type": "actions", "elements": [button("Down", "down")]}, submit=plain("Send"))

    @bot.app.action("down")
    def down(ack: Any, body: Json, client: WebClient) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            errors.append(error.response["error"])
        ack()

    opens(bot, view)
    ada.runs("/say")
    for _ in range(3):
        ada.presses("Down")
    assert len(ada.modals()) == 3
    assert errors == ["push_limit_reached"]
    ada.closes(everything=True)
    assert ada.modals() == []


def test_closing_tells_the_app_only_if_it_wants_to_know(bot: Bot, ada: Person) -> None:
    closed: list[bool] = []

    @bot.app.view_closed("form")
    def form(ack: Any, body: Json) -> None:
        closed.append(body["is_cleared"])
        ack()

    opens(bot, modal("Hello", NAME, notify_on_close=True))
    ada.runs("/say")
    ada.closes()
    ada.runs("/say")
    ada.closes(everything=True)
    assert closed == [False, True]


def test_a_trigger_is_good_once_and_for_a_moment(
    start: Callable[..., Sandbox],
) -> None:
    sandbox = start(trigger_seconds=0.15)
    bot = Bot(sandbox)
    errors: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: Json, client: WebClient) -> None:
        if command["text"] == "slowly":
            time.sleep(0.3)
        for _ in range(2):
            try:
                client.views_open(trigger_id=command["trigger_id"], view=modal("Hi", NAME))
            except SlackApiError as error:
                errors.append(error.response["error"])
        ack()

    bot.connect()
    ada = sandbox.client().person("ada")
    ada.runs("/say", "at once")
    ada.runs("/say", "slowly")
    bot.close()
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "expired_trigger_id"]


def test_views_are_refused_as_slack_refuses_them(bot: Bot, ada: Person, slack: WebClient) -> None:
    errors: list[str] = []

    @bot.app.command("/say")
    def say(ack: Any, command: Json, client: WebClient) -> None:
        for view in (modal("y" * 25, NAME), {"type": "home", "blocks": []}):
            answer = error_of(client.views_open, trigger_id=command["trigger_id"], view=view)
            errors.append(answer["response_metadata"]["messages"][0])
        client.views_open(trigger_id=command["trigger_id"], view=modal("Fits", NAME, external_id="x"))
        ack()

    bot.connect()
    ada.runs("/say")
    assert errors == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
        "[ERROR] must be a modal view [json-pointer:/view/type]",
    ]
    view = ada.modal()
    assert view is not None
    good, stale = modal("New", NAME), "1.stale"
    assert error_of(slack.views_update, view_id=view["id"], view=good, hash=stale)["error"] == "hash_conflict"
    assert error_of(slack.views_update, view_id="V404", view=good)["error"] == "not_found"
    assert error_of(slack.views_open, trigger_id="1.2.3", view=good)["error"] == "invalid_trigger_id"
    huge = modal("Big", NAME, private_metadata="y" * 260_000)
    assert error_of(slack.views_update, view_id=view["id"], view=huge)["error"] == "view_too_large"
    slack.views_update(external_id="x", view=good, hash=view["hash"])
    assert "New" in text_of(ada.modal())


def test_home_is_published_and_guarded_by_its_hash(slack: WebClient, ada: Person, ben: Person) -> None:
    view = {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome")}]}
    first = slack.views_publish(user_id=ada.id, view=view)["view"]
    slack.views_publish(user_id=ada.id, view=view, hash=first["hash"])
    assert (
        error_of(slack.views_publish, user_id=ada.id, view=view, hash=first["hash"])["error"]
        == "hash_conflict"
    )
    assert text_of(ada.home()) == "Welcome"
    assert ben.home() is None


def test_the_client_says_what_there_is_when_it_finds_nothing(bot: Bot, ada: Person) -> None:
    opens(bot, modal("Hello", NAME, {"type": "actions", "elements": [button("More", "more")]}))
    ada.runs("/say")
    with pytest.raises(AssertionError, match=r"no button 'Less'. In sight: More"):
        ada.presses("Less")
    with pytest.raises(AssertionError, match=r"no input 'Age'. In sight: Your name"):
        ada.fills({"Age": 7})
    with pytest.raises(AssertionError, match="does not see 'Goodbye'"):
        ada.sees("Goodbye", seconds=0.05)
    assert ada.sees("Hello", where="modal")["title"]["text"] == "Hello"


def test_someone_elses_modal_cannot_be_submitted(bot: Bot, ada: Person, ben: Person) -> None:
    opens(bot, modal("Hello", NAME))
    ada.runs("/say")
    view = ada.modal()
    assert view is not None
    with pytest.raises(SandboxError, match="view_not_found"):
        ben.acts("submit", view_id=view["id"], values={})
    with pytest.raises(SandboxError, match="view_not_found"):
        ben.acts("press", at={"view_id": view["id"]}, block_id="name", action_id="it")
