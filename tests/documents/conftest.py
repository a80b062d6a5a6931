import pytest

from tests.people import Province, province


@pytest.fixture
def jiangxi(db: None) -> Province:
    """A small province with one person for every role."""
    return province()
