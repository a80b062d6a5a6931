"""Every command commits here as it does in life: what waits for the commit runs when the command is done."""

import pytest
from django.test import TestCase

from core.commands import Command


@pytest.fixture(autouse=True)
def commands_commit(request, monkeypatch):
    marker = request.node.get_closest_marker("django_db")
    if marker is None or marker.kwargs.get("transaction"):
        return
    perform = Command.perform

    def committing(self, *args, **kwargs):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return perform(self, *args, **kwargs)

    monkeypatch.setattr(Command, "perform", committing)
