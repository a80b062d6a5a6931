"""What every test relies on: properties are judged by their answers, never by their speed."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.db import connection
from django.test.client import ClientHandler
from hypothesis import HealthCheck, settings

# A slow or busy machine must not fail a property; in CI the same examples are tried every time.
settings.register_profile(
    "bingshen", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bingshen")

_load_middleware = ClientHandler.load_middleware
_chain: dict[str, Any] = {}


def _share_middleware(handler: ClientHandler, is_async: bool = False) -> None:
    """One middleware chain for the clients of all tests, until a setting changes: each anew reads the static files."""
    if not _chain:
        first = ClientHandler()
        _load_middleware(first, is_async)
        _chain.update(vars(first))
    handler.__dict__ |= {name: part for name, part in _chain.items() if name.startswith("_")}


ClientHandler.load_middleware = _share_middleware
setting_changed.connect(lambda **_signal: _chain.clear(), weak=False)


SKIP_AFTER = float(os.environ.get("SKIP_AFTER", "inf"))
"""Seconds of the epoch after which no test begins; `tests/full.py` gives it to parts that must end in time."""


def pytest_runtest_setup() -> None:
    """Skip what finds no time left; the summary counts it."""
    if time.time() > SKIP_AFTER:
        pytest.skip("no time left (TEST_UNTIL)")


@pytest.fixture(autouse=True)
def _journal_gives_way_to_the_broom(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions are cleaned up by emptying every table, which on SQLite is a DELETE the journal refuses.

    Its triggers are taken away before; emptying ends with the signal that puts them back.
    """
    marker = request.node.get_closest_marker("django_db")
    real = marker is not None and marker.kwargs.get("transaction")
    if real:
        request.getfixturevalue("transactional_db")
    yield
    if real and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS journal_no_{verb}")
