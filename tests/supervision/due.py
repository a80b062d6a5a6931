"""Alerts as the tests of alerting need them: a clock that is due, and the list as its reader sees it."""

from datetime import date

from clocks.models import Clock
from tests.supervision.conftest import Land

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def clock(land: Land, due_on: date | None, label: str = "许可", **facts: object) -> Clock:
    """A running clock of the first project, due on that day."""
    (row,) = land.rows(land.row(due_on, label=label, **facts))
    return row
