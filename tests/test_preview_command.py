"""`latitude preview`: what would be sent, compared with weeks worked out by hand."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.absences import Absence
from bot.domain.checkins import Checkin, Mark
from bot.domain.deliveries import Method
from bot.domain.people import Person, Rank, unmatched
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.previews import Previews
from bot.services.weeks import Weeks
from bot.services.workspaces import Workspaces
from bot.store import absences, checkins, deliveries, migrate
from bot.store.database import Database

APPLIED = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""When plan and people were applied: long after some of the weeks below, and long before others."""

SHORT = {
    "checkin-prompt": "prompt",
    "checkin-reminder": "reminder",
    "checkin-last-reminder": "last",
    "team-digest": "digest",
    "week-review": "week",
    "team-thread": "thread",
    "roundup": "roundup",
    "coaching-morning": "morning",
    "retrospect": "look",
}
COACHING = ("coaching-morning", "retrospect")
"""Left out of what is not about them."""
MAYA = Person(
    workspace="local",
    id="UMAYA",
    name="Maya",
    rank=Rank.MANAGER,
    role=None,
    manager=None,
    timezone="Europe/Berlin",
    starts_on=date(2020, 1, 1),
    country="DE",
    admin=True,
)
BEN = replace(MAYA, id="UBEN", name="Ben", rank=Rank.REP, role="ae", manager="UMAYA", admin=False)
NAT = replace(BEN, id="UNAT", name="Nat", timezone="America/New_York", country="US")


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path / 'latitude.sqlite3'}")
    migrate.upgrade(made)
    Workspaces(made, lambda: APPLIED).resolve(None)
    yield made
    made.close()


def prepare(database, *team, **calendar):
    """A plan, the example's but for its calendar, and a team."""
    plan = example.plan()
    changed = plan.model_copy(update={"calendar": plan.calendar.model_copy(update=calendar)})
    Plans(database, lambda: APPLIED).apply("local", changed, by="test")
    People(database, lambda: APPLIED).enroll(team or [MAYA, BEN, NAT], by="test")


@pytest.fixture
def preview(latitude):
    """What is shown, one `moment kind` a message; the person's id in front where none is asked for."""

    def run(first, last, person=None, but=COACHING):
        words = [] if person is None else ["--person", person]
        status, out, err = latitude("preview", "--from", first, "--to", last, "--json", *words)
        assert (status, err) == (0, "")
        shown = json.loads(out)
        assert shown == sorted(
            shown, key=lambda each: (datetime.fromisoformat(each["at"]), each["person"] or "")
        )
        told = [each for each in shown if each["kind"] not in but]
        lines = [f"{each['at'][:16]}{each['at'][19:]} {SHORT[each['kind']]}" for each in told]
        assert all(person in {None, each["person"]} for each in shown)
        return lines

    return run


def test_nothing_is_there_and_nothing_is_said(latitude):
    status, out, err = latitude("preview", "--json")
    assert (status, json.loads(out), err) == (0, [], "")
    status, out, err = latitude("preview")
    assert (status, out, err) == (0, "Nothing would be sent.\n", "")


def test_spring_in_berlin_moves_the_offset_and_not_the_hour(database, preview):
    prepare(database, MAYA, replace(BEN, country=None))
    assert preview("2027-03-26", "2027-03-29", "UBEN") == [
        "2027-03-26T09:00+01:00 last",
        "2027-03-26T16:30+01:00 prompt",
        "2027-03-26T18:00+01:00 reminder",
        "2027-03-29T09:00+02:00 last",
        "2027-03-29T16:30+02:00 prompt",
        "2027-03-29T18:00+02:00 reminder",
    ]


@pytest.mark.parametrize(
    ("friday", "monday", "before", "after"),
    [("2027-03-12", "2027-03-15", "-05:00", "-04:00"), ("2026-10-30", "2026-11-02", "-04:00", "-05:00")],
    ids=["spring", "autumn"],
)
def test_both_changes_in_new_york(database, preview, friday, monday, before, after):
    prepare(database)
    assert preview(friday, monday, "UNAT") == [
        f"{friday}T09:00{before} last",
        f"{friday}T16:30{before} prompt",
        f"{friday}T18:00{before} reminder",
        f"{monday}T09:00{after} last",
        f"{monday}T16:30{after} prompt",
        f"{monday}T18:00{after} reminder",
    ]


