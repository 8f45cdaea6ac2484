"""What is remembered of somebody, as text: every float in full, so that it comes back to the last bit."""

from __future__ import annotations

import json

from bot.domain.ledger import Dim, Kind
from bot.domain.trust import State, Sums


def write_state(state: State) -> str:
    """The state as text."""
    return json.dumps(
        {
            "aday": state.aday,
            "fresh": state.fresh,
            "breach": state.breach_on,
            **{
                dim.value: [
                    *(each.a, each.n, each.nv, each.at, each.nt, each.slip),
                    {kind.value: list(pair) for kind, pair in each.kinds.items()},
                ]
                for dim, each in state.sums.items()
            },
        },
        separators=(",", ":"),
    )


def read_state(text: str) -> State:
    """The state that was written so."""
    found = json.loads(text)
    sums = {}
    for dim in Dim:
        a, n, nv, at, nt, slip, kinds = found[dim.value]
        by_kind = {Kind(kind): (good, all_) for kind, (good, all_) in kinds.items()}
        sums[dim] = Sums(a, n, nv, at, nt, slip, by_kind)
    return State(found["aday"], sums, found["fresh"], found["breach"])
