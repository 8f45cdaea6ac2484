"""`latitude trust replay`, as people type it."""

import json

import pytest
import structlog

from tests.domain.test_trust import EXPECTED, GOLDEN


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_ledger_is_replayed_as_of_any_day(latitude, name):
    known = EXPECTED[name]
    days = [word for each in known["snapshots"] for word in ("--at", str(each["aday"]))]
    status, out, _ = latitude("trust", "replay", str(GOLDEN / f"{name}.jsonl"), "--json", *days)
    assert status == 0
    found = json.loads(out)
    assert found["proposals"] == known["proposals"]
    assert [each["explain"] for each in found["snapshots"]] == [
        each["explain"] for each in known["snapshots"]
    ]
    assert list(found) == [
        *("T", "T_int", "provisional", "dims", "n", "slip", "level", "proposals", "explain", "snapshots")
    ]


def test_people_read_it_in_a_few_lines(latitude):
    status, out, _ = latitude("trust", "replay", str(GOLDEN / "g1_good.jsonl"), "--at", "20")
    assert status == 0
    assert "Day 20: trust 73 (R 77.8, A 69.5, J 70.0), level L0" in out
    assert "+11  R checkin_on_time" in out


def test_what_is_logged_meanwhile_stands_apart_from_the_answer(latitude, capsys):
    latitude("trust", "replay", str(GOLDEN / "g1_good.jsonl"), "--json")
    log = structlog.get_logger("latitude.test")
    log.warning("said in words of its own")
    log.critical("worth a look")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["event"] == "worth a look"


def test_silent_days_move_the_reading_alone(latitude):
    file = str(GOLDEN / "g1_good.jsonl")
    now, later = (
        json.loads(latitude("trust", "replay", file, "--json", "--silent", days)[1]) for days in ("0", "30")
    )
    assert later["T"] == pytest.approx(EXPECTED["g1_good"]["final_T_30_silent_days_later"], abs=1e-9)
    assert (now["level"], now["slip"], now["proposals"]) == (
        later["level"],
        later["slip"],
        later["proposals"],
    )


def test_bad_input_names_every_line_and_computes_nothing(latitude, tmp_path):
    (tmp_path / "bad.jsonl").write_text(
        '{"aday":1,"id":1,"kind":"note"}\n{"aday":0,"id":2,"kind":"note"}\nx\n'
    )
    status, out, err = latitude("trust", "replay", str(tmp_path / "bad.jsonl"), "--json")
    assert (status, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == ["line 2", "line 3"]
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    for words in (
        (str(tmp_path / "none.jsonl"),),
        (str(tmp_path / "binary.jsonl"),),
        (str(GOLDEN / "g1_good.jsonl"), "--at", "0"),
        (str(GOLDEN / "g1_good.jsonl"), "--silent", "999999"),
    ):
        status, out, err = latitude("trust", "replay", *words)
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1


def test_an_empty_ledger_is_where_everybody_begins(latitude, tmp_path):
    (tmp_path / "empty.jsonl").write_text("")
    found = json.loads(latitude("trust", "replay", str(tmp_path / "empty.jsonl"), "--json")[1])
    assert (found["T"], found["level"], found["proposals"], found["provisional"]) == (50.0, 0, [], True)
