from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from bot.domain.calendar import days_between
from bot.domain.checkins import Kept
from bot.domain.evidence import Entry
from bot.domain.refusals import TooLate
from bot.services.checkins import Words
from bot.services.desk import in_each
from bot.services.trust import begin, fold_days, fold_now
from bot.store import evidence, plans, trust
from bot.store.evidence import EvidenceRow, TombstoneRow
from bot.store.trust import TrustDayRow, TrustHeadRow
from tests.stories.office import MONDAY, usual_plan

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)


def ledger(office, person):
    with office.bot.database.reading() as connection:
        return evidence.of_person(connection, office.workspace, person.id)


def kinds(office, person):
    return [(each.day, each.kind) for each in ledger(office, person)]


def submit(office, person, day, *, kept=None, **counts):
    words = Words(counts, kept=kept)
    receipt = f"{person.id}:{day}:{office.clock.now()}:{kept}:{counts}"
    office.bot.checkins.submit(office.workspace, person.id, receipt=receipt, day=day, words=words)
    office.settle()


def latest(office, person):
    return office.bot.trust.latest(office.workspace, person.id)


def days(office, person):
    with office.bot.database.reading() as connection:
        line = trust.line(connection, office.workspace, person.id, date.min)
    return [(each.aday, each.day) for each in line]


def folded_from_nothing(office, person):
    """Somebody's days, all of them folded anew, beside those that were folded one after another."""
    with office.bot.database.writing() as connection:
        before = _rows(connection, person)
        connection.execute(delete(TrustDayRow).where(col(TrustDayRow.person) == person.id))
        connection.execute(update(TrustHeadRow).values(folded_to=None, stale_from=None))
        head = trust.head(connection, office.workspace, person.id)
        assert head is not None
        fold_days(connection, office.workspace, [head], office.clock.now())
        return before, _rows(connection, person)


def _rows(connection, person):
    rows = connection.execute(
        text("SELECT aday, day, level, since, state, total, proposal FROM trust_days WHERE person = :person"),
        {"person": person.id},
    )
    return sorted(tuple(row) for row in rows)


def test_a_day_says_what_was_done_and_counts_once_it_is_over(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=4, demos=1)
    assert [(each.kind, each.facts) for each in ledger(office, rita)] == [
        ("activity_day", {"metrics": [[4.0, 5.0]], "verified": False}),
        ("checkin_on_time", {}),
    ]
    assert latest(office, rita) is None, "the day is not over"
    office.travel_to(TUESDAY, "00:30")
    end = latest(office, rita)
    assert end.day == MONDAY
    assert end.end.reading.dims["R"] == pytest.approx(55.555555556, abs=1e-9)
    assert end.end.aday == 1


def test_a_day_waits_for_its_answer_and_for_its_mark(office, rita):
    office.travel_to(TUESDAY, "12:00")
    assert latest(office, rita) is None, "Monday is still open"
    office.check_in(rita, leads=5)
    assert (MONDAY, "checkin_late") not in kinds(office, rita), "it was Tuesday's"
    office.travel_to(WEDNESDAY, "01:00")
    assert [kind for day, kind in kinds(office, rita) if day == MONDAY] == ["checkin_missed"]
    assert latest(office, rita).day == TUESDAY
    assert latest(office, rita).end.state.sums["R"].slip == pytest.approx(1.386294361 - 0.171850257)


def test_an_edit_corrects_what_was_said_and_what_it_came_to(office, rita):
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.travel_to(day, "17:00")
        office.check_in(rita, leads=1)
    office.travel_to(THURSDAY, "09:00")
    before = latest(office, rita).end
    submit(office, rita, MONDAY, leads="5", demos="0")
    with office.bot.database.reading() as connection:
        key = f"activity:{MONDAY.isoformat()}"
        told = evidence.history(connection, office.workspace, rita.id, key)
    assert [each.facts["metrics"] for each, _ in told] == [[[1.0, 5.0]], [[5.0, 5.0]]]
    after = latest(office, rita).end
    assert after.aday == before.aday == 3
    assert after.reading.dims["A"] > before.reading.dims["A"]
    first, again = folded_from_nothing(office, rita)
    assert first == again, "the same state to the last bit, whichever way it was reached"


