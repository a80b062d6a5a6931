"""Rows written together are those written one by one; rows read light are those the constructor makes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import Enterprise, Region
from core import act, many_rows
from core.models import JournalHead, NumberSequence, OutboxMessage
from core.time import now
from projects.models import Project

pytestmark = pytest.mark.django_db
ODD = {"名": ["垚", 1, None, True, 2.5, {"空": {}}], "引号": "'\"\\\n"}


def message(name: str, **more: Any) -> OutboxMessage:
    at = now()
    return OutboxMessage(topic="t", payload=ODD, dedupe=name, created_at=at, next_at=at, **more)


def columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_rows_written_together_read_back_as_they_were_made() -> None:
    made = [message(f"m{number}", last_error="错误", dead=number % 2 == 0) for number in range(5)]
    many_rows.insert(made)
    stored = {row.dedupe: row for row in OutboxMessage.objects.all()}
    assert {name: columns(row) for name, row in stored.items()} == {row.dedupe: columns(row) for row in made}


def test_every_kind_of_column_arrives(django_user_model: Any) -> None:
    region = Region.objects.create(code="369901", name="垚县", level="COUNTY")
    enterprise = Enterprise.objects.create(uscc="91360702MAC1TE5T5N", name="赣州垚翀新材料（虚构）有限公司")
    user = django_user_model.objects.create(username="u", name="䶮听澜")
    project = Project(
        code="2601-360702-04-01-100001", name="厂房", enterprise=enterprise, region=region, investment_kind="ENT",
        regime="FILING", industry="C3072", investment=Decimal("18600000.50"), land_mode="GRANTED",
        land_area=Decimal("46800.25"), facts={"height": 21}, created_by=user, created_at=now(),
    )  # fmt: skip
    keys = many_rows.reserve(Project, 1)
    project.pk = keys[0] if keys else None
    many_rows.insert([project])
    stored = Project.objects.get(code=project.code)
    assert columns(stored) == columns(project)
    assert stored.pk == project.pk


def test_a_step_of_a_process_reads_back_as_the_engine_wrote_it() -> None:
    from approvals.flows import ItemFlow

    process = ItemFlow.process_class.objects.create(flow_class=ItemFlow)
    made = [ItemFlow.task_class(process=process, flow_task=ItemFlow.sign, flow_task_type="HUMAN") for _step in range(2)]
    for row, key in zip(made, many_rows.reserve(type(made[0]), 2), strict=False):
        row.pk = key
    many_rows.insert(made)
    made[0].save()
    assert {task.flow_task for task in ItemFlow.task_class.objects.all()} == {ItemFlow.sign}
    assert len(set(ItemFlow.task_class.objects.values_list("flow_task"))) == 1


def test_one_that_is_there_already_is_left_out() -> None:
    message("here").save()
    many_rows.insert([message("here"), message("new")], once=True)
    assert sorted(OutboxMessage.objects.values_list("dedupe", flat=True)) == ["here", "new"]


def test_an_update_writes_each_row_its_own_values_in_the_named_columns_alone() -> None:
    rows = [message(f"m{number}", last_error="alt") for number in range(4)]
    for row in rows:
        row.save()
    for number, row in enumerate(rows):
        row.attempts, row.delivered_at, row.payload, row.topic = (
            number,
            now() if number % 2 else None,
            {"n": number},
            "x",
        )
    many_rows.update(rows, "attempts", "delivered_at", "payload")
    for number, row in enumerate(OutboxMessage.objects.order_by("pk")):
        assert (row.attempts, row.delivered_at, row.payload) == (number, rows[number].delivered_at, {"n": number})
        assert (row.topic, row.last_error) == ("t", "alt")


def test_a_key_of_text_is_a_key_too() -> None:
    heads = [JournalHead.objects.create(chain=f"project:{number}") for number in (1, 2)]
    for head in heads:
        head.seq, head.hash = 7, "a" * 64
    many_rows.update(heads, "seq", "hash")
    assert set(JournalHead.objects.values_list("seq", "hash")) == {(7, "a" * 64)}


def test_a_row_that_is_gone_is_an_error() -> None:
    rows = [message("one"), message("two")]
    for row in rows:
        row.save()
    OutboxMessage.objects.filter(pk=rows[0].pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        many_rows.update(rows, "attempts")


def test_columns_of_two_tables_are_not_one_update() -> None:
    from approvals.models import ItemProcess

    if connection.vendor == "postgresql":
        with pytest.raises(ValueError, match="one table"):
            many_rows.update([ItemProcess(pk=1), ItemProcess(pk=2)], "status", "case")


# ---- an act for many -----------------------------------------------------------------------------------------


def test_what_an_act_for_many_writes_is_there_at_its_end_with_keys_known_before() -> None:
    with transaction.atomic(), act.acting(many=True):
        made = [message(f"m{number}") for number in range(3)]
        act.insert(made)
        assert len({row.pk for row in made}) == 3
        made[1].attempts = 4
        act.update(made[1], "attempts")
    assert {row.pk: row.attempts for row in OutboxMessage.objects.all()} == {
        row.pk: 4 if row is made[1] else 0 for row in made
    }


def test_several_changes_of_a_row_are_written_once_and_of_two_copies_in_their_order() -> None:
    message("one").save()
    first, second = (OutboxMessage.objects.get() for _copy in range(2))
    with CaptureQueriesContext(connection) as seen, transaction.atomic(), act.acting(many=True):
        for attempts in (1, 2, 3):
            first.attempts = attempts
            act.update(first, "attempts")
        first.last_error = "x"
        act.update(first, "last_error")
    assert sum(query["sql"].startswith("UPDATE") for query in seen) == 1
    with transaction.atomic(), act.acting(many=True):
        first.attempts = 8
        act.update(first, "attempts")
        second.attempts = 9
        act.update(second, "attempts")
    assert OutboxMessage.objects.get().attempts == 9


def test_a_command_within_sees_what_was_written_so_far() -> None:
    message("one").save()
    row = OutboxMessage.objects.get()
    with transaction.atomic(), act.acting(many=True):
        row.attempts = 5
        act.update(row, "attempts")
        with act.acting():
            assert OutboxMessage.objects.get().attempts == 5


def test_a_savepoint_rolled_back_within_scatters_it() -> None:
    with pytest.raises(act.Scattered), transaction.atomic(), act.acting(many=True):
        act.insert([message("kept")])
        with pytest.raises(LookupError), transaction.atomic():
            act.insert_at_end(message("undone"))
            raise LookupError
        act.insert_at_end(message("after"))
    assert not OutboxMessage.objects.exists()


# ---- light rows ----------------------------------------------------------------------------------------------


def test_a_light_row_is_what_the_constructor_would_have_made() -> None:
    Enterprise.objects.create(uscc="91360702MAC1TE5T5N", name="赣州垚翀新材料（虚构）有限公司")
    light = Enterprise.objects.get()
    plain = Enterprise(*(getattr(light, field.attname) for field in Enterprise._meta.concrete_fields))
    assert {k: v for k, v in light.__dict__.items() if k != "_state"} == {
        k: v for k, v in plain.__dict__.items() if k != "_state"
    }
    assert (light._state.adding, light._state.db) == (False, "default")
    light.name = "赣州垚翀（虚构）"
    light.save()
    assert Enterprise.objects.get().name == "赣州垚翀（虚构）"


def test_a_light_row_with_deferred_columns_reads_them_when_asked() -> None:
    Enterprise.objects.create(uscc="91360702MAC1TE5T5N", name="赣州垚翀新材料（虚构）有限公司")
    partly = Enterprise.objects.only("uscc").get()
    assert "name" in partly.get_deferred_fields()
    assert partly.name.startswith("赣州")


def test_numbers_are_reserved_once() -> None:
    keys = many_rows.reserve(OutboxMessage, 5) + many_rows.reserve(OutboxMessage, 5)
    assert len(set(keys)) == len(keys) == (10 if connection.vendor == "postgresql" else 0)
    assert many_rows.reserve(NumberSequence, 3) == []
