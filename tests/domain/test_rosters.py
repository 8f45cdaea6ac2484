import codecs
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Person, Rank, unmatched
from bot.domain.roster_verdicts import Outcome, judge
from bot.domain.rosters import read_roster, references, write_roster
from bot.domain.tables import TableError
from bot.services.example import plan

TODAY = date(2026, 11, 23)
PLAN = plan()
HEADER = "slack_id,name,rank,role,manager,timezone,country,starts_on,level,admin"
MAYA = Person("T1", "U_MAYA".replace("_", ""), "Maya", Rank.MANAGER, None, None, "Europe/Berlin", TODAY)
RITA = Person(
    "T1",
    "URITA",
    "Rita",
    Rank.REP,
    "ae",
    "UMAYA",
    "Europe/Berlin",
    TODAY,
    level="L1",
    email="rita@example.com",
)


def verdicts(text, known=(), plan_=PLAN):
    return judge("T1", read_roster(text.encode()), known, plan_, TODAY)


def one(line, known=(MAYA, RITA), header=HEADER):
    (verdict,) = verdicts(f"{header}\n{line}\n", known)
    return verdict


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(delimiter, encode):
    text = 'Slack_ID , NAME,role\nU1A,"Ana ""A"" Ruiz",ae\n\nU2B,Müller,\n'.replace(",", delimiter)
    rows = read_roster(encode(text))
    assert [(row.line, row.cell("slack_id"), row.cell("name")) for row in rows] == [
        (2, "U1A", 'Ana "A" Ruiz'),
        (4, "U2B", "Müller"),
    ]
    assert rows[0].cell("level") == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        ("name,größe".encode("latin-1"), "not text in UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "not text in UTF-16"),
        (b"slack_id,name,rol\n", "Did you mean role?"),
        (b"slack_id,name,shoe size of grandfather\n", "Columns are"),
        (b"slack_id,name,name\n", "twice"),
        (b"slack_id,role\n", "no column called name"),
        (b"name,role\n", "neither a column slack_id nor email"),
        (b'slack_id,name\nU1,"Ana\n', "quotation mark"),
    ],
)
def test_a_file_that_is_no_team_is_refused_whole(content, why):
    with pytest.raises(TableError, match=why.replace("?", r"\?")):
        read_roster(content)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ana,Ana,,,,Europe/Berlin,,,,", "a Slack id looks like"),
        (",Ana,,,,Europe/Berlin,,,,", "both are empty"),
        ("U1A,Ana,boss,,,Europe/Berlin,,,,", "it is one of"),
        ("U1A,Ana,rep,aee,,Europe/Berlin,,,,", "Did you mean ae?"),
        ("U1A,Ana,rep,plumber,,Europe/Berlin,,,,", "There are ae and sdr"),
        ("U1A,Ana,rep,ae,,Berlin,,,,", "write one such as Europe/Berlin"),
        ("U1A,Ana,rep,ae,,Mars,,,,", "there is no such time zone"),
        ("U1A,Ana,rep,ae,,,,,,", "timezone: it is empty"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,XX,,,", "two letters such as DE"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,,1.9.2026,,", "write the date as"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,,2026-02-30,,", "write the date as"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,,1026-02-20,,", "write the date as"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,,,L9,", "no such level"),
        ("U1A,Ana,rep,ae,,Europe/Berlin,,,,maybe", "write yes or no"),
        ("U1A,,rep,ae,,Europe/Berlin,,,,", "name: it is empty"),
        ("U1A," + "A" * 90 + ",rep,ae,,Europe/Berlin,,,,", "at most 80 characters"),
        ("U1A,A\x07na,rep,ae,,Europe/Berlin,,,,", "cannot be seen"),
        ("U1A,Ana,rep,ae,,Europe/Berlin", "It has 6 cells"),
        ("U1A,Ana,rep,ae,nobody,Europe/Berlin,,,,", "nobody on the team or in this file"),
        ("U1A,Ana,rep,ae,U1A,Europe/Berlin,,,,", "nobody is their own manager"),
        ("U1A,Ana,rep,ae,URITA,Europe/Berlin,,,,", "Rita is a rep, and reps lead nobody"),
        ("UMAYA,Maya,rep,,,Europe/Berlin,,,,", "people still answer to them (1)"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_would_be_right(line, why):
    verdict = one(line)
    assert verdict.outcome is Outcome.REFUSED
    assert why in verdict.why


def test_addresses_are_addresses_and_belong_to_one():
    header = "slack_id,email,name,timezone"
    assert "looks like ana@" in one("U1A,ana,Ana,UTC", header=header).why
    assert "belongs to Rita already" in one("U1A,RITA@example.com,Ana,UTC", header=header).why


def test_new_people_get_the_defaults_and_known_ones_keep_what_the_file_does_not_say():
    added = one("U1A,Ana,,,,Europe/Berlin,,,,")
    assert added.outcome is Outcome.ADDED
    assert added.person == Person("T1", "U1A", "Ana", Rank.REP, None, None, "Europe/Berlin", TODAY)
    changed = one("URITA,,,ae,UMAYA,,us-ca,,L2,yes")
    assert changed.outcome is Outcome.CHANGED
    assert dict(changed.changes) == {"country": ("", "US-CA"), "level": ("L1", "L2"), "admin": ("no", "yes")}
    cleared = one("URITA,,,,,,,,,")
    assert (cleared.person.role, cleared.person.manager, cleared.person.email) == (None, None, RITA.email)
    same = one("URITA,Rita", header="slack_id,name")
    assert same.outcome is Outcome.UNCHANGED
    (plain,) = verdicts("slack_id,name,role,timezone\nU1A,Ana,anything,UTC\n", plan_=None)
    assert plain.person.level == "L0"


def test_somebody_who_left_comes_back():
    gone = Person("T1", "URITA", "Rita", Rank.REP, "ae", None, "UTC", TODAY, active=False)
    back = one("URITA,Rita", known=[gone], header="slack_id,name")
    assert dict(back.changes) == {"on the team": ("no", "yes")}
    left = Person("T1", "UMAYA", "Maya", Rank.MANAGER, None, None, "UTC", TODAY, active=False)
    line = one("U1A,Ana,rep,ae,UMAYA,UTC,,,,", known=[left])
    assert "no longer on the team" in line.why


def test_an_address_stands_for_somebody_until_slack_tells_the_id():
    waiting = unmatched("ana@example.com")
    (first,) = verdicts("email,name,timezone\nAna@example.com,Ana,UTC\n")
    assert first.id == waiting
    known = [first.person, Person("T1", "U2B", "Ben", Rank.REP, None, waiting, "UTC", TODAY)]
    told = "slack_id,email,name,rank,timezone\nU1A,ana@example.com,Ana,manager,UTC\n"
    (verdict,) = verdicts(told, known)
    assert (verdict.renames, verdict.id, verdict.outcome) == (waiting, "U1A", Outcome.CHANGED)
    refused = (
        "slack_id,email,name,rank,timezone,manager\nU1A,ana@example.com,Ana,boss,UTC,\nU2B,,Ben,rep,UTC,U1A\n"
    )
    _, ben = verdicts(refused, known)
    assert ben.outcome is not Outcome.ADDED
    (mail,) = verdicts("email,name\nana@example.com,Ana\n", known)
    assert mail.id == waiting


def test_the_same_person_twice_is_refused_the_second_time():
    text = "slack_id,email,name,timezone\nU1A,a@x,Ana,UTC\nU1A,b@x,Ana,UTC\nU2B,A@x,Ben,UTC\n,a@x,Cleo,UTC\n"
    found = verdicts(text)
    assert [each.outcome.value for each in found] == ["added", "refused", "refused", "refused"]
    assert all("line 2 is about the same person" in each.why for each in found[1:])


def test_a_circle_of_managers_is_refused_with_everybody_in_it_and_below():
    lines = [
        "U1A,Ana,manager,,U2B,UTC,,,,",
        "U2B,Ben,manager,,U3C,UTC,,,,",
        "U3C,Cleo,manager,,U1A,UTC,,,,",
        "U4D,Dan,rep,ae,U1A,UTC,,,,",
        "U5E,Eva,rep,ae,,UTC,,,,",
    ]
    found = verdicts("\n".join([HEADER, *lines]))
    assert [each.outcome is Outcome.REFUSED for each in found] == [True, True, True, True, False]
    assert "is a circle" in found[0].why
    assert "the line about them is refused" in found[3].why
    ring = [f"U{n:02}X,P{n},manager,,U{(n + 1) % 9:02}X,UTC,,,," for n in range(9)]
    assert "…" in verdicts("\n".join([HEADER, *ring]))[0].why


def test_a_circle_through_people_already_known_is_found():
    top = Person("T1", "UTOP", "Top", Rank.DIRECTOR, None, None, "UTC", TODAY)
    mid = Person("T1", "UMID", "Mid", Rank.MANAGER, None, "UTOP", "UTC", TODAY)
    assert "is a circle" in one("UTOP,Top,director,,UMID,UTC,,,,", known=[top, mid]).why


def test_an_export_changes_nothing_when_it_comes_back():
    mail = Person(
        "T1", unmatched("z@x"), "=Zoe", Rank.REP, "sdr", "UMAYA", "UTC", TODAY, email="z@x", country="US"
    )
    lost = Person("T1", "ULOST", "Lost", Rank.REP, None, "UGONE", "UTC", TODAY, admin=True)
    known = [MAYA, RITA, mail]
    text = write_roster(known, references(known))
    assert {each.outcome for each in verdicts(text, known)} == {Outcome.UNCHANGED}
    assert "UGONE" in write_roster([lost], references([lost]))


def test_five_thousand_lines_are_judged_at_once():
    lines = [f"U{n:05}A,Person {n},manager,,{f'U{n // 10:05}A' if n else ''},UTC,,,," for n in range(5000)]
    found = verdicts("\n".join([HEADER, *lines]))
    assert sum(each.outcome is Outcome.ADDED for each in found) == 5000


def test_a_refused_line_leaves_what_is_known_of_somebody_as_it_was():
    verdict = one("URITA,Rita,rep,ae,URITA,Europe/Berlin,,,,")
    assert "nobody is their own manager" in verdict.why


def test_a_manager_whom_nobody_answers_to_may_become_a_rep():
    assert one("UMAYA,Maya,rep,,,Europe/Berlin,,,,", known=[MAYA]).outcome is Outcome.CHANGED


NAMES = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=20)


@st.composite
def teams(draw):
    """A team whose managers stand above those who name them."""
    leads: list[str] = []
    team = []
    for number in range(draw(st.integers(0, 8))):
        rank = draw(st.sampled_from(Rank))
        email = f"p{number}@example.com"
        known_by = draw(st.sampled_from([f"U{number}XY", unmatched(email)]))
        team.append(
            Person(
                workspace="T1",
                id=known_by,
                name=draw(NAMES),
                rank=rank,
                role=draw(st.sampled_from([None, "ae"])),
                manager=draw(st.sampled_from([None, *leads])),
                timezone=draw(st.sampled_from(["UTC", "Europe/Berlin"])),
                starts_on=date(2026, 1, 5),
                level=draw(st.sampled_from(["L0", "L2"])),
                admin=draw(st.booleans()),
                country=draw(st.sampled_from([None, "DE", "US-CA"])),
                email=email,
            )
        )
        if rank is not Rank.REP:
            leads.append(known_by)
    return team


@given(teams())
def test_importing_what_was_exported_changes_nothing(team):
    rows = read_roster(write_roster(team, references(team)).encode())
    found = judge("T1", rows, team, None, TODAY)
    assert [(each.outcome, each.person) for each in found] == [(Outcome.UNCHANGED, each) for each in team]
