"""Seeding again: the same twice, more of it, in batches, and never in earnest."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from accounts.models import User
from approvals.models import ItemCase
from core import doctor
from core.models import JournalHead
from core.time import travel
from projects.models import Project

TODAY = date(2026, 11, 24)
HOLIDAY = date(2026, 10, 3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(settings: object) -> None:
    settings.DEMO_MODE = True  # type: ignore[attr-defined]


def seeded(count: int, seed: int = 1) -> str:
    said = StringIO()
    call_command("seed", projects=count, seed=seed, stdout=said)
    return said.getvalue()


def objections() -> list[tuple[str, str]]:
    return list(doctor.check_all())


def fingerprint(seed: int) -> list[tuple[str, ...]]:
    """Heads of all chains where keys are given anew after a rollback, else what does not name a key."""
    with travel(TODAY), transaction.atomic():
        seeded(12, seed)
        if connection.vendor == "sqlite":
            found = list(JournalHead.objects.order_by("chain").values_list("chain", "hash"))
        else:
            found = list(ItemCase.objects.order_by("number").values_list("number", "state", "decided_on"))
        transaction.set_rollback(True)
    return found


def test_equal_seeds_give_equal_provinces(empty: None) -> None:
    first = fingerprint(7)
    assert len(first) >= 12
    assert fingerprint(7) == first
    assert fingerprint(8) != first


def test_a_second_run_adds_to_the_first_also_on_a_holiday(empty: None) -> None:
    with travel(HOLIDAY):
        seeded(20, 3)
        with travel(datetime(2026, 10, 3, 18, tzinfo=UTC)):
            seeded(25, 3)
        assert Project.objects.count() == 45
        assert Project.objects.values("name").distinct().count() == 45
        assert objections() == []


def test_rows_are_written_in_batches(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.bulk.province.BATCH", 5)
    lines = [line for line in seeded(12).splitlines() if "/ 12 projects" in line]
    assert [line.split(" /")[0].strip() for line in lines] == ["5", "10", "12"]
    assert objections() == []


@pytest.mark.parametrize("mode", [{"DEMO_MODE": False}, {"DEMO_MODE": True, "PRODUCTION": True}])
def test_samples_are_refused_outside_demo_mode(settings: object, mode: dict[str, bool]) -> None:
    for name, value in mode.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match="demo mode"):
        seeded(1)
    assert not User.objects.exists()
