"""The example plan with other values in places, and what is said of it."""

import tomllib
from typing import Any

import pytest

from bot.domain.plan import PlanError, read_plan
from bot.services import example

GONE = object()
MANY = [{"key": f"a{n}", "name": "A", "unit": "a"} for n in range(500)]


def changed(*changes):
    """The example with other values at some places; GONE takes a key away."""
    document = tomllib.loads(example.plan_text())
    for path, value in changes:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        table: Any = document
        for step in way:
            table = table[step]
        if value is GONE:
            del table[last]
        else:
            table[last] = value
    return document


def faults_of(document):
    with pytest.raises(PlanError) as refusal:
        read_plan(document)
    assert str(refusal.value).splitlines() == [str(each) for each in refusal.value.faults]
    return [str(each) for each in refusal.value.faults]
