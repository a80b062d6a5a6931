"""The journal: append-only, chained, and telling when someone touched it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Region
from core import journal
from core.journal import Fact
from core.models import JournalEntry, JournalHead
from core.time import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Region:
    return Region.objects.create(code="369901", name="垚县", level="COUNTY")


def lift_the_guard() -> None:
    """What a database superuser could do: remove the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_no_update")
            cursor.execute("DROP TRIGGER journal_no_delete")
        else:
            cursor.execute("DROP TRIGGER journal_no_change ON core_journalentry")


def three(county: Region) -> None:
    for name in ("收件", "受理", "办结"):
        journal.append("project:1", "test.step", county, blzt=3, data={"name": name, "rare": "䶮"})


def test_effective_and_entered_dates_are_both_kept(county: Region) -> None:
    earlier = now() - timedelta(days=2)
    entry = journal.append("project:1", "test.deemed", county, effective_at=earlier)
    entry.refresh_from_db()
    assert entry.effective_at == earlier
    assert entry.entered_at > earlier


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(county: Region, change: str) -> None:
    three(county)
    entry = JournalEntry.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "update":
            JournalEntry.objects.filter(pk=entry.pk).update(verb="test.forged")
        else:
            entry.delete()


def test_an_intact_chain_verifies(county: Region) -> None:
    three(county)
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    ("field", "value"), [("verb", "test.forged"), ("blzt", 11), ("actor_name", "别人"), ("data", {"name": "假"})]
)
def test_altered_content_is_found_and_located(county: Region, field: str, value: object) -> None:
    three(county)
    lift_the_guard()
    JournalEntry.objects.filter(seq=2).update(**{field: value})
    assert "#2" in next(iter(journal.verify()))


def test_a_removed_middle_link_is_found(county: Region) -> None:
    three(county)
    lift_the_guard()
    JournalEntry.objects.filter(seq=2).delete()
    assert any("link 2 is missing" in line for line in journal.verify())


def test_a_cut_tail_is_found_against_the_head(county: Region) -> None:
    three(county)
    lift_the_guard()
    JournalEntry.objects.filter(seq=3).delete()
    assert any("tail cut" in line for line in journal.verify())


@given(st.lists(st.text(max_size=20), max_size=8))
def test_a_chain_built_in_memory_equals_one_appended(verbs: list[str]) -> None:
    at = now()
    facts = [Fact(verb=v, subject_type="t", subject_id="1", effective_at=at, entered_at=at) for v in verbs]
    entries, head = journal.build_chain("c", facts)
    assert [e.seq for e in entries] == list(range(1, len(verbs) + 1))
    assert head.hash == (entries[-1].hash if entries else journal.GENESIS)
    assert all(e.hash == journal.hash_of(e) for e in entries)


def test_bulk_loaded_chains_verify(county: Region) -> None:
    at = now()
    entries, head = journal.build_chain(
        "project:9",
        [Fact(verb="test.x", subject_type="t", subject_id=str(i), effective_at=at, entered_at=at) for i in range(5)],
    )
    JournalEntry.objects.bulk_create(entries)
    JournalHead.objects.bulk_create([head])
    assert list(journal.verify()) == []
    journal.append("project:9", "test.more", county)
    assert list(journal.verify()) == []
