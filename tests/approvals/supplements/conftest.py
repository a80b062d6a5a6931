"""A county whose first stage is under review, so that an item may join it."""

import pytest

from core.time import travel
from tests.approvals import county as c
from tests.approvals.supplements.joining import MONDAY, under_review


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


@pytest.fixture
def application(county):
    return under_review(county)
