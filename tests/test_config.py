from pathlib import Path

import pytest

from bot import config

ROOT = Path(__file__).parent.parent


def test_the_environment_comes_before_the_file(tmp_path):
    env = tmp_path / ".env"
    env.write_text("SLACK_BOT_TOKEN=xoxb-file\nLATITUDE_LOG=DEBUG\n")
    settings = config.read({"SLACK_BOT_TOKEN": "xoxb-shell"}, env)
    assert settings.slack_bot_token == "xoxb-shell"
    assert settings.latitude_log == "debug"


def test_every_malformed_setting_is_named_at_once_without_its_value():
    with pytest.raises(config.BadSettings) as refusal:
        config.read(
            {
                "SLACK_BOT_TOKEN": "xapp-secret",
                "SLACK_APP_TOKEN": "hunter2",
                "SLACK_API_URL": "http://slack.example/api/",
                "DATABASE_URL": "mysql://u:p@h/db",
                "LATITUDE_LOG": "loud",
            },
            None,
        )
    sentences = refusal.value.sentences
    assert len(sentences) == 5
    assert "swapped" in sentences[0]
    assert not any("secret" in each or "hunter2" in each or "u:p" in each for each in sentences)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("sqlite:///latitude.sqlite3", True),
        ("postgresql+psycopg://u:p@h/db", True),
        ("postgresql://u:p@h/db", False),
        ("sqlite://", False),
        ("sqlite:///:memory:", False),
        ("not a url", False),
    ],
)
def test_the_database_is_a_file_or_postgresql(url, fine):
    if fine:
        assert config.read({"DATABASE_URL": url}, None).database_url == url
    else:
        with pytest.raises(config.BadSettings, match="DATABASE_URL"):
            config.read({"DATABASE_URL": url}, None)


def test_a_stand_in_on_this_machine_needs_no_tls():
    assert config.read({"SLACK_API_URL": "http://127.0.0.1:8700/api"}, None).slack_api_url.endswith("/api/")


def test_every_missing_setting_is_named_at_once():
    with pytest.raises(config.BadSettings) as refusal:
        config.read({}, None, required=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))
    assert [each.split()[0] for each in refusal.value.sentences] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_a_malformed_setting_does_not_hide_a_missing_one():
    with pytest.raises(config.BadSettings) as refusal:
        config.read({"SLACK_BOT_TOKEN": "nonsense"}, None, required=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))
    assert [each.split()[0] for each in refusal.value.sentences] == ["SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]


def test_secrets_are_not_in_the_repr():
    settings = config.read(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-2",
            "SLACK_SIGNING_SECRET": "s3",
            "DATABASE_URL": "postgresql+psycopg://u:p4@h/d",
        },
        None,
    )
    assert not any(secret in repr(settings) for secret in ("xoxb-1", "xapp-2", "s3", "p4"))


def test_the_example_file_lists_every_setting_with_its_default():
    assert (ROOT / ".env.example").read_text() == config.template()
    assert config.read({}, ROOT / ".env.example") == config.Settings()
