import tomllib

import pytest

from bot.domain.plan import PlanError, read_plan
from bot.services import example


@pytest.fixture
def document():
    return tomllib.loads(example.plan_text())


def test_the_example_is_a_plan(document):
    plan = read_plan(document)
    assert [each.key for each in plan.roles] == ["ae", "sdr"]
    assert plan.activity("demos").name == "Presentations"
    assert plan.expected_of(None) == ()
    assert f"{plan.calendar.prompt_at:%H:%M}" == "16:30"


def test_every_fault_is_named_with_its_key(document):
    document["calendar"]["prompt_at"] = "half past four"
    document["calendar"]["lunch"] = "12:00"
    document["roles"][0]["expect"][0]["target"] = -1
    with pytest.raises(PlanError) as refusal:
        read_plan(document)
    assert {key for key, _ in refusal.value.faults} == {
        "calendar.prompt_at",
        "calendar.lunch",
        "roles.0.expect.0.target",
    }
    assert "calendar.lunch" in str(refusal.value)


def test_a_plan_that_is_empty_says_what_is_missing():
    with pytest.raises(PlanError) as refusal:
        read_plan({})
    assert {"vision", "channels", "calendar"} <= {key for key, _ in refusal.value.faults}


@pytest.mark.parametrize("part", ["values", "activities", "roles"])
def test_a_key_stands_only_once(document, part):
    document[part].append(document[part][0])
    with pytest.raises(PlanError, match="stands there twice"):
        read_plan(document)


def test_a_role_expects_only_activities_that_exist(document):
    document["roles"][0]["expect"][0]["activity"] = "golf"
    with pytest.raises(PlanError, match="golf, which is not an activity"):
        read_plan(document)


def test_an_hour_is_an_hour(document):
    document["calendar"]["cutoff"] = 10
    with pytest.raises(PlanError) as refusal:
        read_plan(document)
    assert [key for key, _ in refusal.value.faults] == ["calendar.cutoff"]


def test_an_activity_the_plan_does_not_know_is_an_error(document):
    with pytest.raises(KeyError):
        read_plan(document).activity("golf")