def test_days_that_turn_out_not_to_be_worked_do_not_exist(office, rita, maya):
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.travel_to(day, "17:00")
        if day != TUESDAY:
            office.check_in(rita, leads=5)
    office.travel_to(THURSDAY, "09:00")
    assert [day for _, day in days(office, rita)] == [MONDAY, TUESDAY, WEDNESDAY]
    worse = latest(office, rita).end.reading.dims["R"]
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=rita.id, first=TUESDAY, last=TUESDAY
    )
    office.settle()
    assert days(office, rita) == [(1, MONDAY), (2, WEDNESDAY)]
    assert (TUESDAY, "checkin_excused") in kinds(office, rita)
    assert latest(office, rita).end.reading.dims["R"] > worse
    first, again = folded_from_nothing(office, rita)
    assert first == again


def test_leave_is_not_lived_and_nothing_moves_in_it(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.bot.absences.enter(
        office.workspace, rita.id, receipt="leave", person=rita.id, first=TUESDAY, last=NEXT_MONDAY
    )
    office.travel_to(TUESDAY, "01:00")
    before = latest(office, rita)
    office.travel_to(NEXT_MONDAY, "18:00")
    assert latest(office, rita) == before


def test_a_confirmed_week_is_verified_from_its_monday_on(office, rita, maya):
    for day in days_between(MONDAY, FRIDAY):
        office.travel_to(day, "16:45")
        office.check_in(rita, leads=5, demos=1)
    office.travel_to(FRIDAY, "18:00")
    week = [each for each in ledger(office, rita) if each.kind == "activity_week"]
    assert [(each.day, each.facts) for each in week] == [
        (FRIDAY, {"metrics": [[5.0, 3.0]], "verified": False})
    ]
    maya.presses("Looks right")
    office.settle()
    verified = {each.key: each.facts["verified"] for each in ledger(office, rita) if "metrics" in each.facts}
    assert set(verified.values()) == {True}
    assert len(verified) == 6
    office.travel_to(FRIDAY + timedelta(days=1), "01:00")
    assert latest(office, rita).end.reading.dims["A"] > 60
    first, again = folded_from_nothing(office, rita)
    assert first == again


def test_a_slow_manager_costs_nobody_the_week(office, rita, maya):
    for day in days_between(MONDAY, FRIDAY):
        office.travel_to(day, "16:45")
        office.check_in(rita, leads=5, demos=1)
    office.travel_to(NEXT_MONDAY, "10:30")
    with pytest.raises(TooLate):
        submit(office, rita, MONDAY, leads="6", demos="1")
    office.travel_to(NEXT_MONDAY + timedelta(days=2), "12:00")
    before = latest(office, rita).end.reading
    maya.presses("Looks right")
    office.travel_to(NEXT_MONDAY + timedelta(days=2), "12:30")
    after = latest(office, rita).end.reading
    assert before.sums["A"].nv == 0 < after.sums["A"].nv
    assert before.dims["A"] < after.dims["A"]


def test_a_short_week_is_asked_in_proportion(office, rita):
    office.bot.absences.enter(
        office.workspace, rita.id, receipt="short", person=rita.id, first=THURSDAY, last=FRIDAY
    )
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.travel_to(day, "17:00")
        office.check_in(rita, leads=5, demos=1)
    (week,) = [each for each in ledger(office, rita) if each.kind == "activity_week"]
    assert week.day == WEDNESDAY
    assert week.facts["metrics"] == [[3.0, pytest.approx(3 * 3 / 5)]]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (Kept.YES, "commitment_kept"),
        (Kept.NO, "commitment_missed"),
        (Kept.NO_LONGER_SENSIBLE, None),
        (None, None),
    ],
)
def test_a_promise_counts_on_the_day_on_which_it_is_accounted_for(office, rita, kept, said):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5, **{"One thing for tomorrow": "Call Brandt before noon."})
    office.travel_to(TUESDAY, "17:00")
    submit(office, rita, TUESDAY, kept=kept, leads="5", demos="0")
    found = [(each.day, each.kind, each.facts) for each in ledger(office, rita) if "commit" in each.kind]
    assert found == ([(TUESDAY, said, {"of": MONDAY.isoformat()})] if said else [])
    submit(office, rita, TUESDAY, leads="5", demos="0")
    assert not [each for each in ledger(office, rita) if "commit" in each.kind], "it was taken back"


