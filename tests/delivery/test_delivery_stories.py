"""The outbox's promises, on both engines."""

import pytest

from tests.delivery.rig import Rig
from tests.delivery.stories import STORIES


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_the_outbox(story, database):
    story(Rig(database))
