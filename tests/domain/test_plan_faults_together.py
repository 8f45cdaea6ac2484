"""A plan with several faults, and parts of it that do not agree."""

from bot.domain.plan import read_plan
from tests.domain.plan_changes import GONE, MANY, changed, faults_of


def test_one_fault_is_said_once():
    for path, value in (
        ("calendar.promt_at", "16:30"),
        ("levels.0", 3),
        ("levels.2.chekin", "weekly"),
        ("levels.4.checkin", "often"),
    ):
        assert len(faults_of(changed((path, value)))) == 1


def test_all_faults_are_said_at_once_although_the_parts_are_not_sound():
    faults = faults_of(
        changed(
            ("calendar.lunch", "12:00"),
            ("calendar.prompt_at", "20:00"),
            ("activities.0.unit", GONE),
            ("roles.0.expect.0.target", -1),
            ("roles.0.expect.1.activity", "golf"),
            ("levels.2.price", 5),
            ("levels.4.name", ""),
        )
    )
    assert [each.partition(" = ")[0].partition(": ")[0] for each in faults] == [
        "calendar.lunch",
        "activities.leads.unit",
        "roles.ae.expect[0].target",
        "levels.L4.name",
        "calendar.prompt_at",
        "roles.ae.expect[1].activity",
        "levels.L2.price",
    ]


def test_a_role_asks_for_no_more_than_a_form_holds():
    activities = MANY[:41]
    expect = [{"activity": each["key"], "target": 1, "per": "day"} for each in activities]
    document = changed(
        ("activities", activities), ("roles.0.expect", expect), ("roles.1.expect", expect[:40])
    )
    assert faults_of(document) == [
        "roles.ae.expect: there are too many different activities. A form in Slack has room for 40 at most."
    ]


def test_a_fractional_target_suits_an_activity_with_decimals():
    assert read_plan(changed(("roles.0.expect.0.target", 2.5), ("activities.0.decimals", True)))


def test_other_powers_need_a_ladder_and_approvers_of_their_own():
    powers = [{"key": "price", "name": "Price", "unit": "%", "full_size": 8}]
    document = changed(("powers", powers), ("levels", GONE), ("approvers", GONE))
    why = "it is missing, and the usual ones do not fit your powers"
    assert faults_of(document) == [
        f"levels: {why}. Add [[levels]] for each rung.",
        f"approvers: {why}. Add [approvers.manager] and the same for directors.",
    ]
    assert read_plan(changed(("levels", GONE), ("approvers", GONE), ("powers", GONE)))


def test_a_manager_without_a_bound_has_no_director_with_one():
    document = changed(("approvers.manager.deal_max", GONE), ("approvers.director.deal_max", 5))
    assert faults_of(document) == [
        "approvers.director.deal_max = 5: a manager has none, and so may grant in any deal. Leave it out."
    ]


def test_items_that_share_a_key_are_told_apart_by_their_place():
    faults = faults_of(
        changed(("levels.1.key", "L0"), ("levels.1.checkin", "often"), ("levels.0.checkin", "often"))
    )
    assert [each.partition(" = ")[0] for each in faults] == [
        "levels[0].checkin",
        "levels[1].checkin",
        "levels[1].key",
    ]


def test_an_empty_plan_says_what_is_missing():
    assert [each.partition(":")[0] for each in faults_of({})] == [
        "vision", "channels", "calendar", "activities", "roles",
    ]  # fmt: skip