def test_the_ledger_is_only_added_to(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    for statement in (
        update(EvidenceRow).values(kind="checkin_late"),
        update(EvidenceRow).values(person="U1"),
        update(EvidenceRow).values(person="mail:x", plan_version=9),
        delete(EvidenceRow),
    ):
        with pytest.raises(DBAPIError, match="only added to"), office.bot.database.writing() as connection:
            connection.execute(statement)
    assert ("checkin_on_time") in [kind for _, kind in kinds(office, rita)]


def test_no_row_of_the_ledger_is_put_in_the_place_of_another(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    before = ledger(office, rita)
    word = "REPLACE" if office.bot.database.engine.dialect.name == "sqlite" else "INSERT"
    with pytest.raises(DBAPIError), office.bot.database.writing() as connection:
        connection.execute(text(f"{word} INTO evidence SELECT * FROM evidence"))  # noqa: S608 - a word of SQL
    assert ledger(office, rita) == before


def test_who_is_forgotten_leaves_a_tombstone_and_no_ledger(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    with office.bot.database.writing() as connection:
        stone = {"workspace": office.workspace, "person": rita.id, "by": "test", "at": office.clock.now()}
        connection.execute(insert(TombstoneRow).values(stone))
        connection.execute(delete(EvidenceRow).where(col(EvidenceRow.person) == rita.id))
    assert ledger(office, rita) == []


def test_a_level_set_by_hand_is_one_step_however_many_rungs_it_leads_over(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.change(rita, level="L2")
    office.travel_to(TUESDAY, "01:00")
    assert latest(office, rita).end.standing.level == 2
    office.travel_to(TUESDAY, "17:00")
    office.check_in(rita, leads=5)
    office.change(rita, level="L1")
    office.travel_to(WEDNESDAY, "01:00")
    standing = latest(office, rita).end.standing
    assert (standing.level, standing.strikes) == (1, 0), "taken back the next day"
    office.change(rita, level="nothing the plan knows")
    assert len([each for each in ledger(office, rita) if each.kind == "ladder"]) == 3


def test_who_has_left_is_folded_no_further_and_goes_on_when_they_return(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.change(rita, active=False)
    office.travel_to(WEDNESDAY, "18:00")
    assert latest(office, rita) is None or latest(office, rita).day == MONDAY
    office.change(rita, active=True)
    office.travel_to(FRIDAY, "18:00")
    office.check_in(rita, leads=5)
    office.travel_to(FRIDAY + timedelta(days=1), "12:00")
    assert FRIDAY in [day for _, day in days(office, rita)]


def test_nothing_is_folded_without_a_plan(office):
    with office.bot.database.writing() as connection:
        connection.execute(text("DELETE FROM plans"))
        begin(connection, office.workspace, ["U1"], office.clock.now())
    assert office.bot.trust.close_days() == 0
    assert office.bot.trust.latest(office.workspace, "U1") is None


def test_what_happened_under_an_earlier_plan_is_measured_by_it(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    with office.bot.database.reading() as connection:
        found = plans.current(connection, office.workspace)
    assert found is not None
    plan = found[1]
    role = plan.role("ae")
    assert role is not None
    more = role.model_copy(
        update={"expect": tuple(each.model_copy(update={"target": each.target * 2}) for each in role.expect)}
    )
    office.apply(plan.model_copy(update={"roles": (more, *plan.roles[1:])}))
    office.travel_to(TUESDAY, "17:00")
    office.check_in(rita, leads=5)
    daily = {each.day: each.facts["metrics"] for each in ledger(office, rita) if each.kind == "activity_day"}
    assert daily == {MONDAY: [[5.0, 5.0]], TUESDAY: [[5.0, 10.0]]}


def test_an_old_plan_that_cannot_be_read_stops_nobody(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.apply(usual_plan(audited=0.1))
    with office.bot.database.writing() as connection:
        connection.execute(text("UPDATE plans SET document = '{}' WHERE version = 1"))
    office.travel_to(TUESDAY, "17:00")
    office.check_in(rita, leads=5)
    office.travel_to(WEDNESDAY, "01:00")
    assert [day for _, day in days(office, rita)] == [MONDAY, TUESDAY]


def test_a_workspace_that_fails_holds_up_no_other():
    def work(workspace):
        if workspace == "T1":
            raise ValueError(workspace)
        return 2

    assert in_each(["T1", "T2", "T3"], work, "failed") == 4


def test_an_entry_is_written_once(office, rita):
    entry = Entry("audit:1", rita.id, MONDAY, "audit_ok", {"pct": 5.0})
    with office.bot.database.writing() as connection:
        assert evidence.add(connection, office.workspace, entry, office.clock.now())
        changed = replace(entry, kind="audit_bad", facts={})
        assert not evidence.add(connection, office.workspace, changed, office.clock.now())
    assert kinds(office, rita) == [(MONDAY, "audit_ok")]


def test_only_reps_have_a_ledger_of_their_days(office, maya):
    office.change(maya, role="ae")
    office.travel_to(MONDAY, "17:00")
    office.check_in(maya, leads=5)
    assert ledger(office, maya) == []
    assert latest(office, maya) is None


def test_a_level_set_before_trust_began_is_where_it_begins(office, rita):
    office.change(rita, level="L2")
    assert ledger(office, rita) == []
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.travel_to(TUESDAY, "01:00")
    standing = latest(office, rita).end.standing
    assert (standing.level, standing.since) == (2, 0)


def test_who_is_away_for_more_than_a_year_is_looked_at_now_and_then(office, rita):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    for first, last in ((0, 300), (301, 600)):
        office.bot.absences.enter(
            office.workspace,
            rita.id,
            receipt=f"long:{first}",
            person=rita.id,
            first=TUESDAY + timedelta(days=first),
            last=TUESDAY + timedelta(days=last),
        )
    office.travel_to(TUESDAY, "01:00")
    with office.bot.database.reading() as connection:
        due = connection.execute(select(col(TrustHeadRow.due_at))).scalar_one()
    assert due > office.clock.now() + timedelta(days=29)


def test_one_persons_days_are_folded_at_once_where_somebody_waits(office, rita, maya):
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita, leads=5)
    office.travel_to(TUESDAY, "01:00")
    row = Entry("audit:1", rita.id, MONDAY, "audit_bad")
    with office.bot.database.writing() as connection:
        evidence.add(connection, office.workspace, row, office.clock.now())
        fold_now(connection, office.workspace, rita.id, office.clock.now())
        fold_now(connection, office.workspace, maya.id, office.clock.now())
    assert latest(office, rita).end.reading.sums["J"].n == 1


@pytest.mark.parametrize(("per", "kind"), [("day", "activity_day"), ("week", "activity_week")])
def test_a_role_is_measured_by_what_it_has_targets_for_and_by_nothing_else(office, rita, per, kind):
    with office.bot.database.reading() as connection:
        found = plans.current(connection, office.workspace)
    assert found is not None
    role = found[1].role("ae")
    assert role is not None
    fewer = role.model_copy(update={"expect": tuple(each for each in role.expect if each.per == per)})
    office.apply(found[1].model_copy(update={"roles": (fewer, *found[1].roles[1:])}))
    counts = {each.activity: "1" for each in fewer.expect}
    for day in days_between(MONDAY, FRIDAY):
        office.travel_to(day, "17:00")
        submit(office, rita, day, **counts)
    assert {each.kind for each in ledger(office, rita) if "metrics" in each.facts} == {kind}
