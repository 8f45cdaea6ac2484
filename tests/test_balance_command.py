"""`latitude balance`, as people type it."""

import json

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
