"""`latitude people`, as people type it, and what becomes of those whom only an address is known of."""

import json
from datetime import UTC, datetime

import pytest

from bot.domain.people import unmatched
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.services.rosters import Rosters
from bot.services.workspaces import Workspaces
from bot.store import people
from bot.store.database import Database
from handlers.manifest import manifest

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEAM = """slack_id,email,name,rank,role,manager,timezone,starts_on,level,admin
UDANA,,Dana Okafor,director,,,America/New_York,2026-01-05,L0,yes
UMAYA,,Maya Lindqvist,manager,,UDANA,America/New_York,2026-01-05,L0,
,rita@example.com,Rita Alvarez,rep,ae,UMAYA,America/New_York,2026-01-05,L1,
UBAD,,Bad Zone,rep,ae,UMAYA,Mars,2026-01-05,L1,
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TEAM)
    return path


def test_a_team_comes_from_a_file_line_by_line_and_goes_back(latitude, file, tmp_path):
    status, out, _ = latitude("people", "import", str(file), "--dry-run")
    assert status == 2
    assert "nothing was written" in out
    assert "Nobody is on the team yet" in latitude("people", "list")[1]

    status, out, _ = latitude("people", "import", str(file))
    assert status == 2
    assert "line 5: Bad Zone: refused: timezone" in out
    assert "3 added, 0 changed, 0 unchanged, 1 refused" in out

    status, out, _ = latitude("people", "export")
    (tmp_path / "again.csv").write_text(out)
    status, out, _ = latitude("people", "import", str(tmp_path / "again.csv"), "--json")
    assert status == 0
    assert json.loads(out)["unchanged"] == 3

    (tmp_path / "more.csv").write_text("slack_id,name,level\nUMAYA,Maya,L2\n")
    assert "line 2: Maya: changed name" in latitude("people", "import", str(tmp_path / "more.csv"))[1]
    shown = latitude("people", "list", "--all")[1]
    assert "Maya" in shown
    listed = json.loads(latitude("people", "list", "--json")[1])
    assert {each["name"] for each in listed} == {"Dana Okafor", "Maya", "Rita Alvarez"}
    assert "Wrote 3 people" in latitude("people", "export", str(tmp_path / "out.csv"))[1]


def test_a_file_that_cannot_be_read_or_written_is_one_line(latitude, tmp_path, file):
    (tmp_path / "bad.csv").write_text("slack_id,nam\n")
    for words in (
        ("import", str(tmp_path / "bad.csv")),
        ("import", str(tmp_path / "none.csv")),
        ("export", str(tmp_path / "no" / "such.csv")),
    ):
        status, _, err = latitude("people", *words)
        assert status == 2
        assert len(err.splitlines()) == 1
    status, out, _ = latitude("people", "import", str(file), "--json")
    assert status == 2
    assert json.loads(out)["rows"][3]["why"].startswith("timezone")


def test_people_known_by_address_get_their_id_when_slack_tells_it(database):
    workspace = Workspaces(database, lambda: NOW).resolve(None)
    desk = Rosters(database, lambda: NOW)
    desk.import_(workspace, TEAM.encode(), by="test")
    assert desk.waiting(workspace) == ["rita@example.com"]
    assert desk.match(workspace, {"rita@example.com": "UMAYA"}, by="test") == []
    assert desk.match(workspace, {"rita@example.com": "URITA", "x@y": "UX"}, by="test") == [
        "rita@example.com"
    ]
    assert desk.waiting(workspace) == []
    with database.reading() as connection:
        assert people.find(connection, workspace, unmatched("rita@example.com")) is None
        rita = people.find(connection, workspace, "URITA")
    assert rita.manager == "UMAYA"


def test_a_file_can_tell_the_id_of_somebody_known_by_address(database):
    assert isinstance(database, Database)
    workspace = Workspaces(database, lambda: NOW).resolve(None)
    desk = Rosters(database, lambda: NOW)
    desk.import_(workspace, TEAM.encode(), by="test")
    told = "slack_id,email,name\nURITA,rita@example.com,Rita\n"
    report = desk.import_(workspace, told.encode(), by="test")
    assert report.verdicts[0].renames == unmatched("rita@example.com")
    with database.reading() as connection:
        assert people.find(connection, workspace, "URITA").level == "L1"


def test_slack_is_asked_for_the_ids_behind_addresses_where_there_is_a_token(latitude, file):
    people = [{"name": "rita", "real_name": "Rita Alvarez", "email": "rita@example.com"}]
    with Sandbox(manifest(), clock=Clock(), people=people) as sandbox:
        slack = sandbox.client()
        settings = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_API_URL": sandbox.api_url}
        slack.faults({"method": "auth.test", "fault": "error", "error": "invalid_auth"})
        _, _, err = latitude("people", "import", str(file), **settings)
        assert err == (
            "Slack could not be asked for everybody's id (SlackApiError); "
            "the bot asks again when it starts.\n"
        )
        slack.clear_faults()
        slack.faults({"method": "users.lookupByEmail", "fault": "error", "error": "missing_scope"})
        _, _, err = latitude("people", "import", str(file), **settings)
        assert "(missing_scope)" in err
        slack.clear_faults()
        _, out, err = latitude("people", "import", str(file), **settings)
        assert (out.splitlines()[-1], err) == ("Found in Slack by e-mail: 1 person.", "")
        listed = json.loads(latitude("people", "list", "--json")[1])
        assert slack.person("rita").id in {each["id"] for each in listed}


def test_the_token_of_another_team_tells_nobodys_id(latitude, file):
    people = [{"name": "rita", "real_name": "Rita Alvarez", "email": "rita@example.com"}]
    with Sandbox(manifest(), clock=Clock(), people=people) as sandbox:
        settings = {"SLACK_BOT_TOKEN": sandbox.bot_token, "SLACK_API_URL": sandbox.api_url}
        _, out, err = latitude("people", "import", str(file), "--workspace", "T0OTHERS", **settings)
    assert (out.splitlines()[-1], err) == ("3 added, 0 changed, 0 unchanged, 1 refused", "")
