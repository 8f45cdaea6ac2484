"""Faults on demand: what goes wrong with which calls, how often."""

from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from bot.sandbox.errors import BadRequest

METHOD_FAULTS = frozenset(
    {"drop_before", "drop_after", "late", "status", "ratelimited", "error", "delay", "garbage"}
)
ENVELOPE_FAULTS = frozenset({"duplicate", "delay", "lose"})
ACCEPTED_BY_DEFAULT = frozenset({"drop_after", "garbage"})


@dataclass
class Fault:
    """One thing that goes wrong, `count` times (None: until removed), with some probability.

    `accepted` says whether a call is carried out although its answer is spoilt.
    """

    target: str
    fault: str
    count: int | None = 1
    status: int = 500
    retry_after: int = 1
    seconds: float = 1.0
    error: str = "internal_error"
    probability: float = 1.0
    accepted: bool = False


class Faults:
    """The faults in force."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[tuple[str, Fault]] = []
        self._random = Random(seed)  # noqa: S311 - decides what breaks, guards nothing

    def add(self, wish: dict[str, Any]) -> None:
        """Put a fault in force, as the control API words it; raises BadRequest."""
        wish = dict(wish)
        kind = "envelope" if "envelope" in wish else "method"
        known = ENVELOPE_FAULTS if kind == "envelope" else METHOD_FAULTS
        if wish.get("fault") not in known:
            raise BadRequest("invalid_fault", f"A {kind} fault is one of: {', '.join(sorted(known))}.")
        wish.setdefault("accepted", wish["fault"] in ACCEPTED_BY_DEFAULT)
        try:
            self._faults.append((kind, Fault(target=wish.pop(kind), **wish)))
        except (KeyError, TypeError) as error:
            raise BadRequest("invalid_fault", f"This fault is not understood: {error}.") from error

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    def shape(self) -> list[dict[str, Any]]:
        """The faults in force, as the control API shows them."""
        return [{kind: fault.target, **_without_target(fault)} for kind, fault in self._faults]

    def strike(self, kind: str, name: str) -> Fault | None:
        """The fault that hits this call or envelope now, if one does."""
        for position, (its_kind, fault) in enumerate(self._faults):
            if its_kind != kind or fault.target not in {name, "*"}:
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    del self._faults[position]
            return fault
        return None


def _without_target(fault: Fault) -> dict[str, Any]:
    shape = asdict(fault)
    del shape["target"]
    return shape
