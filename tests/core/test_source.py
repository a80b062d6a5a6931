"""The source that everyone may fetch holds the source, and no data of the installation."""

import zipfile
from pathlib import Path

import pytest

from core import source


@pytest.fixture
def installation(tmp_path: Path, settings):
    """A source tree whose data folders lie inside it under names of the operator's choice."""
    for name in (
        "manage.py",
        ".env",
        "data/bingshen.sqlite3-wal",
        "uploads/ab/cd/abcd",
        "collected/site.css",
        "core/x.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "data"
    settings.FILE_STORE, settings.STATIC_ROOT = tmp_path / "uploads", tmp_path / "collected"
    return tmp_path


def test_folders_of_data_are_left_out_whatever_they_are_called(installation: Path):
    with zipfile.ZipFile(source.archive()) as packed:
        assert sorted(packed.namelist()) == ["bingshen/core/x.py", "bingshen/manage.py"]


def test_a_changed_file_makes_the_archive_anew_and_leaves_no_half_one(installation: Path):
    first = source.archive().stat().st_mtime_ns
    assert source.archive().stat().st_mtime_ns == first
    (installation / "core/y.py").write_text("new")
    with zipfile.ZipFile(source.archive()) as packed:
        assert "bingshen/core/y.py" in packed.namelist()
    assert not list((installation / "data").glob("*.part"))
