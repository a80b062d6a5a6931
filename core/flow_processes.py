"""What every process of ours has in common (流程实例)."""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, cast

from django.db import models
from viewflow.workflow import PROCESS
from viewflow.workflow.models import Process

from core import act
from core.flow_locks import hold
from core.flow_nodes import hold_open_tasks
from core.prepared import PreparedObjects

P = TypeVar("P", bound=Process)


class TiedProcess:
    """A process tied to its record when it begins: later only its own state is written, not the tie again.

    Put it before `Process` among the bases. The engine saves a process whole; the tie is a table of its own.
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an update leaves the table of the tie alone.

        A new process is its beginner's alone until the commit, and whoever begins it holds its record: nothing to lock.
        """
        new: bool = self._state.adding  # type: ignore[attr-defined]
        if not args and not kwargs and not new:
            kwargs["update_fields"] = _OWN
        super().save(*args, **kwargs)  # type: ignore[misc]
        if new:
            hold(self)


@cache
def _running(model: Any, record: str) -> PreparedObjects[Any]:
    return PreparedObjects(
        lambda pk: model._default_manager.filter(status=PROCESS.NEW, **{record: pk}).order_by("pk"), pk=int
    )


def running(model: type[P], record: models.Model) -> P | None:
    """The process of this kind that runs for a record whose row is locked, held with it; None if none does."""
    name = _tie(model, type(record))
    found: list[P] = act.read_together(
        ("running", model, record.pk), lambda: _running(cast(Any, model), name).of(pk=record.pk)
    )
    if not found:
        return None
    setattr(found[0], name, record)
    hold(found[0])
    return found[0]


def hold_running(model: type[P], records: Iterable[models.Model]) -> None:
    """Read the running processes of locked records and their open steps, for an act for many."""
    records = list(records)
    if not records:
        return
    name = _tie(model, type(records[0]))
    found: dict[Any, list[P]] = {record.pk: [] for record in records}
    rows = model._default_manager.filter(status=PROCESS.NEW, **{f"{name}__in": list(found)}).order_by("pk")
    for process in rows:
        found[getattr(process, f"{name}_id")].append(process)
    for pk, processes in found.items():
        act.hold(("running", model, pk), processes)
    hold_open_tasks(process for processes in found.values() for process in processes)


def _tie(model: Any, record: type[models.Model]) -> str:
    return next(str(field.name) for field in model._meta.local_fields if field.related_model is record)


_OWN = [field.name for field in Process._meta.concrete_fields if not field.primary_key]
