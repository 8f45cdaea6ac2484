"""Counts from another system: each line read, what becomes of it, and which of two numbers counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.checkins import Checkin, Mark
from bot.domain.import_rows import (
    MOST_MEANT,
    Report,
    Terms,
    in_groups,
    judge_groups,
    read_counts_file,
)
from bot.domain.imports import (
    NOTHING,
    Choice,
    CountsMoved,
    Imported,
    ImportedCount,
    Number,
    beside,
    days_of,
    number,
    questions,
    recounted,
    silent_since,
)
from bot.domain.people import Person, Rank
from bot.domain.roster_verdicts import Outcome
from bot.domain.schedules import schedule_of
from bot.domain.tables import Row, TableError
from bot.services import example
from bot.views import imports as views

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)  # a Friday
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
SINCE = datetime(2026, 11, 2, 12, tzinfo=UTC)
RITA = Person(
    "T1",
    "URITA",
    "Rita",
    Rank.REP,
    "ae",
    "UMAYA",
    "America/New_York",
    date(2026, 1, 1),
    email="R@example.com",
)
HEADER = "source_id,person,activity,day,count\n"


def plan_of(*keys):
    plan = example.plan()
    activities = [
        each.model_copy(update={"source": "import"}) if each.key in keys else each for each in plan.activities
    ]
    return plan.model_copy(update={"activities": tuple(activities)})


PLAN = plan_of("leads", "demos")
LEADS = PLAN.activity("leads")
TERMS = Terms([RITA], PLAN, SINCE, NOW)


def read(line, header=HEADER):
    (row,) = read_counts_file((header + line).encode())
    return TERMS.read(row)


def said(day=MONDAY, covered=1, **counts):
    numbers = {key: Decimal(str(count)) for key, count in counts.items()}
    return Checkin(day, numbers, "", "", NOW, Mark.ON_TIME, covered_days=covered)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a,URITA,leads,2026-11-23,4", ImportedCount("a", "URITA", "leads", MONDAY, 4)),
        ("a,r@EXAMPLE.com,Self-generated LEADS,2026-11-23,", ImportedCount("a", "URITA", "leads", MONDAY, 1)),
        (" a , URITA , leads , 2026-11-23 , 0 ", ImportedCount("a", "URITA", "leads", MONDAY, 0)),
        ("a,URITA,demos,2026-11-02,10000", ImportedCount("a", "URITA", "demos", date(2026, 11, 2), 10_000)),
    ],
)
def test_a_line_is_a_count(line, expected):
    assert read(line) == expected


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",URITA,leads,2026-11-23,4", "source_id: it is empty"),
        ("a" * 129 + ",URITA,leads,2026-11-23,4", "at most 128 characters"),
        ("a\x00b,URITA,leads,2026-11-23,4", "cannot be seen"),
        ("a,UNOBODY,leads,2026-11-23,4", "nobody on the team has this"),
        ("a,,leads,2026-11-23,4", "nobody on the team has this"),
        ("a,URITA,lead,2026-11-23,4", "Did you mean leads?"),
        ("a,URITA,golf,2026-11-23,4", "the plan has no such activity."),
        ("a,URITA,calls,2026-11-23,4", 'the plan says source = "self"'),
        ("a,URITA,leads,23.11.2026,4", "write the date as"),
        ("a,URITA,leads,2026-11-28,4", "it has not begun yet"),
        ("a,URITA,leads,2026-11-01,4", "counts are taken from 2026-11-02 on"),
        ("a,URITA,leads,2026-11-23,-1", "a whole number from 0 to 10,000"),
        ("a,URITA,leads,2026-11-23,1.5", "a whole number from 0 to 10,000"),
        ("a,URITA,leads,2026-11-23,10001", "a whole number from 0 to 10,000"),
        ("a,URITA,leads,2026-11-23,=1+1", "a whole number from 0 to 10,000"),
        ("a,URITA,leads,2026-11-23", "It has 4 cells"),
        ("a,UNOBODY,golf,never,many", "person"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_what_would_be_right(line, why):
    found = read(line)
    assert isinstance(found, str)
    assert why in found


def test_every_fault_of_a_line_is_named_at_once():
    found = read("a,UNOBODY,golf,never,many")
    assert all(column in found for column in ("person", "activity", "day", "count"))


def test_no_count_is_older_than_a_year():
    terms = Terms([RITA], PLAN, datetime(2020, 1, 1, tzinfo=UTC), NOW)
    (row,) = read_counts_file(f"{HEADER}a,URITA,leads,2025-11-26,1".encode())
    assert "from 2025-11-27 on" in str(terms.read(row))


def test_so_many_strange_names_are_not_all_looked_up():
    terms = Terms([RITA], PLAN, SINCE, NOW)
    for at in range(MOST_MEANT):
        terms.read(Row(1, {"activity": f"golf {at}"}))
    assert "Did you mean" not in str(terms.read(Row(1, {"activity": "lead"})))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty. Its first line names the columns: source_id,person,"),
        (b"source_id,person,activity\n", "no column called day"),
        (b"source_id,person,activity,day,number\n", "no column"),
        (b"a,b\n", "There is no column"),
    ],
)
def test_a_file_that_holds_no_counts_is_refused_whole(content, why):
    with pytest.raises(TableError, match=why):
        read_counts_file(content)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffsource_id;person;activity;day;count\r\na;URITA;leads;2026-11-23;4\r\n".encode(),
        "source_id\tperson\tactivity\tday\tcount\na\tURITA\tleads\t2026-11-23\t4\n".encode("utf-16"),
        b"day,person,source_id,activity\n2026-11-23,URITA,a,leads\n",
    ],
)
def test_files_are_taken_as_spreadsheets_write_them(content):
    (row,) = read_counts_file(content)
    assert isinstance(TERMS.read(row), ImportedCount)


def test_a_later_line_corrects_an_earlier_one():
    rows = read_counts_file(
        f"{HEADER}a,URITA,leads,2026-11-23,4\nb,URITA,leads,2026-11-23,1\n"
        "a,URITA,leads,2026-11-24,5\na,URITA,leads,2026-11-24,5\nc,UGONE,leads,2026-11-24,5\n".encode()
    )
    refused, groups = in_groups(rows, TERMS)
    known = {"b": ImportedCount("b", "URITA", "leads", MONDAY, 1)}
    verdicts, news = judge_groups(groups, known)
    report = Report(tuple(sorted([*refused, *verdicts], key=lambda each: each.line)))
    outcomes = [Outcome.ADDED, Outcome.UNCHANGED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REFUSED]
    assert [each.outcome for each in report.verdicts] == outcomes
    assert news == [ImportedCount("a", "URITA", "leads", date(2026, 11, 24), 5)]
    assert list(views.lines(report)) == [
        'line 6: c: refused: person "UGONE": nobody on the team has this Slack id or e-mail address.',
        "1 added, 1 changed, 2 unchanged, 1 refused",
    ]
    assert views.as_json(report)["rows"][0]["line"] == 6


def test_what_goes_there_and_back_again_is_no_news():
    first = ImportedCount("a", "URITA", "leads", MONDAY, 4)
    group = [(2, replace(first, count=5)), (3, first)]
    assert judge_groups([group], {"a": first})[1] == []


KNOWN = Imported({(MONDAY, "leads"): 4}, {})
KEPT = replace(KNOWN, kept={(MONDAY, "leads"): (Decimal(6), 4)})


@pytest.mark.parametrize(
    ("account", "imported", "confirmed", "expected"),
    [
        (said(leads=6), NOTHING, False, Number(Decimal(6), verified=False)),
        (said(leads=6), NOTHING, True, Number(Decimal(6), verified=True)),
        (said(leads=0), NOTHING, False, Number(Decimal(0), verified=True)),
        (said(), NOTHING, False, Number(Decimal(0), verified=True)),
        (said(leads=4), KNOWN, False, Number(Decimal(4), verified=True)),
        (said(leads=6), KNOWN, False, Number(Decimal(4), verified=True)),
        (said(leads=6), KNOWN, True, Number(Decimal(4), verified=True)),
        (said(leads=6), KEPT, False, Number(Decimal(4), verified=True)),
        (said(leads=6), KEPT, True, Number(Decimal(6), verified=True)),
        (said(leads=7), KEPT, True, Number(Decimal(4), verified=True)),
        (said(), KEPT, True, Number(Decimal(4), verified=True)),
    ],
)
def test_which_number_counts_and_whether_it_is_verified(account, imported, confirmed, expected):
    assert number(account, LEADS, [MONDAY], imported, confirmed=confirmed) == expected


def test_what_people_count_themselves_waits_for_a_word_whatever_was_imported():
    calls = PLAN.activity("calls")
    known = Imported({(MONDAY, "calls"): 4}, {})
    assert number(said(calls=0), calls, [MONDAY], known, confirmed=False) == Number(
        Decimal(0), verified=False
    )


def test_agreement_and_difference_are_told_apart():
    known = Imported({(MONDAY, "leads"): 4, (MONDAY, "demos"): 1, (MONDAY, "calls"): 9}, KEPT.kept)
    found = beside(PLAN, said(leads=6, demos=1, calls=2), [MONDAY], known)
    assert [each.key for each in found.agreeing] == ["demos"]
    assert [(each.activity.key, each.kept) for each in found.differing] == [("leads", True)]
    assert found.open == ()
    assert beside(PLAN, said(), [MONDAY], known).differing == ()


def test_only_a_number_taken_over_follows_what_the_other_system_says():
    taken = replace(said(leads=4, demos=1, calls=2), beside={"leads": 4, "demos": 1, "calls": 2})
    later = Imported({(MONDAY, "leads"): 5, (MONDAY, "demos"): 1, (MONDAY, "calls"): 9}, {})
    assert list(recounted(PLAN, taken, [MONDAY], later)) == [("leads", 5)]
    assert list(recounted(PLAN, taken, [MONDAY], NOTHING)) == [("leads", 0), ("demos", 0)]
    assert beside(PLAN, taken, [MONDAY], later).differing == ()
    own = replace(taken, counts={"leads": Decimal(6)})
    assert list(recounted(PLAN, own, [MONDAY], later)) == []


def test_a_days_total_is_at_most_what_a_check_in_takes():
    known = Imported({(MONDAY, "leads"): 9_000, (FRIDAY, "leads"): 9_000}, {})
    assert known.total([MONDAY, FRIDAY], "leads") == 10_000


def test_a_weekly_account_covers_the_days_without_one_of_their_own():
    schedule = schedule_of(replace(RITA, level="L3"), PLAN)
    weekly = said(FRIDAY, covered=4, leads=20)
    days = days_of(weekly, [MONDAY, FRIDAY], schedule)
    assert days == [MONDAY + timedelta(days=at) for at in range(1, 5)]
    assert days_of(said(FRIDAY), [], schedule) == [FRIDAY]


def test_questions_end_when_the_week_is_closed():
    schedule = schedule_of(RITA, PLAN)
    (asked,) = questions(PLAN, schedule, [said(leads=6)], KNOWN, NOW)
    assert (asked.said, asked.imported) == (6, 4)
    assert questions(PLAN, schedule, [said(leads=6)], KEPT, NOW) == ()
    assert questions(PLAN, schedule, [said(leads=6)], KNOWN, NOW + timedelta(days=4)) == ()


@pytest.mark.parametrize(
    "opaque", ["", "a:b:c:d", "2026-11-23:leads:x:4", "2026-11-23:leads:6", "2026-11-23:leads:6:y"]
)
def test_an_id_that_no_button_carries_is_refused(opaque):
    with pytest.raises(CountsMoved):
        Choice.read(opaque)


def test_a_choice_is_what_its_button_carries():
    choice = Choice(MONDAY, "leads", Decimal("6.5"), 4)
    assert Choice.read(choice.opaque) == choice


@pytest.mark.parametrize(
    ("latest", "today", "silent"),
    [
        ({}, date(2026, 11, 11), []),
        ({}, date(2026, 11, 12), ["leads", "demos"]),
        ({"leads": MONDAY}, FRIDAY, ["demos"]),
    ],
)
def test_what_sends_nothing_for_seven_working_days_is_named(latest, today, silent):
    began = date(2026, 11, 2)
    assert [each.key for each in silent_since(PLAN, latest, began, today)] == silent
    assert silent_since(plan_of(), {}, began, FRIDAY) == []
