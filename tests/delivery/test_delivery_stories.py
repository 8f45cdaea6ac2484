"""The outbox's promises, on both engines."""

import pytest

from tests.delivery.promises import STORIES
from tests.delivery.rig import Rig


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_the_outbox(story, database):
    story(Rig(database))
