"""Who could use their manager: the order, the questions, and when a talk is overdue."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import WorkingDays
from bot.domain.coaching import MOST, Note, queue_of
from bot.domain.coaching_questions import QUESTIONS, question_for
from bot.domain.coaching_reasons import Reason, Why
from bot.domain.coaching_rhythms import Spoken, rhythm_of, span_of
from bot.domain.people import Person, Rank
from bot.domain.plan import Cadence

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
"""A Thursday."""
TODAY = NOW.date()
NEW_YORK = ZoneInfo("America/New_York")
FIVE_DAYS = WorkingDays(frozenset(range(5)))
YES_OR_NO = ("do ", "did ", "is ", "are ", "was ", "were ", "can ", "could ", "will ", "would ", "have ")


def somebody(name, first_day=date(2026, 1, 5)):
    return Person("T1", name, name, Rank.REP, "ae", "U_MAYA", "America/New_York", first_day)


def spoken(last=None, away=(), now=NOW):
    return Spoken(last or {}, last or {}, away, NEW_YORK, FIVE_DAYS, now)


def shown(reasons, team=None, last=None, snoozed=(), away=()):
    people = [somebody(name) for name in team or reasons]
    concerns, more = queue_of(people, reasons, spoken(last, away), snoozed)
    return [(each.person.name, each.first.why) for each in concerns], more


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_has_open_questions_that_change_from_week_to_week(why):
    assert len(QUESTIONS[why]) >= 3
    for question in QUESTIONS[why]:
        assert question.endswith("?")
        assert not question.lower().startswith(YES_OR_NO)
        assert "!" not in question
        assert len(question) <= 90
    weeks = [question_for(why, "U1", TODAY + timedelta(days=7 * ahead)) for ahead in range(8)]
    assert all(one != other for one, other in itertools.pairwise(weeks))
    assert question_for(why, "U1", TODAY) == question_for(why, "U1", TODAY)


def test_the_most_pressing_reason_comes_first_and_names_settle_the_rest():
    reasons = {
        "Ada": [Reason(Why.GOOD_NEWS), Reason(Why.OVERDUE)],
        "Cy": [Reason(Why.BLOCKED)],
        "Ben": [Reason(Why.BLOCKED)],
        "Di": [Reason(Why.ASKED)],
    }
    assert shown(reasons) == (
        [("Di", Why.ASKED), ("Ben", Why.BLOCKED), ("Cy", Why.BLOCKED), ("Ada", Why.OVERDUE)],
        0,
    )


def test_more_than_five_are_counted():
    names, more = shown({f"Rep{number}": [Reason(Why.OVERDUE)] for number in range(9)})
    assert (len(names), more) == (MOST, 4)


def test_a_talk_of_this_week_settles_all_but_what_knows_when_it_is_over():
    lasting = {Why.ASKED, Why.FOLLOW_UP, Why.TALK_FIRST, Why.OVERDUE}
    reasons = {str(why): [Reason(why)] for why in Why}
    for ago, left in ((6, lasting), (8, set(Why))):
        at = {str(why): NOW - timedelta(days=ago) for why in Why}
        for why in Why:
            found, _ = shown({str(why): reasons[str(why)]}, last=at)
            assert bool(found) is (why in left)


def test_who_is_snoozed_or_away_is_left_out_and_who_asked_only_where_away():
    reasons = {"Ada": [Reason(Why.ASKED)], "Ben": [Reason(Why.BLOCKED)]}
    assert shown(reasons, snoozed={"Ada", "Ben"}) == ([("Ada", Why.ASKED)], 0)
    assert shown(reasons, away={"Ada"}) == ([("Ben", Why.BLOCKED)], 0)
    assert shown({}, team=["Ada"]) == ([], 0)


@pytest.mark.parametrize(
    ("last", "span", "overdue"),
    [
        (date(2026, 11, 25), Cadence.DAILY, False),
        (date(2026, 11, 24), Cadence.DAILY, True),
        (date(2026, 11, 16), Cadence.WEEKLY, False),
        (date(2026, 11, 15), Cadence.WEEKLY, True),
        (None, Cadence.WEEKLY, True),
    ],
)
def test_a_talk_is_overdue_once_a_whole_span_has_passed_without_one(last, span, overdue):
    at = {} if last is None else {"Ada": datetime(last.year, last.month, last.day, 18, tzinfo=UTC)}
    assert spoken(at).is_overdue(somebody("Ada"), span) is overdue
    newcomer = somebody("New", first_day=date(2026, 11, 25))
    assert spoken().is_overdue(newcomer, span) is False


def test_only_a_daily_plan_asks_for_a_talk_a_day_and_only_with_who_checks_in_daily():
    assert span_of(Cadence.DAILY, Cadence.DAILY) is Cadence.DAILY
    assert span_of(Cadence.DAILY, Cadence.WEEKLY) is Cadence.WEEKLY
    assert span_of(Cadence.WEEKLY, Cadence.DAILY) is Cadence.WEEKLY


def test_nobody_is_due_who_is_away_or_has_not_begun_and_who_was_spoken_with_counts():
    team = [somebody("Ada"), somebody("Ben"), somebody("Cy"), somebody("New", date(2026, 12, 1))]
    spans = dict.fromkeys(("Ada", "Ben", "Cy", "New"), Cadence.WEEKLY)
    found = rhythm_of(spans, team, spoken({"Ada": NOW - timedelta(days=3)}, away={"Ben"}))
    assert [each.name for each in found.spoken] == ["Ada"]
    assert [each.name for each in found.due] == ["Cy"]
    assert found.total == 2


def test_somebody_who_never_works_has_no_day_before():
    never = Spoken({}, {}, (), NEW_YORK, WorkingDays(frozenset()), NOW)
    assert never.before(Cadence.DAILY) == TODAY


def test_what_was_agreed_is_due_on_its_day_until_it_is_settled():
    note = Note("N1", "U1", "U2", NOW, "We talked", "Call", TODAY)
    assert note.is_due(TODAY)
    assert not note.is_due(TODAY - timedelta(days=1))
    assert not Note("N1", "U1", "U2", NOW, "We talked", "Call").is_due(TODAY)
    assert not Note("N1", "U1", "U2", NOW, "We talked", due=TODAY).is_due(TODAY)
    assert not Note("N1", "U1", "U2", NOW, "We talked", "Call", TODAY, settled_at=NOW).is_due(TODAY)
