"""What production serves is complete and hashed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

STORAGE = {"staticfiles": {"BACKEND": "core.static.HashedFiles"}}
pytestmark = pytest.mark.skipif(
    not (Path(settings.BASE_DIR) / "node_modules/ol").is_dir(), reason="the assets are not installed"
)


@pytest.mark.slow
def test_every_file_that_a_template_names_is_collected_under_a_hashed_name(tmp_path, settings, monkeypatch):
    settings.STORAGES = {**settings.STORAGES, **STORAGE}
    settings.STATIC_ROOT = str(tmp_path)
    monkeypatch.setattr("core.static.HashedFiles.compress_files", lambda self, paths: iter(()))
    call_command("collectstatic", interactive=False, verbosity=0)
    named = set()
    for template in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        named |= set(re.findall(r"""{% static ['"]([^'"]+)['"]""", template.read_text()))
    assert len(named) > 10
    for name in named:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", staticfiles_storage.stored_name(name)), name
        assert (tmp_path / staticfiles_storage.stored_name(name)).is_file()
    assert not list(tmp_path.rglob("*.map"))
    assert not (tmp_path / "viewflow").exists()
