import pytest

from bot.domain.people import Rank
from tests.stories.office import open_office


@pytest.fixture
def office(database_url):
    """On both engines."""
    with open_office(database_url) as made:
        yield made


@pytest.fixture
def maya(office):
    return office.hire("Maya Lindqvist", rank=Rank.MANAGER, admin=True)


@pytest.fixture
def rita(office, maya):
    return office.hire("Rita Alvarez", manager=maya)
