"""Steps as they are drawn, where no story leads."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.deliveries import Message
from bot.domain.ledger import Dim
from bot.domain.ledger import Step as Way
from bot.domain.people import Person, Rank
from bot.domain.step_evidence import Evidence
from bot.domain.steps import Origin, Picture, Status, Step, changes
from bot.domain.trust_explained import Row
from bot.services import example
from bot.views import step_forms, steps
from tests.views.checks import check_message

PLAN = example.plan()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
EVIDENCE = Evidence(
    total=79,
    dims={Dim.R: 70.99, Dim.A: 52.0, Dim.J: 81.0},
    n={Dim.R: 40.0, Dim.A: 20.0, Dim.J: 12.0},
    needs={Dim.R: 71.0, Dim.A: 54.0},
    slips={Dim.R: 1.0, Dim.A: 0.0, Dim.J: 5.0},
    acts={Dim.R: 6.5, Dim.J: 5.0},
    flagged=(Dim.J, Dim.R),
    lasted=61,
    dwell=40,
    strikes=1,
    fresh=6.2,
    fresh_needed=5.0,
    rows=(Row("R", "checkin_on_time", 20), Row("A", "something new", 9), Row("A", "activity_day", 0)),
)
RITA = Person("T1", "U1", "Rita <Alvarez>", Rank.REP, "ae", "U2", "UTC", MONDAY, level="L2")


def picture(what=Way.PROMOTE, status=Status.OPEN, evidence=EVIDENCE, **more):
    levels = ("L2", "L3") if what is Way.PROMOTE else ("L2", "L1")
    step = Step(
        "1", "T1", "U1", what, Origin.PROPOSED, levels[0], levels[1], MONDAY, 61, evidence, NOW, 1, asked="U2"
    )
    before, after = (PLAN.level(each) for each in levels)
    assert after is not None
    found = Picture(
        replace(step, status=status, reason="A reason <!here>"),
        RITA, None, None, before, after, tuple(changes(PLAN, before, after)), "USD",
    )  # fmt: skip
    return replace(found, **more)


def said(message: Message) -> str:
    return str(message.blocks)


def test_a_second_step_up_shows_every_gate():
    shown = said(steps.card(picture(evidence=replace(EVIDENCE, needs={Dim.R: 70.0})), "U2"))
    assert "Reliability *70.9*, needs 70" in shown, "nothing looks reached that is not"
    assert "61 working days on Trusted, needs 40, doubled by 1 step back" in shown
    assert "Judgement since the last step weighs *6.2*, needs 5" in shown
    assert "+20 check-ins on time, +9 something new" in shown
    assert "Rita &lt;Alvarez&gt;" in shown


def test_a_step_back_shows_what_has_slipped_and_what_is_too_low():
    shown = said(steps.card(picture(Way.DEMOTE), "U2"))
    assert "Judgement: too much has slipped lately, the meter is full (5 of 5)" in shown
    assert "Reliability *70.9*, below 71, the least for Trusted" in shown
    assert "Activity *52*" in shown
    assert "61 working days on Trusted, and 1 step back that still counts" in shown
    remedy = step_forms.remedy(picture(Way.DEMOTE))
    assert remedy.splitlines() == [
        "Judgement: give no more than was granted, and ask when in doubt.",
        "Reliability: check in on time and keep what you promise, until it is at 83 again.",
        "Trusted comes up again after 80 working days at the earliest, with everything that it asks for.",
    ]


def test_every_status_is_drawn_and_fits():
    for what in Way:
        for status in Status:
            for each in (picture(what, status), picture(what, status, evidence=None)):
                for to in ("U2", "U3"):
                    check_message(steps.card(each, to))
                    check_message(steps.known(each, to))
                check_message(steps.told(each))


def test_levels_that_the_plan_gave_up_are_called_by_their_keys():
    gone = picture(evidence=None, before=None, after=None, changes=())
    assert "L2 → L3" in said(steps.card(gone, "U2"))
    assert "No limit changes" in said(steps.card(gone, "U2"))
    assert step_forms.remedy(gone) == ""


def test_a_next_check_in_is_told_only_where_the_cadence_changes():
    weekly = picture(next_checkin=date(2026, 11, 27))
    assert "Check-ins: *once a week*, the next on Friday 27 November" in said(steps.card(weekly, "U2"))
    assert "Check-ins" not in said(steps.card(picture(), "U2"))
