"""办结: whether all approval of a project is done, told by the room that decides it; nothing is stored twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BooleanField, Case, DateTimeField, Q, QuerySet, Subquery, Value, When

if TYPE_CHECKING:
    from projects.models import Project


@dataclass(frozen=True, slots=True)
class Finish:
    """`done`: which projects have nothing left to be approved; `at`: when the last paper was issued."""

    done: Q
    at: Subquery


_teller: list[Callable[[], Finish]] = []


def tells_finish(teller: Callable[[], Finish]) -> None:
    """Let the approvals room say it; called when that room is ready."""
    _teller[:] = [teller]


def columns() -> dict[str, Any]:
    """`finished` and `finished_at` for a query of projects; never true before a room tells it."""
    if not _teller:
        return {"finished": Value(False, BooleanField()), "finished_at": Value(None, DateTimeField())}
    finish = _teller[0]()
    active = Q(state="ACTIVE")
    return {
        "finished": Case(When(active & finish.done, then=Value(True)), default=Value(False)),
        "finished_at": Case(When(finished=True, then=finish.at), default=None, output_field=DateTimeField()),
    }


def finished_at(project: Project) -> Any:
    """The instant of the last paper of a finished project, else None; one query where it was not read with the row."""
    if hasattr(project, "finished_at"):
        return project.finished_at
    return _told(project.pk).values_list("finished_at", flat=True).first()


def finished_among(keys: Iterable[int]) -> frozenset[int]:
    """Those of the projects that are finished; one query."""
    return frozenset(_told(*keys).filter(finished=True).values_list("pk", flat=True))


def _told(*keys: int) -> QuerySet[Any]:
    # The room's models import this file's neighbours; they are asked for by name.
    return apps.get_model("projects", "Project")._default_manager.filter(pk__in=keys).annotate(**columns())


def in_state(state: str) -> Q:
    """The filter of the list: 已办结 is a state of its own there, though the row stays open to later items."""
    if state == "COMPLETED":
        return Q(finished=True) | Q(state=state)
    return Q(state=state, finished=False)
