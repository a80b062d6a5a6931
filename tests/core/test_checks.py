"""What must hold before the process may start."""

import pytest

from core.checks import demo_is_not_production, every_flow_locks_its_rows


def test_demo_mode_refuses_production_settings(settings: object) -> None:
    settings.DEMO_MODE = settings.PRODUCTION = True
    assert "bingshen.E001" in {problem.id for problem in demo_is_not_production(None)}


def test_production_refuses_every_development_default(settings: object) -> None:
    settings.PRODUCTION = True
    settings.DEMO_MODE = False
    settings.DEBUG = True
    settings.CELERY_BROKER_URL = "memory://"
    settings.ALLOWED_HOSTS = ["*"]
    found = {problem.id for problem in demo_is_not_production(None)}
    assert {"bingshen.E002", "bingshen.E003", "bingshen.E005", "bingshen.E006"} <= found


def test_every_flow_of_ours_waits_for_its_row_lock() -> None:
    assert every_flow_locks_its_rows(None) == []


def test_a_flow_with_the_default_lock_is_refused() -> None:
    from viewflow.workflow import flow, lock

    class Careless(flow.Flow):
        end = flow.End()
        start = flow.StartHandle().Next(end)

    try:
        assert [problem.id for problem in every_flow_locks_its_rows(None)] == ["bingshen.E010"]
    finally:
        Careless.lock_impl = lock.SelectForUpdateLock(nowait=False)


@pytest.mark.django_db
def test_model_changes_have_their_migrations() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