def test_an_hour_that_is_skipped_and_one_that_comes_twice(database, preview):
    night = {"prompt_at": time(2, 30), "quiet": (time(), time()), "working_days": ("sat", "sun", "mon")}
    prepare(database, MAYA, replace(BEN, country=None), **night)
    assert preview("2027-03-28", "2027-03-28", "UBEN")[0] == "2027-03-28T03:00+02:00 prompt"
    assert preview("2027-10-31", "2027-10-31", "UBEN")[:2] == [
        "2027-10-31T02:30+02:00 prompt",
        "2027-10-31T03:00+01:00 reminder",
    ]


def test_easter_is_kept_in_germany_and_not_in_america(database, preview):
    prepare(database)
    assert preview("2027-03-25", "2027-03-30", "UBEN") == [
        "2027-03-25T09:00+01:00 last",
        "2027-03-25T16:30+01:00 prompt",
        "2027-03-25T18:00+01:00 reminder",
        "2027-03-30T09:00+02:00 last",
        "2027-03-30T16:30+02:00 prompt",
        "2027-03-30T18:00+02:00 reminder",
    ]
    asked = [each for each in preview("2027-03-25", "2027-03-30", "UNAT") if each.endswith("prompt")]
    assert [each[:10] for each in asked] == ["2027-03-25", "2027-03-26", "2027-03-29", "2027-03-30"]
    alone = preview("2027-03-30", "2027-03-30", "UBEN")
    assert alone[0] == "2027-03-30T09:00+02:00 last"


def test_a_week_from_sunday_to_thursday(database, preview):
    week = {"working_days": ("sun", "mon", "tue", "wed", "thu")}
    prepare(database, MAYA, replace(BEN, timezone="Asia/Dubai", country=None), **week)
    assert preview("2027-04-01", "2027-04-04", "UBEN") == [
        "2027-04-01T09:00+04:00 last",
        "2027-04-01T16:30+04:00 prompt",
        "2027-04-01T18:00+04:00 reminder",
        "2027-04-04T09:00+04:00 last",
        "2027-04-04T16:30+04:00 prompt",
        "2027-04-04T18:00+04:00 reminder",
    ]


def test_somebody_starts_on_a_wednesday(database, preview):
    prepare(database, MAYA, replace(BEN, starts_on=date(2027, 4, 7)))
    assert preview("2027-04-05", "2027-04-08", "UBEN") == [
        "2027-04-07T16:30+02:00 prompt",
        "2027-04-07T18:00+02:00 reminder",
        "2027-04-08T09:00+02:00 last",
        "2027-04-08T16:30+02:00 prompt",
        "2027-04-08T18:00+02:00 reminder",
    ]


def test_who_is_trusted_is_asked_once_a_week(database, preview):
    prepare(database, MAYA, replace(BEN, level="L3"), replace(NAT, level="L4"))
    assert preview("2027-04-05", "2027-04-18", "UBEN") == [
        "2027-04-09T16:30+02:00 prompt",
        "2027-04-16T16:30+02:00 prompt",
    ]
    easter = preview("2027-03-22", "2027-03-28", "UBEN")
    assert easter == ["2027-03-25T16:30+01:00 prompt"], "Thursday was that week's last"


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        ((17, 30, 8, 0), ["09:00 last", "16:30 prompt"]),
        ((17, 30, 9, 30), ["09:30 last", "16:30 prompt"]),
        ((17, 30, 10, 0), ["16:30 prompt"]),
        ((16, 0, 8, 0), ["09:00 last"]),
        ((12, 0, 17, 0), ["09:00 last", "17:00 prompt", "18:00 reminder"]),
        ((0, 0, 0, 0), ["09:00 last", "16:30 prompt", "18:00 reminder"]),
    ],
)
def test_quiet_hours_are_quiet(database, preview, quiet, expected):
    begins, ends = time(quiet[0], quiet[1]), time(quiet[2], quiet[3])
    prepare(database, quiet=(begins, ends))
    shown = preview("2027-04-06", "2027-04-06", "UBEN")
    assert shown == [f"2027-04-06T{each[:5]}+02:00 {each[6:]}" for each in expected]


