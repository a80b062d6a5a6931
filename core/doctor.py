"""Prove the invariants: every room may hold a `doctor.py` whose `check()` yields sentences."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from core import journal
from core.models import OutboxMessage


def check() -> Iterator[str]:
    """The kernel's own: the journal chain holds, no message is dead."""
    yield from journal.verify()
    for message in OutboxMessage.objects.filter(dead=True).iterator():
        yield f"outbox message {message.pk} ({message.topic}) gave up: {message.last_error}"


def check_all() -> Iterator[tuple[str, str]]:
    """(room, sentence) for everything that is not as it should be."""
    for config in apps.get_app_configs():
        name = f"{config.name}.doctor"
        if "." not in config.name and find_spec(name):
            for sentence in import_module(name).check():
                yield config.name, sentence
