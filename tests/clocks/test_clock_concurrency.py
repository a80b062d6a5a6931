"""Twelve departments act on one project at once, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from clocks import doctor, ledger
from clocks.commands import end_clocks, start_clock
from clocks.models import Clock
from core import time
from tests.clocks.conftest import World, case, subject

DEPARTMENTS = 12
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 19)


@pytest.fixture
def twelve_items(transactional_db: None, world: World) -> Clock:
    with time.travel(FIRST), transaction.atomic():
        cap = start_clock(
            "CAP", subject("projects.project", 1), world.place, label="审批总时限", limit=79, origin_on=FIRST
        )
        for pk in range(1, DEPARTMENTS + 1):
            world.item(pk, FIRST, 10)
    return cap


def end_all_at_once() -> None:
    gate = Barrier(DEPARTMENTS)

    def sign(pk: int) -> None:
        try:
            with time.travel(LAST):
                gate.wait(10)
                with transaction.atomic():
                    end_clocks(case(pk), on=LAST, project_id=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(DEPARTMENTS) as pool:
        list(pool.map(sign, range(1, DEPARTMENTS + 1)))


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_the_cap_sees_all_twelve_ends(twelve_items: Clock) -> None:
    end_all_at_once()
    twelve_items.refresh_from_db()
    assert (twelve_items.state, twelve_items.used, twelve_items.left) == ("STOPPED", 13, 66)
    with time.travel(LAST):
        assert list(doctor.check()) == []


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_without_the_projects_lock_the_cap_would_miss_some(
    twelve_items: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is what makes it right: without it the last to commit has not seen the others' ends."""

    everyone_has_read = Barrier(DEPARTMENTS)
    settle = ledger.Ledger.settle

    def settle_after_all_have_read(book: ledger.Ledger, *keys: tuple[str, int]) -> list[Clock]:
        everyone_has_read.wait(10)
        return settle(book, *keys)

    monkeypatch.setattr(ledger, "lock_head", lambda chain: None)
    monkeypatch.setattr(ledger.Ledger, "settle", settle_after_all_have_read)
    end_all_at_once()
    with time.travel(LAST):
        assert any("审批总时限" in sentence for sentence in doctor.check())
