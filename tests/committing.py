"""Every command commits as it does in life: what waits for the commit runs when the command is done."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import TestCase

from core.commands import Command


@pytest.fixture(autouse=True)
def commands_commit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the tests of a room whose conftest imports this; those with real transactions commit by themselves."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or marker.kwargs.get("transaction"):
        return
    perform: Callable[..., Any] = Command.perform

    def committing(self: Command, *args: Any, **kwargs: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return perform(self, *args, **kwargs)

    monkeypatch.setattr(Command, "perform", committing)
