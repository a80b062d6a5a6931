"""What a command holds until it ends, and what a rolled-back part of it takes along."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Region
from core import act, journal, outbox
from core.models import JournalEntry, JournalHead, OutboxMessage

pytestmark = pytest.mark.django_db
CHAIN = "project:7"
TOPIC = "test.act"
TABLES = ("core_journalentry", "core_outboxmessage")


@pytest.fixture(autouse=True)
def topic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outbox._handlers, TOPIC, lambda payload: None)


@pytest.fixture
def county() -> Region:
    return Region.objects.create(code="369901", name="垚县", level="COUNTY")


def acted(body: Callable[[], None]) -> list[str]:
    """Run a body as a command does; the statements it took."""
    with CaptureQueriesContext(connection) as captured, transaction.atomic(), act.acting():
        body()
    return [query["sql"] for query in captured]


def undone(body: Callable[[], Any]) -> None:
    """Do something in a savepoint that is rolled back."""
    with pytest.raises(LookupError), transaction.atomic():
        body()
        raise LookupError


def seqs() -> list[int]:
    """The links of the chain in order, after proof that its head is the last of them."""
    assert list(journal.verify()) == []
    return list(journal.JournalEntry.objects.filter(chain=CHAIN).order_by("seq").values_list("seq", flat=True))


def test_many_links_lock_and_write_the_head_once(county: Region) -> None:
    journal.append(CHAIN, "test.before", county)
    statements = acted(lambda: [journal.append(CHAIN, f"test.{step}", county) for step in "abc"] and None)
    assert sum("core_journalhead" in one for one in statements) == 2
    assert seqs() == [1, 2, 3, 4]


@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize("after", [0, 2])
def test_links_of_a_savepoint_that_is_rolled_back_leave_no_gap(county: Region, before: int, after: int) -> None:
    def body() -> None:
        for _step in range(before):
            journal.append(CHAIN, "test.before", county)
        undone(lambda: [journal.append(CHAIN, "test.undone", county) for _step in range(3)])
        for _step in range(after):
            journal.append(CHAIN, "test.after", county)

    acted(body)
    assert seqs() == list(range(1, before + after + 1))


def test_what_was_held_is_made_anew_after_a_rollback() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    def body() -> None:
        assert (act.held("key", make), act.held("key", make)) == (0, 0)
        with transaction.atomic():
            assert act.held("key", make) == 0
        assert act.held("key", make) == 0, "a savepoint that went well takes nothing along"
        undone(lambda: act.held("key", make))
        assert act.held("key", make) == 1

    acted(body)
    assert act.held("key", make) == 2, "nothing is held outside an act"


def test_the_act_ends_with_its_outermost_command(county: Region) -> None:
    def body() -> None:
        with act.acting():
            journal.append(CHAIN, "test.inner", county)
        assert JournalHead.objects.get(chain=CHAIN).seq == 0, "the head waits for the end of the whole"

    acted(body)
    assert JournalHead.objects.get(chain=CHAIN).seq == 1


def test_an_act_that_fails_writes_nothing_more(county: Region) -> None:
    written: list[str] = []

    def body() -> None:
        act.at_end("key", lambda: written.append("late"))
        raise LookupError

    with pytest.raises(LookupError):
        acted(body)
    assert written == []


def test_rows_nobody_reads_before_are_written_together_at_the_end(county: Region) -> None:
    def body() -> None:
        journal.append(CHAIN, "test.first", county)
        journal.append("project:8", "test.elsewhere", county)
        outbox.enqueue(TOPIC, {}, dedupe="first")
        outbox.enqueue(TOPIC, {}, dedupe="first")
        outbox.enqueue(TOPIC, {}, dedupe="second")
        assert not JournalEntry.objects.exists()
        assert [entry.verb for entry in act.waiting(JournalEntry)] == ["test.first", "test.elsewhere"]

    statements = acted(body)
    assert [sum(f'INTO "{table}"' in one for one in statements) for table in TABLES] == [1, 1]
    assert seqs() == [1]
    assert OutboxMessage.objects.count() == 2


def test_rows_of_a_savepoint_that_is_rolled_back_are_not_written(county: Region) -> None:
    def body() -> None:
        journal.append(CHAIN, "test.kept", county)
        with transaction.atomic():
            outbox.enqueue(TOPIC, {}, dedupe="kept within")
            undone(lambda: outbox.enqueue(TOPIC, {}, dedupe="undone deep within"))
        undone(lambda: outbox.enqueue(TOPIC, {}, dedupe="undone"))
        outbox.enqueue(TOPIC, {}, dedupe="kept after")

    acted(body)
    assert seqs() == [1]
    assert set(OutboxMessage.objects.values_list("dedupe", flat=True)) == {"kept within", "kept after"}


def test_rows_are_written_in_the_order_they_came_whatever_savepoint_they_came_under(county: Region) -> None:
    def body() -> None:
        journal.append(CHAIN, "test.1", county)
        with transaction.atomic():
            journal.append(CHAIN, "test.2", county)
        journal.append(CHAIN, "test.3", county)
        with transaction.atomic(), transaction.atomic():
            journal.append(CHAIN, "test.4", county)
        journal.append(CHAIN, "test.5", county)

    acted(body)
    assert list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        f"test.{n}" for n in range(1, 6)
    ]


def test_a_message_that_is_known_is_not_written_again(county: Region) -> None:
    outbox.enqueue(TOPIC, {"n": 1}, dedupe="known")
    acted(lambda: [outbox.enqueue(TOPIC, {"n": n}, dedupe=name) for n, name in enumerate(("known", "new"))] and None)
    assert dict(OutboxMessage.objects.values_list("dedupe", "payload")) == {"known": {"n": 1}, "new": {"n": 1}}
