"""Single rows are written as the ORM writes them."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task

from accounts.models import Region
from clocks.models import Stop
from core import rows
from core.models import OutboxMessage
from core.time import now

pytestmark = pytest.mark.django_db


def message(**more: Any) -> OutboxMessage:
    at = now()
    return OutboxMessage(topic="t", payload={"名": ["垚", 1, None, True]}, created_at=at, next_at=at, **more)


def columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_an_inserted_row_reads_back_as_one_the_orm_inserted() -> None:
    ours, theirs = message(dedupe="ours"), message(dedupe="theirs")
    with CaptureQueriesContext(connection) as made:
        rows.insert([ours])
    theirs.save()
    assert len(made) == 1
    assert not ours._state.adding
    one, other = OutboxMessage.objects.get(pk=ours.pk), OutboxMessage.objects.get(pk=theirs.pk)
    different = {"dedupe", "created_at", "next_at"}
    assert {k: v for k, v in columns(one).items() if k not in different} == {
        k: v for k, v in columns(other).items() if k not in different
    }
    assert (one.created_at, one.next_at) == (ours.created_at, ours.next_at)


def test_a_row_takes_the_key_of_a_neighbour_written_after_it_was_made() -> None:
    process = Process(flow_class="none")
    task = Task(process=process)
    process.save()
    rows.insert([task])
    assert Task.objects.get(pk=task.pk).process_id == process.pk


def test_an_update_writes_the_named_columns_alone_also_empty_ones() -> None:
    sent = message(dedupe="one", last_error="a fault")
    sent.save()
    sent.attempts, sent.delivered_at, sent.last_error, sent.topic = 3, now(), "", "not written"
    rows.update(sent, "attempts", "delivered_at", "last_error")
    stored = OutboxMessage.objects.get(pk=sent.pk)
    assert (stored.attempts, stored.delivered_at, stored.last_error, stored.topic) == (3, sent.delivered_at, "", "t")
    sent.delivered_at = None
    rows.update(sent, "delivered_at")
    assert OutboxMessage.objects.get(pk=sent.pk).delivered_at is None


def test_a_column_may_be_named_as_the_table_names_it() -> None:
    upper = Region.objects.create(code="369900", name="垚市", level="CITY")
    lower = Region.objects.create(code="369901", name="垚县", level="COUNTY")
    lower.parent = upper
    rows.update(lower, "parent_id")
    assert Region.objects.get(pk=lower.pk).parent_id == upper.pk


def test_a_row_that_is_gone_is_told() -> None:
    with pytest.raises(DatabaseError, match="gone"):
        rows.update(Stop(pk=7, ended_on=date(2026, 3, 2)), "ended_on")


def test_many_rows_of_a_table_are_one_statement_and_keep_their_order() -> None:
    many = [message(dedupe=f"m{n}") for n in range(7)]
    with CaptureQueriesContext(connection) as made:
        rows.insert(many)
    assert len(made) == 1
    assert [OutboxMessage.objects.get(pk=one.pk).dedupe for one in many] == [f"m{n}" for n in range(7)]


def test_more_rows_than_one_statement_takes_are_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    rows.insert([message(dedupe=f"m{n}") for n in range(7)])
    assert OutboxMessage.objects.count() == 7
    rows.insert([])


def test_a_row_known_already_is_left_out_where_it_is_written_once() -> None:
    rows.insert([message(dedupe="known", attempts=5)])
    rows.insert([message(dedupe="new"), message(dedupe="known"), message(dedupe="new")], once=True)
    assert dict(OutboxMessage.objects.values_list("dedupe", "attempts")) == {"known": 5, "new": 0}
