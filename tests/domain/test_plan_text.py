"""A plan written down is the same plan when it is read again."""

import json
import tomllib
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.domain.plan import read_plan, write_plan
from bot.domain.spans import write_span
from bot.domain.visible_text import seen
from bot.services import example

KEYS = some.from_regex(r"[b-z][a-z0-9_-]{0,8}", fullmatch=True).filter(
    lambda key: key not in {"key", "name", "limits", "deal_max", "checkin", "per"}
)
TEXTS = some.text(some.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60).filter(
    seen
)
AMOUNTS = some.decimals(0, 100, places=2).map(float) | some.integers(0, 100)
HOURS = some.times().map(lambda hour: hour.replace(microsecond=0))
SPANS = some.integers(1, 500_000).map(lambda minutes: write_span(timedelta(minutes=minutes)))


@some.composite
def documents(draw):
    activities = draw(some.lists(KEYS, min_size=1, max_size=4, unique=True))
    powers = draw(
        some.dictionaries(
            KEYS, some.sampled_from(["%", "days", "money", "months", "yes/no"]), min_size=1, max_size=4
        )
    )
    limits = {key: draw(some.booleans() if unit == "yes/no" else AMOUNTS) for key, unit in powers.items()}
    weekly = draw(some.booleans())
    budget = {
        key: draw(AMOUNTS) for key, unit in powers.items() if unit != "yes/no" and draw(some.booleans())
    }
    prompt_at = draw(HOURS)
    return {
        "vision": {"statement": draw(TEXTS), "priorities": draw(some.lists(TEXTS, max_size=3))},
        "values": [
            {"key": key, "name": draw(TEXTS), "emoji": "+1"}
            for key in draw(some.lists(KEYS, max_size=3, unique=True))
        ],
        "channels": {"approvals": draw(TEXTS), "wins": "#wins", "team": "C0123"},
        "calendar": {
            "working_days": draw(
                some.lists(some.sampled_from(["mon", "wed", "sat"]), min_size=1, unique=True)
            ),
            "holidays": draw(some.sampled_from(["US", "US-CA", "DE"])),
            "days_off": draw(some.lists(some.dates(), max_size=3)),
            "prompt_at": prompt_at,
            "remind_after": draw(SPANS),
            "cutoff": draw(HOURS),
            "quiet": [time(3), time(3)],
        },
        "activities": [
            {"key": key, "name": draw(TEXTS), "unit": draw(TEXTS), "decimals": True} for key in activities
        ],
        "roles": [
            {
                "key": "ae",
                "name": draw(TEXTS),
                "expect": [{"activity": key, "target": draw(AMOUNTS), "per": "day"} for key in activities],
                "ramp": sorted(draw(some.lists(some.floats(0.001, 1), max_size=24))),
            }
        ],
        "powers": [
            {"key": key, "name": draw(TEXTS), "unit": unit} | ({} if unit == "yes/no" else {"full_size": 8})
            for key, unit in powers.items()
        ],
        "levels": [
            {"key": f"L{n}", "name": draw(TEXTS), "deal_max": n}
            | limits
            | {"checkin": "weekly" if weekly else "daily"}
            for n in range(draw(some.integers(1, 3)))
        ],
        "approvers": {"manager": limits | {"deal_max": 1000}, "director": limits},
        "approvals": {"budget": budget | {"per": "month"}},
        "recognition": {"roundup": "sat 09:30"},
        "trust": {
            "mode": draw(some.sampled_from(["shadow", "live"])),
            "judgement": {"s": draw(some.floats(0.001, 100))},
        },
        "digest": {"thread": draw(some.booleans())},
    }


@settings(max_examples=100, deadline=None)
@given(documents())
def test_a_plan_survives_both_of_its_written_forms(document):
    plan = read_plan(document)
    assert read_plan(tomllib.loads(write_plan(plan))) == plan
    assert read_plan(json.loads(plan.model_dump_json())) == plan


def test_it_is_written_as_people_write_it():
    written = write_plan(example.plan())
    for lines in (
        'prompt_at = "16:30"\nremind_after = "90m"\n',
        'name = "Supported"\nprice = 6\nterms = 15\ncredit = 250\nsupport = false\ndeal_max = 50000\n',
        "\n[approvers.manager]\nprice = 26\n",
        'roundup = "fri 15:00"\n',
        'expect = [{ activity = "leads", target = 5, per = "day" }',
    ):
        assert lines in written
    assert "\n\n\n" not in written


def test_a_day_off_is_a_date_and_an_hour_with_seconds_keeps_them():
    plan = example.plan()
    calendar = plan.calendar.model_copy(
        update={
            "days_off": (date(2026, 12, 24),),
            "cutoff": time(10, 0, 5),
            "remind_after": timedelta(hours=3),
        }
    )
    written = write_plan(plan.model_copy(update={"calendar": calendar}))
    assert "days_off = [2026-12-24]" in written
    assert 'cutoff = "10:00:05"' in written
    assert 'remind_after = "3h"' in written


def test_suggestions_of_ones_own_come_back_as_they_were_written():
    document = tomllib.loads(example.plan_text())
    own = [
        {"text": 'Say "when", not "if".', "kind": "follow-up", "situation": "last-day"},
        {"text": "Ask Ana for the list of contracts that end next quarter, and begin with the largest ones."},
    ]
    plan = read_plan(document | {"coaching": {"suggestions": own}})
    again = tomllib.loads(write_plan(plan))
    assert again["coaching"]["suggestions"] == own
    assert read_plan(again) == plan
