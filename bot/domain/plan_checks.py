"""How the parts of a plan must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.plan_faults import Fault


def disagreements(document: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything in which sound parts do not agree."""
    yield from ()
