"""Steps on the ladder: what the evidence calls for, what managers answer, and whom they move by hand."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from bot.domain.contests import Verdict
from bot.domain.evidence import Entry
from bot.domain.people import Rank
from bot.domain.plan import Mode
from bot.domain.refusals import Busy, Refusal
from bot.domain.steps import Move, NotYourRep, SettledStep
from bot.sandbox.client import text_of
from bot.services.steps import Steps
from bot.store import audit, contests, evidence, people, steps
from bot.store.database import Database
from bot.views.ledgers import MINUS
from bot.views.refusals import sentence
from tests.stories.ledgers import good_day, lives, missed_day, stands_on
from tests.stories.office import MONDAY
from tests.stories.test_requests_under_fire import pressed

TUESDAY = MONDAY + timedelta(days=1)
WHY_NOT = "Let us see the big renewal through first."
UP = "A step up for Rita Alvarez: Guided → Supported"
DOWN = "A step back for Rita Alvarez: Supported → Guided"


@pytest.fixture
def dana(office):
    return office.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def maya(office, dana):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


def steps_of(office, person):
    with office.bot.database.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT what, origin, status, settled_by, reason FROM steps WHERE person = :who"
                " ORDER BY opened_at, id"
            ),
            {"who": person.id},
        )
        return [tuple(row) for row in rows]


def step_ids(office):
    with office.bot.database.reading() as connection:
        return list(connection.scalars(text("SELECT id FROM steps ORDER BY opened_at, id")))


def level_of(office, person):
    with office.bot.database.reading() as connection:
        return people.find(connection, office.workspace, person.id).level


def trail(office, person):
    with office.bot.database.reading() as connection:
        rows = audit.entries(connection, office.workspace)
    return [(each.by, each.what, each.why) for each in rows if each.subject == person.id][1:]


def ladder(office, person):
    with office.bot.database.reading() as connection:
        rows = evidence.of_person(connection, office.workspace, person.id)
    return [each.facts["what"] for each in rows if each.kind == "ladder"]


def buttons_in(message):
    return [
        each["text"]["text"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for each in block["elements"]
    ]


def about_steps(office, person):
    return [each for each in person.dm() if "A step" in text_of(each)]


def is_ready(office, rita):
    """Everything that the first step asks for."""
    lives(office, rita, [good_day()] * 45)


def has_slipped(office, rita):
    """Ten good weeks on the second rung, then a bad one."""
    lives(office, rita, [good_day()] * 50 + [missed_day()] * 5, level=1)


def answers(manager, word, **typed):
    manager.presses(word)
    if typed:
        manager.fills(typed)
        return manager.submits()
    return None


def test_a_step_up_is_put_before_the_manager_with_what_speaks_for_it_and_what_it_changes(office, maya, rita):
    is_ready(office, rita)
    (card,) = about_steps(office, maya)
    shown = text_of(card)
    assert UP in shown
    assert "Reliability 90.1, needs 78" in shown.replace("*", "")
    assert "Activity 83.5, needs 60" in shown.replace("*", "")
    assert "45 working days on Guided, needs 20" in shown
    assert "50 to begin with" in shown
    assert "check-ins on time" in shown
    assert "Price concession: up to 6 %, before none" in shown.replace("*", "")
    assert "In deals to $50,000, before $25,000" in shown.replace("*", "")
    assert buttons_in(card) == ["Grant", "Not yet"]
    assert not office.said_to(rita), "nobody is told of what a manager has not answered"
    office.settle()
    assert len(about_steps(office, maya)) == 1
    assert trail(office, rita) == [("the clock", "step proposed", "")]


def test_what_is_granted_counts_at_once_and_the_rep_is_told_first(office, maya, rita):
    is_ready(office, rita)
    maya.presses("Grant")
    office.settle()
    assert level_of(office, rita) == "L1"
    assert ladder(office, rita) == ["promote"]
    (told,) = office.said_to(rita)
    assert "You're Supported now" in told
    assert "Your work has earned it. Maya granted it." in told
    assert "Price concession: up to 6 %, before none" in told.replace("*", "")
    (card,) = about_steps(office, maya)
    assert "Maya granted it on Monday 23 November. Rita has been told." in text_of(card)
    assert buttons_in(card) == []
    assert first_in_the_queue(office) == "step-told", "before her manager's card says so, and any Home"
    written = sorted(each[1] for each in trail(office, rita))
    assert written == ["person changed", "step granted", "step proposed"]
    rita.runs("/latitude", "level")
    assert "Your level: Supported" in text_of(rita.whispers[-1])
    assert "Guided → Supported, by Maya: the evidence carried it" in text_of(rita.whispers[-1]).replace(
        "*", ""
    )
    office.travel_to(TUESDAY, "01:00")
    assert len(steps_of(office, rita)) == 1, "a step that was made is not proposed again"


def test_a_double_click_makes_one_step(office, maya, rita):
    is_ready(office, rita)
    (card,) = about_steps(office, maya)
    maya.presses("Grant", where=card)
    maya.presses("Grant", where=card)
    assert "Maya has granted that step already." in text_of(maya.modal())
    office.settle()
    assert level_of(office, rita) == "L1"
    assert ladder(office, rita) == ["promote"]
    assert len(office.said_to(rita)) == 1


def test_what_slack_sends_again_counts_once_and_what_came_later_is_refused(office, maya, rita):
    is_ready(office, rita)
    (step,) = step_ids(office)
    before = office.bot.steps.card(office.workspace, step).step
    for _ in range(2):
        office.bot.steps.grant(office.workspace, maya.id, step, receipt="once")
    assert ladder(office, rita) == ["promote"]
    after = before.settle(Move.WITHDRAW, office.clock.now(), by=None, aday=45, version=1)
    with pytest.raises(Busy), office.bot.database.writing() as connection:
        steps.move(connection, before, after)


def test_not_yet_takes_a_reason_that_the_rep_reads_and_comes_back_after_twenty_days(office, maya, rita):
    is_ready(office, rita)
    outcome = answers(maya, "Not yet", **{"Why not yet?": "No."})
    assert outcome.errors == {"reason": "Please say why, in at least 10 characters."}
    maya.fills({"Why not yet?": WHY_NOT})
    assert maya.submits().ok
    office.settle()
    assert level_of(office, rita) == "L0"
    (told,) = office.said_to(rita)
    assert "Your work speaks for a step up to Supported. Maya says not yet" in told
    assert WHY_NOT in told
    assert "I look at it again after 20 of your working days, about Monday 21 December." in told
    (card,) = about_steps(office, maya)
    assert WHY_NOT in text_of(card)
    assert buttons_in(card) == []
    lives(office, rita, [good_day()] * 19)
    assert len(steps_of(office, rita)) == 1
    lives(office, rita, [good_day()])
    assert [status for _, _, status, _, _ in steps_of(office, rita)] == ["put off", "open"]
    assert len(about_steps(office, maya)) == 2


def test_a_step_back_says_why_and_what_earns_it_back(office, maya, rita):
    stands_on(office, rita, "L1")
    has_slipped(office, rita)
    (card,) = about_steps(office, maya)
    assert DOWN in text_of(card)
    assert "Reliability: too much has slipped lately, the meter is full (6.5 of 6.5)" in text_of(card)
    assert buttons_in(card) == ["Step back", "Not yet"]
    assert f"{MINUS}3 missed check-ins" in text_of(card)
    maya.presses("Step back")
    assert "Reliability: check in on time and keep what you promise." in str(maya.modal())
    assert "Supported comes up again after 40 working days" in str(maya.modal())
    outcome = answers(maya, "Step back", **{"Why?": "Sorry"})
    assert list(outcome.errors) == ["reason"]
    maya.fills({"Why?": "Five days without a word, and nobody knew."})
    assert maya.submits().ok
    office.settle()
    assert level_of(office, rita) == "L0"
    assert ladder(office, rita) == ["demote"]
    told = office.said_to(rita)[-1]
    assert "A step back to Guided" in told
    assert "It counts from now on, and it isn't for good. Maya decided it, and says why." in told
    assert "Five days without a word" in told
    assert "What earns it back" in told
    assert "check in on time and keep what you promise" in told
    assert "Price concession: none, before 6 %" in told.replace("*", "")
    assert buttons_in(about_steps(office, maya)[0]) == []


def test_a_step_back_may_be_put_off_and_the_rep_reads_why(office, maya, rita):
    stands_on(office, rita, "L1")
    has_slipped(office, rita)
    assert answers(maya, "Not yet", **{"Why not yet?": "She was moving house; we have talked."}).ok
    office.settle()
    assert level_of(office, rita) == "L1"
    told = office.said_to(rita)[-1]
    assert "You stay on Supported" in told
    assert "Maya leaves your level as it is" in told
    assert "moving house" in told
    lives(office, rita, [missed_day()] * 5)
    assert len(steps_of(office, rita)) == 1


def test_what_earns_it_back_may_not_be_left_out(office, maya, rita):
    stands_on(office, rita, "L1")
    has_slipped(office, rita)
    maya.presses("Step back")
    maya.fills({"Why?": "Five days without a word."})
    values = {
        "reason": {"value": {"value": "Five days without a word."}},
        "earns_back": {"value": {"value": " "}},
    }
    answer = submitted(office, maya, "step.back_sent", step_ids(office)[0], values)
    assert "Please say what earns it back, so that they know what to do." in answer.body
    assert level_of(office, rita) == "L1"


def test_what_the_facts_no_longer_carry_is_taken_back(office, maya, rita):
    is_ready(office, rita)
    lives(office, rita, [missed_day()] * 3)
    assert [status for _, _, status, _, _ in steps_of(office, rita)] == ["withdrawn"]
    (card,) = about_steps(office, maya)
    assert "The evidence no longer carries it" in text_of(card)
    assert buttons_in(card) == []
    assert not [each for each in office.said_to(rita) if "Supported" in each], "she never heard of it"
    grants(office, maya)
    assert "no longer open: the evidence or the level has changed" in text_of(maya.whispers[-1])
    assert level_of(office, rita) == "L0"


def test_a_row_that_is_corrected_takes_a_step_back_too(office, maya, rita):
    is_ready(office, rita)
    with office.bot.database.writing() as connection:
        breach = Entry("outcome:1:breach", rita.id, MONDAY, "breach", {}, 1)
        assert evidence.add(connection, office.workspace, breach, office.clock.now())
    office.travel_to(MONDAY, "17:00")
    office.check_in(rita)
    office.travel_to(TUESDAY, "01:00")
    assert steps_of(office, rita)[0][2] == "withdrawn"


def test_what_is_contested_is_settled_before_a_step_up_is_granted(office, maya, rita):
    is_ready(office, rita)
    keys = [f"test:{number}" for number in range(2)]
    with office.bot.database.writing() as connection:
        for key in keys:
            row = Entry(key, rita.id, MONDAY, "checkin_missed", {}, 1)
            assert evidence.add(connection, office.workspace, row, office.clock.now())
    for key in keys:
        office.bot.contests.contest(office.workspace, rita.id, key, receipt=key, reason="I was at the fair")
    office.settle()
    (card,) = about_steps(office, maya)
    assert "Rita contests 2 rows of the ledger." in text_of(card).replace("*", "")
    assert "if they stand, they take Reliability to about 85" in text_of(card)
    maya.presses("Grant", where=card)
    assert "Settle what Rita contests first." in text_of(maya.modal())
    assert level_of(office, rita) == "L0"
    settles_all(office, maya, rita)
    office.settle()
    (card,) = about_steps(office, maya)
    assert "contests" not in text_of(card)
    maya.presses("Grant", where=card)
    assert level_of(office, rita) == "L1"


def test_a_step_is_answered_the_way_it_leads(office, maya, rita):
    stands_on(office, rita, "L1")
    has_slipped(office, rita)
    grants(office, maya)
    assert "doesn't exist any more" in text_of(maya.whispers[-1])
    assert level_of(office, rita) == "L1"
    assert steps_of(office, rita)[0][2] == "open"


def test_only_the_managers_above_answer(office, dana, maya, rita):
    other = office.hire("Oren Weiss", rank=Rank.MANAGER, manager=dana)
    admin = office.hire("Ada Kovacs", rank=Rank.DIRECTOR, admin=True)
    is_ready(office, rita)
    for stranger in (rita, other, admin):
        grants(office, stranger)
        assert "Only the managers above a rep" in text_of(stranger.whispers[-1])
    grants(office, maya, value="forged")
    assert "That step doesn't exist any more." in text_of(maya.whispers[-1])
    assert level_of(office, rita) == "L0"
    grants(office, dana)
    office.settle()
    assert level_of(office, rita) == "L1"
    assert "Dana granted it" in text_of(about_steps(office, maya)[0])


def test_who_is_no_manager_any_more_decides_nothing_and_the_next_one_up_is_asked(office, dana, maya, rita):
    is_ready(office, rita)
    office.change(maya, rank=Rank.REP)
    office.settle()
    grants(office, maya)
    assert "Only the managers above a rep" in text_of(maya.whispers[-1])
    (before,) = about_steps(office, maya)
    assert "Dana decides about this now" in text_of(before)
    assert buttons_in(before) == []
    assert buttons_in(about_steps(office, dana)[0]) == ["Grant", "Not yet"]
    office.change(maya, rank=Rank.MANAGER)
    office.settle()
    assert buttons_in(about_steps(office, maya)[0]) == ["Grant", "Not yet"]
    assert buttons_in(about_steps(office, dana)[0]) == []
    written = [each[1] for each in trail(office, rita) if each[1].startswith("step")]
    assert sorted(written) == ["step passed on", "step passed on", "step proposed"]


def test_the_next_one_up_is_asked_where_there_is_no_manager(office, dana, maya, rita):
    office.change(maya, active=False)
    is_ready(office, rita)
    assert UP in text_of(about_steps(office, dana)[0])


def test_nothing_is_proposed_while_there_is_nobody_to_ask(office, dana, maya, rita):
    office.change(maya, active=False)
    office.change(dana, active=False)
    is_ready(office, rita)
    assert not steps_of(office, rita)
    office.change(rita, manager=None)
    office.settle()
    assert not steps_of(office, rita)


def test_a_manager_who_is_away_is_asked_on_her_return(office, maya, rita):
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=MONDAY, last=MONDAY
    )
    is_ready(office, rita)
    assert not about_steps(office, maya)
    office.travel_to(TUESDAY, "09:00")
    assert len(about_steps(office, maya)) == 1


def test_a_step_that_is_due_on_a_free_day_waits_for_the_next_day_of_work(office, maya, rita):
    office.change(maya, country="JP")  # Labour Thanksgiving Day
    is_ready(office, rita)
    assert not about_steps(office, maya)
    office.travel_to(MONDAY, "18:00")
    assert not about_steps(office, maya)
    office.travel_to(TUESDAY, "09:00")
    assert len(about_steps(office, maya)) == 1


def test_a_manager_who_comes_back_is_not_asked_what_was_answered_meanwhile(office, dana, maya, rita):
    office.bot.absences.enter(
        office.workspace, maya.id, receipt="away", person=maya.id, first=MONDAY, last=MONDAY
    )
    is_ready(office, rita)
    grants(office, dana)
    office.travel_to(TUESDAY, "09:00")
    assert level_of(office, rita) == "L1"
    assert not about_steps(office, maya)


def test_who_has_left_needs_no_step(office, maya, rita):
    is_ready(office, rita)
    office.change(rita, active=False)
    office.settle()
    assert steps_of(office, rita)[0][2] == "overtaken"
    grants(office, maya)
    assert "Only the managers above a rep" in text_of(maya.whispers[-1])


def test_a_level_that_was_changed_meanwhile_closes_the_step(office, maya, rita):
    is_ready(office, rita)
    office.change(rita, level="L2")
    assert steps_of(office, rita)[0][2] == "overtaken"
    grants(office, maya)
    office.settle()
    assert level_of(office, rita) == "L2"
    (card,) = about_steps(office, maya)
    assert "Things have changed meanwhile" in text_of(card)
    office.change(rita, level="L0")
    office.settle()
    proposed = [each for each in steps_of(office, rita) if each[1] == "proposed"]
    assert len(proposed) == 1, "the ledger has a step that no day has closed yet"


def test_a_level_that_the_plan_gave_up_is_not_granted(office, maya, rita):
    is_ready(office, rita)
    _, plan = office.bot.plans.current(office.workspace)
    (step,) = step_ids(office)
    office.apply(plan.model_copy(update={"levels": plan.levels[:1]}))
    grants(office, maya, value=step)
    assert "The plan has no such level any more." in text_of(maya.whispers[-1])
    office.settle()
    assert steps_of(office, rita)[0][2] == "withdrawn"


def test_two_managers_at_once_make_one_step(office, dana, maya, rita):
    is_ready(office, rita)
    (step,) = step_ids(office)
    replica = Database(office.settings.database_url)
    desks = (office.bot.steps, Steps(replica, office.clock.now))
    gate = Barrier(2)

    def press(place):
        gate.wait()
        try:
            if place:
                desks[1].grant(office.workspace, dana.id, step, receipt="dana")
            else:
                desks[0].put_off(office.workspace, maya.id, step, receipt="maya", reason=WHY_NOT)
        except Refusal as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(press, range(2)))
    replica.close()
    office.settle()
    (late,) = [each for each in told if each is not None]
    assert isinstance(late, SettledStep)
    won = "Dana" if told[1] is None else "Maya"
    assert late.by == won
    assert level_of(office, rita) == ("L1" if won == "Dana" else "L0")
    assert len(office.said_to(rita)) == 1


def test_two_processes_propose_a_step_once(office, maya, rita):
    office.bot.plans.apply(office.workspace, in_shadow(office), by="test")
    is_ready(office, rita)
    office.bot.plans.apply(office.workspace, in_shadow(office, Mode.LIVE), by="test")
    replica = Database(office.settings.database_url)
    desks = (office.bot.steps, Steps(replica, office.clock.now))
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda desk: desk.propose(), desks))
    replica.close()
    assert sum(made) == 1
    assert len(step_ids(office)) == 1


def test_in_the_shadow_nothing_is_proposed(office, maya, rita):
    office.apply(in_shadow(office))
    is_ready(office, rita)
    assert not steps_of(office, rita)
    assert not office.said_to(maya)
    office.apply(in_shadow(office, Mode.LIVE))
    office.settle()
    assert len(about_steps(office, maya)) == 1
    office.apply(in_shadow(office))
    office.settle()
    assert steps_of(office, rita)[0][2] == "overtaken"


def test_a_manager_moves_somebody_by_hand(office, dana, maya, rita):
    is_ready(office, rita)
    maya.opens_home()
    maya.presses("What they decide", where="home")
    maya.presses("Move by hand", where="modal")
    assert "Rita is on Guided" in text_of(maya.modal())
    assert "It has not changed since the beginning." in text_of(maya.modal())
    maya.fills({"New level": "Trusted", "Why?": "Short"})
    assert list(maya.submits().errors) == ["reason"]
    maya.fills({"Why?": "She did this job for years at Orbit & Sons."})
    assert maya.submits().ok
    assert "They are told first" in text_of(maya.modal())
    office.settle()
    assert level_of(office, rita) == "L2"
    assert ladder(office, rita) == ["promote"], "one move, one row"
    assert steps_of(office, rita) == [
        ("promote", "proposed", "overtaken", None, ""),
        ("promote", "by hand", "granted", maya.id, "She did this job for years at Orbit & Sons."),
    ]
    (told,) = office.said_to(rita)
    assert "You're Trusted now" in told
    assert "Maya moved you from Guided to Trusted." in told
    assert "She did this job for years at Orbit &amp; Sons." in told
    assert "Priority support: yours to decide" in told.replace("*", "")
    assert "You moved Rita Alvarez from Guided to Trusted." in office.said_to(maya)[-1]
    assert not [each for each in office.said_to(dana) if "moved" in each]


def test_a_director_moves_a_rep_and_the_manager_hears_of_it(office, dana, maya, rita):
    office.bot.steps.move(
        office.workspace, dana.id, rita.id, receipt="1", level="L3", reason="For the fair in spring"
    )
    office.bot.steps.move(
        office.workspace, dana.id, rita.id, receipt="1", level="L4", reason="The same form, sent again"
    )
    office.settle()
    assert level_of(office, rita) == "L3"
    assert "Dana moved Rita Alvarez from Guided to Independent." in office.said_to(maya)[-1]
    assert "Check-ins: once a week, the next on Friday 27 November" in office.said_to(rita)[-1].replace(
        "*", ""
    )
    office.bot.steps.move(
        office.workspace, dana.id, rita.id, receipt="2", level="L1", reason="The fair is over now"
    )
    office.settle()
    told = office.said_to(rita)[-1]
    assert "A step back to Supported" in told
    assert "Check-ins: every working day, from Monday 23 November" in told.replace("*", "")
    assert "Priority support: to be asked for" in told.replace("*", "")
    assert "What earns it back" not in told


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("L0", "They're on that level already."),
        ("L9", "The plan has no such level any more. Please look again."),
    ],
)
def test_a_level_that_cannot_be_chosen_is_refused_under_its_field(office, maya, rita, level, said):
    with pytest.raises(Refusal) as refusal:
        office.bot.steps.move(
            office.workspace, maya.id, rita.id, receipt="1", level=level, reason="For a good reason"
        )
    assert sentence(refusal.value) == said
    values = {"level": {"value": {"value": level}}, "reason": {"value": {"value": WHY_NOT}}}
    answer = submitted(office, maya, "step.by_hand_sent", rita.id, values)
    assert json.loads(answer.body)["errors"] == {"level": said}
    assert level_of(office, rita) == "L0"


def test_nobody_is_moved_by_hand_by_who_does_not_lead_them(office, dana, maya, rita):
    other = office.hire("Oren Weiss", rank=Rank.MANAGER, manager=dana)
    for whom, by in ((rita, other), (rita, rita), (maya, dana)):
        with pytest.raises(NotYourRep):
            office.bot.steps.by_hand(office.workspace, by.id, whom.id)


def test_a_level_that_the_plan_no_longer_knows_can_be_left_by_hand(office, maya, rita):
    office.change(rita, level="gone")
    form = office.bot.steps.by_hand(office.workspace, maya.id, rita.id)
    assert list(form.choices) == ["L0", "L1", "L2", "L3", "L4"]
    office.bot.steps.move(
        office.workspace, maya.id, rita.id, receipt="1", level="L1", reason="The old level is gone"
    )
    office.settle()
    assert "moved you from gone to Supported" in office.said_to(rita)[-1]


def settles_all(office, maya, rita):
    with office.bot.database.reading() as connection:
        disputed = contests.of(connection, office.workspace, [rita.id])[rita.id]
    for each in disputed.values():
        office.bot.contests.settle(
            office.workspace, maya.id, each.id, receipt=each.id, verdict=Verdict.STRUCK, why="You were there"
        )


def first_in_the_queue(office):
    """What goes out first of all that follows from a step."""
    with office.bot.database.reading() as connection:
        which = text("SELECT kind FROM deliveries WHERE kind LIKE 'step-%' OR kind = 'home' ORDER BY due_at")
        return connection.scalar(which)


def grants(office, who, value=None):
    """**Grant** pressed on any surface, with whatever id."""
    step = step_ids(office)[0] if value is None else value
    pressed(office, who, who.app_channel(), step, action="step.grant")


def submitted(office, who, callback, metadata, values):
    """What is answered to a form that no Slack client would send so."""
    return office.forge({
        "type": "view_submission",
        "team": {"id": office.workspace},
        "user": {"id": who.id, "team_id": office.workspace},
        "view": {
            "id": f"V{callback}",
            "type": "modal",
            "callback_id": callback,
            "private_metadata": metadata,
            "state": {"values": values},
        },
    })  # fmt: skip


def in_shadow(office, mode=Mode.SHADOW):
    _, plan = office.bot.plans.current(office.workspace)
    return plan.model_copy(update={"trust": plan.trust.model_copy(update={"mode": mode})})
