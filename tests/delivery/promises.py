"""Every story of the outbox by name: told on both engines, and again to whoever deletes a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.delivery import doubts, stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.delivery.rig import Rig

STORIES: dict[str, Callable[[Rig], None]] = {
    name: story
    for module in (stories, doubts)
    for name, story in vars(module).items()
    if getattr(story, "__module__", "") == module.__name__ and not name.startswith("_")
}
