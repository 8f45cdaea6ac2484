"""`latitude balance`, as people type it."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from bot.app import utc_now
from bot.domain.people import Person, Rank
from bot.services import example
from bot.services.balances import Balances
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.trust import Trust
from bot.services.workspaces import Workspaces
from bot.store.balances import BalanceRow
from bot.store.database import Database

TEAM = [
    {"name": name, "load": 1, "T_R": 90, "T_A": 90, "limit": 6, "con": con}
    for name, con in (
        ("Rita", [{"pct": 12, "value": 1, "auto": 0, "unchanged": 1, "wait_h": 9}] * 8),
        ("Omar", [{"pct": 5.9, "value": 1, "auto": 1}] * 30),
        ("Lena", []),
    )
]


def test_a_team_is_read_aloud_and_as_json(latitude, tmp_path):
    (tmp_path / "team.json").write_text(json.dumps(TEAM))
    status, out, _ = latitude("balance", str(tmp_path / "team.json"))
    assert status == 0
    rita, omar, lena = (
        next(line for line in out.splitlines() if name in line) for name in ("Rita", "Omar", "Lena")
    )
    assert "carries more than they may decide" in rita
    assert "worth a closer look" in omar
    assert lena.split() == ["Lena", "56", "50", "6"]
    status, out, _ = latitude("balance", str(tmp_path / "team.json"), "--json")
    found = json.loads(out)
    assert (status, found["Rita"]["frustration"], found["Omar"]["abuse_review"]) == (0, True, True)


def test_bad_input_is_said_and_nothing_computed(latitude, tmp_path):
    (tmp_path / "bad.json").write_text('[{"name": "Rita"}]')
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe")
    for name, said in (
        ("bad.json", "row 1, load: "),
        ("binary.json", "UTF-8"),
        ("none.json", "cannot be read"),
    ):
        status, out, err = latitude("balance", str(tmp_path / name), "--json")
        assert (status, out) == (2, "")
        assert said in err


def test_without_a_file_it_is_the_teams_last_week(latitude, tmp_path):
    url = f"sqlite:///{tmp_path / 'team.sqlite3'}"
    status, out, _ = latitude("balance", DATABASE_URL=url)
    assert (status, "Nobody has been read yet" in out) == (0, True)
    status, out, _ = latitude("balance", "--json", DATABASE_URL=url)
    assert (status, json.loads(out)) == (0, {})
    database = Database(url)
    here = Workspaces(database, utc_now).resolve(None)
    long_ago = utc_now() - timedelta(days=60)
    Plans(database, utc_now).apply(here, example.plan(), by="test")
    maya = Person(here, "UMAYA", "Maya Lindqvist", Rank.MANAGER, None, None, "UTC", long_ago.date())
    rita = replace(
        maya, id="URITA", name="Rita Alvarez", rank=Rank.REP, role="ae", manager="UMAYA", level="L1"
    )
    twin = replace(rita, id="UTWIN")
    omar = replace(rita, id="UOMAR", name="Omar Haddad")
    People(database, lambda: long_ago).enroll([maya, rita, twin, omar], by="test")
    assert Balances(database, utc_now).read_weeks() == 0, "their trust says nothing yet"
    Trust(database, utc_now).close_days()
    assert Balances(database, utc_now).read_weeks() >= 3, (
        "one week at least: on a Monday the last one is still open"
    )
    flags = {"frustrated": True, "frustrated_since": long_ago.date()}
    with database.writing() as connection:
        connection.execute(update(BalanceRow).where(col(BalanceRow.person) == "URITA").values(**flags))
        connection.execute(update(BalanceRow).where(col(BalanceRow.person) == "UOMAR").values(reviewed=True))
    database.close()
    status, out, _ = latitude("balance", DATABASE_URL=url)
    words = " ".join(out.split())
    assert (
        words.index("Omar Haddad") < words.index("Rita Alvarez (URITA)") < words.index("Rita Alvarez (UTWIN)")
    )
    for said in ("closer", "carries more", "running"):  # a narrow terminal breaks these lines
        assert words.count(said) == 1
    status, out, _ = latitude("balance", "--json", DATABASE_URL=url)
    found = json.loads(out)["Rita Alvarez (URITA)"]
    assert found["AI"] == 50
    assert (found["team"], found["frustrated_since"]) == ("Maya Lindqvist", long_ago.date().isoformat())
