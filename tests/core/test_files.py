"""The file store: one copy per content, nothing half-written."""

import io
from pathlib import Path

import pytest
from django.conf import settings

from core import files
from core.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: object) -> None:
    settings.FILE_STORE = tmp_path


def test_equal_content_is_stored_once() -> None:
    first = files.store("红线".encode(), "text/plain")
    again = files.store(io.BytesIO("红线".encode()), "text/plain")
    assert first == again
    assert StoredFile.objects.count() == 1
    assert files.read(first) == "红线".encode()


def test_an_interrupted_upload_leaves_no_file_and_no_row() -> None:
    def cut():
        yield b"first half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.store(cut(), "application/pdf")
    assert not StoredFile.objects.exists()
    assert list(Path(settings.FILE_STORE).rglob("*")) == []


def test_a_changed_or_lost_file_is_noticed() -> None:
    stored = files.store(b"original", "text/plain")
    path = files.path_of(stored.sha256)
    assert files.is_intact(stored)
    path.chmod(0o600)
    path.write_bytes(b"forged")
    assert not files.is_intact(stored)
    path.unlink()
    assert not files.is_intact(stored)