def test_who_is_away_or_has_answered_is_not_asked(database, preview):
    prepare(database)
    said = Checkin(
        day=date(2027, 4, 8), counts={}, wins="", blockers="", submitted_at=APPLIED, mark=Mark.ON_TIME
    )
    away = Absence("a", "UBEN", date(2027, 4, 6), date(2027, 4, 7), "UMAYA")
    with database.writing() as connection:
        absences.add(connection, "local", away, APPLIED)
        checkins.save(connection, "local", "UBEN", said, 1, APPLIED)
    assert preview("2027-04-05", "2027-04-09", "UBEN") == [
        "2027-04-05T09:00+02:00 last",
        "2027-04-05T16:30+02:00 prompt",
        "2027-04-05T18:00+02:00 reminder",
        "2027-04-08T09:00+02:00 last",
        "2027-04-09T16:30+02:00 prompt",
        "2027-04-09T18:00+02:00 reminder",
    ]


def test_a_day_long_before_the_people_were_imported(database, preview):
    prepare(database)
    assert preview("2025-07-02", "2025-07-02", "UNAT") == [
        "2025-07-02T09:00-04:00 last",
        "2025-07-02T16:30-04:00 prompt",
        "2025-07-02T18:00-04:00 reminder",
    ]


def test_a_manager_hears_in_the_morning_and_looks_over_the_week(database, preview):
    prepare(database)
    assert preview("2027-04-08", "2027-04-11", "UMAYA") == [
        "2027-04-08T10:00+02:00 digest",
        "2027-04-09T10:00+02:00 digest",
        "2027-04-09T17:00+02:00 week",
    ]


def test_a_manager_may_hear_who_could_use_them_and_a_rep_looks_back_at_the_week(database, preview):
    prepare(database)
    assert preview("2027-04-08", "2027-04-09", "UMAYA", but=()) == [
        "2027-04-08T08:00+02:00 morning",
        "2027-04-08T10:00+02:00 digest",
        "2027-04-09T08:00+02:00 morning",
        "2027-04-09T10:00+02:00 digest",
        "2027-04-09T17:00+02:00 week",
    ]
    assert "2027-04-09T17:00+02:00 look" in preview("2027-04-08", "2027-04-09", "UBEN", but=())


def test_a_card_drawn_again_is_no_message(database, preview):
    prepare(database)
    shown = Weeks(database, lambda: APPLIED).reviews(
        datetime(2027, 4, 9, tzinfo=UTC), datetime(2027, 4, 10, tzinfo=UTC)
    )
    with database.writing() as connection:
        assert deliveries.plan(connection, shown, APPLIED) == 1
        connection.exec_driver_sql("UPDATE deliveries SET state = 'sent', channel = 'D1', ts = '1.1'")
    no_word_counts_from = (datetime(2027, 5, 10, tzinfo=UTC), datetime(2027, 5, 11, tzinfo=UTC))
    drawn = Weeks(database, lambda: APPLIED).reviews(*no_word_counts_from)
    assert [each.method for each in drawn] == [Method.UPDATE]
    assert preview("2027-05-10", "2027-05-10", "UMAYA") == ["2027-05-10T10:00+02:00 digest"]


def test_each_date_is_the_persons_own(database, latitude):
    far = [replace(BEN, timezone="Pacific/Kiritimati", country=None), replace(NAT, timezone="Pacific/Niue")]
    prepare(database, MAYA, *far)
    _, out, _ = latitude("preview", "--from", "2027-04-06", "--to", "2027-04-06", "--json")
    shown = [each for each in json.loads(out) if each["person"] != "UMAYA"]
    assert {each["at"][:10] for each in shown} == {"2027-04-06"}
    assert [(each["person"], SHORT[each["kind"]]) for each in shown] == [
        ("UBEN", "last"),
        ("UBEN", "prompt"),
        ("UBEN", "reminder"),
        ("UNAT", "last"),
        ("UNAT", "prompt"),
        ("UNAT", "reminder"),
    ]


