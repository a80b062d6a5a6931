"""`manage.py up` keeps to itself: a port that somebody listens on is refused before anything is written."""

import socket
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.management.commands.up import ensure_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which a server listens as granian does, ready to share it."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_taken_port_is_refused_by_name_with_another_one_to_take(taken: int, host: str) -> None:
    with pytest.raises(CommandError, match=rf"Port {taken} is taken.*--port {taken + 1}"):
        ensure_free(host, str(taken))


@pytest.mark.parametrize("role", ["all", "web"])
def test_the_command_refuses_before_it_touches_the_database(
    taken: int, role: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
    monkeypatch.setattr(
        "core.management.commands.up.Command.prepare", lambda self: pytest.fail("prepared for a port it cannot have")
    )
    with pytest.raises(CommandError, match="is taken"):
        call_command("up", role=role, host="127.0.0.1", port=str(taken))


def test_a_free_port_is_accepted_also_right_after_a_server_left_it() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            served, _address = server.accept()
            served.close()  # closed first, so that this side is left in TIME_WAIT
            client.recv(1)
    ensure_free("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(CommandError, match="is no port"):
        ensure_free("127.0.0.1", port)