def test_who_slack_does_not_know_yet_and_what_a_channel_gets(database, latitude):
    somebody = unmatched("nat@example.com")
    prepare(database, MAYA, replace(NAT, id=somebody))
    plan = Plans(database, lambda: APPLIED).current("local")[1]
    shown = plan.model_copy(update={"digest": plan.digest.model_copy(update={"thread": True})})
    Plans(database, lambda: APPLIED).apply("local", shown, by="test")
    _, out, _ = latitude("preview", "--from", "2027-04-07", "--to", "2027-04-07", "--json")
    assert [(each["at"], each["person"], SHORT[each["kind"]]) for each in json.loads(out)] == [
        ("2027-04-07T08:00:00+00:00", None, "thread"),
        ("2027-04-07T10:00:00+02:00", "UMAYA", "digest"),
        ("2027-04-07T09:00:00-04:00", somebody, "last"),
        ("2027-04-07T16:30:00-04:00", somebody, "prompt"),
        ("2027-04-07T18:00:00-04:00", somebody, "reminder"),
    ]


def test_other_teams_are_not_shown(database, latitude):
    prepare(database)
    Workspaces(database, lambda: APPLIED).adopt("T1", "One")
    Workspaces(database, lambda: APPLIED).adopt("T2", "Two")
    Plans(database, lambda: APPLIED).apply("T2", example.plan(), by="test")
    People(database, lambda: APPLIED).enroll([replace(NAT, workspace="T2", id="UTWO")], by="test")
    asked = ("preview", "--from", "2027-04-06", "--to", "2027-04-06", "--json")
    status, out, err = latitude(*asked)
    assert (status, out) == (2, "")
    assert err == "Which workspace? This database holds T1, T2: name one with --workspace.\n"
    _, out, _ = latitude(*asked, "--workspace", "T2")
    assert {each["person"] for each in json.loads(out)} == {"UTWO"}
    _, out, _ = latitude(*asked, "--workspace", "T1")
    assert {each["person"] for each in json.loads(out)} == {"UMAYA", "UBEN", "UNAT"}


def test_several_weeks_are_in_order_and_complete(database, preview):
    prepare(database)
    shown = preview("2027-01-04", "2027-02-26")
    days = sorted({each[:10] for each in shown if each.endswith("prompt")})
    assert (days[0], days[-1], len(days)) == ("2027-01-04", "2027-02-26", 40)
    assert sum(each.endswith("prompt") for each in shown) == 40 + 38, "but for two American holidays"


def test_people_read_a_table_by_day(database, latitude):
    prepare(database, MAYA, replace(BEN, name="Ben [bold]"), NAT)
    status, out, _ = latitude("preview", "--from", "2027-04-06", "--to", "2027-04-07")
    assert status == 0
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "Tuesday 6 April 2027"
    assert lines.count("Wednesday 7 April 2027") == 1
    assert "16:30  UTC+02:00  Ben [bold]  is asked to check in" in lines


def test_a_longer_table_says_each_date_once(database, latitude):
    far = [replace(BEN, timezone="Pacific/Kiritimati", country=None), replace(NAT, timezone="Pacific/Niue")]
    prepare(database, MAYA, *far)
    _, out, _ = latitude("preview", "--from", "2027-04-05", "--to", "2027-04-16")
    titles = [line.strip() for line in out.splitlines() if line.strip().endswith("April 2027")]
    assert len(titles) == len(set(titles)) == 10


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--from", "yesterday"), "--from 'yesterday' is not a date: write one like 2026-11-23."),
        (("--to", "2027-02-30"), "--to '2027-02-30' is not a date: write one like 2026-11-23."),
        (("--to", "20270220"), "--to '20270220' is not a date: write one like 2026-11-23."),
        (("--from", "9999-12-31"), "--from '9999-12-31' is not a date: write one like 2026-11-23."),
        (("--from", "2027-02-02", "--to", "2027-02-01"), "--to 2027-02-01 comes before --from 2027-02-02."),
        (
            ("--from", "2027-01-01", "--to", "2028-02-05"),
            "That is 401 days: a preview shows 400 at most.",
        ),
        (
            ("--person", "U\x1b"),
            "Nobody on the team has the id 'U\\x1b': `latitude people list` shows everyone.",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_one_line(latitude, words, complaint):
    status, _, err = latitude("preview", *words)
    assert (status, err) == (2, f"{complaint}\n")


def test_four_hundred_days_are_not_too_many(database, preview):
    prepare(database)
    assert len(preview("2027-01-01", "2028-02-04", "UNAT")) > 700


def test_nothing_is_written(database):
    prepare(database)
    desk = Previews(database, lambda: APPLIED)
    assert list(desk.foresee("local", date(2027, 4, 6), date(2027, 4, 6)))
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar() == 0
